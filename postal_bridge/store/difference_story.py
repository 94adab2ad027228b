"""What stands behind a difference in money on every side, as it is shown to people."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import asyncpg

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("difference_story")

Row = dict[str, Any]

#: More rows of one side than this are not looked through by eye.
SIDE_MAX = 100


async def rows_of_dossier(
    connection: Connection, center_id: int, dossier_code: str
) -> tuple[list[int], list[UUID]]:
    """Return the lines and the collections of a dossier."""
    row = await connection.fetchrow(QUERIES["rows_of_dossier"], center_id, dossier_code, SIDE_MAX)
    return (list(row["line_ids"]), list(row["collection_ids"])) if row else ([], [])


async def lines_told(connection: Connection, center_id: int, line_ids: Iterable[int]) -> list[Row]:
    """Return lines with their batches and what they were found to be."""
    query = QUERIES["lines_told"]
    return _rows(await connection.fetch(query, center_id, sorted(set(line_ids))))


async def collections_told(
    connection: Connection, center_id: int, collection_ids: Iterable[UUID]
) -> list[Row]:
    """Return collections with what lines have come for."""
    query = QUERIES["collections_told"]
    return _rows(await connection.fetch(query, center_id, sorted(set(collection_ids))))


async def remittances_told(
    connection: Connection, center_id: int, remittance_ids: Iterable[UUID]
) -> list[Row]:
    """Return batches of the post."""
    query = QUERIES["remittances_told"]
    return _rows(await connection.fetch(query, center_id, sorted(set(remittance_ids))))


async def obligations_told(connection: Connection, center_id: int, dossier_code: str) -> list[Row]:
    """Return the fee lines of a dossier."""
    query = QUERIES["obligations_told"]
    return _rows(await connection.fetch(query, center_id, dossier_code, SIDE_MAX))


async def credits_told(
    connection: Connection,
    center_id: int,
    remittance_ids: Iterable[UUID],
    dossier_code: str | None,
) -> list[Row]:
    """Return credits that are these batches, or that name the dossier."""
    batches = sorted(set(remittance_ids))
    query = QUERIES["credits_told"]
    return _rows(await connection.fetch(query, center_id, batches, dossier_code, SIDE_MAX))


async def proposals_of(
    connection: Connection, center_id: int, line_id: int | None, collection_id: UUID | None
) -> list[Row]:
    """Return what may belong together with a line or with a collection, best first."""
    query = QUERIES["proposals_of"]
    return _rows(await connection.fetch(query, center_id, line_id, collection_id, SIDE_MAX))


def _rows(found: Iterable[asyncpg.Record]) -> list[Row]:
    return [dict(row) for row in found]
