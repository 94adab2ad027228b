"""Whether the database answers, and whether its schema is the one of this release."""

import asyncio

import asyncpg

from postal_bridge.domain.setup_refusals import DatabaseUnavailable, SchemaTooOld
from postal_bridge.store.database import Database
from postal_bridge.store.migrator import pending

_ANSWER_LIMIT_SECONDS = 3


async def require_ready(database: Database) -> None:
    """Return when the database can be worked with.

    Raises:
        DatabaseUnavailable: nothing answers within a few seconds.
        SchemaTooOld: migrations of this release have not been applied.

    """
    try:
        async with asyncio.timeout(_ANSWER_LIMIT_SECONDS), database.snapshot() as connection:
            missing = await pending(connection)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise DatabaseUnavailable from error
    if missing:
        raise SchemaTooOld(count=len(missing))
