"""The page of dossiers that are late without an apology: what a centre has still to make good."""

from datetime import date

from postal_bridge.usecases.list_unapologised import list_unapologised
from routes.pages.frame import show
from routes.paging import bad_cursor, decode_cursor, encode_cursor
from routes.route import HTML, Call, Reply, operation
from schemas.pages import UnapologisedAddress

LISTED = 100


@operation(query=UnapologisedAddress, gives=HTML)
async def show_unapologised(call: Call[None, UnapologisedAddress]) -> Reply:
    """List the dossiers that are late without an apology, the longest late first."""
    bridge = call.bridge
    found = await list_unapologised(
        bridge.database, bridge.clock, call.viewer, _place(call.query.cursor), LISTED
    )
    place = found.next_place
    return show(
        call,
        "unapologised.html",
        found=found,
        next_cursor=encode_cursor(place[0].isoformat(), place[1]) if place else None,
    )


def _place(cursor: str | None) -> tuple[date, str] | None:
    parts = decode_cursor(cursor, 2)
    if parts is None:
        return None
    try:
        return date.fromisoformat(parts[0]), parts[1]
    except ValueError:
        raise bad_cursor() from None
