"""Finds the centre that a command is about."""

from postal_bridge.domain.access import Center
from postal_bridge.domain.upkeep_refusals import CenterRequired, NoCenter, UnknownCenter
from postal_bridge.store import people
from postal_bridge.store.database import Database


async def all_centers(database: Database) -> list[Center]:
    """Return every centre of the installation in the order of their codes."""
    async with database.snapshot() as connection:
        return await people.all_centers(connection)


async def choose_center(database: Database, code: str | None) -> Center:
    """Return the centre of a unit code; without one, the only centre that is no sandbox.

    Raises:
        NoCenter: the installation has none.
        UnknownCenter: it has none of this code.
        CenterRequired: it has several and none was named.

    """
    centers = await all_centers(database)
    known = ", ".join(center.code for center in centers)
    if not centers:
        raise NoCenter
    if code is None:
        for_real = [center for center in centers if not center.sandbox] or centers
        if len(for_real) > 1:
            raise CenterRequired(known=known)
        return for_real[0]
    for center in centers:
        if center.code == code.upper():
            return center
    raise UnknownCenter(center=code, known=known)
