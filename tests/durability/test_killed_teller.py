"""Goal: what the portal is told, it is told once, wherever whoever tells it is killed.

Method: a process does the job over real HTTP, with a dossier that is new to the portal and one that
it holds, and is killed without warning in the middle of one of its calls: before the portal has
done what it was asked for, or after. Others go on when the lease has ended.
"""

import asyncio
import base64
import os
import sys

import pytest

from postal_bridge.config import Config
from postal_bridge.gateways.portal_server import Fault
from postal_bridge.usecases.tell_portal import LEASE
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.portal_case import NEW, PROGRESS, PortalCase, accepted, portal_beside

PATIENCE_SECONDS = 60
#: What the process does that is killed; its clock stands where the test's does.
TELLS = """
import asyncio, sys
from datetime import datetime
from jobs.portal import sync_portal
from postal_bridge.config import read_config
from postal_bridge.store.people import all_centers
from postal_bridge.wiring import open_bridge

async def tell():
    config, now = read_config(), datetime.fromisoformat(sys.argv[1])
    async with open_bridge(config, config.database_url, clock=lambda: now) as bridge:
        async with bridge.database.snapshot() as connection:
            (center,) = await all_centers(connection)
        await sync_portal(bridge, center, "")

asyncio.run(tell())
"""
#: Asked for the one that is new, the two are told, each by its own service, and one is asked for.
CALLS = range(4)


@pytest.mark.parametrize("fault", [Fault.SLOW, Fault.NO_ANSWER])
@pytest.mark.parametrize("call", CALLS)
async def test_each_step_is_taken_once_wherever_its_teller_is_killed(
    bridge: Bridge,
    clock: SettableClock,
    config: Config,
    database_url: str,
    call: int,
    fault: Fault,
) -> None:
    stage = await found_center(bridge, clock)
    async with asyncio.timeout(PATIENCE_SECONDS), portal_beside(stage) as case:
        (held,) = await accepted(case, 1)
        await case.tell()
        await case.step(held, 4)
        await case.push(held, "4")
        (new,) = await accepted(case, 2)
        case.server.faults += [None] * call + [fault]
        await kill_in_the_middle(case, config, database_url)
        case.server.faults.clear()
        before = len(case.theirs.taken)
        await case.tell()
        assert len(case.theirs.taken) == before, "what somebody has is nobody else's"
        clock.advance(LEASE)
        await case.until_quiet()
        expected = [(NEW, held, 2), (PROGRESS, held, 4), (NEW, new, 2)]
        assert sorted(case.theirs.taken) == sorted(expected)
        assert await case.sides(held, new) == [(4, 4), (2, 2)]
        assert await case.counts() == {"sent": 3}


async def kill_in_the_middle(case: PortalCase, config: Config, database_url: str) -> None:
    """Let a process tell, and kill it while the portal keeps it waiting."""
    environment = {
        **os.environ,
        "POSTAL_BRIDGE_DATABASE_URL": database_url,
        "POSTAL_BRIDGE_SECRET": base64.b64encode(config.secret).decode(),
        "POSTAL_BRIDGE_PORTAL_HOSTS": case.address.removeprefix("http://"),
    }
    now = case.stage.clock().isoformat()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", TELLS, now, env=environment
    )
    await case.server.slowed.wait()
    process.kill()
    await process.wait()
