"""Periods of reports: their names, their length, and the one before."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.refusals import InvalidInput
from postal_bridge.domain.span import Span

NAMES = st.one_of(
    st.builds("{:04}-{:02}".format, st.integers(1910, 2999), st.integers(1, 12)),
    st.builds("{:04}-Q{}".format, st.integers(1910, 2999), st.integers(1, 4)),
    st.builds("{:04}-H{}".format, st.integers(1910, 2999), st.integers(1, 2)),
    st.builds("{:04}".format, st.integers(1910, 2999)),
)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-h1", date(2026, 1, 1), date(2026, 6, 30)),
        (" 2026 ", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_name_says_which_days(name: str, first: date, last: date) -> None:
    assert Span.of(name) == Span(first, last)


@pytest.mark.parametrize(
    "name", ["", "1899", "3000-01", "2026-13", "2026-Q5", "2026-H3", "26", "2026-3", "x"]
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Span.of(name)
    assert [problem.path for problem in refused.value.problems] == ["period"]


@given(name=NAMES)
def test_a_named_period_is_told_by_its_name_again(name: str) -> None:
    assert Span.of(name).name == name


@given(name=NAMES)
def test_the_one_before_ends_the_day_before_and_is_as_many_months_long(name: str) -> None:
    span = Span.of(name)
    before = span.before()
    assert before.last_on + timedelta(days=1) == span.first_on
    assert before.months == span.months


@given(first=st.dates(date(1950, 1, 1), date(2900, 1, 1)), days=st.integers(0, 900))
def test_days_are_compared_with_as_many_days_or_as_many_months(first: date, days: int) -> None:
    span = Span(first, first + timedelta(days=days))
    before = span.before()
    assert before.last_on + timedelta(days=1) == span.first_on
    if span.months is None:
        assert before.last_on - before.first_on == span.last_on - span.first_on
    else:
        assert before.months == span.months


def test_a_period_that_ends_before_it_begins_is_none() -> None:
    with pytest.raises(InvalidInput):
        Span(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(1899, 12, 31), date(1900, 1, 1)),
        (date(2999, 12, 31), date(3000, 1, 1)),
        (date(2000, 1, 1), date(2020, 1, 1)),
    ],
)
def test_reports_do_not_reach_further(first: date, last: date) -> None:
    with pytest.raises(InvalidInput) as refused:
        Span(first, last)
    assert [problem.code for problem in refused.value.problems] == ["too_far"]
