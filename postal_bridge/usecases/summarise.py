"""Sum up a period of one centre."""

from datetime import date

from postal_bridge.domain.access import Center
from postal_bridge.domain.period import require_order
from postal_bridge.domain.summary import Summary
from postal_bridge.store.database import Database
from postal_bridge.store.summaries import load_summary


async def summarise(
    database: Database, center: Center, period_from: date, period_to: date
) -> Summary:
    """Return the figures of `center` from the first to the last day, both included.

    Raises:
        InvalidInput: the period ends before it begins.

    """
    require_order(period_from, period_to)
    async with database.snapshot() as connection:
        return await load_summary(connection, center, period_from, period_to)
