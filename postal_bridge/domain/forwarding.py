"""By when a dossier has to leave a centre, and which trip of the post takes it along.

What comes by the cut-off hour of a working day goes on that day; what comes later, or on a day
off, at the start of the next working day (NĐ 61/2018/NĐ-CP Đ18). All times are the centre's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from postal_bridge.domain.calendar import Calendar

#: A calendar with nothing but days off for longer is a mistake; so far back nobody looks.
_LOOKED_BACK_DAYS = 60


@dataclass(frozen=True, slots=True)
class Trip:
    """A trip of the post on every working day, to one office or (None) to all of them."""

    trip_id: UUID
    leaves_at: time
    to_office: str | None


@dataclass(frozen=True, slots=True)
class ForwardingHour:
    """Until when what is received goes on the same day, in force from a day on.

    `source` is the paper that says so, None where the law's hour holds.
    """

    cutoff: time
    valid_from: date
    source: str | None = None


@dataclass(frozen=True, slots=True)
class CutOff:
    """A moment at a centre and what the cut-off hour makes of it.

    What was received until `due_until` has to leave today at the latest, what was received until
    `late_until` had to leave before. `left` is the time until the cut-off, None when it has
    passed or nobody works today; `next_day` is when whatever comes then leaves.
    """

    hour: time
    is_day_off: bool
    late_until: datetime
    due_until: datetime
    left: timedelta | None
    next_day: date


def cut_off_at(now: datetime, hour: time, calendar: Calendar) -> CutOff:
    """Return what the cut-off hour means at a moment, which is in the centre's time zone."""
    today = now.date()
    before = next(
        day
        for back in range(1, _LOOKED_BACK_DAYS)
        if calendar.is_working_day(day := today - timedelta(days=back))
    )
    late_until = datetime.combine(before, hour, now.tzinfo)
    works = calendar.is_working_day(today)
    due_until = datetime.combine(today, hour, now.tzinfo) if works else late_until
    left = due_until - now if works and now <= due_until else None
    return CutOff(hour, not works, late_until, due_until, left, calendar.add_working_days(today, 1))


def next_trip(
    trips: Iterable[Trip], office: str | None, now: datetime, calendar: Calendar
) -> datetime | None:
    """Return when the next trip to an office leaves, or to any where that is None.

    None is returned when no trip goes there.
    """
    hours = sorted(t.leaves_at for t in trips if office is None or t.to_office in (None, office))
    if not hours:
        return None
    today = now.date()
    if calendar.is_working_day(today):
        for hour in hours:
            leaves = datetime.combine(today, hour, now.tzinfo)
            if leaves >= now:
                return leaves
    return datetime.combine(calendar.add_working_days(today, 1), hours[0], now.tzinfo)
