"""Keeps the trips of a centre: the hours of working days at which the post leaves with dossiers."""

from datetime import time
from uuid import UUID, uuid4

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.forwarding import Trip
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.store import people, trips
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.note_change import note_change


async def list_trips(database: Database, viewer: Viewer) -> list[Trip]:
    """Return the trips of the viewer's centre by their hours."""
    async with database.snapshot() as connection:
        return await trips.trips_of(connection, viewer.center_id)


async def keep_trip(
    database: Database, clock: Clock, viewer: Viewer, leaves_at: time, to_office: str | None
) -> None:
    """Add a trip to an office, or to all departments where that is None.

    Raises:
        InvalidInput: the centre has no such office, or there is such a trip already.

    """
    trip = Trip(uuid4(), leaves_at.replace(second=0, microsecond=0, tzinfo=None), to_office)
    async with database.transaction() as connection:
        if to_office and not await people.offices_of_code(
            connection, to_office, viewer.center.code
        ):
            detail = Said("there is no office {code}", code=to_office)
            raise InvalidInput(FieldProblem("to_office", "unknown_office", detail))
        if not await trips.add_trip(connection, viewer.center_id, trip):
            detail = Said("such a trip is listed already, or there are too many")
            raise InvalidInput(FieldProblem("leaves_at", "trip_known", detail))
        await _note(connection, clock, viewer, ChangeKind.TRIP_ADDED, trip)


async def remove_trip(database: Database, clock: Clock, viewer: Viewer, trip_id: UUID) -> None:
    """Remove a trip; one that is gone stays so."""
    async with database.transaction() as connection:
        removed = await trips.remove_trip(connection, viewer.center_id, trip_id)
        if removed is not None:
            await _note(connection, clock, viewer, ChangeKind.TRIP_REMOVED, removed)


async def _note(
    connection: Connection, clock: Clock, viewer: Viewer, what: ChangeKind, trip: Trip
) -> None:
    await note_change(
        connection,
        viewer.center_id,
        viewer.login,
        clock(),
        what,
        leaves_at=trip.leaves_at.isoformat("minutes"),
        office=trip.to_office,
    )
