"""Lines and collections that are still without one another, as people look for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("open_rows")


@dataclass(frozen=True, slots=True)
class WantedRows:
    """What rows are looked for by: what a code or number may be written like, or an amount."""

    codes: tuple[str, ...]
    amount_dong: int | None
    limit: int


async def find_collections(
    connection: Connection, center_id: int, wanted: WantedRows
) -> list[UUID]:
    """Return collections that no line has come for, the newest first."""
    query, asked = QUERIES["find_collections"], (wanted.codes, wanted.amount_dong, wanted.limit)
    rows = await connection.fetch(query, center_id, *asked)
    return [row["collection_id"] for row in rows]


async def find_lines(connection: Connection, center_id: int, wanted: WantedRows) -> list[int]:
    """Return lines that no collection was found for, the newest first."""
    query, asked = QUERIES["find_lines"], (wanted.codes, wanted.amount_dong, wanted.limit)
    rows = await connection.fetch(query, center_id, *asked)
    return [row["line_id"] for row in rows]


async def collections_told(
    connection: Connection, center_id: int, collection_ids: Iterable[UUID]
) -> list[dict[str, Any]]:
    """Return collections, each with as much of it as the post has to send on."""
    rows = await connection.fetch(QUERIES["collections_told"], center_id, list(collection_ids))
    return [dict(row) for row in rows]


async def lines_told(
    connection: Connection, center_id: int, line_ids: Iterable[int]
) -> list[dict[str, Any]]:
    """Return lines, each with its batch."""
    rows = await connection.fetch(QUERIES["lines_told"], center_id, list(line_ids))
    return [dict(row) for row in rows]
