"""Blocks of receipts: what became of each number, for those who look after them."""

from uuid import UUID

from postal_bridge.domain.code_refusals import RangesOverlap
from postal_bridge.domain.money_refusals import (
    NotInBlock,
    ReceiptInUse,
    ReceiptVoided,
    UnknownReceiptBlock,
)
from postal_bridge.domain.receipts import NUMBER_MAX
from postal_bridge.domain.refusals import Refusal, SupervisorNeeded
from postal_bridge.usecases import allot_receipts as allotting
from postal_bridge.usecases.follow_receipts import count_told
from postal_bridge.usecases.look_up_receipts import look_up_block
from postal_bridge.usecases.manage_people import all_offices
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.pages.sending import request_key_of
from routes.paging import bad_cursor, decode_cursor, encode_cursor
from routes.problems import status_of
from routes.receipts import allotment_of, block_cursor, block_id_of, block_place
from routes.route import HTML, Call, Reply, operation
from schemas.admin_forms import ListAddress
from schemas.receipts import ReceiptBlockForm, SpoiltForm

LISTED = 100


@operation(query=ListAddress, gives=HTML, refuses=(SupervisorNeeded,))
async def show_blocks(call: Call[None, ListAddress]) -> Reply:
    """List the blocks of receipts that one looks after."""
    database, viewer = call.bridge.database, call.viewer
    found, last = await allotting.list_blocks(
        database, viewer, block_place(call.query.cursor), LISTED
    )
    told = await count_told(database, viewer) if allotting.sees_all_offices(viewer) else None
    return show(call, "receipts.html", blocks=found, told=told, next_cursor=block_cursor(last))


@operation(query=ListAddress, gives=HTML, refuses=(SupervisorNeeded, UnknownReceiptBlock))
async def show_block(call: Call[None, ListAddress]) -> Reply:
    """Show what became of the numbers of a block, and a form to void one."""
    return await _block(call, Form(), call.query.cursor)


@operation(
    takes=FORM,
    gives=HTML,
    refuses=(SupervisorNeeded, UnknownReceiptBlock, NotInBlock, ReceiptInUse, ReceiptVoided),
)
async def void_receipt(call: Call[None, None]) -> Reply:
    """Void a number whose form was spoilt."""
    form, bridge = await read_form(call.request), call.bridge
    block_id = block_id_of(call.path["block_id"])
    try:
        said = form.shaped(SpoiltForm)
        await allotting.void_receipt(
            bridge.database,
            bridge.clock,
            bridge.sealer,
            call.viewer,
            allotting.SpoiltForm(block_id, said.number, said.reason),
            request_key_of(call, form),
        )
    except (SupervisorNeeded, UnknownReceiptBlock):
        raise
    except Refusal as refusal:
        return await _block(call, form.refused(refusal), None)
    return see_other(f"/receipts/{block_id}", done="receipt_voided")


@operation(query=ListAddress, gives=HTML)
async def show_allotment(call: Call[None, ListAddress]) -> Reply:
    """Show the blocks of the centre, and a form to allot one."""
    return await _allotment(call, Form(), call.query.cursor)


@operation(takes=FORM, gives=HTML, refuses=(RangesOverlap,))
async def allot_receipts(call: Call[None, None]) -> Reply:
    """Note a block of receipts that was allotted."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        wanted = allotment_of(form.shaped(ReceiptBlockForm))
        await allotting.allot_receipts(
            bridge.database,
            bridge.clock,
            bridge.sealer,
            call.viewer,
            wanted,
            request_key_of(call, form),
        )
    except Refusal as refusal:
        return await _allotment(call, form.refused(refusal), None)
    return see_other("/admin/receipts", done="receipts_allotted")


async def _block(
    call: Call[None, ListAddress] | Call[None, None], form: Form, cursor: str | None
) -> Reply:
    block_id = block_id_of(call.path["block_id"])
    found = await look_up_block(
        call.bridge.database, call.viewer, block_id, _number_place(cursor), LISTED
    )
    last = found.last
    return show(
        call,
        "receipt_block.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        found=found,
        block=found.block,
        next_cursor=encode_cursor(str(last[0]), str(last[1])) if last else None,
        zone=call.viewer.center.zone,
    )


async def _allotment(
    call: Call[None, ListAddress] | Call[None, None], form: Form, cursor: str | None
) -> Reply:
    bridge, viewer = call.bridge, call.viewer
    found, last = await allotting.list_blocks(bridge.database, viewer, block_place(cursor), LISTED)
    return show(
        call,
        "admin_receipts.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        blocks=found,
        offices=[each for each in await all_offices(bridge.database, viewer) if each.active],
        next_cursor=block_cursor(last),
        today=bridge.clock().astimezone(viewer.center.zone).date(),
    )


def _number_place(cursor: str | None) -> tuple[int, UUID]:
    parts = decode_cursor(cursor, 2)
    if parts is None:
        return allotting.HIGHEST
    try:
        place = int(parts[0]), UUID(parts[1])
    except ValueError:
        raise bad_cursor() from None
    if not 0 <= place[0] <= NUMBER_MAX:
        raise bad_cursor()
    return place
