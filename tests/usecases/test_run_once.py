"""Runs of jobs: each once whoever looks, missed ones caught up, tried again, never overlapping."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from postal_bridge.domain.access import Center
from postal_bridge.domain.refusals import UnknownCode
from postal_bridge.domain.timetable import (
    EACH_MINUTE,
    TRIES_MAX,
    Plan,
    daily,
    day_of,
    minute_of,
)
from postal_bridge.store import job_runs
from postal_bridge.store.job_runs import Claimed, JobRun
from postal_bridge.usecases.run_once import NEWEST_KEPT, Runner, jobs_to_look_at
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.locks import until_waited

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NIGHTLY = Plan(name="nightly", due=daily("01:30"), period=day_of, look_back=7 * DAY)
MINUTELY = Plan(
    name="minutely", due=EACH_MINUTE, period=minute_of, look_back=60 * MINUTE, newest_only=True
)
#: The first nights after the clock of the tests begins, on Friday morning.
NIGHTS = ["2026-03-14", "2026-03-15", "2026-03-16"]


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


class Doing:
    """What a job does in these tests: notes what it was asked for, and fails when told."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, str]] = []
        self.errors: list[Exception] = []
        self.may_end = asyncio.Event()
        self.may_end.set()

    async def __call__(self, center: Center, period: str) -> Mapping[str, int]:
        """Do it."""
        self.begun.append((center.code, period))
        await self.may_end.wait()
        if self.errors:
            raise self.errors.pop(0)
        return {"things": len(self.begun)}

    @property
    def periods(self) -> list[str]:
        """The periods that were begun, in their order."""
        return [period for _, period in self.begun]

    async def until_begun(self, count: int = 1) -> None:
        """Wait until so many runs were begun."""
        async with asyncio.timeout(30):
            while len(self.begun) < count:  # noqa: ASYNC110 - the one condition of these tests
                await asyncio.sleep(0)


@pytest.fixture
def doing() -> Doing:
    return Doing()


def runner(stage: Stage, doing: Doing, plan: Plan = NIGHTLY) -> Runner:
    return Runner(stage.bridge.database, stage.clock, plan, doing)


async def known(stage: Stage, doing: Doing, plan: Plan = NIGHTLY) -> Runner:
    """Return a runner whose job is known at the centre from now on."""
    found = runner(stage, doing, plan)
    assert await found.do_due(stage.center) == 0
    return found


async def runs(stage: Stage, job: str = NIGHTLY.name, limit: int = 100) -> list[JobRun]:
    """Return the runs of a job, the oldest first."""
    async with stage.bridge.database.snapshot() as connection:
        found = await job_runs.latest_runs(connection, stage.center.center_id, [job], limit)
    return found[job][::-1]


async def figures(stage: Stage) -> tuple[int, int]:
    async with stage.bridge.database.snapshot() as connection:
        (found,) = await job_runs.jobs_of_center(connection, stage.center.center_id)
    return found.runs_done, found.runs_failed


async def claim(stage: Stage, plan: Plan, period: str) -> Claimed | None:
    """Take a run as a worker would that is never heard of again."""
    now = stage.clock()
    async with stage.bridge.database.transaction() as connection:
        await job_runs.lock_job(connection, stage.center.center_id, plan.name)
        return await job_runs.claim_run(
            connection,
            stage.center.center_id,
            (plan.name, period),
            now,
            now + plan.lease,
            plan.tries,
            newest_only=plan.newest_only,
        )


async def test_what_was_due_before_a_job_was_known_is_not_missed(
    stage: Stage, doing: Doing
) -> None:
    nightly = await known(stage, doing)
    assert await nightly.do_due(stage.center) == 0
    stage.clock.advance(DAY)
    assert await nightly.do_due(stage.center) == 1
    assert doing.periods == NIGHTS[:1]


async def test_after_three_days_each_missed_run_is_done_once_oldest_first(
    stage: Stage, doing: Doing
) -> None:
    nightly = await known(stage, doing)
    stage.clock.advance(3 * DAY)
    assert await nightly.do_due(stage.center) == 3
    assert await nightly.do_due(stage.center) == 0
    assert doing.periods == NIGHTS
    assert [(run.period, run.state, run.attempt) for run in await runs(stage)] == [
        (night, "done", 1) for night in NIGHTS
    ]
    assert (await runs(stage))[-1].counts == {"things": 3}


async def test_of_several_who_look_at_once_one_does_each_run(
    bridge: Bridge, stage: Stage, doing: Doing
) -> None:
    other = await found_center(bridge, stage.clock, "H26")
    for each in (stage, other):
        await known(each, doing)
    stage.clock.advance(3 * DAY)

    async def look(center: Center) -> None:
        while await runner(stage, doing).do_due(center):
            pass

    await asyncio.gather(*(look(each) for each in (stage.center, other.center) * 6))
    # Who met another at work left it the rest; the next to look finds what is left.
    await look(stage.center)
    await look(other.center)
    assert sorted(doing.begun) == [(code, night) for code in ("H26", "H53") for night in NIGHTS]


async def test_runs_of_a_job_never_overlap_at_a_centre(stage: Stage, doing: Doing) -> None:
    nightly = await known(stage, doing)
    stage.clock.advance(3 * DAY)
    doing.may_end.clear()
    first = asyncio.create_task(nightly.do_due(stage.center))
    await doing.until_begun()
    assert await nightly.do_due(stage.center) == 0
    assert await claim(stage, NIGHTLY, NIGHTS[1]) is None
    doing.may_end.set()
    assert await first == 3
    assert doing.periods == NIGHTS


async def test_of_two_runs_claimed_at_the_same_moment_one_is_given(
    stage: Stage, doing: Doing
) -> None:
    await known(stage, doing)
    for _ in range(10):
        stage.clock.advance(DAY)
        day = stage.clock().date().isoformat()
        given = await asyncio.gather(*(claim(stage, NIGHTLY, f"{day}-{n}") for n in range(4)))
        (taken,) = [each for each in given if each is not None]
        async with stage.bridge.database.transaction() as connection:
            center_id = stage.center.center_id
            assert await job_runs.end_run(connection, center_id, taken, stage.clock(), {})


async def test_the_run_of_a_killed_worker_is_taken_when_its_lease_has_ended(
    stage: Stage, doing: Doing
) -> None:
    nightly = await known(stage, doing)
    stage.clock.advance(DAY)
    lost = await claim(stage, NIGHTLY, NIGHTS[0])
    assert lost is not None
    stage.clock.advance(NIGHTLY.lease)
    assert await nightly.do_due(stage.center) == 0
    assert await jobs_to_look_at(stage.bridge.database, stage.clock, stage.center) == []
    stage.clock.advance(timedelta(seconds=1))
    assert await jobs_to_look_at(stage.bridge.database, stage.clock, stage.center) == ["nightly"]
    assert await nightly.do_due(stage.center) == 1
    (run,) = await runs(stage)
    assert (run.state, run.attempt) == ("done", 2)
    async with stage.bridge.database.transaction() as connection:
        center_id, now = stage.center.center_id, stage.clock()
        assert not await job_runs.end_run(connection, center_id, lost, now, {"late": 1})
        assert not await job_runs.fail_run(connection, center_id, lost, now, ("x", "X"), None)


async def test_a_run_that_loses_every_worker_is_given_up(stage: Stage, doing: Doing) -> None:
    nightly = await known(stage, doing)
    stage.clock.advance(DAY)
    for _ in range(TRIES_MAX):
        assert await claim(stage, NIGHTLY, NIGHTS[0]) is not None
        stage.clock.advance(NIGHTLY.lease + MINUTE)
    assert await nightly.do_due(stage.center) == 0
    (run,) = await runs(stage)
    assert (run.state, run.error_code) == ("failed", "worker_lost")
    assert await figures(stage) == (0, 1)
    stage.clock.advance(DAY)
    assert await nightly.do_due(stage.center) == 1


async def test_what_fails_is_tried_again_a_few_times_and_keeps_nothing_private(
    stage: Stage, doing: Doing
) -> None:
    nightly = await known(stage, doing)
    stage.clock.advance(DAY)
    doing.errors = [ValueError("Nguyễn Thị Ví Dụ") for _ in range(TRIES_MAX)]
    for tried in range(1, TRIES_MAX):
        assert await nightly.do_due(stage.center) == 1
        assert await nightly.do_due(stage.center) == 0
        (run,) = await runs(stage)
        assert (run.state, run.attempt) == ("waiting", tried)
        assert run.not_before is not None
        assert stage.clock() < run.not_before
        stage.clock.now = run.not_before
    assert await nightly.do_due(stage.center) == 1
    (run,) = await runs(stage)
    assert (run.state, run.error_code, run.error_kind) == (
        "failed",
        "internal_error",
        "ValueError",
    )
    assert "Ví Dụ" not in str(run)
    assert await figures(stage) == (0, 1)
    assert await nightly.do_due(stage.center) == 0


async def test_a_run_that_waits_for_its_next_try_does_not_hold_up_the_others(
    stage: Stage, doing: Doing
) -> None:
    nightly = await known(stage, doing)
    stage.clock.advance(3 * DAY)
    doing.errors = [UnknownCode()]
    assert await nightly.do_due(stage.center) == 3
    states = [(run.state, run.error_code) for run in await runs(stage)]
    assert states == [("waiting", "unknown_code"), ("done", None), ("done", None)]
    stage.clock.advance(MINUTE)
    assert await nightly.do_due(stage.center) == 1
    assert {run.state for run in await runs(stage)} == {"done"}
    assert (await runs(stage))[0].error_code is None


async def test_work_that_takes_longer_than_its_deadline_is_stopped(
    stage: Stage, doing: Doing
) -> None:
    hasty = replace(NIGHTLY, deadline=timedelta(milliseconds=20))
    nightly = await known(stage, doing, hasty)
    stage.clock.advance(DAY)
    doing.may_end.clear()
    assert await nightly.do_due(stage.center) == 1
    (run,) = await runs(stage)
    assert (run.state, run.error_code) == ("waiting", "deadline_passed")


async def test_whoever_is_told_to_leave_gives_the_run_back(stage: Stage, doing: Doing) -> None:
    nightly = await known(stage, doing)
    stage.clock.advance(DAY)
    doing.may_end.clear()
    task = asyncio.create_task(nightly.do_due(stage.center))
    await doing.until_begun()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (run,) = await runs(stage)
    assert (run.state, run.tries_left) == ("waiting", TRIES_MAX)
    doing.may_end.set()
    assert await nightly.do_due(stage.center) == 1


async def test_a_job_of_each_minute_is_done_for_the_newest_alone_and_leaves_few_rows(
    stage: Stage, doing: Doing
) -> None:
    minutely = await known(stage, doing, MINUTELY)
    stage.clock.advance(30 * MINUTE)
    assert await minutely.do_due(stage.center) == 1
    for _ in range(2 * NEWEST_KEPT):
        stage.clock.advance(MINUTE)
        assert await minutely.do_due(stage.center) == 1
        assert await minutely.do_due(stage.center) == 0
    kept = await runs(stage, MINUTELY.name)
    assert [run.period for run in kept] == doing.periods[-NEWEST_KEPT:]
    assert await figures(stage) == (2 * NEWEST_KEPT + 1, 0)


async def test_a_worker_whose_clock_is_behind_does_not_do_what_was_overtaken(
    stage: Stage, doing: Doing
) -> None:
    minutely = await known(stage, doing, MINUTELY)
    for _ in range(2 * NEWEST_KEPT):
        stage.clock.advance(MINUTE)
        await minutely.do_due(stage.center)
    begun = len(doing.begun)
    behind = SettableClock(stage.clock() - (NEWEST_KEPT + 5) * MINUTE)
    assert await replace(minutely, clock=behind).do_due(stage.center) == 0
    assert len(doing.begun) == begun


async def test_a_worker_whose_clock_is_behind_leaves_alone_what_another_has_begun(
    stage: Stage, doing: Doing
) -> None:
    minutely = await known(stage, doing, MINUTELY)
    stage.clock.advance(5 * MINUTE)
    assert await claim(stage, MINUTELY, minute_of(stage.clock().astimezone(stage.center.zone)))
    behind = SettableClock(stage.clock() - MINUTE)
    assert await replace(minutely, clock=behind).do_due(stage.center) == 0
    assert not doing.begun


async def test_nobody_begins_a_run_while_another_ends_one(stage: Stage, doing: Doing) -> None:
    """Both write keys of the same job, and would wait for each other where they met."""
    minutely = await known(stage, doing, MINUTELY)
    stage.clock.advance(MINUTE)
    async with stage.bridge.database.transaction() as ending:
        await job_runs.lock_job(ending, stage.center.center_id, MINUTELY.name)
        beginning = asyncio.create_task(minutely.do_due(stage.center))
        await until_waited(stage.bridge.database, beginning)
        assert not doing.begun
    assert await beginning == 1


async def test_a_minute_that_failed_or_lost_its_worker_does_not_hold_up_the_next(
    stage: Stage, doing: Doing
) -> None:
    minutely = await known(stage, doing, MINUTELY)
    stage.clock.advance(MINUTE)
    doing.errors = [ZeroDivisionError()]
    assert await minutely.do_due(stage.center) == 1
    stage.clock.advance(MINUTE)
    lost = await claim(stage, MINUTELY, minute_of(stage.clock().astimezone(stage.center.zone)))
    assert lost is not None
    stage.clock.advance(MINUTELY.lease + MINUTE)
    assert await minutely.do_due(stage.center) == 1
    states: list[Any] = [run.state for run in await runs(stage, MINUTELY.name)]
    assert states == ["failed", "failed", "done"]
