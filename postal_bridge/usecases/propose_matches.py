"""Suggests at the end of a run what the rows that are left may be; people decide.

Every run suggests anew. The rules and their bounds are told in `domain.proposing`.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from postal_bridge.domain.calendar import Calendar
from postal_bridge.domain.proposing import WINDOW_WORKING_DAYS, propose
from postal_bridge.store import proposals
from postal_bridge.store.database import Connection
from postal_bridge.store.rules import load_calendar
from postal_bridge.usecases.near_references import near_references

#: Nobody looks through more rows than these between two runs.
ROWS_MAX = 50_000

_ONE_DAY = timedelta(days=1)


async def propose_matches(connection: Connection, center_id: int, run_id: UUID) -> None:
    """Suggest what lines and collections that are left over may belong together."""
    lines = await proposals.left_lines(connection, center_id, ROWS_MAX)
    collections = await proposals.left_collections(connection, center_id, ROWS_MAX)
    first_days = _first_days({line.day for line in lines}, await load_calendar(connection))
    found = propose(lines, collections, first_days, near_references)
    await proposals.replace_proposals(connection, center_id, run_id, found)


def _first_days(days: Iterable[date], calendar: Calendar) -> dict[date, date]:
    """Return for each day the first whose money may be sent on it."""
    first: dict[date, date] = {}
    for day in days:
        candidate, worked = day, 0
        while worked < WINDOW_WORKING_DAYS:
            worked += calendar.is_working_day(candidate)
            candidate -= _ONE_DAY
        first[day] = candidate
    return first
