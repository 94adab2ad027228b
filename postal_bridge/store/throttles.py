"""Counts of what happened lately, in windows of time, one bucket for each thing counted.

What is counted, how much is too much and for how long is decided in `usecases/throttle.py`.
"""

from datetime import datetime

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("throttles")


async def count_hit(connection: Connection, bucket: str, window_start: datetime) -> None:
    """Count one more; whoever counts in the same window waits until this one is committed."""
    await connection.execute(QUERIES["count_hit"], bucket, window_start)


async def hits_since(
    connection: Connection, bucket: str, since: datetime
) -> list[tuple[datetime, int]]:
    """Return (start, hits) of the windows that began after `since`, oldest first."""
    rows = await connection.fetch(QUERIES["hits_since"], bucket, since)
    return [(row["window_start"], row["hits"]) for row in rows]


async def take_back_hit(connection: Connection, bucket: str, window_start: datetime) -> None:
    """Take one hit back, for what turned out to be nothing to count."""
    await connection.execute(QUERIES["take_back_hit"], bucket, window_start)


async def forgive(connection: Connection, bucket: str) -> None:
    """Forget every hit of a bucket."""
    await connection.execute(QUERIES["forgive"], bucket)


async def forget_windows(connection: Connection, before: datetime) -> None:
    """Remove the windows that began before a time."""
    await connection.execute(QUERIES["forget_windows"], before)
