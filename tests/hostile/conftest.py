"""What tests of strangers and enemies ask for: a service with two centres, and a look at its rows.

One service stands for all tests of a worker. Most of what is tried there is refused and leaves
nothing; the rest makes things of its own or uses up one that was laid out for it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from aiohttp.test_utils import TestClient, TestServer

from jobs.schedule import TIMETABLE
from postal_bridge.config import Config
from postal_bridge.store.database import Database, connect
from postal_bridge.wiring import Bridge, build_bridge
from routes.app import create_app
from tests.conftest import MORNING, SettableClock
from tests.hostile.world import World, build_world
from tests.routes.conftest import Client


class Rows:
    """Looks at everything that is stored."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._query = ""

    async def digest(self, *left_out: str) -> dict[str, str]:
        """Return for each table how many rows it has and a hash over all of them."""
        async with self._database.snapshot() as connection:
            if not self._query:
                tables = await connection.fetch(
                    "select tablename from pg_tables where schemaname = 'public' order by 1"
                )
                self._query = " union all ".join(
                    f"select '{name}', count(*) || ' ' || "  # noqa: S608 - the names are the database's own
                    f"md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {name} t"
                    for (name,) in tables
                )
            found = await connection.fetch(self._query)
        return {name: digest for name, digest in found if name not in left_out}

    async def forget_attempts(self) -> None:
        """Let the next attempt be the first one, where attempts are counted."""
        async with self._database.transaction() as connection:
            await connection.execute("delete from throttle")


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
    maintenance = await asyncpg.connect(server_url)
    try:
        await maintenance.execute(f"create database {name} template {template} strategy file_copy")
    finally:
        await maintenance.close()
    config = Config(
        data_dir=folder,
        database_url=None,
        base_url="http://127.0.0.1:8080",
        secret=bytes(range(32)),
        label_key_ids=("1",),
        pool_size=4,
        trusted_proxies=0,
    )
    clock = SettableClock()
    url = urlsplit(server_url)._replace(path=f"/{name}").geturl()
    async with connect(url, pool_size=config.pool_size) as database:
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
