"""What tests of strangers and enemies ask for: a world of two centres, and a look at every row.

The world is built once for each worker and cloned for each test.
"""

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from aiohttp.test_utils import TestClient, TestServer

from postal_bridge.config import Config
from postal_bridge.store.database import Database, connect
from postal_bridge.wiring import Bridge, build_bridge
from routes.app import create_app
from tests.conftest import MORNING, SettableClock
from tests.hostile.world import World, build_world
from tests.routes.conftest import Client

_SECRET = bytes(range(32))


@dataclass(frozen=True, slots=True)
class BuiltWorld:
    """The name of the database that is cloned, and what is in it."""

    database: str
    world: World


@pytest.fixture(scope="session")
async def built_world(
    server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> BuiltWorld:
    """Build the world once, in a database that nobody is connected to afterwards."""
    name = "world_of_tests"
    maintenance = await asyncpg.connect(server_url)
    try:
        await maintenance.execute(f"create database {name} template {template}")
    finally:
        await maintenance.close()
    config = Config(
        data_dir=tmp_path_factory.mktemp("world"),
        database_url=None,
        base_url="http://127.0.0.1:8080",
        secret=_SECRET,
        label_key_ids=("1",),
        pool_size=2,
        trusted_proxies=0,
    )
    clock = SettableClock(MORNING)
    async with connect(urlsplit(server_url)._replace(path=f"/{name}").geturl(), pool_size=2) as own:
        bridge = build_bridge(config, own, clock)
        world = await build_world(bridge, clock)
        await bridge.scan_desk.close()
    return BuiltWorld(name, world)


@pytest.fixture
def world(built_world: BuiltWorld) -> World:
    """Return what is in the database of this test."""
    return built_world.world


@pytest.fixture
async def database_url(
    server_url: str, built_world: BuiltWorld, clone_numbers: Iterator[int]
) -> AsyncIterator[str]:
    """Yield the address of a fresh clone of the world."""
    name = f"world_{os.getpid()}_{next(clone_numbers)}"
    maintenance = await asyncpg.connect(server_url)
    try:
        await maintenance.execute(f"create database {name} template {built_world.database}")
        yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
        await maintenance.execute(f"drop database {name} with (force)")
    finally:
        await maintenance.close()


@pytest.fixture
def clock() -> SettableClock:
    """Return a clock that stands an hour after the world was built."""
    return SettableClock(MORNING + timedelta(hours=1))


@pytest.fixture
def config(config: Config, tmp_path: Path) -> Config:
    """Return a configuration with the secret that the world was sealed with."""
    return replace(config, secret=_SECRET, data_dir=tmp_path)


@pytest.fixture
async def client(bridge: Bridge) -> AsyncIterator[Client]:
    """Yield a client of the real application, without cookies of its own."""
    async with TestClient(TestServer(create_app(bridge))) as client:
        yield client


class Rows:
    """Looks at everything that is stored."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._query = ""

    async def digest(self) -> dict[str, str]:
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
            return dict(await connection.fetch(self._query))


@pytest.fixture
def rows(database: Database) -> Rows:
    """Return a look at everything that is stored in the database of this test."""
    return Rows(database)
