"""Which ends a consignment has: who may send what on which leg, from where and to where.

Owns the rules of registering one; what happens to it afterwards is told in `custody.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from postal_bridge.domain.access import OfficeKind, Role, Viewer
from postal_bridge.domain.custody import CITIZEN, Leg
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, NotForYourRole
from postal_bridge.domain.said import Said

#: The legs on which people of a role send; the post collects, everything else is the agencies'.
LEGS_OF_ROLE: Mapping[Role, frozenset[Leg]] = MappingProxyType(
    {
        Role.POST: frozenset({Leg.INBOUND}),
        Role.CENTER: frozenset(Leg),
        Role.DEPARTMENT: frozenset({Leg.TRANSFER_BACK, Leg.OUTBOUND}),
        Role.ACCOUNTANT: frozenset(),
        Role.ADMIN: frozenset(Leg),
    }
)

#: The legs on which the post serves a citizen, to whom QĐ 45/2016/QĐ-TTg Đ1.2 applies.
CITIZEN_LEGS = frozenset({Leg.INBOUND, Leg.OUTBOUND})

_CENTER = frozenset({OfficeKind.CENTER})
_DEPARTMENT = frozenset({OfficeKind.DEPARTMENT})
_AGENCY = _CENTER | _DEPARTMENT
_NO_OFFICE: frozenset[OfficeKind] = frozenset()

#: The kinds of offices at the two ends of each leg; none means that the citizen is there.
_KINDS_AT_ENDS: Mapping[Leg, tuple[frozenset[OfficeKind], frozenset[OfficeKind]]] = (
    MappingProxyType(
        {
            Leg.INBOUND: (_NO_OFFICE, _AGENCY),
            Leg.TRANSFER_OUT: (_CENTER, _DEPARTMENT),
            Leg.TRANSFER_BACK: (_DEPARTMENT, _CENTER),
            Leg.OUTBOUND: (_AGENCY, _NO_OFFICE),
        }
    )
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person who registers a consignment says of its way; None is left to us."""

    leg: Leg
    origin: str | None = None
    destination: str | None = None
    post_office: str | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """From where a consignment goes to where, and which post office serves the citizen."""

    leg: Leg
    origin: str
    destination: str
    post_office: str | None


def refuse_leg(role: Role, leg: Leg) -> None:
    """Raise NotForYourRole where people of a role send nothing on a leg."""
    if leg not in LEGS_OF_ROLE[role]:
        raise NotForYourRole


def settle_way(
    viewer: Viewer, wish: Wish, department: str | None, offices: Mapping[str, OfficeKind]
) -> Way:
    """Return the way of a consignment, completed from who asks and whose the dossier is.

    `department` is the dossier's, if one is known; `offices` are those of the centre.

    Raises:
        NotForYourRole: people of this role send nothing on this leg.
        InvalidInput: an end is unknown, of the wrong kind, or not the viewer's to choose.

    """
    refuse_leg(viewer.role, wish.leg)
    kinds_from, kinds_to = _KINDS_AT_ENDS[wish.leg]
    problems: list[FieldProblem] = []

    def end(path: str, wanted: str | None, kinds: frozenset[OfficeKind]) -> str:
        found = wanted or _usual_end(viewer, kinds, department)
        problem = _problem_of_end(path, found, kinds, offices)
        if problem:
            problems.append(problem)
        return found or ""

    origin = end("origin", wish.origin, kinds_from)
    destination = end("destination", wish.destination, kinds_to)
    if viewer.role is Role.DEPARTMENT and origin != viewer.office_code:
        problems.append(FieldProblem("origin", "not_yours", Said("must be your own office")))
    post_office = wish.post_office
    if viewer.role is Role.POST:
        post_office = post_office or viewer.office_code
        if post_office != viewer.office_code:
            problems.append(
                FieldProblem("post_office", "not_yours", Said("must be your own office"))
            )
    elif post_office is not None and offices.get(post_office) is not OfficeKind.POST:
        problems.append(
            FieldProblem("post_office", "unknown_office", Said("is no post office here"))
        )
    if problems:
        raise InvalidInput(*problems)
    return Way(wish.leg, origin, destination, post_office)


def _usual_end(viewer: Viewer, kinds: frozenset[OfficeKind], department: str | None) -> str | None:
    """Name an end nobody named: the citizen, the viewer's office, the centre, the dossier's."""
    if not kinds:
        return CITIZEN
    if viewer.office_kind in kinds:
        return viewer.office_code
    return viewer.center.code if OfficeKind.CENTER in kinds else department


def _problem_of_end(
    path: str,
    found: str | None,
    kinds: frozenset[OfficeKind],
    offices: Mapping[str, OfficeKind],
) -> FieldProblem | None:
    if found is None:
        return FieldProblem(path, "missing", Said("say which department: no dossier tells it"))
    if not kinds or found == CITIZEN:
        if found == CITIZEN and not kinds:
            return None
        citizen = Said('must be "{code}" on this leg', code=CITIZEN)
        detail = Said("must be an office on this leg") if kinds else citizen
        return FieldProblem(path, "wrong_end", detail)
    kind = offices.get(found)
    if kind is None:
        return FieldProblem(path, "unknown_office", Said("is no office of this centre"))
    if kind not in kinds:
        wanted = tuple(sorted(kinds))
        detail = Said("must be an office of the kind {office_kind}", office_kind=wanted)
        return FieldProblem(path, "wrong_end", detail)
    return None
