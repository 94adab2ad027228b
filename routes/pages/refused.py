"""What did not go as it should: refused scans and differences, looked into by their office."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from postal_bridge.domain.refusals import (
    DifferenceClosed,
    Refusal,
    RefusedScanSettled,
    SupervisorNeeded,
    UnknownDifference,
    UnknownRefusedScan,
)
from postal_bridge.usecases import settle_refused_scan as settling
from postal_bridge.usecases.manage_people import all_offices
from postal_bridge.usecases.supervise import look_up_supervision
from postal_bridge.usecases.work_differences import list_differences, resolve_difference
from routes.pages.forms import FORM, Form, read_form
from routes.pages.frame import show
from routes.pages.sending import request_key
from routes.pages.undoing import led_on
from routes.places import BEGINNING, END, decode_uuid_place, encode_place
from routes.problems import KINDS, status_of
from routes.roles import RECEIPT_KEEPERS
from routes.route import HTML, Call, Reply, operation
from schemas.desks import ListAddress, RefusedAddress, Remark
from schemas.pages import Undoes

LISTED = 50


@operation(query=RefusedAddress, gives=HTML)
async def refused_scans(call: Call[None, RefusedAddress]) -> Reply:
    """List refused scans of an office, the newest first."""
    query = call.query
    return await _show_refused(call, query.office, query.cursor, settled=query.settled)


@operation(
    takes=FORM, gives=HTML, refuses=(UnknownRefusedScan, SupervisorNeeded, RefusedScanSettled)
)
async def settle_refused_scan(call: Call[None, None]) -> Reply:
    """Say what came of a refused scan."""
    form = await read_form(call.request)
    office = form.value("office") or None
    try:
        said = form.shaped(Remark)
        scan_id = _identity(call.path["scan_id"], UnknownRefusedScan())
        await settling.settle_refused_scan(
            call.bridge.database, call.bridge.clock, call.viewer, scan_id, said.remark
        )
    except Refusal as refusal:
        refused = form.refused(refusal)
        return await _show_refused(
            call, office, None, refused, status_of(refusal), call.path["scan_id"], settled=False
        )
    return led_on("/refused", "scan_settled", scan_id, undoes=Undoes.SETTLEMENT, office=office)


@operation(query=ListAddress, gives=HTML)
async def open_differences(call: Call[None, ListAddress]) -> Reply:
    """List what did not fit and nobody has closed, the oldest first."""
    return await _show_differences(call, call.query.cursor, Form())


@operation(takes=FORM, gives=HTML, refuses=(UnknownDifference, SupervisorNeeded, DifferenceClosed))
async def close_difference(call: Call[None, None]) -> Reply:
    """Close a difference in the words of whoever looked into it."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(Remark)
        difference_id = _identity(call.path["difference_id"], UnknownDifference())
        key = request_key(call, said.sending, form) if said.sending else None
        await resolve_difference(
            bridge.database,
            bridge.clock,
            bridge.sealer,
            call.viewer,
            key,
            difference_id,
            said.remark,
        )
    except Refusal as refusal:
        refused = form.refused(refusal)
        place = call.path["difference_id"]
        return await _show_differences(call, None, refused, status_of(refusal), place)
    return led_on("/differences", "difference_closed", difference_id, undoes=Undoes.DIFFERENCE)


def _timed(difference: Mapping[str, Any]) -> dict[str, Any]:
    """Return a difference with its moments as such, ready for the page."""
    scanned_at = difference["detail"].get("scanned_at")
    return {
        **difference,
        "opened_at": datetime.fromisoformat(difference["opened_at"]),
        "scanned_at": datetime.fromisoformat(scanned_at) if scanned_at else None,
    }


def _identity(text: str, refusal: Refusal) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise refusal from None


async def _show_refused(
    call: Call[Any, Any],
    office: str | None,
    cursor: str | None,
    form: Form | None = None,
    status: int | None = None,
    place: str = "",
    *,
    settled: bool,
) -> Reply:
    bridge = call.bridge
    before = decode_uuid_place(cursor, END)
    found, last = await settling.list_refused_scans(
        bridge.database, bridge.clock, call.viewer, office, before, LISTED, settled=settled
    )
    return show(
        call,
        "refused_scans.html",
        status,
        scans=found,
        supervision=await look_up_supervision(bridge.database, call.viewer),
        office=office,
        settled=settled,
        next_cursor=encode_place(last),
        form=form or Form(),
        place=place,
        zone=call.viewer.center.zone,
    )


async def _show_differences(
    call: Call[Any, Any],
    cursor: str | None,
    form: Form,
    status: int | None = None,
    place: str = "",
) -> Reply:
    found, last = await list_differences(
        call.bridge.database,
        call.viewer,
        decode_uuid_place(cursor, BEGINNING),
        LISTED,
        open_only=True,
    )
    supervision = await look_up_supervision(call.bridge.database, call.viewer)
    offices = await all_offices(call.bridge.database, call.viewer)
    return show(
        call,
        "refused_differences.html",
        status,
        differences=[_timed(each) for each in found],
        offices={office.code: office.name for office in offices},
        supervision=supervision,
        opens_blocks=supervision.allowed and call.viewer.role in RECEIPT_KEEPERS,
        next_cursor=encode_place(last),
        form=form,
        place=place,
        kinds=KINDS,
        zone=call.viewer.center.zone,
    )
