"""A period is made of months and days, each of its days told once."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.figures import Counts, WholeMonths

DAYS = st.dates(date(2023, 12, 1), date(2026, 3, 31))


def told_by_months(whole: WholeMonths, day: date) -> bool:
    """Tell whether the figures of the month of a day are read."""
    month = day.replace(day=1)
    return month < whole.opening or whole.first <= month < whole.until


def told_alone(whole: WholeMonths, last: date, day: date) -> bool:
    """Tell whether the figures of the day itself are read."""
    return whole.opening <= day <= last and (day < whole.first or day >= whole.until)


@given(first=DAYS, length=st.integers(0, 800))
def test_each_day_up_to_the_end_is_told_once_and_none_after(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    whole = WholeMonths.within(first, last)
    day = date(2023, 10, 1)
    while day <= last + timedelta(days=70):
        ways = [told_by_months(whole, day), told_alone(whole, last, day)]
        assert ways.count(True) == (1 if day <= last else 0), day
        day += timedelta(days=1)


@given(first=DAYS, length=st.integers(0, 800))
def test_a_month_lies_wholly_before_the_period_or_wholly_within(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    whole = WholeMonths.within(first, last)
    assert whole.opening <= first
    assert whole.first == whole.until or first <= whole.first < whole.until <= last + timedelta(1)


def test_a_whole_year_is_read_by_months_alone() -> None:
    whole = WholeMonths.within(date(2025, 1, 1), date(2025, 12, 31))
    assert whole == WholeMonths(date(2025, 1, 1), date(2025, 1, 1), date(2026, 1, 1))


def test_counts_of_groups_add_up() -> None:
    both = Counts(carried_over=1, direct=2, late=1) + Counts(online=3, early=1, overdue=1)
    assert (both.received, both.resolved, both.pending, both.in_time) == (5, 2, 4, 3)
    assert not Counts()
    assert both
