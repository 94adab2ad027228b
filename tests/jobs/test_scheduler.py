"""The timetable is followed: what is due or asked for is done, and what fails stops no other."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.runs import do_all_due, do_due
from jobs.schedule import TIMETABLE, Entry
from jobs.scheduler import following, trigger_of
from jobs.tidy import tidy
from postal_bridge.domain.access import Center
from postal_bridge.domain.credential import CredentialKind
from postal_bridge.domain.job_refusals import JobUnderWay
from postal_bridge.domain.timetable import Due, daily, day_of
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.store import credentials
from postal_bridge.store.credentials import Credential
from postal_bridge.usecases.keep_jobs import Keeping
from postal_bridge.usecases.once import Asked
from postal_bridge.wiring import Bridge
from routes.pages.job_words import WORDS
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

PATIENCE_SECONDS = 30
LOOK_SECONDS = 0.05
DAY = timedelta(days=1)

Run = Callable[[Bridge, Center, str], Awaitable[Mapping[str, int]]]


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


def entry(name: str, run: Run, centers_at_once: int = 1) -> Entry:
    return Entry(
        name=name,
        due=daily("01:30"),
        period=day_of,
        look_back=7 * DAY,
        run=run,
        centers_at_once=centers_at_once,
    )


async def make_due(stage: Stage, *entries: Entry) -> None:
    """Let each job have been due once since it became known."""
    assert await do_all_due(stage.bridge, entries) == 0
    stage.clock.advance(DAY)


def asking(stage: Stage, *entries: Entry) -> Keeping:
    bridge = stage.bridge
    return Keeping(Asked(bridge.database, stage.clock, bridge.sealer, stage.admin), entries)


async def test_what_was_due_before_the_process_began_is_done_and_one_that_fails_stops_no_other(
    stage: Stage,
) -> None:
    failed, done = asyncio.Event(), asyncio.Event()

    async def fail(*_given: Any) -> Mapping[str, int]:
        failed.set()
        raise ZeroDivisionError

    async def succeed(given: Bridge, center: Center, period: str) -> Mapping[str, int]:
        assert (given, center, period) == (stage.bridge, stage.center, "2026-03-14")
        done.set()
        return {}

    timetable = entry("fail", fail), entry("succeed", succeed)
    await make_due(stage, *timetable)
    async with (
        asyncio.timeout(PATIENCE_SECONDS),
        following(stage.bridge, timetable, LOOK_SECONDS),
    ):
        await failed.wait()
        await done.wait()


async def test_what_somebody_asks_for_is_done_soon_however_often(stage: Stage) -> None:
    done = asyncio.Semaphore(0)

    async def work(*_given: Any) -> Mapping[str, int]:
        done.release()
        return {}

    job = entry("work", work)
    async with asyncio.timeout(PATIENCE_SECONDS), following(stage.bridge, (job,), LOOK_SECONDS):
        for _ in range(2):
            while True:
                # While the run before is being written down, it is under way.
                try:
                    await asking(stage, job).ask("work", "2026-03-12")
                    break
                except JobUnderWay:
                    await asyncio.sleep(0)
            await done.acquire()


async def test_a_centre_at_which_a_job_hangs_holds_up_no_other_however_often_it_is_due(
    bridge: Bridge, clock: SettableClock, stage: Stage
) -> None:
    first = await found_center(bridge, clock, "H26", CodeRange("EV", 300, 400, "VN"))
    assert first.center.code < stage.center.code, "it would be done before the other"
    hangs, may_end, done = asyncio.Event(), asyncio.Event(), asyncio.Semaphore(0)

    async def work(_bridge: Bridge, center: Center, _period: str) -> Mapping[str, int]:
        if center.code == first.center.code:
            hangs.set()
            await may_end.wait()
        else:
            done.release()
        return {}

    job = entry("work", work, centers_at_once=2)
    await make_due(stage, job)
    async with asyncio.timeout(PATIENCE_SECONDS), following(bridge, (job,), LOOK_SECONDS):
        await hangs.wait()
        await done.acquire()
        for period in ("2026-03-13", "2026-03-12"):
            await asking(stage, job).ask("work", period)
            await done.acquire()
        may_end.set()


async def test_what_has_begun_is_ended_before_leaving(stage: Stage) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def take_long(*_given: Any) -> Mapping[str, int]:
        begun.set()
        await may_end.wait()
        return {"ended": 1}

    job = entry("long", take_long)
    await make_due(stage, job)
    async with asyncio.timeout(PATIENCE_SECONDS):
        async with following(stage.bridge, (job,), LOOK_SECONDS):
            await begun.wait()
            asyncio.get_running_loop().call_soon(may_end.set)
    assert await stage.value("select counts from job_run where state = 'done'") == {"ended": 1}


async def test_a_job_is_looked_at_for_the_centres_of_one_zone(bridge: Bridge, stage: Stage) -> None:
    async def work(*_given: Any) -> Mapping[str, int]:
        return {}

    job = entry("work", work)
    await make_due(stage, job)
    assert await do_due(bridge, job, ZoneInfo("Europe/Berlin")) == 0
    assert await do_due(bridge, job, stage.center.zone) == 1


@given(
    due=st.builds(
        Due,
        st.one_of(st.none(), st.integers(0, 59)),
        st.one_of(st.none(), st.integers(0, 23)),
        st.one_of(st.none(), st.integers(1, 28)),
    ),
    seconds=st.integers(0, 365 * 24 * 3600),
)
def test_the_scheduler_is_told_the_hours_of_the_timetable(due: Due, seconds: int) -> None:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    moment = datetime(2026, 1, 1, tzinfo=zone) + timedelta(seconds=seconds)
    assert trigger_of(due, zone).get_next_fire_time(moment, moment) == due.next_after(moment)


async def test_several_may_tidy_at_once(bridge: Bridge, clock: SettableClock, stage: Stage) -> None:
    old, new = clock() - timedelta(days=365), clock() + timedelta(days=1)
    async with bridge.database.transaction() as connection:
        for secret, expires_at in ((b"old", old), (b"new", new)):
            kept = Credential(
                center_id=stage.center.center_id,
                secret_hash=secret,
                credential_id=uuid4(),
                kind=CredentialKind.SESSION,
                login=stage.clerk.login,
                created_at=expires_at - timedelta(days=2),
                expires_at=expires_at,
            )
            await credentials.add_credential(connection, kept)
    await asyncio.gather(*(tidy(bridge, stage.center, "") for _ in range(3)))
    assert await stage.value("select array_agg(secret_hash) from credential") == [b"new"]


def test_each_job_of_the_timetable_has_one_place_and_words_for_people() -> None:
    names = [entry.name for entry in TIMETABLE]
    assert len(names) == len(set(names))
    for kind in ("job", "job_purpose"):
        assert set(WORDS[kind]) == set(names)


def test_the_lease_of_every_job_outlasts_its_deadline() -> None:
    for each in TIMETABLE:
        assert each.lease > each.deadline
        assert each.look_back >= timedelta(hours=1)


def test_the_page_of_jobs_names_those_of_the_timetable_in_their_order() -> None:
    page = Path("docs/reference/jobs.md").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == [each.name for each in TIMETABLE]
