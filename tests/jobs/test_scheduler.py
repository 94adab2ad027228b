"""The timetable is followed: what is due is done, and what fails stops nothing else."""

import asyncio
from datetime import timedelta
from uuid import uuid4

from jobs.schedule import TIMETABLE, Entry
from jobs.scheduler import following
from jobs.tidy import tidy
from postal_bridge.domain.credential import CredentialKind
from postal_bridge.store import credentials
from postal_bridge.store.credentials import Credential
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center

EVERY_SECOND = {"second": "*"}
PATIENCE_SECONDS = 30


async def test_a_job_that_fails_keeps_neither_itself_nor_others_from_coming_again(
    bridge: Bridge,
) -> None:
    failed, done = asyncio.Semaphore(0), asyncio.Semaphore(0)

    async def fail(_bridge: Bridge) -> None:
        failed.release()
        raise ZeroDivisionError

    async def succeed(given: Bridge) -> None:
        assert given is bridge
        done.release()

    timetable = (Entry("fail", EVERY_SECOND, fail), Entry("succeed", EVERY_SECOND, succeed))
    async with asyncio.timeout(PATIENCE_SECONDS), following(bridge, timetable):
        for happened in (failed, done):
            await happened.acquire()
            await happened.acquire()


async def test_what_has_begun_is_ended_before_leaving(bridge: Bridge) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()
    ended = False

    async def take_long(_bridge: Bridge) -> None:
        nonlocal ended
        begun.set()
        await may_end.wait()
        ended = True

    async with asyncio.timeout(PATIENCE_SECONDS):
        async with following(bridge, (Entry("long", EVERY_SECOND, take_long),)):
            await begun.wait()
            asyncio.get_running_loop().call_soon(may_end.set)
    assert ended


async def test_several_may_tidy_at_once(bridge: Bridge, clock: SettableClock) -> None:
    stage = await found_center(bridge, clock)
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
    await asyncio.gather(*(tidy(bridge) for _ in range(3)))
    assert await stage.value("select array_agg(secret_hash) from credential") == [b"new"]


def test_the_timetable_names_each_job_once() -> None:
    names = [entry.name for entry in TIMETABLE]
    assert names == sorted(set(names))
