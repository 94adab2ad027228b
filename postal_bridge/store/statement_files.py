"""Files of banks and of the post that were handed in, for whoever looks them up; column names."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from postal_bridge.domain.statement import StatementKind
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("statement_files")


async def list_files(
    connection: Connection,
    center_id: int,
    office: str | None,
    before: tuple[datetime, UUID],
    limit: int,
) -> list[dict[str, Any]]:
    """Return files before a place, the newest first; with `office`, the lists of that one."""
    query = QUERIES["list_files"]
    rows = await connection.fetch(query, center_id, office, *before, limit)
    return [dict(row) for row in rows]


async def find_file(
    connection: Connection, center_id: int, file_id: UUID, office: str | None
) -> dict[str, Any] | None:
    """Return a file with the lines that were set aside, or None."""
    row = await connection.fetchrow(QUERIES["find_file"], center_id, file_id, office)
    return dict(row) if row else None


async def statements_of_file(
    connection: Connection, center_id: int, file_id: UUID, limit: int
) -> list[dict[str, Any]]:
    """Return the statements of a file."""
    rows = await connection.fetch(QUERIES["statements_of_file"], center_id, file_id, limit)
    return [dict(row) for row in rows]


async def remittances_of_file(
    connection: Connection, center_id: int, file_id: UUID, limit: int
) -> list[dict[str, Any]]:
    """Return the batches of a file."""
    rows = await connection.fetch(QUERIES["remittances_of_file"], center_id, file_id, limit)
    return [dict(row) for row in rows]


async def mapping_of(connection: Connection, center_id: int, kind: StatementKind) -> dict[str, str]:
    """Return what headings of files of a kind mean, nothing where nobody has said so."""
    kept = await connection.fetchval(QUERIES["mapping_of"], center_id, kind)
    return dict(kept or {})


async def put_mapping(
    connection: Connection,
    center_id: int,
    kind: StatementKind,
    columns: Mapping[str, str],
    now: datetime,
    login: str,
) -> None:
    """Keep what headings of files of a kind mean, in place of what was agreed before."""
    query = QUERIES["put_mapping"]
    await connection.execute(query, center_id, kind, dict(columns), now, login)
