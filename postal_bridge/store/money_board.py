"""What accountants look at first: how money stands, what is open, what is late."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from postal_bridge.domain.fees import MoneyKind
from postal_bridge.domain.ledger import Account
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("money_board")


async def standing(
    connection: Connection, center_id: int, day: date | None
) -> dict[tuple[Account, MoneyKind], int]:
    """Return what stands on each account by kind, in all or of what had happened by a day."""
    rows = await connection.fetch(QUERIES["standing"], center_id, day)
    return {(Account(row["account"]), MoneyKind(row["kind"])): row["amount_dong"] for row in rows}


async def open_classes(connection: Connection, center_id: int) -> dict[str, dict[str, Any]]:
    """Return what is not settled, by class."""
    rows = await connection.fetch(QUERIES["open_classes"], center_id)
    return {
        row["class"]: {
            "differences": row["differences"],
            "amount_dong": row["amount_dong"],
            "oldest_on": row["oldest_on"],
        }
        for row in rows
    }


async def outstanding(connection: Connection, center_id: int) -> list[dict[str, Any]]:
    """Return what post offices collected and did not send on, by office and day it counts for."""
    closed_until = await connection.fetchval(QUERIES["closed_until"], center_id) or date.min
    judged = await connection.fetchrow(QUERIES["judged"], center_id, closed_until)
    judged_until, since = tuple(judged) if judged else (closed_until, None)
    rows = await connection.fetch(
        QUERIES["outstanding"], center_id, closed_until, judged_until, since
    )
    return [dict(row) for row in rows]


async def not_credited(connection: Connection, center_id: int, limit: int) -> list[dict[str, Any]]:
    """Return batches that no credit has come for, the oldest first."""
    rows = await connection.fetch(QUERIES["not_credited"], center_id, limit)
    return [dict(row) for row in rows]


async def beside(
    connection: Connection, center_id: int, difference_ids: Sequence[UUID]
) -> dict[UUID, dict[str, Any]]:
    """Return what stands beside each of some differences: amounts of either side, and words."""
    rows = await connection.fetch(QUERIES["beside"], center_id, difference_ids)
    return {row["difference_id"]: dict(row) for row in rows}


async def disputed(connection: Connection, center_id: int, day: date | None) -> int:
    """Return how many đồng nobody knows yet whose they are, in all or by the end of a day."""
    found: int = await connection.fetchval(QUERIES["disputed"], center_id, day)
    return found


async def taken_by_post(
    connection: Connection, center_id: int, last_on: date, limit: int
) -> list[dict[str, Any]]:
    """Return what the post collected up to a day, in order."""
    rows = await connection.fetch(QUERIES["taken_by_post"], center_id, last_on, limit)
    return [dict(row) for row in rows]
