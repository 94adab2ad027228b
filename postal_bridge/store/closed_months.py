"""What the summaries of months said when they had ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("closed_months")


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """A month with what its summary said, and when that was written down."""

    month: str
    closed_at: datetime
    figures: dict[str, Any]


async def close_month(connection: Connection, center_id: int, closed: ClosedMonth) -> bool:
    """Keep a month; return False when it was kept before."""
    found = await connection.fetchval(
        QUERIES["close_month"], center_id, closed.month, closed.closed_at, closed.figures
    )
    return found is not None


async def closed_months(
    connection: Connection, center_id: int, before: str, limit: int
) -> list[ClosedMonth]:
    """Return months that are closed, the newest first."""
    rows = await connection.fetch(QUERIES["closed_months"], center_id, before, limit)
    return [ClosedMonth(**row) for row in rows]
