"""Attempts are counted by the minute and let through up to a limit, whatever their order."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.refusals import TooManyRequests
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.throttle import (
    Limit,
    count_attempt,
    forgive,
    take_back,
    window_of,
)
from tests.conftest import MORNING

LIMIT = Limit("test of throttle", most=3, period=timedelta(minutes=10))


async def test_attempts_up_to_the_limit_pass_and_the_next_waits(connection: Connection) -> None:
    for _ in range(3):
        assert await count_attempt(connection, LIMIT, "ai đó", MORNING) is None
    assert await count_attempt(connection, LIMIT, "ai đó", MORNING) == 600


async def test_subjects_and_limits_are_counted_apart(connection: Connection) -> None:
    other = Limit("another test", most=1, period=timedelta(minutes=10))
    for _ in range(3):
        await count_attempt(connection, LIMIT, "ai đó", MORNING)
    assert await count_attempt(connection, LIMIT, "người khác", MORNING) is None
    assert await count_attempt(connection, other, "ai đó", MORNING) is None


async def test_the_wait_ends_when_enough_hits_are_old(connection: Connection) -> None:
    for minute in (0, 4, 8):
        await count_attempt(connection, LIMIT, "ai đó", MORNING + timedelta(minutes=minute))
    now = MORNING + timedelta(minutes=9, seconds=30)
    wait_seconds = await count_attempt(connection, LIMIT, "ai đó", now)
    # The fourth attempt was counted, for nothing rolled it back: the two oldest have to go.
    assert wait_seconds == 30
    assert await count_attempt(connection, LIMIT, "ai đó", now) == 4 * 60 + 30


async def test_refused_attempts_are_not_counted_where_the_transaction_is_rolled_back(
    database: Database,
) -> None:
    async def attempt(now: datetime) -> None:
        async with database.transaction() as connection:
            wait_seconds = await count_attempt(connection, LIMIT, "ai đó", now)
            if wait_seconds is not None:
                raise TooManyRequests(retry_after_seconds=wait_seconds)

    for _ in range(3):
        await attempt(MORNING)
    for minute in range(1, 10):
        with pytest.raises(TooManyRequests) as refused:
            await attempt(MORNING + timedelta(minutes=minute))
        assert refused.value.facts["retry_after_seconds"] == (10 - minute) * 60
    await attempt(MORNING + timedelta(minutes=10))


async def test_a_hit_taken_back_or_forgiven_does_not_count(connection: Connection) -> None:
    for _ in range(3):
        await count_attempt(connection, LIMIT, "ai đó", MORNING)
    await take_back(connection, LIMIT, "ai đó", MORNING)
    assert await count_attempt(connection, LIMIT, "ai đó", MORNING) is None
    await forgive(connection, LIMIT, "ai đó")
    for _ in range(3):
        assert await count_attempt(connection, LIMIT, "ai đó", MORNING) is None


@given(st.text(max_size=500))
def test_a_bucket_is_short_whatever_the_subject_and_does_not_tell_it(subject: str) -> None:
    bucket = LIMIT.bucket(subject)
    assert bucket.startswith("test of throttle ")
    assert len(bucket) == len("test of throttle ") + 32
    assert bucket == LIMIT.bucket(subject)


def test_a_subject_may_hold_half_a_surrogate_pair() -> None:
    assert LIMIT.bucket("\ud800") != LIMIT.bucket("\udfff")


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001 - any moment will do
def test_a_window_is_the_minute_a_moment_lies_in(moment: datetime) -> None:
    start = window_of(moment)
    assert start <= moment < start + timedelta(minutes=1)
    assert (start.second, start.microsecond) == (0, 0)
