"""Tells whether this process can serve: the database answers and has the schema of this release."""

from postal_bridge.store.database import Database
from postal_bridge.store.readiness import is_outage, require_ready

__all__ = ["check_ready", "is_outage"]


async def check_ready(database: Database) -> None:
    """Return when requests can be served.

    Raises:
        DatabaseUnavailable: nothing answers within a few seconds.
        SchemaTooOld: migrations of this release have not been applied.

    """
    await require_ready(database)
