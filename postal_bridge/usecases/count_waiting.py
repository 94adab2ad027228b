"""Counts what waits until an administrator of a centre does something, for their first page."""

from datetime import timedelta

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.store import admin_desk
from postal_bridge.store.admin_desk import WaitingForPeople
from postal_bridge.store.database import Database

#: A message that could not be sent for so long is of no use any more.
MESSAGES_KEPT = timedelta(days=30)


async def count_waiting(database: Database, clock: Clock, viewer: Viewer) -> WaitingForPeople:
    """Return how much waits for a person at the viewer's centre."""
    async with database.snapshot() as connection:
        return await admin_desk.waiting_for_people(
            connection, viewer.center_id, clock() - MESSAGES_KEPT
        )
