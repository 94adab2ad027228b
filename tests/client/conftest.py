"""What tests of the client ask for: the real service on a port, and connections to it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import pytest
from aiohttp.test_utils import TestServer

from jobs.schedule import TIMETABLE
from postal_bridge.client.bridge import PostalBridge, connect
from postal_bridge.client.exchange import Patience
from postal_bridge.domain.access import Viewer
from postal_bridge.usecases.issue_token import issue_token
from postal_bridge.wiring import Bridge
from routes.app import create_app
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center


async def no_pause(_seconds: float) -> None:
    """Wait for nothing."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service with a centre whose people may connect."""

    address: str
    stage: Stage

    async def token(self, who: Viewer) -> str:
        """Return a new token of somebody."""
        bridge = self.stage.bridge
        issued = await issue_token(bridge.database, bridge.clock, who.login, expires_days=1)
        return issued.text

    async def connected(
        self, who: Viewer, address: str | None = None
    ) -> AbstractAsyncContextManager[PostalBridge]:
        """Connect on behalf of somebody, by a way of one's own if need be."""
        patience = Patience(pause=no_pause)
        return connect(address or self.address, await self.token(who), patience=patience)


@pytest.fixture
async def service(bridge: Bridge, clock: SettableClock) -> AsyncIterator[Service]:
    """Yield a service that listens, with the centre H53."""
    stage = await found_center(bridge, clock)
    async with TestServer(create_app(bridge, timetable=TIMETABLE)) as server:
        yield Service(str(server.make_url("")), stage)
