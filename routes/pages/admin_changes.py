"""The first page of administrators, and the list of who changed what."""

from postal_bridge.usecases.count_waiting import count_waiting
from postal_bridge.usecases.note_change import list_changes
from routes.pages.frame import show
from routes.places import END, decode_uuid_place, encode_place
from routes.route import HTML, Call, Reply, operation
from schemas.admin_forms import ListAddress
from schemas.pages import PlaceAddress
from schemas.shape import PAGE_LIMIT

LATEST_CHANGES = 8


@operation(query=PlaceAddress, gives=HTML)
async def show_admin(call: Call[None, PlaceAddress]) -> Reply:
    """Show where administrators go on from, what waits for them, and what was changed lately."""
    bridge = call.bridge
    changes, _ = await list_changes(bridge.database, call.viewer, None, LATEST_CHANGES)
    return show(
        call,
        "admin.html",
        waiting=await count_waiting(bridge.database, bridge.clock, call.viewer),
        changes=changes,
        zone=call.viewer.center.zone,
    )


@operation(query=ListAddress, gives=HTML)
async def show_changes(call: Call[None, ListAddress]) -> Reply:
    """Show who changed what about the centre, newest first."""
    cursor = call.query.cursor
    before = decode_uuid_place(cursor, END) if cursor else None
    changes, last = await list_changes(call.bridge.database, call.viewer, before, PAGE_LIMIT)
    return show(
        call,
        "admin_changes.html",
        changes=changes,
        next_cursor=encode_place(last),
        zone=call.viewer.center.zone,
    )
