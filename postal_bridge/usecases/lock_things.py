"""Finds and locks what a batch of scans touches: things, bags, and what lies in them."""

from collections.abc import Sequence
from uuid import UUID

from postal_bridge.domain.access import Center, OfficeKind, Viewer, counter_of
from postal_bridge.domain.custody import CITIZEN, Kind, State
from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.scan import Scan
from postal_bridge.store import custody as custody_store
from postal_bridge.store import item_codes
from postal_bridge.store.custody import LockedThing
from postal_bridge.store.database import Connection
from postal_bridge.usecases.name_things import Named

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


async def lock_named(
    connection: Connection, center: Center, named: dict[UUID, Named | Refusal], codes: set[str]
) -> dict[str, LockedThing]:
    """Lock what scans name; what bears the code of a carrier alone is named by that as well.

    Only where nothing of ours is called so is it asked whose code it is.
    """
    things = await lock_things(connection, center, codes)
    strange = {
        scan_id: each.code
        for scan_id, each in named.items()
        if isinstance(each, Named) and each.print_number is None and each.code not in things
    }
    if strange:
        own = await item_codes.things_of_items(connection, center.center_id, strange.values())
        named.update(
            {scan_id: Named(own[code]) for scan_id, code in strange.items() if code in own}
        )
        missing = set(own.values()) - things.keys()
        things.update(await lock_things(connection, center, missing) if missing else {})
    return things


async def lock_outer_bags(
    connection: Connection, center: Center, things: dict[str, LockedThing], codes: set[str]
) -> None:
    """Lock the bags in which things lie, for they may be meant without being named."""
    bags = {thing.log.standing.bag for code, thing in things.items() if code in codes}
    missing = {bag for bag in bags if bag and bag not in things}
    if missing:
        things.update(await lock_things(connection, center, missing))


def next_office(thing: LockedThing, viewer: Viewer) -> str | None:
    """Return to which post office a thing on its way to a citizen is given when nobody says.

    It is the one named on its slip, else the post's counter at the centre.
    """
    log = thing.log
    if log.thing.destination != CITIZEN or log.standing.state is State.RETURNING:
        return None
    if viewer.office_kind is OfficeKind.POST:
        return None
    return thing.post_office or counter_of(viewer.center.code)
