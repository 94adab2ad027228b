"""The portal of one centre hangs: no other centre waits, nor any other job, nor the database."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from jobs.runs import do_all_due
from jobs.schedule import TIMETABLE, Entry
from jobs.scheduler import following
from postal_bridge.domain.portal import PortalAccount
from postal_bridge.domain.timetable import EACH_MINUTE, minute_of
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.gateways.portal import open_portal
from postal_bridge.gateways.portal_server import Fault
from postal_bridge.ports import Portal
from postal_bridge.usecases.keep_jobs import Keeping
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.portal_case import PortalCase, advance, portal_beside

PATIENCE_SECONDS = 180
LOOK_SECONDS = 0.2
MINUTE = timedelta(minutes=1)


@asynccontextmanager
async def patient(account: PortalAccount) -> AsyncIterator[Portal]:
    """Open a portal that is waited for longer than a test is."""
    async with open_portal(account, timeout_seconds=5 * PATIENCE_SECONDS) as portal:
        yield portal


async def accept(case: PortalCase, number: int) -> None:
    """Have something to be told of a dossier."""
    await advance(case.stage, await case.stage.add_dossier(number), 2)


async def until_told(case: PortalCase, count: int) -> None:
    while len(case.theirs.taken) < count:  # noqa: ASYNC110 - a portal sets no event of ours
        await asyncio.sleep(LOOK_SECONDS)


async def test_a_portal_that_hangs_holds_up_its_own_centre_alone(
    bridge: Bridge, clock: SettableClock
) -> None:
    bridge = replace(bridge, open_portal=patient)
    other_done = asyncio.Semaphore(0)

    async def other(*_given: Any) -> Mapping[str, int]:
        other_done.release()
        return {}

    (portal,) = [each for each in TIMETABLE if each.name == "portal"]
    beside = Entry(
        name="beside", due=EACH_MINUTE, period=minute_of, look_back=portal.look_back, run=other
    )
    jobs = portal, beside
    first = await found_center(bridge, clock, "H26", CodeRange("EV", 300, 400, "VN"))
    async with (
        asyncio.timeout(PATIENCE_SECONDS),
        portal_beside(first) as hanging,
        portal_beside(await found_center(bridge, clock)) as working,
    ):
        await do_all_due(bridge, jobs)
        for case in (hanging, working):
            await accept(case, 1)
        hanging.server.faults.append(Fault.SLOW)
        clock.advance(MINUTE)
        async with following(bridge, jobs, LOOK_SECONDS):
            await hanging.server.slowed.wait()
            await until_told(working, 1)
            await accept(working, 2)
            clock.advance(MINUTE)
            await until_told(working, 2)
            for _ in range(2):
                await other_done.acquire()
            await Keeping(working.asked(), jobs).ask("beside", "2026-03-12T08:00")
            await other_done.acquire()
            assert not hanging.theirs.taken
            hanging.server.go_on.set()
            await until_told(hanging, 1)
