"""Renames, closes and reopens offices of the administrator's own centre.

A closed office stays in every history; nobody signs in there and nothing is handed over to it.
"""

from dataclasses import dataclass

from postal_bridge.domain.access import Viewer, counter_of
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.refusals import (
    FieldProblem,
    InvalidInput,
    OfficeInUse,
    OfficeNeeded,
    UnknownCode,
)
from postal_bridge.domain.said import Said
from postal_bridge.store import people
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.people import Office
from postal_bridge.usecases.manage_people import NAME_LENGTH_MAX
from postal_bridge.usecases.note_change import note_change


@dataclass(frozen=True, slots=True)
class OfficeChange:
    """What is to be changed of an office; None leaves it as it is."""

    name: str | None = None
    active: bool | None = None


async def look_up_office(database: Database, viewer: Viewer, code: str) -> Office:
    """Return an office of the viewer's centre.

    Raises:
        UnknownCode: the centre has none of this code.

    """
    async with database.snapshot() as connection:
        found = await people.offices_of_code(connection, code, viewer.center.code)
    if not found:
        raise UnknownCode
    return found[0].office


async def change_office(
    database: Database, clock: Clock, viewer: Viewer, code: str, change: OfficeChange
) -> Office:
    """Change an office and return it.

    Raises:
        InvalidInput: the name is empty, too long or of several lines.
        UnknownCode: the centre has none of this code.
        OfficeNeeded: it is the centre's own office or the post's counter there.
        OfficeInUse: people work there, or papers lie there or are offered to it.

    """
    name = change.name
    if name is not None and not (
        name.strip() and len(name) <= NAME_LENGTH_MAX and name.isprintable()
    ):
        detail = Said("must be 1 to {most} characters on one line", most=NAME_LENGTH_MAX)
        raise InvalidInput(FieldProblem("name", "bad_shape", detail))
    async with database.transaction() as connection:
        office = await people.change_office(
            connection, viewer.center_id, code, name=name, active=change.active
        )
        if office is None:
            raise UnknownCode
        if change.active is False:
            await _refuse_closing(connection, viewer, code)
        for what in _kinds(change):
            at = clock()
            await note_change(
                connection, viewer.center_id, viewer.login, at, what, office=code, name=office.name
            )
    return office


async def _refuse_closing(connection: Connection, viewer: Viewer, code: str) -> None:
    if code in (viewer.center.code, counter_of(viewer.center.code)):
        raise OfficeNeeded(office=code)
    if await people.is_office_in_use(connection, viewer.center_id, code):
        raise OfficeInUse(office=code)


def _kinds(change: OfficeChange) -> list[ChangeKind]:
    kinds = [ChangeKind.OFFICE_RENAMED] if change.name is not None else []
    if change.active is not None:
        kinds.append(ChangeKind.OFFICE_REOPENED if change.active else ChangeKind.OFFICE_CLOSED)
    return kinds
