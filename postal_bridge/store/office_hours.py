"""When a centre is open, and the clock that follows from it."""

from dataclasses import replace
from datetime import date, datetime

from postal_bridge.domain.access import Center
from postal_bridge.domain.calendar import Calendar
from postal_bridge.domain.office_hours import OfficeClock, OfficeHours
from postal_bridge.domain.term import Deadline, Term, deadline_of
from postal_bridge.store.database import Connection, load_queries
from postal_bridge.store.rules import load_calendar, load_same_day_cutoff

QUERIES = load_queries("office_hours")


async def load_hours(connection: Connection, center_id: int) -> list[OfficeHours]:
    """Return all hours that held or will, the newest first."""
    rows = await connection.fetch(QUERIES["office_hours"], center_id)
    return [OfficeHours(**row) for row in rows]


async def load_office_clock(
    connection: Connection, center: Center, calendar: Calendar | None = None
) -> OfficeClock:
    """Return the clock of a centre; a calendar that is at hand is not read again."""
    hours = await load_hours(connection, center.center_id)
    return OfficeClock(center.zone, calendar or await load_calendar(connection), tuple(hours))


async def deadline_by_term(
    connection: Connection,
    center: Center,
    term: Term | None,
    received_at: datetime,
    calendar: Calendar | None = None,
) -> Deadline | None:
    """Return when what a centre received at a moment is due, None where no term is laid down."""
    if term is None:
        return None
    if term.is_same_day and term.cutoff is None:
        received_on = received_at.astimezone(center.zone).date()
        term = replace(term, cutoff=await load_same_day_cutoff(connection, received_on))
    return deadline_of(term, received_at, await load_office_clock(connection, center, calendar))


async def keep_term_due(
    connection: Connection, center_id: int, code: str, term_due_on: date
) -> None:
    """Keep when a dossier would be due by the term; another day was stated."""
    await connection.execute(QUERIES["keep_term_due"], center_id, code, term_due_on)


async def term_due_of(connection: Connection, center_id: int, code: str) -> date | None:
    """Return when a dossier would be due by the term, None where that is when it is due."""
    term_due_on: date | None = await connection.fetchval(QUERIES["term_due_of"], center_id, code)
    return term_due_on


async def put_hours(connection: Connection, center_id: int, hours: OfficeHours) -> None:
    """Keep hours of a centre, in place of those from the same day."""
    await connection.execute(
        QUERIES["put_hours"],
        center_id,
        hours.valid_from,
        hours.opens_at,
        hours.lunch_from,
        hours.lunch_until,
        hours.closes_at,
        hours.source,
    )


async def drop_hours(connection: Connection, center_id: int, valid_from: date) -> None:
    """Take away the hours of a centre that begin on a day."""
    await connection.execute(QUERIES["drop_hours"], center_id, valid_from)
