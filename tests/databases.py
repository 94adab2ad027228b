"""Databases that tests write to: clones of a migrated template, and a look at all their rows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg

from postal_bridge.store.database import Database


def named(url: str, database: str) -> str:
    """Return the address of another database of the same server."""
    return urlsplit(url)._replace(path=f"/{database}").geturl()


@asynccontextmanager
async def cloned(server_url: str, template: str, name: str) -> AsyncIterator[str]:
    """Yield the address of a fresh migrated database of this name."""
    maintenance = await asyncpg.connect(server_url)
    try:
        await maintenance.execute(f"create database {name} template {template} strategy file_copy")
        yield named(server_url, name)
    finally:
        await maintenance.execute(f"drop database if exists {name} with (force)")
        await maintenance.close()


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
