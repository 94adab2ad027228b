"""Keeps the calendar of days off and of working days at weekends.

Public holidays are the same in the whole country (Bộ luật Lao động 2019, Điều 112), so a day kept
here counts for every centre of the installation. Terms that are reckoned later follow it; days
already promised stay as they were promised. Holidays that follow from law need not be kept; a day
that is kept is as it is kept.
"""

from datetime import date

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.store import calendar_days
from postal_bridge.store.calendar_days import CalendarDay
from postal_bridge.store.database import Database
from postal_bridge.store.national_holidays import national_holidays
from postal_bridge.usecases.note_change import note_change

YEAR_MIN = 2021
YEAR_MAX = 2100
_SATURDAY = 5


async def list_days(database: Database, year: int) -> list[CalendarDay]:
    """Return the days of a year that differ from their weekday, in their order."""
    async with database.snapshot() as connection:
        return await calendar_days.days_of_year(connection, year)


async def keep_day(
    database: Database,
    clock: Clock,
    viewer: Viewer,
    day: date,
    *,
    working: bool,
    name: str,
    source: str,
) -> None:
    """Keep a day off, or a working one at a weekend or in place of a holiday.

    `source` is the paper that decided it.

    Raises:
        InvalidInput: the day lies out of the calendar, or is made a working day although it is
            one already.

    """
    problems = []
    if not YEAR_MIN <= day.year <= YEAR_MAX:
        detail = Said("must lie in the years {first} to {last}", first=YEAR_MIN, last=YEAR_MAX)
        problems.append(FieldProblem("day", "out_of_range", detail))
    if working and day.weekday() < _SATURDAY and day not in national_holidays():
        detail = Said("is neither a weekend nor a holiday, so it is a working day already")
        problems.append(FieldProblem("day", "not_a_weekend", detail))
    if problems:
        raise InvalidInput(*problems)
    async with database.transaction() as connection:
        await calendar_days.put_day(connection, CalendarDay(day, working, name, source))
        await note_change(
            connection,
            viewer.center_id,
            viewer.login,
            clock(),
            ChangeKind.DAY_KEPT,
            day=day.isoformat(),
            working="yes" if working else "no",
            name=name,
            source=source,
        )


async def remove_day(database: Database, clock: Clock, viewer: Viewer, day: date) -> None:
    """Make a day an ordinary one again; one that is ordinary stays so."""
    async with database.transaction() as connection:
        name = await calendar_days.remove_day(connection, day)
        if name is not None:
            what = ChangeKind.DAY_REMOVED
            await note_change(
                connection,
                viewer.center_id,
                viewer.login,
                clock(),
                what,
                day=day.isoformat(),
                name=name,
            )
