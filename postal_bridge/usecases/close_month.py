"""Keeps what the summary of a month says when it has ended, and lists what was kept.

Reports tell what is known by now; what was told higher up stands here, whatever comes later.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from postal_bridge.domain.access import Center, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.period import Period
from postal_bridge.store import closed_months
from postal_bridge.store.closed_months import ClosedMonth
from postal_bridge.store.database import Database
from postal_bridge.usecases.pages import cut
from postal_bridge.usecases.summarise import summarise

#: Comes after every month there is.
LAST = "9999-12"


async def close_month(
    database: Database, clock: Clock, center: Center, month: str
) -> Mapping[str, int]:
    """Keep the figures of a month that has ended; return how many dossiers it received.

    What was kept before stays.
    """
    span = Period.around(date.fromisoformat(f"{month}-01"))
    summary = await summarise(database, center, span.first_on, span.last_on)
    closed = ClosedMonth(month, clock(), summary.to_document())
    async with database.transaction() as connection:
        if not await closed_months.close_month(connection, center.center_id, closed):
            return {}
    return {"received": summary.received.total, "resolved": summary.resolved.total}


async def list_closed_months(
    database: Database, viewer: Viewer, before: str, limit: int
) -> tuple[Sequence[ClosedMonth], str | None]:
    """Return a page of closed months, the newest first, and where the next page starts."""
    async with database.snapshot() as connection:
        found = await closed_months.closed_months(connection, viewer.center_id, before, limit + 1)
    return cut(found, limit, lambda each: each.month)
