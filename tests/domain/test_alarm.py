"""From which day a term in working days is over, beside the calendar that adds them."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.alarm import last_day_with_term
from postal_bridge.domain.calendar import Calendar

CALENDAR = Calendar(
    days_off=frozenset({date(2026, 4, 30), date(2026, 5, 1)}),
    working_days=frozenset({date(2026, 5, 9)}),
)


@given(
    today=st.dates(date(2026, 4, 1), date(2026, 6, 30)),
    working_days=st.integers(0, 10),
)
def test_the_term_is_over_from_that_day_and_from_no_later_one(
    today: date, working_days: int
) -> None:
    day = last_day_with_term(CALENDAR, working_days, today)
    assert day <= today
    assert CALENDAR.add_working_days(day, working_days) <= today
    while day < today:
        day += timedelta(days=1)
        assert CALENDAR.add_working_days(day, working_days) > today
