"""What an installation remembers of itself."""

from datetime import datetime

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("installation")


async def note_fingerprint(connection: Connection, fingerprint: bytes, noted_at: datetime) -> None:
    """Remember the fingerprint of the secret; the first one stays."""
    await connection.execute(QUERIES["note_fingerprint"], fingerprint, noted_at)


async def noted_fingerprint(connection: Connection) -> bytes | None:
    """Return the fingerprint that is remembered, or None."""
    fingerprint: bytes | None = await connection.fetchval(QUERIES["noted_fingerprint"])
    return fingerprint
