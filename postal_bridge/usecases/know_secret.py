"""Tells whether this process holds the secret under which the database's values were sealed.

With another secret everything works but what is sealed stays shut: phones, addresses, proofs of
delivery; and the labels on everything under way are taken for forged.
"""

from postal_bridge.config import Config
from postal_bridge.domain.calendar import Clock
from postal_bridge.store import installation
from postal_bridge.store.database import Database

_PURPOSE = "fingerprint"


def fingerprint_of(config: Config) -> bytes:
    """Return what tells this secret from others without betraying it."""
    return config.derive_key(_PURPOSE)[:16]


async def holds_secret(database: Database, config: Config) -> bool:
    """Return whether the secret is the one that the database knows."""
    async with database.snapshot() as connection:
        return await installation.noted_fingerprint(connection) == fingerprint_of(config)


async def know_secret(database: Database, clock: Clock, config: Config) -> bool:
    """Return whether the secret is the database's; a database that knows none learns this one."""
    fingerprint = fingerprint_of(config)
    async with database.transaction() as connection:
        await installation.note_fingerprint(connection, fingerprint, clock())
        return await installation.noted_fingerprint(connection) == fingerprint
