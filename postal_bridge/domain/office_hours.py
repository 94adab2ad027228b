"""When a centre is open, and what its clock makes of a moment.

What comes in outside office hours counts from the next moment they are open: over lunch from the
afternoon on, in the evening and on days off from the next working morning. Hours hold from a day
until others begin; which days are worked is the calendar's. Nothing here reads a clock.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from postal_bridge.domain.calendar import Calendar

#: Any day does, as long as both times are of the same.
_SOME_DAY = date(2000, 1, 1)
_NO_TIME = timedelta()


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The hours of a working day, with a rest at noon or without; in force from a day on.

    `source` is the paper that set them, None where a centre has not set any and the rule of the
    installation holds.

    Raises:
        ValueError: when they are not in the order of the day.

    """

    opens_at: time
    closes_at: time
    valid_from: date
    lunch_from: time | None = None
    lunch_until: time | None = None
    source: str | None = None

    def __post_init__(self) -> None:
        if not are_in_order(self.opens_at, self.lunch_from, self.lunch_until, self.closes_at):
            raise ValueError("office hours follow each other, with both ends of lunch or none")

    @property
    def sessions(self) -> tuple[tuple[time, time], ...]:
        """The spans in which somebody is there, in the order of the day."""
        if self.lunch_from is None or self.lunch_until is None:
            return ((self.opens_at, self.closes_at),)
        return (self.opens_at, self.lunch_from), (self.lunch_until, self.closes_at)

    @property
    def worked(self) -> timedelta:
        """How long somebody is there on a working day."""
        spans = (_on(_SOME_DAY, end) - _on(_SOME_DAY, start) for start, end in self.sessions)
        return sum(spans, _NO_TIME)


def are_in_order(
    opens_at: time, lunch_from: time | None, lunch_until: time | None, closes_at: time
) -> bool:
    """Tell whether these are the hours of a day: one after the other, lunch whole or left out."""
    if (lunch_from is None) is not (lunch_until is None):
        return False
    said = [each for each in (opens_at, lunch_from, lunch_until, closes_at) if each is not None]
    return all(earlier < later for earlier, later in pairwise(said))


@dataclass(frozen=True, slots=True)
class OfficeClock:
    """The clock of a centre that runs in office hours alone.

    `hours` are all that ever held, the newest first; days before all are judged by the oldest.
    Moments are aware; those returned are in the centre's time zone.
    """

    zone: tzinfo
    calendar: Calendar
    hours: tuple[OfficeHours, ...]

    def hours_on(self, day: date) -> OfficeHours:
        """Return the hours in force on a day, worked or not."""
        return next((each for each in self.hours if each.valid_from <= day), self.hours[-1])

    def counts_at(self, moment: datetime) -> datetime:
        """Return from when on what happens at a moment counts: then, or when offices open next.

        The last minute of a session still counts as such.
        """
        local = self._local(moment)
        start, _ = next(self._sessions_after(local))
        return max(start, local).replace(tzinfo=self.zone)

    def add_time(self, moment: datetime, length: timedelta) -> datetime:
        """Return when so much office time has passed; it ends with a session, not at the next.

        Raises:
            SpanTooLong: when offices are closed for too long.
            ValueError: for a negative length.

        """
        if length < _NO_TIME:
            raise ValueError("a term has no negative length")
        local = self._local(self.counts_at(moment))
        left = length
        for start, end in self._sessions_after(local):
            begun = max(start, local)
            if left <= end - begun:
                return (begun + left).replace(tzinfo=self.zone)
            left -= end - begun
        raise AssertionError("sessions follow each other without end")

    def time_between(self, first: datetime, last: datetime) -> timedelta:
        """Return the office time from one moment to another; none if the other is earlier."""
        start_local, end_local = self._local(first), self._local(last)
        passed = _NO_TIME
        for start, end in self._sessions_after(start_local):
            if start >= end_local:
                break
            passed += max(min(end, end_local) - max(start, start_local), _NO_TIME)
        return passed

    def opening_after(self, day: date) -> datetime:
        """Return when offices open on the first working day after a day."""
        following = self.calendar.add_working_days(day, 1)
        return _on(following, self.hours_on(following).opens_at).replace(tzinfo=self.zone)

    def _sessions_after(self, local: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the sessions that have not ended before a local moment, one after the other."""
        day = self.calendar.next_working_day_on_or_after(local.date())
        while True:
            for start, end in self.hours_on(day).sessions:
                if _on(day, end) >= local:
                    yield _on(day, start), _on(day, end)
            day = self.calendar.add_working_days(day, 1)

    def _local(self, moment: datetime) -> datetime:
        """Return a moment as clocks at the centre show it."""
        return moment.astimezone(self.zone).replace(tzinfo=None)


def _on(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour)
