"""Working days agree with counting them one by one on the wall calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.calendar import SPAN_MAX_DAYS, Calendar
from postal_bridge.domain.refusals import SpanTooLong

DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31))
DAY_SETS = st.frozensets(DAYS, max_size=60)
CALENDARS = st.builds(
    lambda off, working: Calendar(days_off=off - working, working_days=working), DAY_SETS, DAY_SETS
)
ORDINARY = Calendar()


def days_worked(calendar: Calendar, first: date, last: date) -> list[date]:
    """List the days after `first` up to and including `last` that are worked, naively."""
    days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    return [
        day
        for day in days
        if day in calendar.working_days
        or (day.isoweekday() not in (6, 7) and day not in calendar.days_off)
    ]


@given(CALENDARS, DAYS, st.integers(min_value=1, max_value=80))
def test_a_term_ends_on_its_last_working_day(calendar: Calendar, day: date, count: int) -> None:
    worked = days_worked(calendar, day, day + timedelta(days=600))
    due = calendar.add_working_days(day, count)
    assert due == worked[count - 1]
    assert calendar.working_days_between(day, due) == count


@given(CALENDARS, DAYS, DAYS)
def test_the_days_between_are_those_one_counts(calendar: Calendar, first: date, last: date) -> None:
    expected = len(days_worked(calendar, first, last))
    assert calendar.working_days_between(first, last) == expected


@given(CALENDARS, DAYS)
def test_a_rest_day_leads_to_the_next_working_day(calendar: Calendar, day: date) -> None:
    expected = days_worked(calendar, day - timedelta(days=1), day + timedelta(days=600))[0]
    assert calendar.next_working_day_on_or_after(day) == expected
    assert calendar.add_working_days(day, 0) == expected
    assert calendar.is_working_day(day) is (expected == day)


def test_the_day_of_the_event_does_not_count() -> None:
    assert ORDINARY.add_working_days(date(2023, 10, 27), 5) == date(2023, 11, 3)


def test_a_make_up_saturday_is_worked_and_its_friday_is_not() -> None:
    swapped = Calendar(
        days_off=frozenset({date(2026, 1, 1), date(2026, 1, 2)}),
        working_days=frozenset({date(2026, 1, 10)}),
    )
    assert swapped.add_working_days(date(2025, 12, 31), 1) == date(2026, 1, 5)
    assert swapped.add_working_days(date(2026, 1, 9), 1) == date(2026, 1, 10)
    assert swapped.working_days_between(date(2025, 12, 31), date(2026, 1, 11)) == 6


def test_a_day_cannot_be_both_off_and_working() -> None:
    day = frozenset({date(2026, 1, 10)})
    with pytest.raises(ValueError, match="both"):
        Calendar(days_off=day, working_days=day)


def test_a_term_has_no_negative_length() -> None:
    with pytest.raises(ValueError, match="negative"):
        ORDINARY.add_working_days(date(2026, 1, 5), -1)


def test_counting_stops_at_the_stated_limit() -> None:
    start = date(2026, 1, 5)
    end = start + timedelta(days=SPAN_MAX_DAYS)
    assert ORDINARY.working_days_between(start, end) == len(days_worked(ORDINARY, start, end))
    with pytest.raises(SpanTooLong, match="10000 days"):
        ORDINARY.working_days_between(start, end + timedelta(days=1))
    with pytest.raises(SpanTooLong):
        ORDINARY.add_working_days(start, 10**30)
    never = Calendar(
        days_off=frozenset(start + timedelta(days=n) for n in range(SPAN_MAX_DAYS + 1))
    )
    with pytest.raises(SpanTooLong):
        never.next_working_day_on_or_after(start)


def test_the_ends_of_the_calendar_are_refused_rather_than_passed() -> None:
    assert ORDINARY.next_working_day_on_or_after(date.max) == date.max
    assert ORDINARY.working_days_between(date.max, date.min) == 0
    with pytest.raises(SpanTooLong):
        ORDINARY.add_working_days(date.max, 1)
    with pytest.raises(SpanTooLong):
        ORDINARY.working_days_between(date.min, date.max)


def test_a_moment_is_no_day() -> None:
    moment = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    with pytest.raises(TypeError, match="moment"):
        ORDINARY.is_working_day(moment)
    with pytest.raises(TypeError, match="moment"):
        ORDINARY.add_working_days(moment, 2)
    with pytest.raises(TypeError, match="moment"):
        ORDINARY.working_days_between(moment, moment)
