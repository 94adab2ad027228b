"""The pool, the ways to get a connection, and the reader of named queries.

`transaction()` is READ COMMITTED with row locks; `snapshot()` is read-only REPEATABLE READ, in
which every query sees the same moment. Beside them only listeners are given a connection.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import asyncpg
from asyncpg.pool import PoolConnectionProxy

if TYPE_CHECKING:
    #: What queries are run on, whether it came from a pool or not.
    Connection = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
else:
    Connection = asyncpg.Connection | PoolConnectionProxy

STATEMENT_TIMEOUT_SECONDS = 60


class TransactionLostError(Exception):
    """PostgreSQL gave this transaction up to break a deadlock; nothing of it was kept."""


class Database:
    """A pool of connections to one PostgreSQL."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._pool = pool

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Yield a connection in a READ COMMITTED transaction that commits at the end."""
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                yield connection
        except asyncpg.DeadlockDetectedError as error:
            raise TransactionLostError from error

    @asynccontextmanager
    async def rehearsal(self) -> AsyncIterator[Connection]:
        """Yield a connection in a transaction of which nothing is kept, however it ends."""
        async with self.transaction() as connection:
            playing = connection.transaction()
            await playing.start()
            try:
                yield connection
            finally:
                await playing.rollback()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Connection]:
        """Yield a connection on which every query sees one moment and none can write."""
        async with (
            self._pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield connection

    @asynccontextmanager
    async def kept_connection(self) -> AsyncIterator[Connection]:
        """Yield a connection for as long as somebody listens on it; nothing is written by it."""
        async with self._pool.acquire() as connection:
            yield connection


@asynccontextmanager
async def connect(url: str, *, pool_size: int) -> AsyncIterator[Database]:
    """Open a pool on the PostgreSQL at `url` and close it at the end."""
    pool = await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=pool_size,
        init=prepare_connection,
        reset=_leave_as_it_is,
        server_settings={
            "application_name": "postal_bridge",
            "timezone": "UTC",
            "statement_timeout": f"{STATEMENT_TIMEOUT_SECONDS}s",
            # A page must not wait for the compiler that long analyses profit from.
            "jit": "off",
        },
    )
    try:
        yield Database(pool)
    finally:
        await pool.close()


async def _leave_as_it_is(_connection: Connection) -> None:
    """Put a connection back without asking the server, which the pool would do each time.

    Nothing of ours outlives its transaction: settings are local, locks are of the transaction, and
    a listener takes its leave itself.
    """


async def prepare_connection(connection: Connection) -> None:
    """Teach a new connection to carry jsonb as Python values."""
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_encode_json, decoder=json.loads
    )


def _encode_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


async def plan_anew(connection: Connection) -> None:
    """Have each query of this transaction planned for what it is asked, not for anything.

    For lists with many filters, whose best plan depends on which are there and how common what
    they ask for is.
    """
    await connection.execute("set local plan_cache_mode = force_custom_plan")


def load_queries(noun: str) -> dict[str, str]:
    """Return the named queries of `<noun>.sql`, each under the name in its `-- name:` line."""
    text = files("postal_bridge.store").joinpath(f"{noun}.sql").read_text("utf-8")
    queries: dict[str, str] = {}
    for section in text.split("-- name: ")[1:]:
        name, _, body = section.partition("\n")
        if name.strip() in queries:
            raise ValueError(f"{noun}.sql names {name.strip()} twice")
        queries[name.strip()] = body.strip().rstrip(";")
    return queries
