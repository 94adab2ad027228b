"""The clock of an office agrees with one that is looked at every minute."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.calendar import Calendar
from postal_bridge.domain.office_hours import OfficeClock, OfficeHours

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
USUAL = OfficeHours(time(7), time(17), date(2000, 1, 1), time(11, 30), time(13, 30))
COASTAL = OfficeHours(time(7, 30), time(16, 30), date(2026, 6, 1), time(12), time(13))
THROUGH = OfficeHours(time(8), time(16), date(2026, 3, 1))
#: Weekdays off, as they were decided, by year and month.
DAYS_OFF = {
    2025: {1: (1, 27, 28, 29, 30, 31), 4: (7, 30), 5: (1, 2), 9: (1, 2)},
    2026: {
        1: (1, 2),
        2: (16, 17, 18, 19, 20),
        4: (27, 30),
        5: (1,),
        8: (31,),
        9: (1, 2),
        11: (24,),
    },
}
CALENDAR = Calendar(
    days_off=frozenset(
        date(year, month, day)
        for year, months in DAYS_OFF.items()
        for month, days in months.items()
        for day in days
    ),
    working_days=frozenset({date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)}),
)
CLOCK = OfficeClock(ZONE, CALENDAR, (USUAL,))
MANY_HOURS = OfficeClock(ZONE, CALENDAR, (COASTAL, THROUGH, USUAL))
CLOCKS = st.sampled_from([CLOCK, OfficeClock(ZONE, CALENDAR, (THROUGH,)), MANY_HOURS])
MINUTE = timedelta(minutes=1)
MOMENTS = st.builds(
    lambda day, minute: datetime.combine(day, time(), ZONE) + minute * MINUTE,
    st.dates(date(2025, 1, 1), date(2026, 12, 20)),
    st.integers(0, 24 * 60 - 1),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def is_open(clock: OfficeClock, minute: datetime) -> bool:
    """Tell whether somebody is there in the minute that begins, by looking at the wall."""
    day, hour = minute.date(), minute.time()
    worked = day in CALENDAR.working_days
    worked = worked or (day.weekday() < 5 and day not in CALENDAR.days_off)
    in_force = clock.hours[-1]
    for each in clock.hours:
        if in_force.valid_from < each.valid_from <= day:
            in_force = each
    lunch = in_force.lunch_from and in_force.lunch_from <= hour < (in_force.lunch_until or hour)
    return worked and in_force.opens_at <= hour < in_force.closes_at and not lunch


@pytest.mark.parametrize(
    ("happened", "counts"),
    [
        ("2026-11-23 06:10", "2026-11-23 07:00"),
        ("2026-11-23 09:32", "2026-11-23 09:32"),
        ("2026-11-20 11:30", "2026-11-20 11:30"),
        ("2026-11-20 12:15", "2026-11-20 13:30"),
        ("2026-11-20 17:00", "2026-11-20 17:00"),
        ("2026-11-20 17:01", "2026-11-23 07:00"),
        # The first Day of Vietnamese Culture.
        ("2026-11-23 18:00", "2026-11-25 07:00"),
        # Saturdays that made up for a day off, and one that did not.
        ("2025-04-26 10:00", "2025-04-26 10:00"),
        ("2026-08-21 17:30", "2026-08-22 07:00"),
        ("2026-01-09 20:00", "2026-01-10 07:00"),
        ("2026-01-17 10:00", "2026-01-19 07:00"),
        # Tết.
        ("2025-01-24 17:05", "2025-02-03 07:00"),
        ("2026-02-13 17:05", "2026-02-23 07:00"),
        ("2026-01-01 08:00", "2026-01-05 07:00"),
    ],
)
def test_what_comes_when_nobody_is_there_counts_from_the_next_opening(
    happened: str, counts: str
) -> None:
    assert CLOCK.counts_at(at(happened)) == at(counts)


def test_moments_of_other_zones_are_those_of_the_centre() -> None:
    assert CLOCK.counts_at(datetime(2026, 11, 20, 10, 1, tzinfo=UTC)) == at("2026-11-23 07:00")


@pytest.mark.parametrize(
    ("starts", "hours", "ends"),
    [
        ("2026-11-20 08:00", 3, "2026-11-20 11:00"),
        ("2026-11-20 10:00", 4, "2026-11-20 16:00"),
        ("2026-11-20 16:00", 2, "2026-11-23 08:00"),
        ("2026-11-23 16:00", 2, "2026-11-25 08:00"),
        ("2026-02-13 16:30", 1, "2026-02-23 07:30"),
        ("2026-08-21 16:30", 1, "2026-08-22 07:30"),
        ("2026-11-20 07:00", 4.5, "2026-11-20 11:30"),
    ],
)
def test_hours_pass_while_somebody_is_there(starts: str, hours: float, ends: str) -> None:
    assert CLOCK.add_time(at(starts), timedelta(hours=hours)) == at(ends)


@given(CLOCKS, MOMENTS)
def test_a_moment_counts_from_the_first_minute_in_which_somebody_is_there(
    clock: OfficeClock, moment: datetime
) -> None:
    minute = moment
    # The last moment of a session still belongs to it.
    while not is_open(clock, minute) and not is_open(clock, minute - MINUTE):
        minute += MINUTE
    assert clock.counts_at(moment) == minute
    assert clock.counts_at(minute) == minute


@given(CLOCKS, MOMENTS, st.integers(0, 2_000))
def test_time_passes_as_minutes_are_counted(
    clock: OfficeClock, moment: datetime, minutes: int
) -> None:
    ends = clock.add_time(moment, minutes * MINUTE)
    passed, minute = 0, moment
    while minute < ends:
        passed += is_open(clock, minute)
        minute += MINUTE
    assert passed == minutes
    assert clock.time_between(moment, ends) == minutes * MINUTE
    assert is_open(clock, ends) or is_open(clock, ends - MINUTE)


@given(CLOCKS, MOMENTS, st.integers(0, 3_000), st.integers(1, 3_000))
def test_time_may_be_added_at_once_or_bit_by_bit(
    clock: OfficeClock, moment: datetime, first: int, then: int
) -> None:
    at_once = clock.add_time(moment, (first + then) * MINUTE)
    assert clock.add_time(clock.add_time(moment, first * MINUTE), then * MINUTE) == at_once


@given(CLOCKS, MOMENTS, MOMENTS, st.integers(0, 2_000))
def test_what_comes_first_ends_first(
    clock: OfficeClock, one: datetime, other: datetime, minutes: int
) -> None:
    earlier, later = sorted((one, other))
    ends = [clock.add_time(moment, minutes * MINUTE) for moment in (earlier, later)]
    assert ends == sorted(ends)
    assert clock.counts_at(earlier) <= clock.counts_at(later)
    assert clock.time_between(later, earlier) == timedelta()


def test_each_day_has_the_hours_that_held_on_it() -> None:
    clock = MANY_HOURS
    days = [date(1999, 1, 1), date(2026, 2, 28), date(2026, 3, 1), date(2026, 6, 1)]
    assert [clock.hours_on(day) for day in days] == [USUAL, USUAL, THROUGH, COASTAL]
    assert [hours.worked for hours in clock.hours] == 3 * [timedelta(hours=8)]


def test_hours_follow_each_other_and_lunch_has_two_ends() -> None:
    ordered = [time(7), time(11, 30), time(13, 30), time(17)]
    for one, (earlier, later) in enumerate(pairwise(ordered)):
        hours = list(ordered)
        hours[one], hours[one + 1] = later, earlier
        with pytest.raises(ValueError, match="follow each other"):
            OfficeHours(hours[0], hours[3], date(2026, 1, 1), hours[1], hours[2])
    with pytest.raises(ValueError, match="both ends"):
        OfficeHours(time(7), time(17), date(2026, 1, 1), time(11))


def test_nothing_takes_less_than_no_time() -> None:
    with pytest.raises(ValueError, match="negative"):
        CLOCK.add_time(at("2026-11-20 08:00"), -MINUTE)
