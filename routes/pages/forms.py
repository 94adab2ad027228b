"""Forms that browsers send without a script: read, checked, and answered by a redirect.

A form that is refused is shown again with what was typed and what is wrong with it; one that was
carried out leads on, so that reloading a page never sends anything twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode

from aiohttp import web
from aiohttp.http import HttpProcessingError
from pydantic import BaseModel

from postal_bridge.domain.refusals import FieldProblem, InvalidInput, Refusal
from postal_bridge.domain.said import Said
from routes.decoding import shape_of_texts
from routes.problems import BodyTooLarge, MalformedBody
from routes.route import Reply

FORM = "application/x-www-form-urlencoded"
FORM_BYTES_MAX = 64 * 1024
_SEE_OTHER = 303

ShapeT = TypeVar("ShapeT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed into a form, and what is wrong with it once it was refused."""

    given: Mapping[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None

    def value(self, name: str, otherwise: object = "") -> str:
        """Return what was typed into a field."""
        return self.given.get(name, "" if otherwise is None else str(otherwise))

    def problem(self, name: str) -> FieldProblem | None:
        """Return what is wrong with a field."""
        return next((each for each in self.problems if each.path == name), None)

    @property
    def problems(self) -> tuple[FieldProblem, ...]:
        """Everything that is wrong with single fields."""
        return self.refusal.problems if isinstance(self.refusal, InvalidInput) else ()

    def without(self, *names: str) -> "Form":
        """Return the same form without some of its fields."""
        return Form({name: text for name, text in self.given.items() if name not in names})

    def refused(self, refusal: Refusal) -> "Form":
        """Return the same form with what is wrong with it."""
        return Form(self.given, refusal)

    def shaped(self, shape: type[ShapeT]) -> ShapeT:
        """Return what was typed in a shape; fields left empty count as not given.

        Raises:
            InvalidInput: something does not fit.

        """
        return shape_of_texts(shape, {name: text for name, text in self.given.items() if text})


async def read_form(request: web.Request) -> Form:
    """Return what a browser sent from a form of ours.

    Raises:
        BodyTooLarge: nobody types so much.
        MalformedBody: the transfer is broken.
        InvalidInput: a field stands in it twice.

    """
    if (request.content_length or 0) > FORM_BYTES_MAX:
        raise BodyTooLarge(limit=FORM_BYTES_MAX)
    try:
        posted = await request.post()
    except (web.RequestPayloadError, HttpProcessingError, ValueError):
        raise MalformedBody(reason=Said("its transfer is broken")) from None
    texts = {name: text for name, text in posted.items() if isinstance(text, str)}
    twice = sorted(name for name in texts if len(posted.getall(name)) > 1)
    if twice:
        detail = Said("is given more than once")
        raise InvalidInput(*(FieldProblem(name, "given_twice", detail) for name in twice))
    return Form({name: text.strip() for name, text in texts.items()})


def see_other(path: str, **query: str) -> Reply:
    """Lead the browser on to another page of ours."""
    target = f"{path}?{urlencode(query)}" if query else path
    return Reply(status=_SEE_OTHER, headers={"Location": target, "Cache-Control": "no-store"})


def own_path(path: str) -> str:
    """Return a path to lead back to if it is one of ours, else that of the first page."""
    # Two slashes or a backslash at the beginning name another host to browsers.
    is_ours = path.startswith("/") and path[1:2] not in ("/", "\\") and path.isprintable()
    return path if is_ours else "/"
