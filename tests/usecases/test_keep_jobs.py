"""What administrators see of jobs and do about them: runs by hand, pauses, what is caught up."""

import pytest

from postal_bridge.domain.job_refusals import (
    JobNotPaused,
    JobPausedAlready,
    JobUnderWay,
    UnknownJob,
)
from postal_bridge.domain.refusals import InvalidInput
from postal_bridge.usecases.keep_jobs import (
    JobAtCenter,
    Keeping,
    askable_periods,
    document_of,
    look_up_job,
    look_up_jobs,
)
from postal_bridge.usecases.once import Asked
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases import test_run_once as running
from tests.usecases.test_run_once import DAY, MINUTELY, NIGHTLY, NIGHTS, Doing, claim, known, runner

stage = running.stage
doing = running.doing


def keeping(stage: Stage) -> Keeping:
    bridge = stage.bridge
    asked = Asked(bridge.database, stage.clock, bridge.sealer, stage.admin)
    return Keeping(asked, (NIGHTLY, MINUTELY))


async def look(stage: Stage) -> JobAtCenter:
    return await look_up_job(
        stage.bridge.database, stage.clock, stage.center, (NIGHTLY,), NIGHTLY.name
    )


async def test_a_job_that_nobody_followed_yet_is_told_with_when_it_is_due(stage: Stage) -> None:
    found = await look_up_jobs(
        stage.bridge.database, stage.clock, stage.center, (NIGHTLY, MINUTELY)
    )
    assert [each.plan.name for each in found] == ["nightly", "minutely"]
    document = document_of(found[0])
    assert document["next_due_at"] == "2026-03-14T01:30:00+07:00"
    assert (document["runs"], document["runs_done"], document["paused"]) == ([], 0, None)


async def test_a_run_by_hand_is_done_again_and_says_who_asked(stage: Stage, doing: Doing) -> None:
    nightly = await known(stage, doing)
    stage.clock.advance(DAY)
    assert await nightly.do_due(stage.center) == 1
    answer = await keeping(stage).ask("nightly", None)
    assert (answer.status, answer.document) == (
        202,
        {"job": "nightly", "period": NIGHTS[0], "state": "waiting"},
    )
    await keeping(stage).ask("nightly", "2025-12-31")
    assert await nightly.do_due(stage.center) == 2
    assert doing.periods == [NIGHTS[0], "2025-12-31", NIGHTS[0]]
    (newest, _) = (await look(stage)).runs
    assert (newest.attempt, newest.asked_by) == (2, stage.admin.login)
    said = await stage.value("select array_agg(what) from admin_change where what like 'job%'")
    assert said == ["job_run_asked"] * 2


@pytest.mark.parametrize("period", ["2026-03-14", "2020-01-01", "2026-03", "x"])
async def test_only_what_was_due_may_be_asked_for(stage: Stage, period: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await keeping(stage).ask("nightly", period)
    assert [problem.code for problem in refused.value.problems] == ["unknown_period"]


async def test_a_job_the_timetable_has_not_is_unknown(stage: Stage) -> None:
    doings = keeping(stage)
    for act in (doings.ask("x", None), doings.pause("x", "Vì sao"), doings.resume("x", "Vì sao")):
        with pytest.raises(UnknownJob):
            await act


async def test_what_is_under_way_is_not_asked_for_at_once(stage: Stage, doing: Doing) -> None:
    await known(stage, doing)
    stage.clock.advance(DAY)
    assert await claim(stage, NIGHTLY, NIGHTS[0]) is not None
    with pytest.raises(JobUnderWay):
        await keeping(stage).ask("nightly", NIGHTS[0])


async def test_a_paused_job_rests_and_catches_up_what_it_is_told_to_have_missed(
    stage: Stage, doing: Doing
) -> None:
    nightly = await known(stage, doing)
    await keeping(stage).pause("nightly", "Chờ sửa dữ liệu")
    with pytest.raises(JobPausedAlready):
        await keeping(stage).pause("nightly", "Lần nữa")
    stage.clock.advance(3 * DAY)
    assert await nightly.do_due(stage.center) == 0
    found = await look(stage)
    assert found.missed == NIGHTS
    assert found.paused is not None
    assert (found.paused.pause_reason, found.next_due_at) == ("Chờ sửa dữ liệu", None)
    answer = await keeping(stage).resume("nightly", "Đã sửa")
    assert answer.document == {"job": "nightly", "paused": False, "catches_up": NIGHTS}
    with pytest.raises(JobNotPaused):
        await keeping(stage).resume("nightly", "Lần nữa")
    assert await nightly.do_due(stage.center) == 3
    assert doing.periods == NIGHTS
    kept = await stage.value("select detail from admin_change where what = 'job_resumed'")
    assert kept == {"job": "nightly", "reason": "Đã sửa", "catches_up": ", ".join(NIGHTS)}


async def test_a_paused_job_is_done_for_whoever_asks_and_for_nothing_else(
    stage: Stage, doing: Doing
) -> None:
    nightly = await known(stage, doing)
    await keeping(stage).pause("nightly", "Thử bằng tay")
    stage.clock.advance(2 * DAY)
    await keeping(stage).ask("nightly", NIGHTS[1])
    assert await nightly.do_due(stage.center) == 1
    assert doing.periods == [NIGHTS[1]]


async def test_pausing_a_job_leaves_that_of_another_centre_alone(
    stage: Stage, doing: Doing, clock: SettableClock
) -> None:
    other = await found_center(stage.bridge, clock, "H26")
    for each in (stage, other):
        await known(each, doing)
    await keeping(other).pause("nightly", "Trung tâm khác")
    clock.advance(DAY)
    assert await runner(stage, doing).do_due(stage.center) == 1
    assert await runner(other, doing).do_due(other.center) == 0


def test_the_periods_offered_are_the_newest(clock: SettableClock, stage: Stage) -> None:
    offered = askable_periods(clock, stage.center, NIGHTLY)
    assert (offered[0], len(offered)) == ("2026-03-13", 31)
