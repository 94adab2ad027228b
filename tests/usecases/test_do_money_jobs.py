"""Long work on money: done once, by one worker, however many there are and whoever is killed."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from jobs.money_work import worker_of
from postal_bridge.domain.accounting_refusals import MoneyJobOver
from postal_bridge.store import money_jobs
from postal_bridge.store.money_jobs import MoneyJob
from postal_bridge.usecases import ask_for_money_jobs as asking
from postal_bridge.usecases.do_money_jobs import HELD_FOR, LEASE
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.test_reconcile import FIRST, LAST, Desk, sent

HEADER = "Ngày thu;Mã hồ sơ;Số tiền thu hộ;Số bảng kê\n"


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Desk:
    return Desk(await found_center(bridge, clock))


async def kept(desk: Desk, folder: Path, content: str) -> UUID:
    """Hand in a file as the page does, without the word to store it."""
    stage, path = desk.stage, folder / "list.csv"
    path.write_text(content, "utf-8")
    told = {
        "kind": "post",
        "office": None,
        "declared_dong": None,
        "name": path.name,
        "content_hash": sha256(content.encode()).hexdigest(),
        "size": len(content),
    }
    bridge = stage.bridge
    return await asking.keep_file(
        bridge.database, bridge.clock, bridge.sealer, stage.accountant, path, told
    )


async def job_of(desk: Desk, job_id: UUID) -> MoneyJob:
    return await asking.look_up_job(desk.stage.bridge.database, desk.stage.accountant, job_id)


async def taken(desk: Desk) -> MoneyJob:
    """Take the next work as a worker does that is killed right after."""
    now, center_id = desk.stage.clock(), desk.stage.center.center_id
    async with desk.stage.bridge.database.transaction() as connection:
        job = await money_jobs.take_job(connection, center_id, now, now + LEASE)
    assert job is not None
    return job


async def test_a_file_waits_sealed_for_a_word_is_stored_and_its_content_removed(
    desk: Desk, tmp_path: Path
) -> None:
    dossier, database = await desk.dossier(), desk.stage.bridge.database
    job_id = await kept(desk, tmp_path, f"{HEADER}02/03/2026;{dossier};50000;BK1\n")
    worker = worker_of(desk.stage.bridge)
    assert await worker.work_off() == 0
    sealed = await desk.stage.value("select sealed from money_job_part")
    assert dossier.encode() not in sealed
    await asking.store_kept_file(database, desk.stage.accountant, job_id)
    assert await worker.work_off() == 1
    job = await job_of(desk, job_id)
    assert job.result is not None
    assert (job.state, job.result["added"], job.result["lines"]) == ("done", 1, 1)
    assert await desk.stage.value("select count(*) from money_job_part") == 0
    with pytest.raises(MoneyJobOver):
        await asking.store_kept_file(database, desk.stage.accountant, job_id)


async def test_work_of_a_killed_worker_is_done_by_another_once_its_lease_is_over(
    desk: Desk,
) -> None:
    stage, dossier = desk.stage, await desk.dossier()
    await desk.collect(dossier, 50_000)
    await desk.hand_in(sent(1, dossier, 50_000))
    job_id = await asking.ask_for_run(
        stage.bridge.database, stage.clock, stage.accountant, (FIRST, LAST)
    )
    killed = await taken(desk)
    worker = worker_of(stage.bridge)
    assert await worker.work_off() == 0
    stage.clock.advance(LEASE + timedelta(seconds=1))
    assert await worker.work_off() == 1
    job = await job_of(desk, job_id)
    assert job.result is not None
    assert (job.state, job.attempt, job.result["matched"]) == ("done", 2, 1)
    # The one that was given up comes to life again: nothing is its own any more.
    center_id = stage.center.center_id
    async with stage.bridge.database.transaction() as connection:
        far = (1, 1)
        assert (
            await money_jobs.tell_progress(connection, center_id, killed, far, stage.clock())
            is None
        )
        assert not await money_jobs.end_job(
            connection, center_id, killed, "failed", None, stage.clock()
        )
    assert (await job_of(desk, job_id)).state == "done"


async def test_work_that_is_called_off_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    stage, dossier = desk.stage, await desk.dossier()
    job_id = await kept(desk, tmp_path, f"{HEADER}02/03/2026;{dossier};50000;BK1\n")
    arguments = stage.bridge.database, stage.clock, stage.accountant, job_id
    assert await asking.cancel_job(*arguments) == "cancelled"
    assert await stage.value("select count(*) from money_job_part") == 0
    with pytest.raises(MoneyJobOver):
        await asking.cancel_job(*arguments)
    running = await asking.ask_for_run(
        stage.bridge.database, stage.clock, stage.accountant, (FIRST, LAST)
    )
    job = await taken(desk)
    assert await asking.cancel_job(stage.bridge.database, stage.clock, stage.accountant, running)
    async with stage.bridge.database.transaction() as connection:
        stop = await money_jobs.tell_progress(
            connection, stage.center.center_id, job, (5, 10), stage.clock() + LEASE
        )
    assert stop is True
    seen = await job_of(desk, running)
    assert (seen.done, seen.total, seen.cancel_asked) == (5, 10, True)


async def test_a_file_that_cannot_be_read_is_told_and_the_next_work_goes_on(
    desk: Desk, tmp_path: Path
) -> None:
    stage, dossier = desk.stage, await desk.dossier()
    broken = await kept(desk, tmp_path, "không có gì ở đây\n")
    good = await kept(desk, tmp_path, f"{HEADER}02/03/2026;{dossier};50000;BK1\n")
    for job_id in (broken, good):
        await asking.store_kept_file(stage.bridge.database, stage.accountant, job_id)
    assert await worker_of(stage.bridge).work_off() == 2
    job = await job_of(desk, broken)
    assert job.result is not None
    assert (job.state, job.result["code"]) == ("failed", "unreadable_file")
    assert (await job_of(desk, good)).state == "done"


async def test_a_file_that_nobody_stores_is_removed_after_a_day(desk: Desk, tmp_path: Path) -> None:
    job_id = await kept(desk, tmp_path, HEADER)
    desk.stage.clock.advance(HELD_FOR + timedelta(minutes=1))
    await worker_of(desk.stage.bridge).work_off()
    assert (await job_of(desk, job_id)).state == "cancelled"
    assert await desk.stage.value("select count(*) from money_job_part") == 0
