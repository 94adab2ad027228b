"""The trips on which the post carries dossiers between a centre and its departments."""

from uuid import UUID

from postal_bridge.domain.forwarding import Trip
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("trips")

#: Nobody drives more often; a page shows them all.
TRIPS_MAX = 200


async def trips_of(connection: Connection, center_id: int) -> list[Trip]:
    """Return the trips of a centre by the hour at which they leave."""
    return [Trip(**row) for row in await connection.fetch(QUERIES["trips_of"], center_id)]


async def add_trip(connection: Connection, center_id: int, trip: Trip) -> bool:
    """Add a trip; False when there is such a one, or there are `TRIPS_MAX` already."""
    added: str = await connection.execute(
        QUERIES["add_trip"], center_id, trip.trip_id, trip.leaves_at, trip.to_office, TRIPS_MAX
    )
    return added.endswith("1")


async def remove_trip(connection: Connection, center_id: int, trip_id: UUID) -> Trip | None:
    """Remove a trip and return it, None when there is none of this identity."""
    row = await connection.fetchrow(QUERIES["remove_trip"], center_id, trip_id)
    return Trip(**row) if row else None
