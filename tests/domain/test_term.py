"""Due days agree with a calendar on the wall, for every unit and over all holidays."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.office_hours import OfficeClock
from postal_bridge.domain.term import Deadline, Term, TermUnit, counted_from, deadline_of
from tests.domain.test_office_hours import CALENDAR, CLOCK, CLOCKS, MOMENTS, at

DAYS, HOURS, CALENDAR_DAYS = TermUnit.WORKING_DAYS, TermUnit.WORKING_HOURS, TermUnit.CALENDAR_DAYS
CUTOFFS = st.none() | st.sampled_from([time(10), time(12), time(15)])
TERMS = st.builds(Term, st.sampled_from(TermUnit), st.integers(0, 60), CUTOFFS)


def works(day: date) -> bool:
    if day.weekday() >= 5:
        return day in CALENDAR.working_days
    return day not in CALENDAR.days_off


@pytest.mark.parametrize(
    ("received", "unit", "count", "due"),
    [
        ("2023-10-27 09:32", DAYS, 5, "2023-11-03"),
        # What comes in the evening counts for the next morning, and its term from the day after.
        ("2023-10-27 17:30", DAYS, 5, "2023-11-06"),
        # Tết of both years.
        ("2025-01-23 08:00", DAYS, 3, "2025-02-04"),
        ("2026-02-12 16:00", DAYS, 2, "2026-02-23"),
        # Make-up Saturdays are working days, the days off that they pay for are not.
        ("2025-04-25 08:00", DAYS, 1, "2025-04-26"),
        ("2025-04-28 08:00", DAYS, 3, "2025-05-06"),
        ("2026-08-21 08:00", DAYS, 1, "2026-08-22"),
        ("2026-08-28 08:00", DAYS, 1, "2026-09-03"),
        ("2026-01-09 08:00", DAYS, 1, "2026-01-10"),
        ("2025-12-31 08:00", DAYS, 1, "2026-01-05"),
        # The Day of Vietnamese Culture, from 2026 on.
        ("2026-11-23 08:00", DAYS, 1, "2026-11-25"),
        ("2025-11-21 08:00", DAYS, 1, "2025-11-24"),
        # Days of the calendar run through, and roll on where the last is off.
        ("2026-04-17 08:00", CALENDAR_DAYS, 10, "2026-04-28"),
        ("2026-02-06 08:00", CALENDAR_DAYS, 10, "2026-02-23"),
        ("2026-02-06 08:00", CALENDAR_DAYS, 20, "2026-02-26"),
        # That Saturday nobody was there, the next one was worked.
        ("2026-08-15 08:00", CALENDAR_DAYS, 5, "2026-08-22"),
    ],
)
def test_terms_end_on_the_days_that_the_law_makes_them_end(
    received: str, unit: TermUnit, count: int, due: str
) -> None:
    assert deadline_of(Term(unit, count), at(received), CLOCK).day == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("received", "hours", "due"),
    [
        ("2026-11-20 09:32", 2, "2026-11-20 13:32"),
        ("2026-11-20 16:00", 4, "2026-11-23 10:00"),
        ("2026-11-20 09:32", 8, "2026-11-23 09:32"),
        ("2026-11-20 15:00", 12, "2026-11-25 09:00"),
        ("2026-11-20 19:00", 1, "2026-11-23 08:00"),
    ],
)
def test_terms_in_hours_end_at_an_hour(received: str, hours: int, due: str) -> None:
    ends = at(due)
    assert deadline_of(Term(HOURS, hours), at(received), CLOCK) == Deadline(ends.date(), ends)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-20 14:59", "2026-11-20"),
        ("2026-11-20 15:00", "2026-11-20"),
        ("2026-11-20 15:01", "2026-11-23"),
        ("2026-11-20 20:00", "2026-11-23"),
        ("2026-11-21 10:00", "2026-11-23"),
        ("2026-11-23 15:01", "2026-11-25"),
    ],
)
def test_the_same_day_is_the_next_working_day_after_the_cut_off(received: str, due: str) -> None:
    term = Term(DAYS, 0, time(15))
    assert term.is_same_day
    assert deadline_of(term, at(received), CLOCK).day == date.fromisoformat(due)


@given(TERMS, CLOCKS, MOMENTS)
def test_a_deadline_is_a_working_day_and_not_before_receipt(
    term: Term, clock: OfficeClock, received: datetime
) -> None:
    due = deadline_of(term, received, clock)
    assert works(due.day)
    assert due.day >= received.date()
    assert due.at is None or (due.at >= received and due.at.date() == due.day)


@given(TERMS, CLOCKS, MOMENTS, MOMENTS)
def test_what_is_received_first_is_due_first(
    term: Term, clock: OfficeClock, one: datetime, other: datetime
) -> None:
    due = [deadline_of(term, moment, clock) for moment in sorted((one, other))]
    assert due[0].day <= due[1].day


@given(CLOCKS, MOMENTS, st.integers(0, 40), CUTOFFS)
def test_eight_hours_are_a_working_day(
    clock: OfficeClock, received: datetime, days: int, cutoff: time | None
) -> None:
    in_days = deadline_of(Term(DAYS, days, cutoff), received, clock)
    assert deadline_of(Term(HOURS, 8 * days, cutoff), received, clock).day == in_days.day


@given(CLOCKS, MOMENTS, st.integers(0, 30), st.integers(1, 30))
def test_working_days_may_be_added_at_once_or_bit_by_bit(
    clock: OfficeClock, received: datetime, first: int, then: int
) -> None:
    at_once = deadline_of(Term(DAYS, first + then), received, clock).day
    part = deadline_of(Term(DAYS, first), received, clock).day
    assert clock.calendar.add_working_days(part, then) == at_once


@given(TERMS, CLOCKS, MOMENTS)
def test_deadlines_agree_with_going_from_day_to_day(
    term: Term, clock: OfficeClock, received: datetime
) -> None:
    day = counted_from(term, received, clock).date()
    if term.unit is HOURS:
        return
    left = term.count
    while left:
        day += timedelta(days=1)
        left -= works(day) if term.unit is DAYS else 1
    while not works(day):
        day += timedelta(days=1)
    assert deadline_of(term, received, clock).day == day
