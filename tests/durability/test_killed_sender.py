"""Goal: a message whose sender is killed while it is taken goes again as the same message.

Method: a process hands an SMS over by real HTTP and is killed without warning when the provider has
it and has not answered. The next sender waits for the end of the lease; the provider knows the
message by its identity.
"""

import asyncio
import base64
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestServer

from postal_bridge.config import Config
from postal_bridge.domain.message import Channel
from postal_bridge.domain.sms_shape import OWN_SHAPE
from postal_bridge.gateways.sms import open_sms
from postal_bridge.usecases.send_messages import LEASE
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.reading_messages import messages_of, sender
from tests.usecases.test_send_messages import dossier_of, tell

PATIENCE_SECONDS = 60
#: What the process does that is killed; its clock stands where the test's does.
SENDS = """
import asyncio, sys
from datetime import datetime
from jobs.messages import sender_of
from postal_bridge.config import read_config
from postal_bridge.store.people import all_centers
from postal_bridge.wiring import open_bridge

async def send():
    config, now = read_config(), datetime.fromisoformat(sys.argv[1])
    async with open_bridge(config, config.database_url, clock=lambda: now) as bridge:
        async with bridge.database.snapshot() as connection:
            (center,) = await all_centers(connection)
        await sender_of(bridge).send_of(center)

asyncio.run(send())
"""


class Provider:
    """Takes SMS, and answers the first of them to nobody."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.has_one = asyncio.Event()
        self.may_answer = asyncio.Event()

    async def take(self, request: web.Request) -> web.Response:
        """Take one SMS."""
        self.taken.append((await request.json())["request_id"])
        self.has_one.set()
        await self.may_answer.wait()
        return web.json_response({"status": "accepted"})


@asynccontextmanager
async def serving(provider: Provider) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/sms", provider.take)
    async with TestServer(app) as server:
        yield str(server.make_url("/sms"))


async def test_a_message_whose_sender_is_killed_goes_again_as_the_same(
    bridge: Bridge, clock: SettableClock, config: Config, database_url: str
) -> None:
    stage = await found_center(bridge, clock)
    await tell(stage, await dossier_of(stage, 1, "0912345678"), "a")
    provider = Provider()
    async with asyncio.timeout(PATIENCE_SECONDS), serving(provider) as address:
        environment = {
            **os.environ,
            "POSTAL_BRIDGE_DATABASE_URL": database_url,
            "POSTAL_BRIDGE_SECRET": base64.b64encode(config.secret).decode(),
            "POSTAL_BRIDGE_SMS_URL": address,
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", SENDS, clock().isoformat(), env=environment
        )
        await provider.has_one.wait()
        process.kill()
        await process.wait()
        provider.may_answer.set()
        assert [each.state for each in await messages_of(stage)] == ["sending"]
        async with open_sms(address, OWN_SHAPE, None, None) as sms:
            next_one = sender(stage, {Channel.SMS: sms})
            assert await next_one.send_of(stage.center) == 0
            clock.advance(LEASE)
            assert await next_one.send_of(stage.center) == 1
    assert len(provider.taken) == 2
    assert len(set(provider.taken)) == 1
    assert [each.state for each in await messages_of(stage)] == ["sent"]
