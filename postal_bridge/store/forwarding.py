"""Until which hour of a day what a centre receives goes on to departments on the same day."""

from datetime import date, time

from postal_bridge.domain.forwarding import ForwardingHour
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("forwarding")


async def load_forwarding_hours(connection: Connection, center_id: int) -> list[ForwardingHour]:
    """Return all hours that held or will, the newest first."""
    rows = await connection.fetch(QUERIES["forwarding_hours"], center_id)
    return [ForwardingHour(**row) for row in rows]


async def load_cutoff(connection: Connection, center_id: int, day: date) -> time:
    """Return the hour in force on a day; days before all are judged by the oldest."""
    hours = await load_forwarding_hours(connection, center_id)
    return next((each for each in hours if each.valid_from <= day), hours[-1]).cutoff


async def put_forwarding_hour(connection: Connection, center_id: int, hour: ForwardingHour) -> None:
    """Keep an hour of a centre, in place of one from the same day."""
    await connection.execute(
        QUERIES["put_forwarding_hour"], center_id, hour.valid_from, hour.cutoff, hour.source
    )


async def drop_forwarding_hour(connection: Connection, center_id: int, valid_from: date) -> None:
    """Take away the hour of a centre that begins on a day."""
    await connection.execute(QUERIES["drop_forwarding_hour"], center_id, valid_from)
