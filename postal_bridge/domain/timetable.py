"""When a job is due at a centre, what each of its runs is of, and which runs were missed.

Owns the arithmetic of a timetable, in the time zone of the moments it is given; which jobs there
are is said by `jobs/schedule.py`. A run is called by its period, such as "2026-03-14": periods of
one job come in the order of their texts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

#: A person may have a run done for a period that ended so long ago, and no longer.
ASKED_BACK = timedelta(days=400)
#: Under this name stands what was done because it was due.
WRITTEN_BY = "timetable"
#: A run that fails is tried so often in all, each time after a longer while.
TRIES_MAX = 5
_LATER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
#: How long a worker has a run beyond the deadline of the work, to say what became of it.
_LEASE_MARGIN = timedelta(minutes=2)
#: The longest month has passed within so many days.
_LOOKED_AHEAD_DAYS = 62


@dataclass(frozen=True, slots=True)
class Due:
    """The minutes at which something is due: what is None may be any."""

    minute: int | None = None
    hour: int | None = None
    day: int | None = None

    def latest_first(self, after: datetime, until: datetime) -> Iterator[datetime]:
        """Yield the moments after one and up to another, in its time zone, the latest first."""
        first = after.astimezone(until.tzinfo).date()
        day = until.date()
        while day >= first:
            for moment in self._moments_on(day, until):
                if after < moment.astimezone(UTC) <= until:
                    yield moment
            day -= timedelta(days=1)

    def next_after(self, moment: datetime) -> datetime:
        """Return the first moment after another, in its time zone."""
        days = (moment.date() + timedelta(days=ahead) for ahead in range(_LOOKED_AHEAD_DAYS))
        return next(
            found
            for day in days
            for found in reversed(self._moments_on(day, moment))
            if found.astimezone(UTC) > moment
        )

    def fields(self) -> dict[str, int | str]:
        """Return this as cron has it."""
        named = {"minute": self.minute, "hour": self.hour, "day": self.day}
        return {name: "*" if value is None else value for name, value in named.items()}

    def _moments_on(self, day: date, beside: datetime) -> list[datetime]:
        if self.day not in (None, day.day):
            return []
        hours = range(23, -1, -1) if self.hour is None else (self.hour,)
        minutes = range(59, -1, -1) if self.minute is None else (self.minute,)
        return [
            datetime.combine(day, time(hour, minute), beside.tzinfo)
            for hour in hours
            for minute in minutes
        ]


EACH_MINUTE = Due()


def hourly(minute: int) -> Due:
    """Return what is due at a minute of each hour."""
    return Due(minute)


def daily(hour: str) -> Due:
    """Return what is due at an hour, such as "01:30", of each day."""
    at = time.fromisoformat(hour)
    return Due(at.minute, at.hour)


def monthly(day: int, hour: str) -> Due:
    """Return what is due at an hour of one day, 1 to 28, of each month."""
    at = time.fromisoformat(hour)
    return Due(at.minute, at.hour, day)


def minute_of(moment: datetime) -> str:
    """Name the minute of a moment."""
    return moment.strftime("%Y-%m-%dT%H:%M")


def hour_of(moment: datetime) -> str:
    """Name the hour of a moment."""
    return moment.strftime("%Y-%m-%dT%H")


def day_of(moment: datetime) -> str:
    """Name the day of a moment."""
    return moment.date().isoformat()


def day_before(moment: datetime) -> str:
    """Name the day before that of a moment."""
    return (moment.date() - timedelta(days=1)).isoformat()


def month_before(moment: datetime) -> str:
    """Name the month before that of a moment."""
    return (moment.date().replace(day=1) - timedelta(days=1)).isoformat()[:7]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A job of the timetable: when it is due, of which period a run is, how far is caught up.

    Of a job that is `newest_only` the runs that were missed are of no more use but for the newest;
    of any other they are all done after a standstill, as far as `look_back` reaches.
    """

    name: str
    due: Due
    period: Callable[[datetime], str]
    look_back: timedelta
    newest_only: bool = False
    deadline: timedelta = timedelta(minutes=10)

    @property
    def lease(self) -> timedelta:
        """For how long a worker has a run before another may take it: longer than the deadline."""
        return self.deadline + _LEASE_MARGIN

    @property
    def tries(self) -> int:
        """How often a run is tried; what is due each minute is tried again by its next run."""
        return 1 if self.due == EACH_MINUTE else TRIES_MAX

    def periods(self, since: datetime, now: datetime) -> list[str]:
        """Return the periods of what was due after a moment and by now, the oldest first."""
        moments = self.due.latest_first(max(since, now - self.look_back), now)
        found = islice(moments, 1) if self.newest_only else moments
        return sorted({self.period(moment) for moment in found})

    def askable(self, now: datetime) -> Iterator[str]:
        """Yield the periods that a person may have done, the newest first."""
        moments = self.due.latest_first(now - ASKED_BACK, now)
        for moment in islice(moments, 1) if self.newest_only else moments:
            yield self.period(moment)


def next_try(tried: int, now: datetime) -> datetime:
    """Return when a run is tried again that has failed so often, once or more."""
    return now + _LATER[min(tried, len(_LATER)) - 1]
