"""Days off and working days at weekends, as they are kept for the whole country."""

from dataclasses import dataclass
from datetime import date

from postal_bridge.store.database import Connection, load_queries
from postal_bridge.store.national_holidays import national_holidays

QUERIES = load_queries("calendar_days")

#: The source of days that wait for the announcement of their year.
FORESEEN = "estimated"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that is not what its weekday says; `source` is the paper that decided it.

    Days that are off by law alone are not `kept`, and their source is FORESEEN.
    """

    day: date
    working: bool
    name: str
    source: str
    kept: bool = True


async def days_of_year(connection: Connection, year: int) -> list[CalendarDay]:
    """Return the days of a year that differ from their weekday, kept or by law, in their order."""
    rows = await connection.fetch(QUERIES["days_of_year"], year)
    by_day = {
        day: CalendarDay(day, working=False, name=name, source=FORESEEN, kept=False)
        for day, name in national_holidays().items()
        if day.year == year
    }
    by_day |= {row["day"]: CalendarDay(**row) for row in rows}
    return [by_day[day] for day in sorted(by_day)]


async def put_day(connection: Connection, day: CalendarDay) -> None:
    """Keep a day in place of what was known of it."""
    await connection.execute(QUERIES["put_day"], day.day, day.working, day.name, day.source)


async def remove_day(connection: Connection, day: date) -> str | None:
    """Make a day an ordinary one again and return what it was called, None if it was that."""
    name: str | None = await connection.fetchval(QUERIES["remove_day"], day)
    return name
