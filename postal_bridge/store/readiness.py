"""Whether the database answers, and whether its schema is the one of this release."""

import asyncio
import traceback

import asyncpg

from postal_bridge.domain.setup_refusals import DatabaseUnavailable, SchemaTooOld
from postal_bridge.store.database import Database
from postal_bridge.store.migrator import pending

_ANSWER_LIMIT_SECONDS = 3


_OUTAGES = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
)


def is_outage(error: Exception) -> bool:
    """Tell whether an error means that the database went away, not that we asked amiss.

    What the operating system says of a connection counts when the driver met it: we ourselves
    may meet such an error with a file.
    """
    if isinstance(error, OSError | TimeoutError):
        frames = traceback.walk_tb(error.__traceback__)
        modules = (frame.f_globals.get("__name__", "") for frame, _ in frames)
        return any(module.startswith("asyncpg.") for module in modules)
    return isinstance(error, _OUTAGES)


async def require_ready(database: Database) -> None:
    """Return when the database can be worked with.

    Raises:
        DatabaseUnavailable: nothing answers within a few seconds.
        SchemaTooOld: migrations of this release have not been applied.

    """
    try:
        async with asyncio.timeout(_ANSWER_LIMIT_SECONDS), database.snapshot() as connection:
            missing = await pending(connection)
    except (
        OSError,
        TimeoutError,
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
        # A connection that was given up in the middle of an answer is in no state to be asked.
        asyncpg.InternalClientError,
    ) as error:
        raise DatabaseUnavailable from error
    if missing:
        raise SchemaTooOld(count=len(missing))
