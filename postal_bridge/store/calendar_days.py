"""Days off and working days at weekends, as they are kept for the whole country."""

from dataclasses import dataclass
from datetime import date

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("calendar_days")


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that is not what its weekday says; `source` is the paper that decided it."""

    day: date
    working: bool
    name: str
    source: str


async def days_of_year(connection: Connection, year: int) -> list[CalendarDay]:
    """Return what is kept of the days of a year, in their order."""
    return [CalendarDay(**row) for row in await connection.fetch(QUERIES["days_of_year"], year)]


async def put_day(connection: Connection, day: CalendarDay) -> None:
    """Keep a day in place of what was known of it."""
    await connection.execute(QUERIES["put_day"], day.day, day.working, day.name, day.source)


async def remove_day(connection: Connection, day: date) -> str | None:
    """Make a day an ordinary one again and return what it was called, None if it was that."""
    name: str | None = await connection.fetchval(QUERIES["remove_day"], day)
    return name
