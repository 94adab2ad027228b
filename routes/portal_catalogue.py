"""The portal's list of procedures beside the catalogue of the centre, over HTTP."""

from postal_bridge.usecases import read_portal_list as reading
from postal_bridge.usecases.once import Answer
from routes.paging import decode_cursor, encode_cursor
from routes.route import Call, Reply, operation
from schemas.portal_catalogue import CatalogueCompared, CatalogueWanted, ProcedureDifference
from schemas.shape import Page, PageQuery


@operation(gives=CatalogueCompared)
async def look_up_catalogues(call: Call[None, None]) -> Reply:
    """Tell in how many procedures the portal's list and the centre's catalogue differ."""
    compared = await reading.compare_catalogues(call.bridge.database, call.viewer)
    return Reply(compared.document())


@operation(query=PageQuery, gives=Page[ProcedureDifference])
async def list_differing(call: Call[None, PageQuery]) -> Reply:
    """List the procedures in which they differ, by how they differ and by their codes."""
    after = differing_place(call.query.cursor)
    compared = await reading.compare_catalogues(call.bridge.database, call.viewer)
    items, last = compared.page(after, call.query.limit)
    return Reply({"items": items, "next_cursor": differing_cursor(last)})


@operation(gives=CatalogueWanted, status=202)
async def read_list_again(call: Call[None, None]) -> Answer:
    """Have the portal's list read anew, within minutes."""
    return await reading.want_list(call.asked)


def differing_place(cursor: str | None) -> tuple[str, str]:
    """Return after which difference a list goes on; raises `InvalidInput` where that is none."""
    parts = decode_cursor(cursor, 2)
    return (parts[0], parts[1]) if parts else ("", "")


def differing_cursor(place: tuple[str, str] | None) -> str | None:
    """Return the cursor of a place, or None when the list is at its end."""
    return None if place is None else encode_cursor(*place)
