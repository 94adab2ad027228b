"""When jobs are due: compared with a walk from minute to minute, and what was missed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.timetable import (
    EACH_MINUTE,
    TRIES_MAX,
    Due,
    Plan,
    daily,
    day_before,
    day_of,
    hour_of,
    hourly,
    minute_of,
    month_before,
    monthly,
    next_try,
)

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
#: Friday noon at the centre.
NOON = datetime(2026, 3, 13, 12, 0, tzinfo=HANOI)

dues = st.one_of(
    st.just(EACH_MINUTE),
    st.builds(Due, st.integers(0, 59)),
    st.builds(Due, st.integers(0, 59), st.integers(0, 23)),
    st.builds(Due, st.integers(0, 59), st.integers(0, 23), st.integers(1, 28)),
)
moments = st.integers(0, 365 * 24 * 3600).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=HANOI) + timedelta(seconds=seconds)
)


def is_due(due: Due, at: datetime) -> bool:
    pairs = ((due.minute, at.minute), (due.hour, at.hour), (due.day, at.day))
    return all(said in (None, found) for said, found in pairs)


def walked(due: Due, after: datetime, until: datetime) -> list[datetime]:
    """Return the moments that are due, the latest first, by looking at each minute."""
    at = until.replace(second=0, microsecond=0)
    found = []
    while at > after:
        if is_due(due, at):
            found.append(at)
        at -= MINUTE
    return found


@given(due=dues, until=moments, hours=st.integers(0, 72))
def test_moments_are_those_of_a_walk_from_minute_to_minute(
    due: Due, until: datetime, hours: int
) -> None:
    after = until - timedelta(hours=hours)
    assert list(due.latest_first(after, until)) == walked(due, after, until)


@given(due=dues, moment=moments)
def test_the_next_moment_is_due_and_nothing_lies_before_it(due: Due, moment: datetime) -> None:
    found = due.next_after(moment)
    assert found > moment
    assert is_due(due, found)
    assert list(due.latest_first(moment, found)) == [found]


def test_an_hour_that_comes_twice_is_one_period_and_one_that_is_left_out_is_done() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    plan = plan_of(daily("02:30"), day_of)
    for month, day in ((3, 29), (10, 25)):
        morning = datetime(2026, month, day, 12, 0, tzinfo=berlin)
        assert plan.periods(morning - DAY, morning) == [f"2026-{month:02}-{day}"]


def plan_of(due: Due, period: object = day_of, **more: object) -> Plan:
    named = {"name": "example", "due": due, "period": period, "look_back": 7 * DAY, **more}
    return Plan(**named)  # type: ignore[arg-type] # what a test states differently


@pytest.mark.parametrize(
    ("due", "period", "expected"),
    [
        (EACH_MINUTE, minute_of, "2026-03-13T12:00"),
        (hourly(40), hour_of, "2026-03-13T11"),
        (daily("01:30"), day_of, "2026-03-13"),
        (daily("01:30"), day_before, "2026-03-12"),
        (monthly(1, "02:00"), month_before, "2026-02"),
    ],
)
def test_a_run_is_called_by_its_period(due: Due, period: object, expected: str) -> None:
    plan = plan_of(due, period, look_back=40 * DAY)
    assert plan.periods(NOON - 30 * DAY, NOON)[-1] == expected
    assert next(plan.askable(NOON)) == expected


def test_what_was_missed_comes_oldest_first_as_far_as_is_looked_back() -> None:
    plan = plan_of(daily("01:30"), look_back=3 * DAY)
    missed = ["2026-03-11", "2026-03-12", "2026-03-13"]
    assert plan.periods(NOON - 30 * DAY, NOON) == missed
    assert plan.periods(NOON - DAY, NOON) == missed[-1:]
    assert plan.periods(NOON, NOON) == []


def test_of_a_job_whose_newest_run_alone_matters_only_that_one_was_missed() -> None:
    plan = plan_of(hourly(40), hour_of, newest_only=True)
    assert plan.periods(NOON - 3 * DAY, NOON) == ["2026-03-13T11"]
    assert list(plan.askable(NOON)) == ["2026-03-13T11"]


@given(due=dues, since=moments, now=moments)
def test_periods_come_in_the_order_of_their_texts_and_once_each(
    due: Due, since: datetime, now: datetime
) -> None:
    found = plan_of(due, minute_of, look_back=DAY).periods(since, now)
    assert found == sorted(set(found))


def test_tries_come_after_ever_longer_whiles_and_the_lease_outlasts_the_deadline() -> None:
    now = NOON.astimezone(UTC)
    waits = [next_try(tried, now) - now for tried in range(1, TRIES_MAX + 2)]
    assert waits == sorted(waits)
    plan = plan_of(daily("01:30"), deadline=timedelta(minutes=3))
    assert plan.lease > plan.deadline
    assert plan.tries == TRIES_MAX
    assert plan_of(EACH_MINUTE).tries == 1
