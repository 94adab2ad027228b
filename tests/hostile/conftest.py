"""What tests of strangers and enemies ask for: a service with two centres, and a look at its rows.

One service stands for all tests of a worker. Most of what is tried there is refused and leaves
nothing; the rest makes things of its own or uses up one that was laid out for it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from jobs.schedule import TIMETABLE
from postal_bridge.store.database import connect
from postal_bridge.wiring import Bridge, build_bridge
from routes.app import create_app
from tests.conftest import MORNING, SettableClock, made_up_config
from tests.databases import Rows, cloned
from tests.hostile.world import World, build_world
from tests.routes.conftest import Client


@dataclass(frozen=True, slots=True)
class Service:
    """The real application over a database of its own, and what was put there."""

    bridge: Bridge
    clock: SettableClock
    client: Client
    rows: Rows
    world: World


@asynccontextmanager
async def served(server_url: str, template: str, name: str, folder: Path) -> AsyncIterator[Service]:
    """Yield a service over a new database, in which both centres stand since an hour."""
    config = replace(made_up_config(folder), pool_size=4)
    clock = SettableClock()
    async with (
        cloned(server_url, template, name) as url,
        connect(url, pool_size=config.pool_size) as database,
    ):
        bridge = build_bridge(config, database, clock)
        world = await build_world(bridge, clock)
        clock.now = MORNING + timedelta(hours=1)
        async with TestClient(TestServer(create_app(bridge, timetable=TIMETABLE))) as client:
            yield Service(bridge, clock, client, Rows(database), world)
        await bridge.scan_desk.close()
        await bridge.news.close()


@pytest.fixture(scope="session")
async def service(
    server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Service]:
    """Yield the service of this worker."""
    folder = tmp_path_factory.mktemp("strangers")
    async with served(server_url, template, "world_of_strangers", folder) as service:
        yield service
