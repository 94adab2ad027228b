"""What may belong together: rows that runs left over, and suggestions made of them."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from postal_bridge.domain.proposing import LeftCollection, LeftLine, Proposal
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("proposals")


async def left_lines(connection: Connection, center_id: int, limit: int) -> list[LeftLine]:
    """Return lines that no collection was found for."""
    rows = await connection.fetch(QUERIES["left_lines"], center_id, limit)
    return [LeftLine(line_id=row["line_id"], **_told(row)) for row in rows]


async def left_collections(
    connection: Connection, center_id: int, limit: int
) -> list[LeftCollection]:
    """Return collections for which no line has come, the newest where there are too many."""
    rows = await connection.fetch(QUERIES["left_collections"], center_id, limit)
    return [LeftCollection(collection_id=row["collection_id"], **_told(row)) for row in rows]


async def replace_proposals(
    connection: Connection, center_id: int, run_id: UUID, proposals: Sequence[Proposal]
) -> None:
    """Keep these suggestions and no older ones."""
    await connection.execute(QUERIES["clear_proposals"], center_id)
    await connection.execute(
        QUERIES["add_proposals"],
        center_id,
        run_id,
        [each.rule for each in proposals],
        [each.score for each in proposals],
        [_listed(each.line_ids) for each in proposals],
        [_listed(each.collection_ids) for each in proposals],
    )


def _told(row: asyncpg.Record) -> dict[str, Any]:
    return {
        "amount_dong": row["amount_dong"],
        "day": row["day"],
        "office_code": row["office_code"],
        "references": (row["dossier_code"], row["item_code"], row["receipt_number"]),
    }


def _listed(ids: Iterable[object]) -> str:
    # An array of arrays of different lengths is none to PostgreSQL: each goes as a text.
    return "{" + ",".join(map(str, ids)) + "}"
