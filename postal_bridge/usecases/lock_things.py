"""Finds and locks what a batch of scans touches: things, bags, and what lies in them."""

from collections.abc import Sequence

from postal_bridge.domain.access import Center
from postal_bridge.domain.custody import Kind
from postal_bridge.domain.scan import Scan
from postal_bridge.store import custody as custody_store
from postal_bridge.store.custody import LockedThing
from postal_bridge.store.database import Connection

#: So deep may bags lie in bags.
BAG_DEPTH_MAX = 4


async def find_open_bags(
    connection: Connection, center: Center, offices: set[str]
) -> list[tuple[str, str]]:
    """Return (office, bag) of the bags that offices are packing or counting."""
    if not offices:
        return []
    return await custody_store.bags_standing_open(connection, center.center_id, offices)


async def find_corrected(connection: Connection, center: Center, scans: Sequence[Scan]) -> set[str]:
    """Return the codes of all things that the corrections among `scans` are about."""
    corrected = [scan.corrects for scan in scans if scan.corrects]
    if not corrected:
        return set()
    return set(await custody_store.things_of_scans(connection, center.center_id, corrected))


async def lock_things(
    connection: Connection, center: Center, codes: set[str]
) -> dict[str, LockedThing]:
    """Lock things, and what lies in the bags among them, level by level."""
    things = await custody_store.lock_things(connection, center.center_id, codes)
    bags = {code for code, thing in things.items() if thing.log.thing.kind is Kind.BAG}
    for _ in range(BAG_DEPTH_MAX):
        if not bags:
            break
        inside = await custody_store.lock_contents(connection, center.center_id, bags)
        fresh = {code: thing for code, thing in inside.items() if code not in things}
        things.update(fresh)
        bags = {code for code, thing in fresh.items() if thing.log.thing.kind is Kind.BAG}
    return things
