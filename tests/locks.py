"""Waits for what the server alone knows: that somebody waits for a lock which another holds."""

import asyncio
from typing import Any

from postal_bridge.store.database import Database

_PATIENCE_SECONDS = 60
_LOOK_EACH_SECONDS = 0.01
#: Other workers test on the same server, each in a database of its own.
_WAITING = """
    select count(*) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'"""


async def until_waited(
    database: Database, unless: asyncio.Task[Any] | None = None, *, by: int = 1
) -> None:
    """Return once so many wait for locks, or `unless` has ended, which then waits for nobody."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not (unless and unless.done()):
            async with database.snapshot() as connection:
                if await connection.fetchval(_WAITING) >= by:
                    return
            await asyncio.sleep(_LOOK_EACH_SECONDS)
