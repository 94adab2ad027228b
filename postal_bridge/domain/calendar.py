"""Working days, and the type of a clock.

Monday to Friday work, less the days off and with the make-up Saturdays; both come from a table,
because they are decided year by year. Time zones and office hours belong to the centre. Nothing
here reads a clock.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import MAXYEAR, date, datetime, timedelta
from typing import TypeAlias

from postal_bridge.domain.refusals import SpanTooLong

#: Returns the present moment, aware and in UTC.
Clock: TypeAlias = Callable[[], datetime]

SPAN_MAX_DAYS = 10_000

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked: what differs from Monday to Friday.

    Every method refuses a datetime with TypeError: which day a moment belongs to depends on the
    centre's time zone, and a datetime never equals the date of a day off.

    Raises:
        ValueError: when a day is given as both off and working.

    """

    days_off: frozenset[date] = field(default_factory=frozenset)
    working_days: frozenset[date] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        if not self.days_off.isdisjoint(self.working_days):
            raise ValueError("a day cannot be both off and working")

    def is_working_day(self, day: date) -> bool:
        """Tell whether offices work on this day."""
        _refuse_moment(day)
        return self._is_worked(day)

    def next_working_day_on_or_after(self, day: date) -> date:
        """Return the day itself when it is worked, else the next that is (BLDS 2015 Đ148.5).

        Raises:
            SpanTooLong: when there is none within 10,000 days.

        """
        return day if self.is_working_day(day) else self._walk(day, 1)

    def add_working_days(self, day: date, count: int) -> date:
        """Return the last day of a term of `count` working days.

        The day of the event does not count (BLDS 2015 Đ147), so 1 is the next working day. A term
        of 0 ends on the day itself, or on the next working day after a rest day (Đ148.5).

        Raises:
            SpanTooLong: when the term passes 10,000 days or the year 9999.
            ValueError: for a negative count.

        """
        if count < 0:
            raise ValueError("a term has no negative length")
        return self._walk(day, count) if count else self.next_working_day_on_or_after(day)

    def working_days_between(self, first: date, last: date) -> int:
        """Count the working days after `first` up to and including `last`; 0 if `last` is earlier.

        Raises:
            SpanTooLong: when the two are more than 10,000 days apart.

        """
        _refuse_moment(first)
        _refuse_moment(last)
        span_days = (last - first).days
        if span_days > SPAN_MAX_DAYS:
            raise _too_long()
        return sum(
            self._is_worked(first + timedelta(days=offset)) for offset in range(1, span_days + 1)
        )

    def _is_worked(self, day: date) -> bool:
        if day.weekday() < _SATURDAY:
            return day not in self.days_off
        return day in self.working_days

    def _walk(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day`, looking no further than allowed."""
        _refuse_moment(day)
        left = count
        reach_days = min(SPAN_MAX_DAYS, (date(MAXYEAR, 12, 31) - day).days)
        for _ in range(reach_days):
            day += _ONE_DAY
            left -= self._is_worked(day)
            if left == 0:
                return day
        raise _too_long()


def _refuse_moment(day: date) -> None:
    if isinstance(day, datetime):
        raise TypeError("a day is needed, not a moment")


def _too_long() -> SpanTooLong:
    return SpanTooLong(limit_days=SPAN_MAX_DAYS)
