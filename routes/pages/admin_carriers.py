"""Carriers for administrators: how each is doing and spoken to, who carries where, what waits."""

from collections.abc import Awaitable
from typing import Any

from postal_bridge.domain.carrier import KIND_OF_LEG, CarrierKind
from postal_bridge.domain.carrier_refusals import (
    UnknownCarrier,
    UnknownCarrierOrder,
    UnknownCarrierReport,
)
from postal_bridge.domain.carrier_settings import SECRETS, SETTINGS
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, Refusal
from postal_bridge.domain.said import Said
from postal_bridge.usecases import look_up_carriers as looking
from postal_bridge.usecases.keep_carriers import CARRIER_LEGS, StatedCarrier
from postal_bridge.usecases.keep_from_day import KeepingFromDay
from postal_bridge.usecases.once import Answer
from postal_bridge.usecases.work_carrier_orders import Working
from routes.carriers import keeping_of
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.pages.sending import request_key_of
from routes.pages.things import with_times
from routes.places import (
    BEGINNING,
    decode_ranked_place,
    decode_uuid_place,
    encode_place,
    encode_ranked_place,
)
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.carrier_orders import (
    CarrierWorkForm,
)
from schemas.carriers import (
    CarrierAddress,
    CarrierForm,
    CarriersAddress,
    NewCarrierForm,
    NewCarrierLeg,
    PauseForm,
    WhichCarrierLeg,
)
from schemas.shape import PAGE_LIMIT

PAGE = "/admin/carrier"
_SETTING, _SECRET = "settings.", "secrets."


@operation(query=CarriersAddress, gives=HTML)
async def show_carriers(call: Call[None, CarriersAddress]) -> Reply:
    """Show the carriers, who carries on which leg, and what waits for a person."""
    return await _overview(call, Form(), call.query)


@operation(takes=FORM, gives=HTML)
async def add_carrier(call: Call[None, None]) -> Reply:
    """Lead on to the settings of a new carrier."""
    form = await read_form(call.request)
    try:
        said = form.shaped(NewCarrierForm)
    except Refusal as refusal:
        return await _overview(call, form.refused(refusal))
    return see_other(f"{PAGE}/{said.code}", kind=said.kind)


@operation(takes=FORM, gives=HTML)
async def keep_leg_by_form(call: Call[None, None]) -> Reply:
    """Say who carries on a leg from a day on."""
    form = await read_form(call.request)
    try:
        stated = form.shaped(NewCarrierLeg).stated()
        await KeepingFromDay(call.asked, CARRIER_LEGS[stated.leg]).keep(stated)
    except Refusal as refusal:
        return await _overview(call, form.refused(refusal))
    return see_other(PAGE, done="carrier_leg_kept")


@operation(takes=FORM, gives=HTML)
async def withdraw_leg_by_form(call: Call[None, None]) -> Reply:
    """Take away who is to carry on a leg from a day yet to come."""
    form = await read_form(call.request)
    try:
        which = form.shaped(WhichCarrierLeg)
        await KeepingFromDay(call.asked, CARRIER_LEGS[which.leg]).withdraw(which.valid_from)
    except Refusal as refusal:
        return await _overview(call, form.refused(refusal))
    return see_other(PAGE, done="carrier_leg_withdrawn")


@operation(takes=FORM, gives=HTML)
async def work_by_form(call: Call[None, None]) -> Reply:
    """Try an order again, take it back or settle it; look at a report again or settle it."""
    form = await read_form(call.request)
    try:
        said = form.without("sending").shaped(CarrierWorkForm)
        working = Working(call.asked_under(request_key_of(call, form)))
        await _act(working, said)
    except Refusal as refusal:
        return await _overview(call, form.refused(refusal))
    return see_other(PAGE, done=f"carrier_{said.act}")


def _act(working: Working, said: CarrierWorkForm) -> Awaitable[Answer]:
    """Begin what a button does; raises InvalidInput where the form does not say to what."""
    if said.act in ("hear_again", "settle_report"):
        if said.carrier is None or said.report_id is None:
            raise UnknownCarrierReport
        if said.act == "hear_again":
            return working.hear_again(said.carrier, said.report_id)
        return working.settle_report(said.carrier, said.report_id, _reason(said))
    if said.order_id is None:
        raise UnknownCarrierOrder
    if said.act == "try_again":
        return working.try_again(said.order_id)
    if said.act == "cancel":
        return working.cancel(said.order_id, _reason(said))
    return working.settle(said.order_id, _reason(said))


def _reason(said: CarrierWorkForm) -> str:
    if said.reason is None:
        raise InvalidInput(FieldProblem("reason", "missing", Said("say why")))
    return said.reason


@operation(query=CarrierAddress, gives=HTML, refuses=(UnknownCarrier,))
async def show_carrier(call: Call[None, CarrierAddress]) -> Reply:
    """Show how a carrier is spoken to, or a form for a new one."""
    return await _one(call, Form(), call.query.kind)


@operation(takes=FORM, gives=HTML, refuses=(UnknownCarrier,))
async def keep_carrier_by_form(call: Call[None, None]) -> Reply:
    """Keep how a carrier is spoken to."""
    form, kind = await read_form(call.request), None
    try:
        fields = form.without(
            *(name for name in form.given if name.startswith((_SETTING, _SECRET)))
        )
        said = fields.shaped(CarrierForm)
        kind = said.kind
        stated = StatedCarrier(
            call.path["carrier"],
            said.name,
            said.kind,
            _under(form, _SETTING),
            _under(form, _SECRET),
            said.pull_minutes,
        )
        await keeping_of(call).keep(stated)
    except UnknownCarrier:
        raise
    except Refusal as refusal:
        return await _one(call, form.refused(refusal), kind)
    return see_other(PAGE, done="carrier_kept")


@operation(takes=FORM, gives=HTML, refuses=(UnknownCarrier,))
async def pause_by_form(call: Call[None, None]) -> Reply:
    """Let orders of a carrier wait, or go out again."""
    form = await read_form(call.request)
    code = call.path["carrier"]
    try:
        said = form.shaped(PauseForm)
        await keeping_of(call).pause(code, said.reason, is_paused=said.act == "pause")
    except UnknownCarrier:
        raise
    except Refusal as refusal:
        return await _one(call, form.refused(refusal), None)
    return see_other(f"{PAGE}/{code}", done=f"carrier_{said.act}d")


def _under(form: Form, beginning: str) -> dict[str, str]:
    """Return what was typed into the fields whose names begin alike."""
    return {
        name.removeprefix(beginning): text
        for name, text in form.given.items()
        if name.startswith(beginning)
    }


async def _overview(
    call: Call[Any, Any], form: Form, address: CarriersAddress | None = None
) -> Reply:
    bridge, viewer = call.bridge, call.viewer
    cursors = {address.list: address.cursor} if address else {}
    carriers = await looking.list_carriers(bridge.database, bridge.sealer, viewer)
    orders, last_order = await looking.list_orders(
        bridge.database, viewer, decode_ranked_place(cursors.get("orders")), PAGE_LIMIT
    )
    reports, last_report = await looking.list_reports(
        bridge.database,
        bridge.sealer,
        viewer,
        decode_uuid_place(cursors.get("reports"), BEGINNING),
        PAGE_LIMIT,
    )
    return show(
        call,
        "admin_carriers.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        terms=await looking.look_up_legs(bridge.database, viewer),
        carriers=[with_times(each) for each in carriers],
        orders=[with_times(each) for each in orders],
        next_order=encode_ranked_place(last_order),
        reports=[with_times(each) for each in reports],
        next_report=encode_place(last_report),
        kinds=tuple(CarrierKind),
        legs=tuple(KIND_OF_LEG),
        today=bridge.clock().astimezone(viewer.center.zone).date(),
        zone=viewer.center.zone,
    )


async def _one(call: Call[Any, Any], form: Form, kind: CarrierKind | None) -> Reply:
    bridge, code = call.bridge, call.path["carrier"]
    known = await looking.list_carriers(bridge.database, bridge.sealer, call.viewer)
    carrier = next((each for each in known if each["code"] == code), None)
    if carrier is None and kind is None:
        raise UnknownCarrier
    kind = kind or CarrierKind(carrier["kind"] if carrier else "")
    return show(
        call,
        "admin_carrier.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        code=code,
        carrier=carrier,
        kind=kind,
        settings=SETTINGS[kind],
        secrets=SECRETS[kind],
        zone=call.viewer.center.zone,
    )
