"""Sum up a period of one centre."""

from datetime import date

from postal_bridge.domain.access import Center
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
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
    if period_to < period_from:
        raise InvalidInput(
            FieldProblem("to", "before_from", Said("must not be before the first day"))
        )
    async with database.snapshot() as connection:
        return await load_summary(connection, center, period_from, period_to)
