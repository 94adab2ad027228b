"""Carriers for programs: how they are spoken to, what is ordered of them, and what they told."""

from typing import Any
from uuid import UUID

from postal_bridge.domain.carrier_refusals import (
    OrderNotOpen,
    UnknownCarrier,
    UnknownCarrierOrder,
    UnknownCarrierReport,
)
from postal_bridge.domain.refusals import UnknownCode
from postal_bridge.usecases import look_up_carriers as looking
from postal_bridge.usecases.keep_carriers import CARRIER_LEGS, Keeping, StatedCarrier
from postal_bridge.usecases.keep_from_day import KeepingFromDay
from postal_bridge.usecases.once import Answer
from postal_bridge.usecases.told import told
from postal_bridge.usecases.work_carrier_orders import Working
from routes.places import (
    BEGINNING,
    decode_ranked_place,
    decode_uuid_place,
    encode_place,
    encode_ranked_place,
)
from routes.route import Call, Reply, operation
from schemas.carrier_orders import (
    CarrierMoneyShape,
    CarrierOrderShape,
    CarrierReportShape,
    ReportAnswered,
    SettledReport,
    WantedOrder,
    WhichReport,
)
from schemas.carriers import (
    CarrierLegs,
    CarrierLegShape,
    CarrierPaused,
    CarrierShape,
    CarriersList,
    CarrierWithReason,
    NewCarrier,
    NewCarrierLeg,
    WhichCarrierLeg,
)
from schemas.shape import Page, PageQuery

_OF_ORDER = (UnknownCarrierOrder, OrderNotOpen)


@operation(gives=CarriersList)
async def list_carriers(call: Call[None, None]) -> Reply:
    """List the carriers of the centre with how each is doing; secrets are never shown."""
    bridge = call.bridge
    items = await looking.list_carriers(bridge.database, bridge.sealer, call.viewer)
    return Reply({"items": items})


@operation(takes=NewCarrier, gives=CarrierShape)
async def keep_carrier(call: Call[NewCarrier, None]) -> Answer:
    """Keep how a carrier is spoken to, in place of what was kept of it.

    Secrets that are left out stay. What it told in codes nobody knew is looked at again.
    """
    said = call.body
    stated = StatedCarrier(
        said.code, said.name, said.kind, said.settings, said.secrets, said.pull_minutes
    )
    return await keeping_of(call).keep(stated)


@operation(takes=CarrierWithReason, gives=CarrierPaused, refuses=(UnknownCarrier,))
async def pause_carrier(call: Call[CarrierWithReason, None]) -> Answer:
    """Let orders of a carrier wait; what it tells is heard all the while."""
    return await keeping_of(call).pause(call.path["carrier"], call.body.reason, is_paused=True)


@operation(takes=CarrierWithReason, gives=CarrierPaused, refuses=(UnknownCarrier,))
async def resume_carrier(call: Call[CarrierWithReason, None]) -> Answer:
    """Let orders go to a carrier again."""
    return await keeping_of(call).pause(call.path["carrier"], call.body.reason, is_paused=False)


@operation(gives=CarrierLegs)
async def list_carrier_legs(call: Call[None, None]) -> Reply:
    """List who carries on which leg since when, the newest first."""
    return Reply({"items": await looking.list_legs(call.bridge.database, call.viewer)})


@operation(takes=NewCarrierLeg, gives=CarrierLegShape, status=201)
async def keep_carrier_leg(call: Call[NewCarrierLeg, None]) -> Answer:
    """Keep who carries on a leg from a day on, until somebody else does.

    After the first, which may begin on any day, the day is today or later. What was ordered stays
    ordered of whom it was.
    """
    stated = call.body.stated()
    return await KeepingFromDay(call.asked, CARRIER_LEGS[stated.leg]).keep(stated)


@operation(takes=WhichCarrierLeg, gives=CarrierLegShape)
async def withdraw_carrier_leg(call: Call[WhichCarrierLeg, None]) -> Answer:
    """Take away who is to carry on a leg from a day yet to come."""
    which = call.body
    return await KeepingFromDay(call.asked, CARRIER_LEGS[which.leg]).withdraw(which.valid_from)


@operation(query=PageQuery, gives=Page[CarrierOrderShape])
async def list_carrier_orders(call: Call[None, PageQuery]) -> Reply:
    """List orders that are not done with, those that wait for a person first, the oldest first."""
    after = decode_ranked_place(call.query.cursor)
    items, last = await looking.list_orders(
        call.bridge.database, call.viewer, after, call.query.limit
    )
    return Reply({"items": items, "next_cursor": encode_ranked_place(last)})


@operation(takes=WantedOrder, gives=CarrierOrderShape, status=201, refuses=(UnknownCode,))
async def order_carriage(call: Call[WantedOrder, None]) -> Answer:
    """Have a consignment ordered of whoever carries on its leg today.

    What is registered for a citizen's door is ordered without asking; this is for what was
    registered before there was a carrier, and for orders that came to nothing.
    """
    return await Working(call.asked).order(call.body.code)


@operation(takes=CarrierWithReason, gives=CarrierOrderShape, refuses=_OF_ORDER)
async def cancel_carrier_order(call: Call[CarrierWithReason, None]) -> Answer:
    """Have an order taken back; one that never left is ended at once."""
    return await Working(call.asked).cancel(order_id_of(call.path["order_id"]), call.body.reason)


@operation(gives=CarrierOrderShape, refuses=_OF_ORDER)
async def try_carrier_order_again(call: Call[None, None]) -> Answer:
    """Let an order that was refused go out once more: it is not with the carrier."""
    return await Working(call.asked).try_again(order_id_of(call.path["order_id"]))


@operation(takes=CarrierWithReason, gives=CarrierOrderShape, refuses=_OF_ORDER)
async def settle_carrier_order(call: Call[CarrierWithReason, None]) -> Answer:
    """End an order that a person sees to from here on."""
    return await Working(call.asked).settle(order_id_of(call.path["order_id"]), call.body.reason)


@operation(query=PageQuery, gives=Page[CarrierReportShape])
async def list_carrier_reports(call: Call[None, PageQuery]) -> Reply:
    """List what carriers told that waits for a person, the oldest first."""
    bridge, query = call.bridge, call.query
    after = decode_uuid_place(query.cursor, BEGINNING)
    items, last = await looking.list_reports(
        bridge.database, bridge.sealer, call.viewer, after, query.limit
    )
    return Reply({"items": items, "next_cursor": encode_place(last)})


@operation(takes=WhichReport, gives=ReportAnswered, refuses=(UnknownCarrierReport,))
async def hear_carrier_report_again(call: Call[WhichReport, None]) -> Answer:
    """Have a report looked at once more, within a minute."""
    report_id = report_id_of(call.path["report_id"])
    return await Working(call.asked).hear_again(call.body.carrier, report_id)


@operation(takes=SettledReport, gives=ReportAnswered, refuses=(UnknownCarrierReport,))
async def settle_carrier_report(call: Call[SettledReport, None]) -> Answer:
    """End a report that a person has seen to."""
    report_id, said = report_id_of(call.path["report_id"]), call.body
    return await Working(call.asked).settle_report(said.carrier, report_id, said.reason)


@operation(query=PageQuery, gives=CarrierMoneyShape)
async def show_carrier_money(call: Call[None, PageQuery]) -> Reply:
    """Tell what carriers say of the money they took: in all, and what they did not pay out.

    It is held beside the books and moves nothing there.
    """
    database, after = call.bridge.database, decode_uuid_place(call.query.cursor, BEGINNING)
    sums = await looking.sum_carrier_money(database, call.viewer)
    owed, last = await looking.list_not_paid_out(database, call.viewer, after, call.query.limit)
    return Reply(
        {
            "sums": [
                {"fact": fact.value, "orders": orders, "amount_dong": amount}
                for fact, (orders, amount) in sums.items()
            ],
            "not_paid_out": [
                told(
                    {
                        "consignment": each.consignment_code,
                        "carrier": each.carrier_code,
                        "dossier": each.dossier_code,
                        "amount_dong": each.amount_dong,
                        "collected_at": each.collected_at,
                        "with_post_at": each.with_post_at,
                    }
                )
                for each in owed
            ],
            "next_cursor": encode_place(last),
        }
    )


def order_id_of(text: str) -> UUID:
    """Return the identity that an address names; what is none is the identity of nothing."""
    try:
        return UUID(text)
    except ValueError:
        raise UnknownCarrierOrder from None


def report_id_of(text: str) -> UUID:
    """Return the identity that an address names; what is none is the identity of nothing."""
    try:
        return UUID(text)
    except ValueError:
        raise UnknownCarrierReport from None


def keeping_of(call: Call[Any, Any]) -> Keeping:
    """Return what a change to carriers is made with."""
    return Keeping(call.asked, call.bridge.config.private_carrier_hosts)
