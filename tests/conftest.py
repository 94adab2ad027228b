"""What every test may ask for: a real PostgreSQL, a clock that is set by hand, a whole bridge.

One server runs for the whole session, one for each worker when the tests are run side by side.
A template is migrated once: a test that commits gets a clone of it (`database`), any other test a
transaction that is rolled back (`connection`).
"""

import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from argon2 import PasswordHasher

from postal_bridge.config import Config
from postal_bridge.store.database import Connection, Database, connect, prepare_connection
from postal_bridge.store.embedded import running
from postal_bridge.store.migrator import migrate
from postal_bridge.usecases import passwords
from postal_bridge.wiring import Bridge, build_bridge
from tests.ground import hasty_folder

#: A Friday morning in the middle of an ordinary working week, local time 09:30.
MORNING = datetime(2026, 3, 13, 2, 30, tzinfo=UTC)


class SettableClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:  # noqa: D102 - it is a Clock
        return self.now

    def advance(self, by: timedelta) -> None:
        """Move the clock forward."""
        self.now += by


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hash passwords with a fraction of the work; what is compared stays the same."""
    usual = passwords.HASHER
    passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=256, parallelism=1)
    yield
    passwords.HASHER = usual


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """Yield the address of a PostgreSQL of our own, whose databases are this session's."""
    with hasty_folder("postal-bridge-tests-") as data_dir, running(data_dir) as url:
        yield url


def _named(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()


@pytest.fixture(scope="session")
async def template(server_url: str) -> str:
    """Return the name of a migrated database that nobody is connected to, to be cloned."""
    name = "template_of_tests"
    maintenance = await asyncpg.connect(server_url)
    try:
        await maintenance.execute(f"create database {name}")
    finally:
        await maintenance.close()
    await migrate(_named(server_url, name))
    return name


@pytest.fixture(scope="session")
def clone_numbers() -> Iterator[int]:
    """Yield numbers that set the names of this session's clones apart."""
    return count(1)


@pytest.fixture
async def database_url(
    server_url: str, template: str, clone_numbers: Iterator[int]
) -> AsyncIterator[str]:
    """Yield the address of a fresh migrated database for one test that commits."""
    name = f"clone_{os.getpid()}_{next(clone_numbers)}"
    maintenance = await asyncpg.connect(server_url)
    try:
        await maintenance.execute(f"create database {name} template {template} strategy file_copy")
        yield _named(server_url, name)
        await maintenance.execute(f"drop database {name} with (force)")
    finally:
        await maintenance.close()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Yield a pool on a fresh migrated database."""
    async with connect(database_url, pool_size=8) as database:
        yield database


@pytest.fixture(scope="session")
async def shared_connection(server_url: str, template: str) -> AsyncIterator[Connection]:
    """Yield the one connection to the database that no test ever commits to."""
    name = "shared_by_tests"
    maintenance = await asyncpg.connect(server_url)
    try:
        await maintenance.execute(f"create database {name} template {template} strategy file_copy")
    finally:
        await maintenance.close()
    shared = await asyncpg.connect(_named(server_url, name), server_settings={"timezone": "UTC"})
    try:
        await prepare_connection(shared)
        yield shared
    finally:
        await shared.close()


@pytest.fixture
async def connection(shared_connection: Connection) -> AsyncIterator[Connection]:
    """Yield a connection inside a transaction that is rolled back when the test ends."""
    transaction = shared_connection.transaction()
    await transaction.start()
    try:
        yield shared_connection
    finally:
        await transaction.rollback()


@pytest.fixture
def clock() -> SettableClock:
    """Return a clock that stands at `MORNING` until the test moves it."""
    return SettableClock()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Return a configuration with a fixed secret and a data folder of the test's own."""
    return Config(
        data_dir=tmp_path,
        database_url=None,
        base_url="http://127.0.0.1:8080",
        secret=bytes(range(32)),
        label_key_ids=("1",),
        pool_size=8,
        trusted_proxies=0,
    )


@pytest.fixture
async def bridge(config: Config, database: Database, clock: SettableClock) -> AsyncIterator[Bridge]:
    """Yield all that rims and use cases work with, over `database` and `clock`."""
    bridge = build_bridge(config, database, clock)
    yield bridge
    await bridge.scan_desk.close()
    await bridge.news.close()
