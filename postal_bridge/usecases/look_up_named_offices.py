"""Tells anybody which offices a name in our events means: agencies are no secret, people are."""

from postal_bridge.store import people
from postal_bridge.store.database import Database
from postal_bridge.store.people import PlacedOffice


async def look_up_named_offices(database: Database, code: str) -> list[PlacedOffice]:
    """Return the offices of a code; several centres may each have one."""
    async with database.snapshot() as connection:
        return await people.offices_of_code(connection, code, None)
