"""The page of fees that are not what the tariff asks: accountants look into each and say why."""

from typing import Any
from uuid import UUID

from postal_bridge.domain.refusals import DifferenceClosed, Refusal, UnknownDifference
from postal_bridge.usecases.explain_fees import explain_fee, list_unexplained
from postal_bridge.usecases.manage_people import all_offices
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.pages.sending import request_key
from routes.places import BEGINNING, decode_uuid_place, encode_place
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.desks import ListAddress, Remark

PAGE = "/accounting/fees"
LISTED = 50


@operation(query=ListAddress, gives=HTML)
async def show_fees(call: Call[None, ListAddress]) -> Reply:
    """List the fees that are not what the tariff asks and that nobody has explained."""
    return await _show(call, call.query.cursor, Form())


@operation(takes=FORM, gives=HTML, refuses=(UnknownDifference, DifferenceClosed))
async def explain_by_form(call: Call[None, None]) -> Reply:
    """Say why a fee is what it is, or that it was mended."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(Remark)
        try:
            difference_id = UUID(call.path["difference_id"])
        except ValueError:
            raise UnknownDifference from None
        key = request_key(call, said.sending, form) if said.sending else None
        tools = bridge.database, bridge.clock, bridge.sealer
        await explain_fee(*tools, call.viewer, key, difference_id, said.remark)
    except Refusal as refusal:
        return await _show(call, None, form.refused(refusal), call.path["difference_id"])
    return see_other(PAGE, done="difference_closed")


async def _show(call: Call[Any, Any], cursor: str | None, form: Form, place: str = "") -> Reply:
    bridge, viewer = call.bridge, call.viewer
    found, last = await list_unexplained(
        bridge.database, viewer, decode_uuid_place(cursor, BEGINNING), LISTED
    )
    offices = await all_offices(bridge.database, viewer)
    return show(
        call,
        "accounting_fees.html",
        status_of(form.refusal) if form.refusal else None,
        fees=found,
        next_cursor=encode_place(last),
        offices={office.code: office.name for office in offices},
        form=form,
        place=place,
        zone=viewer.center.zone,
    )
