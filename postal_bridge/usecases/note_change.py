"""Notes who changed what about a centre, with the change itself, and lists it.

Use cases that change offices, people, ranges, tokens, procedures or days off call `note_change`
on the connection of their own transaction, so that nothing changes without a line here.
"""

from datetime import datetime
from uuid import UUID, uuid4

from postal_bridge.domain.access import Center, OfficeKind, Role, Viewer
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.store import changes
from postal_bridge.store.changes import AdminChange
from postal_bridge.store.database import Connection, Database

#: Under this name stands what was done by the command line.
OPERATOR = "operator"


def operator_of(center: Center) -> Viewer:
    """Return the command line as who acts at a centre, where a use case asks who is there."""
    return Viewer(center, OPERATOR, Role.ADMIN, center.code, OfficeKind.CENTER)


async def note_change(
    connection: Connection,
    center_id: int,
    login: str,
    now: datetime,
    what: ChangeKind,
    **detail: object,
) -> None:
    """Note what `login` changed just now; what is None in `detail` was not changed.

    Secrets never belong into `detail`: everything there is shown to administrators.
    """
    said = {name: str(value) for name, value in detail.items() if value is not None}
    change = AdminChange(change_id=uuid4(), at=now, login=login, what=what, detail=said)
    await changes.add_change(connection, center_id, change)


async def list_changes(
    database: Database, viewer: Viewer, before: tuple[datetime, UUID] | None, limit: int
) -> tuple[list[AdminChange], tuple[datetime, UUID] | None]:
    """Return a page of the changes of the viewer's centre, newest first, and where to go on."""
    async with database.snapshot() as connection:
        found = await changes.changes_before(connection, viewer.center_id, before, limit + 1)
    page = found[:limit]
    return page, (page[-1].at, page[-1].change_id) if len(found) > limit else None
