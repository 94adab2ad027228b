"""Blocks of receipts: allotted, listed, and spoilt forms of them voided."""

from datetime import date
from uuid import UUID

from postal_bridge.domain.code_refusals import RangesOverlap
from postal_bridge.domain.money_refusals import (
    NotInBlock,
    ReceiptInUse,
    ReceiptVoided,
    UnknownReceipt,
    UnknownReceiptBlock,
)
from postal_bridge.domain.refusals import SupervisorNeeded
from postal_bridge.usecases import allot_receipts as allotting
from postal_bridge.usecases.once import Answer
from postal_bridge.usecases.tell_receipt import tell_receipt
from routes.paging import bad_cursor, decode_cursor, encode_cursor
from routes.route import Call, Reply, operation
from schemas.receipts import (
    NewReceiptBlock,
    ReceiptBlockForm,
    ReceiptBlockShape,
    ReceiptShape,
    SpoiltReceipt,
)
from schemas.shape import Page, PageQuery


@operation(query=PageQuery, gives=Page[ReceiptBlockShape], refuses=(SupervisorNeeded,))
async def list_receipt_blocks(call: Call[None, PageQuery]) -> Reply:
    """List the blocks of receipts of the centre, or of one's own post office, newest first."""
    items, last = await allotting.list_blocks(
        call.bridge.database, call.viewer, block_place(call.query.cursor), call.query.limit
    )
    return Reply({"items": items, "next_cursor": block_cursor(last)})


@operation(takes=NewReceiptBlock, gives=ReceiptBlockShape, status=201, refuses=(RangesOverlap,))
async def allot_receipts(call: Call[NewReceiptBlock, None]) -> Answer:
    """Note a block of receipts that was allotted to an office, or to one person of it.

    Numbers of one form, symbol and year are allotted once. What was told of the numbers before is
    judged as if the block had been there.
    """
    bridge = call.bridge
    return await allotting.allot_receipts(
        bridge.database,
        bridge.clock,
        bridge.sealer,
        call.viewer,
        allotment_of(call.body),
        call.request_key,
    )


@operation(
    takes=SpoiltReceipt,
    gives=ReceiptBlockShape,
    refuses=(UnknownReceiptBlock, SupervisorNeeded, NotInBlock, ReceiptInUse, ReceiptVoided),
)
async def void_receipt(call: Call[SpoiltReceipt, None]) -> Answer:
    """Void a number whose form was spoilt, so that it is no gap, and tell its block."""
    bridge, said = call.bridge, call.body
    spoilt = allotting.SpoiltForm(block_id_of(call.path["block_id"]), said.number, said.reason)
    return await allotting.void_receipt(
        bridge.database, bridge.clock, bridge.sealer, call.viewer, spoilt, call.request_key
    )


@operation(gives=ReceiptShape, refuses=(UnknownReceipt,))
async def get_receipt(call: Call[None, None]) -> Reply:
    """Tell what the receipt that was given for some money states.

    Asked for by the identity of the payment. The post's own price is on no receipt.
    """
    try:
        collection_id = UUID(call.path["collection_id"])
    except ValueError:
        raise UnknownReceipt from None
    return Reply(await tell_receipt(call.bridge.database, call.viewer, collection_id))


def allotment_of(said: NewReceiptBlock | ReceiptBlockForm) -> allotting.Allotment:
    """Return what is to be allotted."""
    return allotting.Allotment(
        form_code=said.form_code,
        symbol=said.symbol,
        year=said.year,
        first=said.first,
        last=said.last,
        office_code=said.office,
        login=said.login,
        allotted_on=said.allotted_on,
    )


def block_id_of(text: str) -> UUID:
    """Return the identity of a block that an address names.

    Raises:
        UnknownReceiptBlock: it is none.

    """
    try:
        return UUID(text)
    except ValueError:
        raise UnknownReceiptBlock from None


def block_place(cursor: str | None) -> allotting.Place:
    """Return where a list of blocks goes on; raises `InvalidInput` where that is none."""
    parts = decode_cursor(cursor, 2)
    if parts is None:
        return allotting.NEWEST
    try:
        return date.fromisoformat(parts[0]), UUID(parts[1])
    except ValueError:
        raise bad_cursor() from None


def block_cursor(place: allotting.Place | None) -> str | None:
    """Return the cursor of a place, or None when the list is at its end."""
    return None if place is None else encode_cursor(place[0].isoformat(), str(place[1]))
