"""How a PostgreSQL is: asked on a connection of its own, before anything relies on it."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from postal_bridge.domain.setup_refusals import SchemaTooOld
from postal_bridge.domain.upkeep_refusals import DatabaseUnreachable
from postal_bridge.store.migrator import pending

_ANSWER_LIMIT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class ServerHealth:
    """What a server says of itself; `now` is its clock, `missing` the migrations it lacks."""

    version: str
    major: int
    now: datetime
    missing: tuple[str, ...]


async def look_at(url: str) -> ServerHealth:
    """Return how the server at `url` is.

    Raises:
        DatabaseUnreachable: with the reason, which never holds a password.

    """
    try:
        connection = await asyncpg.connect(url, timeout=_ANSWER_LIMIT_SECONDS)
        try:
            version = connection.get_settings().server_version
            major = connection.get_server_version().major
            # The one place that asks for the server's time: it is compared with our clock.
            now = await connection.fetchval("select clock_timestamp()")
            missing = await pending(connection)
        finally:
            await connection.close()
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        reason = str(error) or "it does not answer"
        raise DatabaseUnreachable(reason=reason.splitlines()[0].rstrip(".")) from error
    return ServerHealth(version, major, now, tuple(missing))


async def require_migrated(url: str) -> None:
    """Return when the database at `url` has the schema of this release.

    Raises:
        DatabaseUnreachable: nothing answers there.
        SchemaTooOld: migrations of this release have not been applied.

    """
    health = await look_at(url)
    if health.missing:
        raise SchemaTooOld(count=len(health.missing))
