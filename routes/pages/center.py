"""The dispatch board of a centre, and what is done from it for results and dossiers to send on."""

from contextlib import suppress
from typing import Any

from postal_bridge.domain.code_refusals import NoCodeRange
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import PortalStatus, ReturnedVia
from postal_bridge.domain.masking import normalise_phone
from postal_bridge.domain.refusals import (
    AlreadyUnderWay,
    FieldProblem,
    InvalidInput,
    Refusal,
    StepNotAllowed,
    UnknownCode,
)
from postal_bridge.domain.said import Said
from postal_bridge.domain.scan import Action, Scan
from postal_bridge.usecases import advance_dossier as advancing
from postal_bridge.usecases import register_consignment as registering
from postal_bridge.usecases.citizen import Citizen
from postal_bridge.usecases.look_up_board import (
    is_many,
    list_post_offices,
    list_receivers,
    list_unsent,
    list_waiting,
    look_up_board,
)
from postal_bridge.usecases.look_up_dossier import look_up_dossier
from postal_bridge.usecases.look_up_fees import look_up_fees
from postal_bridge.usecases.register_consignment import ConsignmentOrder, PaperOrder
from routes.pages.buttons import settle_scan
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.pages.rewording import refusal_told
from routes.pages.sending import (
    SENDING,
    is_refused,
    request_key_of,
    scan_id_of,
)
from routes.pages.undoing import led_on
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.counter import ResultSending, ThingTaken, TransfersWanted
from schemas.labels import LABELS_MAX
from schemas.pages import PlaceAddress, Undoes

#: What a consignment to a citizen holds when nobody lists anything else.
RESULT = (PaperOrder("Kết quả giải quyết thủ tục hành chính", "result"),)


@operation(query=PlaceAddress, gives=HTML)
async def show_center(call: Call[None, PlaceAddress]) -> Reply:
    """Show the dispatch board."""
    return await _board(call)


@operation(takes=FORM, gives=HTML)
async def take_offered(call: Call[None, None]) -> Reply:
    """Take over what another office gave."""
    form = await read_form(call.request)
    code = form.without(SENDING).shaped(ThingTaken).code
    scan = Scan(scan_id_of(form, f"take {code}"), code, Action.TAKE, call.bridge.clock())
    answer = await settle_scan(call, scan)
    if is_refused(answer):
        return await _board(call, refusal_told(answer.code, answer.detail))
    return led_on("/center", "thing_taken", scan.scan_id, code)


@operation(query=PlaceAddress, gives=HTML)
async def show_waiting(call: Call[None, PlaceAddress]) -> Reply:
    """Show what waits for an office, with labels to print and a bag to begin."""
    return await _waiting(call, call.path["office"])


@operation(takes=FORM, gives=HTML, refuses=(NoCodeRange,))
async def send_on(call: Call[None, None]) -> Reply:
    """Register consignments for the dossiers that are to go to a department."""
    form = await read_form(call.request)
    department = form.without(SENDING).shaped(TransfersWanted).department
    bridge = call.bridge
    for code in await list_unsent(bridge.database, call.viewer, department):
        # What a colleague registered at the same moment is there to be sent.
        with suppress(AlreadyUnderWay):
            await registering.register_consignment(
                bridge.database,
                bridge.clock,
                bridge.sealer,
                call.viewer,
                request_key_of(call, form, code),
                ConsignmentOrder(Leg.TRANSFER_OUT, dossier_code=code),
            )
    return see_other(f"/center/waiting/{department}", done="transfers_registered")


@operation(query=PlaceAddress, gives=HTML, refuses=(UnknownCode,))
async def ask_result(call: Call[None, PlaceAddress]) -> Reply:
    """Ask where the result of a dossier is to be delivered."""
    return await _result(call, None)


@operation(takes=FORM, gives=HTML, refuses=(UnknownCode,))
async def send_result(call: Call[None, None]) -> Reply:
    """Register the consignment by which a result goes to the citizen."""
    form = await read_form(call.request)
    bridge = call.bridge
    try:
        wanted = form.without(SENDING).shaped(ResultSending)
        if normalise_phone(wanted.phone) is None:
            detail = Said("is no phone number of Việt Nam")
            raise InvalidInput(FieldProblem("phone", "bad_phone", detail))
        ready = await _ready_together(call) if wanted.together else []
        order = ConsignmentOrder(
            Leg.OUTBOUND,
            dossier_code=call.path["code"],
            further=[each["code"] for each in ready],
            citizen=Citizen(wanted.name, wanted.phone, wanted.address),
            papers=RESULT,
            collect_dong=wanted.collect_dong,
            post_office=wanted.post_office,
        )
        await registering.register_consignment(
            bridge.database,
            bridge.clock,
            bridge.sealer,
            call.viewer,
            request_key_of(call, form),
            order,
        )
    except Refusal as refusal:
        return await _result(call, form.refused(refusal))
    return see_other("/center", done="outbound_registered")


@operation(takes=FORM, gives=HTML, refuses=(UnknownCode, StepNotAllowed))
async def hand_out_result(call: Call[None, None]) -> Reply:
    """Say that a citizen fetched a result at the counter."""
    form, bridge = await read_form(call.request), call.bridge
    code, step_id = call.path["code"], scan_id_of(form, call.viewer.login)
    await advancing.advance_dossier(
        bridge.database,
        bridge.clock,
        bridge.sealer,
        call.viewer,
        code,
        advancing.WantedStep(
            PortalStatus.RETURNED, returned_via=ReturnedVia.COUNTER, step_id=step_id
        ),
        request_key_of(call, form),
    )
    return led_on("/center", "result_handed_out", step_id, code, Undoes.STEP)


async def _ready_together(call: Call[Any, Any]) -> list[dict[str, Any]]:
    """Return the other dossiers of the same bundle whose results wait to be returned."""
    bridge = call.bridge
    dossier = await look_up_dossier(
        bridge.database, bridge.clock, bridge.sealer, call.viewer, call.path["code"]
    )
    others = dossier["bundle"]["others"] if dossier["bundle"] else []
    return [each for each in others if each["status"] == PortalStatus.DONE]


async def _board(
    call: Call[None, PlaceAddress] | Call[None, None], refusal: Refusal | None = None
) -> Reply:
    bridge = call.bridge
    board = await look_up_board(bridge.database, bridge.clock, call.viewer)
    return show(
        call,
        "center.html",
        status_of(refusal) if refusal else None,
        board=board,
        is_many=is_many,
        form=Form(refusal=refusal),
        zone=call.viewer.center.zone,
    )


async def _waiting(call: Call[None, PlaceAddress], office: str) -> Reply:
    database, viewer = call.bridge.database, call.viewer
    names = {each.code: each.name for each in await list_receivers(database, viewer)}
    if office not in names:
        raise UnknownCode
    waiting = await list_waiting(database, viewer, office)
    return show(
        call,
        "center_waiting.html",
        office=office,
        office_name=names[office],
        waiting=waiting,
        sheets=[waiting[at : at + LABELS_MAX] for at in range(0, len(waiting), LABELS_MAX)],
        zone=viewer.center.zone,
    )


async def _result(call: Call[None, PlaceAddress] | Call[None, None], refused: Form | None) -> Reply:
    """Show the form for a result, filled from the dossier, or as it was refused."""
    bridge, viewer = call.bridge, call.viewer
    dossier = await look_up_dossier(
        bridge.database, bridge.clock, bridge.sealer, viewer, call.path["code"]
    )
    filer = dossier["filer"]
    first = Form({part: filer[part] or "" for part in ("name", "phone", "address")})
    return show(
        call,
        "center_result.html",
        status_of(refused.refusal) if refused and refused.refusal else None,
        form=refused or first,
        dossier=dossier,
        ready=await _ready_together(call),
        money=await look_up_fees(bridge.database, viewer, dossier["code"]),
        post_offices=await list_post_offices(bridge.database, viewer),
    )
