"""Reconciles the days that no closed period covers, by night, as a person would by hand."""

from collections.abc import Mapping
from datetime import date, timedelta

from postal_bridge.domain.access import Center
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.timetable import WRITTEN_BY
from postal_bridge.store import periods
from postal_bridge.store.database import Database
from postal_bridge.usecases.reconcile import reconcile


async def reconcile_open_days(
    database: Database, clock: Clock, center: Center, through: date
) -> Mapping[str, int]:
    """Reconcile from the day after the last closed period to a day; return figures of the run.

    A centre without money does nothing. Refuses as `reconcile` does.
    """
    async with database.snapshot() as connection:
        closed = await periods.closed_through(connection, center.center_id)
        first = await periods.first_day_of_money(connection, center.center_id)
    if first is None:
        return {}
    if closed is not None:
        first = closed + timedelta(days=1)
    if first > through:
        return {}
    run = await reconcile(database, clock, center, WRITTEN_BY, (first, through))
    found = run.document["differences"].values()
    return {
        "lines": run.document["lines"],
        "matched": run.document["matched"],
        "differences": sum(each["count"] for each in found),
    }
