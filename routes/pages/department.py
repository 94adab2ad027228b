"""The desk of a department: take what was given, decide on dossiers, hand results back."""

from typing import Any
from uuid import uuid5

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import TAKEN_BACK, PortalStatus
from postal_bridge.domain.refusals import (
    NotForYourRole,
    NotPostalEligible,
    Refusal,
    StepNotAllowed,
    UnknownCode,
)
from postal_bridge.usecases.advance_dossier import WantedStep, advance_dossier
from postal_bridge.usecases.look_up_desk import HandWish, list_in_hand, look_up_desk
from postal_bridge.usecases.manage_people import all_offices
from postal_bridge.usecases.prepare_apologies import list_prepared
from postal_bridge.usecases.register_consignment import (
    ConsignmentOrder,
    PaperOrder,
    register_consignment,
)
from routes.pages.buttons import scan_by_button
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.pages.rewording import refusal_told
from routes.pages.sending import request_key
from routes.pages.undoing import led_on
from routes.paging import decode_cursor, encode_cursor
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.desks import ButtonScan, DeskStep, HandBack, InHandAddress, InHandSearch
from schemas.pages import PlaceAddress, Undoes

HOME = "/department"
LISTED = 50
#: The statuses of a dossier that somebody has still to decide on.
IN_HAND = (
    PortalStatus.ACCEPTED,
    PortalStatus.PROCESSING,
    PortalStatus.SUPPLEMENT_ASKED,
    PortalStatus.PAYMENT_ASKED,
    PortalStatus.WITHDRAWAL_ASKED,
)
_DONE_WORDS = {"take": "taken", "open": "opened", "give": "given"}


@operation(query=PlaceAddress, gives=HTML)
async def desk(call: Call[None, PlaceAddress]) -> Reply:
    """Show what a department has to do."""
    return await _show_desk(call)


@operation(takes=FORM, gives=HTML)
async def scan_at_desk(call: Call[None, None]) -> Reply:
    """Take, open or give what lies on the desk."""
    form = await read_form(call.request)
    try:
        button = form.shaped(ButtonScan)
        answer = await scan_by_button(call, button)
    except Refusal as refusal:
        return await _show_desk(call, form.refused(refusal), status_of(refusal))
    if answer.outcome == "refused":
        told = refusal_told(answer.code, answer.detail)
        return await _show_desk(call, form.refused(told), status_of(told))
    return led_on(HOME, _DONE_WORDS[button.action.value], button.sending, button.code)


@operation(query=InHandAddress, gives=HTML)
async def dossiers_in_hand(call: Call[None, InHandAddress]) -> Reply:
    """List the dossiers in hand, the earliest due first."""
    query = call.query
    wish = HandWish(query.status, query.due)
    given = {"status": str(int(query.status)) if query.status else "", "due": query.due or ""}
    return await _show_list(call, wish, query.cursor, Form(given))


@operation(takes=FORM, gives=HTML)
async def search_in_hand(call: Call[None, None]) -> Reply:
    """List the dossiers in hand in which something stands.

    It is a form that is sent, because names must not stand in addresses.
    """
    form = await read_form(call.request)
    try:
        said = form.shaped(InHandSearch)
    except Refusal as refusal:
        return await _show_list(call, HandWish(), None, form.refused(refusal), status_of(refusal))
    wish = HandWish(said.status, said.due, said.words)
    return await _show_list(call, wish, said.cursor, form)


@operation(takes=FORM, gives=HTML, refuses=(UnknownCode, StepNotAllowed, NotForYourRole))
async def step_at_desk(call: Call[None, None]) -> Reply:
    """Say what becomes of a dossier: a supplement is asked for, it is stopped, it is done."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(DeskStep)
        step_id = uuid5(said.sending, call.viewer.login)
        await advance_dossier(
            bridge.database,
            bridge.clock,
            bridge.sealer,
            call.viewer,
            call.path["code"],
            WantedStep(said.status, note=said.note, step_id=step_id),
            request_key(call, said.sending, form),
        )
    except Refusal as refusal:
        return await _show_desk(call, form.refused(refusal), status_of(refusal))
    if said.status not in TAKEN_BACK:
        return see_other(HOME, done="stepped")
    return led_on(HOME, "stepped", step_id, call.path["code"], Undoes.STEP)


@operation(takes=FORM, gives=HTML, refuses=(NotPostalEligible,))
async def hand_back(call: Call[None, None]) -> Reply:
    """Register the consignment that carries a result back to the centre."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(HandBack)
        order = ConsignmentOrder(
            Leg.TRANSFER_BACK,
            dossier_code=call.path["code"],
            papers=[PaperOrder("Kết quả giải quyết thủ tục hành chính", "result", said.papers)],
        )
        await register_consignment(
            bridge.database,
            bridge.clock,
            bridge.sealer,
            call.viewer,
            request_key(call, said.sending, form),
            order,
        )
    except Refusal as refusal:
        return await _show_desk(call, form.refused(refusal), status_of(refusal))
    return see_other(HOME, done="result_registered")


async def _show_desk(
    call: Call[Any, Any], form: Form | None = None, status: int | None = None
) -> Reply:
    bridge = call.bridge
    offices = await all_offices(bridge.database, call.viewer)
    return show(
        call,
        "department_desk.html",
        status,
        desk=await look_up_desk(bridge.database, bridge.clock, call.viewer),
        apologies=(await list_prepared(bridge.database, call.viewer))[0],
        form=form or Form(),
        takers=[o for o in offices if o.active and o.kind is not OfficeKind.DEPARTMENT],
        zone=call.viewer.center.zone,
    )


async def _show_list(
    call: Call[Any, Any],
    wish: HandWish,
    cursor: str | None,
    form: Form,
    status: int | None = None,
) -> Reply:
    bridge = call.bridge
    place = decode_cursor(cursor or None, 2)
    found, last = await list_in_hand(
        bridge.database,
        bridge.clock,
        call.viewer,
        wish,
        (place[0], place[1]) if place else None,
        LISTED,
    )
    return show(
        call,
        "department_dossiers.html",
        status,
        dossiers=found,
        next_cursor=encode_cursor(*last) if last else None,
        form=form,
        statuses=IN_HAND,
    )
