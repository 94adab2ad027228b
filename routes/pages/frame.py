"""What surrounds the content of every page: language, who is signed in, where one can go."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from aiohttp import web

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.refusals import Refusal
from routes.keys import PAGES
from routes.pages.languages import language_of, words_of
from routes.pages.marking import marked as _
from routes.pages.rendering import Templates
from routes.pages.vocabulary import VOCABULARY
from routes.problems import INTERNAL, kind_of, problem_document
from routes.route import HTML, Call, Reply


class Place(NamedTuple):
    """A page that people are led to from every other; of some roles supervisors alone."""

    path: str
    label: str
    roles: frozenset[Role]
    supervisors_of: frozenset[Role] = frozenset()

    def is_for(self, viewer: Viewer) -> bool:
        """Tell whether a viewer is let in there."""
        if viewer.role in self.supervisors_of and not viewer.is_offered_supervision:
            return False
        return viewer.role in self.roles


#: In the order in which they are offered; the first that is for a role is where it begins its day.
PLACES: tuple[Place, ...] = (
    Place("/scan", _("Quét mã"), frozenset({Role.POST})),
    Place("/post", _("Bưu cục"), frozenset({Role.POST})),
    Place("/center", _("Trung tâm"), frozenset({Role.CENTER, Role.ADMIN})),
    Place("/department", _("Xử lý hồ sơ"), frozenset({Role.DEPARTMENT})),
    Place("/accounting", _("Đối soát"), frozenset({Role.ACCOUNTANT})),
    # The others have a board to begin at and scan now and then.
    Place("/scan", _("Quét mã"), frozenset({Role.CENTER, Role.DEPARTMENT, Role.ADMIN})),
    Place("/requests", _("Yêu cầu của dân"), frozenset({Role.POST, Role.ADMIN})),
    Place("/reports", _("Báo cáo"), frozenset({Role.CENTER, Role.ACCOUNTANT, Role.ADMIN})),
    Place("/ratings", _("Góp ý"), frozenset({Role.CENTER, Role.ADMIN})),
    Place("/post", _("Bưu cục"), frozenset({Role.ADMIN})),
    Place(
        "/differences",
        _("Chênh lệch"),
        frozenset({Role.POST, Role.CENTER, Role.DEPARTMENT, Role.ADMIN}),
    ),
    Place("/accounting", _("Đối soát"), frozenset({Role.ADMIN})),
    Place(
        "/receipts",
        _("Biên lai"),
        frozenset({Role.POST, Role.ACCOUNTANT, Role.ADMIN}),
        supervisors_of=frozenset({Role.POST}),
    ),
    Place("/admin", _("Quản trị"), frozenset({Role.ADMIN})),
)


@dataclass(frozen=True, slots=True)
class Undoable:
    """Its identity, its kind, and the code of what it was done to, as the address says."""

    identity: str
    what: str
    code: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame of a page is told."""

    viewer: Viewer | None
    places: tuple[Place, ...]
    path: str
    address: str
    #: What was just done, when one was led here by a form.
    done: str | None
    #: What was just done, where one press takes it back.
    undo: Undoable | None


class Pages:
    """The pages of one application; `document` describes its calls."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._templates = Templates()

    def render(
        self, request: web.Request, viewer: Viewer | None, template: str, values: Mapping[str, Any]
    ) -> bytes:
        """Return a page in the language of its reader."""
        done = request.query.get("done")
        frame = Frame(
            viewer=viewer,
            places=tuple(place for place in PLACES if viewer and place.is_for(viewer)),
            path=request.path,
            address=request.path_qs,
            done=done if done in VOCABULARY["done"] else None,
            undo=_undo_in(request) if viewer else None,
        )
        language = language_of(request)
        words = partial(words_of, language=language)
        return self._templates.render(language, template, frame=frame, words=words, **values)

    def problem(self, error: Exception, request: web.Request) -> bytes:
        """Return the page that tells people of an error."""
        told = error if isinstance(error, Refusal) and kind_of(error) is not INTERNAL else None
        values = {
            "problem": problem_document(error, request),
            "kind": kind_of(told) if told else INTERNAL,
            "told": told,
        }
        return self.render(request, None, "problem.html", values)


def show(call: Call[Any, Any], template: str, status: int | None = None, **values: Any) -> Reply:
    """Answer with a page."""
    viewer = call.visitor.viewer if call.visitor else None
    body = call.request.app[PAGES].render(call.request, viewer, template, values)
    return Reply(body, status, headers={"Content-Type": f"{HTML}; charset=utf-8"})


def home_of(role: Role) -> str:
    """Return the page at which people of a role begin their day."""
    return next((place.path for place in PLACES if role in place.roles), "/")


def _undo_in(request: web.Request) -> Undoable | None:
    given = request.query
    if not {"undo", "undo_what"} <= given.keys():
        return None
    return Undoable(given["undo"], given["undo_what"], given.get("undo_code", ""))
