"""Documents in which others tell of things, kept as they came."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import asyncpg

from postal_bridge.domain.access import Role
from postal_bridge.domain.observation import DocumentKind
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("captures")


@dataclass(frozen=True, slots=True)
class FreshCapture:
    """A document that is to be kept."""

    capture_id: UUID
    kind: DocumentKind
    login: str
    role: Role
    office_code: str
    proceeds: bool
    created_at: datetime
    body_index: bytes = field(repr=False)
    body_sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Capture:
    """A document that is kept, with what became of it.

    `body_sealed` is None once it was forgotten, and in lists.
    """

    capture_id: UUID
    kind: DocumentKind
    login: str
    role: Role
    office_code: str
    proceeds: bool
    created_at: datetime
    body_sealed: bytes | None = field(repr=False)
    again: int
    finished_at: datetime | None
    faults: Sequence[str]


async def keep_capture(connection: Connection, center_id: int, fresh: FreshCapture) -> UUID:
    """Keep a document; return its identity, or that under which it was kept before."""
    await connection.execute(
        QUERIES["keep_capture"],
        center_id,
        fresh.capture_id,
        fresh.kind,
        fresh.login,
        fresh.role,
        fresh.office_code,
        fresh.proceeds,
        fresh.created_at,
        fresh.body_index,
        fresh.body_sealed,
    )
    found = await connection.fetchval(
        QUERIES["capture_of_body"], center_id, fresh.kind, fresh.login, fresh.body_index
    )
    assert isinstance(found, UUID)
    return found


async def capture_by_id(connection: Connection, center_id: int, capture_id: UUID) -> Capture | None:
    """Return a document, or None."""
    row = await connection.fetchrow(QUERIES["capture_by_id"], center_id, capture_id)
    return _capture(row) if row else None


async def captures_waiting(connection: Connection, center_id: int, limit: int) -> list[UUID]:
    """Return documents that nobody has read yet."""
    rows = await connection.fetch(QUERIES["captures_waiting"], center_id, limit)
    return [row["capture_id"] for row in rows]


async def captures_before(
    connection: Connection,
    center_id: int,
    place: tuple[datetime, UUID],
    login: str | None,
    limit: int,
) -> list[Capture]:
    """Return documents before a place, of one sender or of all."""
    rows = await connection.fetch(QUERIES["captures_before"], center_id, *place, login, limit)
    return [_capture(row) for row in rows]


async def faulty_captures(connection: Connection, center_id: int, limit: int) -> list[Capture]:
    """Return documents with faults that nobody has looked into, the newest first."""
    rows = await connection.fetch(QUERIES["faulty_captures"], center_id, limit)
    return [_capture(row) for row in rows]


async def settle_capture(
    connection: Connection,
    center_id: int,
    capture_id: UUID,
    settling: tuple[datetime, str, str],
) -> bool:
    """Note that somebody looked into the faults of a document; return whether it waited for it."""
    found = await connection.fetchval(QUERIES["settle_capture"], center_id, capture_id, *settling)
    return found is not None


async def finish_capture(
    connection: Connection, center_id: int, capture_id: UUID, at: datetime, faults: Sequence[str]
) -> None:
    """Note that a document was read, and what was wrong with it."""
    await connection.execute(QUERIES["finish_capture"], center_id, capture_id, at, list(faults))


async def read_again(connection: Connection, center_id: int, capture_id: UUID) -> bool:
    """Let a document wait to be read once more; return whether it was read and is still there."""
    found = await connection.fetchval(QUERIES["read_again"], center_id, capture_id)
    return found is not None


def _capture(row: asyncpg.Record) -> Capture:
    return Capture(
        capture_id=row["capture_id"],
        kind=DocumentKind(row["kind"]),
        login=row["login"],
        role=Role(row["role"]),
        office_code=row["office_code"],
        proceeds=row["proceeds"],
        created_at=row["created_at"],
        body_sealed=row["body_sealed"],
        again=row["again"],
        finished_at=row["finished_at"],
        faults=row["faults"],
    )
