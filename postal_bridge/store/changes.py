"""The list of who changed what about a centre, only ever added to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from postal_bridge.domain.changes import ChangeKind
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("changes")


@dataclass(frozen=True, slots=True)
class AdminChange:
    """One change; `detail` holds what is different now, by name, and nothing secret."""

    change_id: UUID
    at: datetime
    login: str
    what: ChangeKind
    detail: dict[str, str]


async def add_change(connection: Connection, center_id: int, change: AdminChange) -> None:
    """Keep a change of a centre."""
    await connection.execute(
        QUERIES["add_change"],
        center_id,
        change.change_id,
        change.at,
        change.login,
        change.what,
        change.detail,
    )


async def changes_before(
    connection: Connection, center_id: int, before: tuple[datetime, UUID] | None, limit: int
) -> list[AdminChange]:
    """Return at most `limit` changes of a centre, newest first, made before the one given."""
    at, change_id = before or (None, None)
    rows = await connection.fetch(QUERIES["changes_before"], center_id, at, change_id, limit)
    return [AdminChange(**{**row, "what": ChangeKind(row["what"])}) for row in rows]
