"""How long a procedure may take, and on which day its result is due.

A term is counted in working days, in working hours or in days of the calendar. It begins when the
dossier counts as received, which office hours and the procedure's cut-off hour say; the day it
begins is not counted (BLDS 2015 Đ147), and a last day that is off rolls on to the next working
day (Đ148.5).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from postal_bridge.domain.office_hours import OfficeClock

#: A term of so many hours is a working day, however long an office is open.
HOURS_OF_DAY = 8


class TermUnit(StrEnum):
    """In what a term is counted."""

    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"
    CALENDAR_DAYS = "calendar_days"


@dataclass(frozen=True, slots=True)
class Term:
    """So many of a unit; what is received after `cutoff` counts for the next working day.

    None is no such hour. A term of no days ends on the day the dossier counts as received.
    """

    unit: TermUnit
    count: int
    cutoff: time | None = None

    @property
    def is_same_day(self) -> bool:
        """Whether the result is due on the day of receipt."""
        return self.count == 0


def term_of(
    days: int | None, hours: int | None, calendar_days: int | None, cutoff: time | None
) -> Term | None:
    """Return the term of a procedure that states one, in one of the units."""
    stated = (
        (TermUnit.WORKING_DAYS, days),
        (TermUnit.WORKING_HOURS, hours),
        (TermUnit.CALENDAR_DAYS, calendar_days),
    )
    return next(
        (Term(unit, count, cutoff) for unit, count in stated if count is not None),
        None,
    )


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day a result is due; `at` is the hour, where the term was counted in hours."""

    day: date
    at: datetime | None = None


def deadline_of(term: Term, received_at: datetime, clock: OfficeClock) -> Deadline:
    """Return when what was received at a moment is due.

    Raises:
        SpanTooLong: when there is no such day within 10,000 days.

    """
    starts = counted_from(term, received_at, clock)
    match term.unit:
        case TermUnit.WORKING_DAYS:
            return Deadline(clock.calendar.add_working_days(starts.date(), term.count))
        case TermUnit.CALENDAR_DAYS:
            last = starts.date() + timedelta(days=term.count)
            return Deadline(clock.calendar.next_working_day_on_or_after(last))
        case TermUnit.WORKING_HOURS:
            days, hours = divmod(term.count, HOURS_OF_DAY)
            day = clock.calendar.add_working_days(starts.date(), days)
            # Offices may close earlier by then.
            hour = min(starts.time(), clock.hours_on(day).closes_at)
            begins = datetime.combine(day, hour, clock.zone)
            at = clock.add_time(begins, timedelta(hours=hours))
            return Deadline(at.date(), at)


def counted_from(term: Term, received_at: datetime, clock: OfficeClock) -> datetime:
    """Return from when on a term runs, in the centre's time."""
    starts = clock.counts_at(received_at)
    if term.cutoff is not None and starts.time() > term.cutoff:
        return clock.opening_after(starts.date())
    return starts
