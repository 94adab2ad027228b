"""The first page of administrators, the list of who changed what, and the catalogue to be read."""

from postal_bridge.domain.refusals import UnknownCode
from postal_bridge.usecases.look_up_procedure import list_procedures, look_up_procedure
from postal_bridge.usecases.note_change import list_changes
from routes.pages.frame import show
from routes.paging import decode_cursor, encode_cursor
from routes.places import END, decode_uuid_place, encode_place
from routes.route import HTML, Call, Reply, operation
from schemas.admin_forms import ListAddress, ProceduresAddress
from schemas.pages import PlaceAddress
from schemas.shape import PAGE_LIMIT

LATEST_CHANGES = 8


@operation(query=PlaceAddress, gives=HTML)
async def show_admin(call: Call[None, PlaceAddress]) -> Reply:
    """Show where administrators go on from, and what was changed lately."""
    changes, _ = await list_changes(call.bridge.database, call.viewer, None, LATEST_CHANGES)
    return show(call, "admin.html", changes=changes, zone=call.viewer.center.zone)


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


@operation(query=ProceduresAddress, gives=HTML)
async def show_procedures(call: Call[None, ProceduresAddress]) -> Reply:
    """Show the procedures that can be filed at the centre."""
    (after,) = decode_cursor(call.query.cursor, 1) or ("",)
    words = (call.query.q or "").strip()
    found, last = await list_procedures(
        call.bridge.database, call.viewer, words or None, after, PAGE_LIMIT
    )
    return show(
        call,
        "admin_procedures.html",
        procedures=found,
        words_sought=words,
        next_cursor=encode_cursor(last) if last else None,
    )


@operation(query=PlaceAddress, gives=HTML, refuses=(UnknownCode,))
async def show_procedure(call: Call[None, PlaceAddress]) -> Reply:
    """Show a procedure with its checklist and its fees."""
    found = await look_up_procedure(call.bridge.database, call.viewer, call.path["code"])
    return show(call, "admin_procedure.html", procedure=found)
