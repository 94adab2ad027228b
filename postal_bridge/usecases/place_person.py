"""Finds the office at which somebody of a role is to work."""

import re

from postal_bridge.domain.access import OFFICE_OF_ROLE, Role, counter_of
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.store import people
from postal_bridge.store.database import Connection
from postal_bridge.store.people import PlacedOffice

_CENTER_CODE = re.compile(r"[A-Z][0-9]{2}", re.ASCII)


async def office_for(
    connection: Connection, role: Role, code: str, center_code: str | None
) -> PlacedOffice:
    """Return the office of a code, if somebody of a role may work there.

    For people of the post the code of a centre stands for the post's counter there.

    Raises:
        InvalidInput: there is none of this code, or in several centres; it is closed, or of a kind
            where nobody of this role works.

    """
    if role is Role.POST and _CENTER_CODE.fullmatch(code):
        code = counter_of(code)
    found = await people.offices_of_code(connection, code, center_code)
    if not found:
        detail = Said("there is no office {code}", code=code)
        raise InvalidInput(FieldProblem("office_code", "unknown_office", detail))
    if len(found) > 1:
        centers = tuple(placed.center.code for placed in found)
        detail = Said("{code} is an office of {centers}: say of which", code=code, centers=centers)
        raise InvalidInput(FieldProblem("center_code", "ambiguous_office", detail))
    placed = found[0]
    if not placed.office.active:
        detail = Said("the office {code} is closed", code=code)
        raise InvalidInput(FieldProblem("office_code", "closed_office", detail))
    needed = OFFICE_OF_ROLE[role]
    if needed is not None and placed.office.kind is not needed:
        detail = Said(
            "people of the role {role} work at offices of the kind {office_kind}",
            role=role,
            office_kind=needed,
        )
        raise InvalidInput(FieldProblem("office_code", "wrong_kind_of_office", detail))
    return placed
