"""The pages of a dossier and of a consignment: all that is known of it, and what may come next.

Proofs of a consignment are listed on its page and opened one by one.

What a button says is recorded at once; one's own last scan can be taken back instead of being
asked about beforehand.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from postal_bridge.domain.access import Role
from postal_bridge.domain.dossier import TAKEN_BACK, PortalStatus, ReturnedVia
from postal_bridge.domain.fees import DueWhen, PaidBy, PaymentRoute
from postal_bridge.domain.message_refusals import MessageUnderWay, UnknownMessage
from postal_bridge.domain.papers import DossierPaper
from postal_bridge.domain.proof_refusals import UnknownProof
from postal_bridge.domain.refunds import RefundMethod
from postal_bridge.domain.refusals import (
    NotForYourRole,
    Refusal,
    ScanIdReused,
    StepNotAllowed,
    UnknownCode,
)
from postal_bridge.domain.scan import Action, Collected, Reason, Scan
from postal_bridge.usecases import advance_dossier as advancing
from postal_bridge.usecases.apologise import apologise
from postal_bridge.usecases.follow_captures import list_observations
from postal_bridge.usecases.follow_messages import messages_of_dossier, send_again
from postal_bridge.usecases.look_up_carriers import carrier_money_of
from postal_bridge.usecases.look_up_consignment import look_up_consignment, look_up_events
from postal_bridge.usecases.look_up_deliveries import (
    list_deliveries,
    may_open_delivery,
    open_deliveries,
)
from postal_bridge.usecases.look_up_dossier import look_up_dossier
from postal_bridge.usecases.look_up_fees import look_up_fees
from postal_bridge.usecases.look_up_manifest import bags_seen
from postal_bridge.usecases.look_up_proofs import list_proofs, open_proof
from postal_bridge.usecases.manage_people import all_offices
from postal_bridge.usecases.prepare_apologies import find_prepared
from postal_bridge.usecases.rate_by_link import list_screens
from postal_bridge.usecases.write_papers import list_papers
from routes.pages.buttons import settle_scan
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.pages.rewording import refusal_told
from routes.pages.undoing import led_on
from routes.places import BEGINNING
from routes.problems import status_of
from routes.roles import CENTER_STAFF, STEPPERS
from routes.route import HTML, Call, Reply, operation
from schemas.fees import AskedKind
from schemas.messages import ResendForm
from schemas.pages import PlaceAddress, Undoes
from schemas.thing_forms import ApologyForm, ScanForm, StepForm

#: A history longer than this has something the matter with it; the whole is in the API.
EVENTS_MAX = 200
#: A picture is looked at and does nothing, whatever it holds.
PROOF_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


@operation(query=PlaceAddress, gives=HTML, refuses=(UnknownCode,))
async def show_dossier(call: Call[None, PlaceAddress]) -> Reply:
    """Show a dossier with its steps, its consignments and what may come next."""
    return await dossier_page(call, Form())


@operation(takes=FORM, gives=HTML, refuses=(UnknownCode, NotForYourRole, StepNotAllowed))
async def take_step(call: Call[None, None]) -> Reply:
    """Take a dossier a step further."""
    form = await read_form(call.request)
    bridge, code = call.bridge, call.path["code"]
    try:
        said = form.shaped(StepForm)
        returns = said.status is PortalStatus.RETURNED
        wanted = advancing.WantedStep(
            status=said.status,
            happened_on=said.happened_on,
            note=said.note,
            # The fields stand beside the buttons of all steps and mean nothing to the others.
            returned_via=said.returned_via if returns else None,
            reason=said.reason if said.status in advancing.SAYS_REASON else None,
            contact=said.contact if said.status in advancing.SAYS_CONTACT else None,
        )
        await advancing.advance_dossier(
            bridge.database, bridge.clock, bridge.sealer, call.viewer, code, wanted, None
        )
    except UnknownCode:
        raise
    except Refusal as refusal:
        return await dossier_page(call, form.refused(refusal))
    if said.status not in TAKEN_BACK:
        return see_other(f"/dossiers/{code}", done="step_taken")
    return led_on(f"/dossiers/{code}", "step_taken", wanted.step_id, code, Undoes.STEP)


@operation(takes=FORM, gives=HTML, refuses=(UnknownCode,))
async def apologise_by_form(call: Call[None, None]) -> Reply:
    """Write down why the result of a dossier will be late, and the new day."""
    form, code = await read_form(call.request), call.path["code"]
    try:
        said = form.shaped(ApologyForm)
        await apologise(call.asked_under(None), code, said.reason, said.new_due_on)
    except UnknownCode:
        raise
    except Refusal as refusal:
        return await dossier_page(call, form.refused(refusal))
    return see_other(f"/dossiers/{code}", done="apologised")


@operation(takes=FORM, gives=HTML, refuses=(UnknownCode, UnknownMessage, MessageUnderWay))
async def resend_of_dossier(call: Call[None, None]) -> Reply:
    """Let a message about a dossier go once more."""
    form, code = await read_form(call.request), call.path["code"]
    wanted = str(form.shaped(ResendForm).message_id)
    # Nobody sends by a button what is not of the dossier.
    if wanted not in {each["message_id"] for each in await _messages(call, code)}:
        raise UnknownMessage
    await send_again(call.asked_under(None), UUID(wanted))
    return see_other(f"/dossiers/{code}", done="sent_again")


@operation(query=PlaceAddress, gives=HTML, refuses=(UnknownCode,))
async def show_consignment(call: Call[None, PlaceAddress]) -> Reply:
    """Show a consignment with its papers, its whole history and what may be scanned next."""
    return await consignment_page(call, Form())


@operation(query=PlaceAddress, gives=HTML, refuses=(UnknownCode,))
async def show_deliveries(call: Call[None, PlaceAddress]) -> Reply:
    """Show a consignment with who took it over and where; who looks is noted."""
    bridge = call.bridge
    opened = await open_deliveries(
        bridge.database, bridge.clock, bridge.sealer, call.viewer, call.path["code"]
    )
    return await consignment_page(call, Form(), opened)


@operation(takes=FORM, gives=HTML, refuses=(UnknownCode,))
async def scan_consignment(call: Call[None, None]) -> Reply:
    """Record what a button says was done to a consignment."""
    form = await read_form(call.request)
    code = call.path["code"]
    # Nobody scans by a button what they may not look at.
    bridge = call.bridge
    await look_up_consignment(bridge.database, bridge.clock, bridge.sealer, call.viewer, code)
    try:
        said = form.shaped(ScanForm)
        answer = await settle_scan(call, _scan(code, said, bridge.clock()))
    except Refusal as refusal:
        return await consignment_page(call, form.refused(refusal))
    if answer.code == ScanIdReused.code():
        # The form was sent twice: what its first sending said is recorded.
        return see_other(f"/consignments/{code}", done="scanned_before")
    if answer.outcome == "refused":
        told = refusal_told(answer.code, answer.detail)
        return await consignment_page(call, form.refused(told))
    done = "undone" if said.action is Action.CORRECT else "scanned"
    return see_other(f"/consignments/{code}", done=done)


@operation(gives="image/*", refuses=(UnknownCode, UnknownProof))
async def show_proof(call: Call[None, None]) -> Reply:
    """Show a picture that proves what a scan of a consignment said; who opens it is noted."""
    try:
        proof_id = UUID(call.path["proof_id"])
    except ValueError:
        raise UnknownProof from None
    bridge = call.bridge
    proof = await open_proof(
        bridge.database, bridge.clock, bridge.sealer, call.viewer, call.path["code"], proof_id
    )
    headers = {"Content-Type": proof.media_type, "Content-Security-Policy": PROOF_POLICY}
    return Reply(proof.picture, headers=headers)


async def dossier_page(call: Call[None, Any], form: Form) -> Reply:
    """Show the page of a dossier, with a form that was refused, if one was."""
    bridge = call.bridge
    document = await look_up_dossier(
        bridge.database, bridge.clock, bridge.sealer, call.viewer, call.path["code"]
    )
    return show(
        call,
        "dossier.html",
        status_of(form.refusal) if form.refusal else None,
        dossier=with_times(document),
        offices=await _office_names(call),
        zone=call.viewer.center.zone,
        today=bridge.clock().astimezone(call.viewer.center.zone).date(),
        ways=tuple(ReturnedVia),
        screens=await _screens(call, document),
        **await _dealings(call, document),
        asked={
            "money_kind": tuple(AskedKind),
            "due_when": tuple(DueWhen),
            "route": tuple(PaymentRoute),
            "paid_by": tuple(PaidBy),
            "refund_method": tuple(RefundMethod),
        },
        form=form,
    )


async def _dealings(call: Call[None, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what those see beside a dossier who deal with it, and not who only co-ordinates."""
    bridge, viewer, code = call.bridge, call.viewer, document["code"]
    if viewer.role is Role.DEPARTMENT and viewer.office_code != document["department_code"]:
        nothing = dict.fromkeys(("papers", "prepared", "messages", "money", "carriers_say"))
        return {**nothing, "co_ordinates": True}
    return {
        "papers": await _papers(call, code),
        "prepared": await find_prepared(bridge.database, viewer, code),
        "messages": [with_times(each) for each in await _messages(call, code)],
        "money": with_times(await look_up_fees(bridge.database, viewer, code)),
        "carriers_say": await carrier_money_of(bridge.database, viewer, code),
        "co_ordinates": False,
    }


async def _screens(call: Call[None, Any], document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the screens on which the viewer may ask how satisfied the citizen is."""
    is_asked = document["status"] == PortalStatus.RETURNED and document["satisfaction"] is None
    if not is_asked or call.viewer.role not in CENTER_STAFF:
        return []
    bridge = call.bridge
    screens = await list_screens(bridge.database, bridge.sealer, call.viewer)
    return [(str(screen.screen_id), screen.name) for screen, _ in screens]


async def _papers(call: Call[None, Any], code: str) -> list[DossierPaper]:
    """Return which papers of a dossier the viewer may print."""
    bridge = call.bridge
    if call.viewer.role not in STEPPERS:
        return []
    return await list_papers(bridge.database, bridge.clock, call.viewer, code)


async def _messages(call: Call[None, Any], code: str) -> list[dict[str, Any]]:
    """Return what the filer of a dossier was told."""
    bridge = call.bridge
    return await messages_of_dossier(
        bridge.database, bridge.clock, bridge.sealer, call.viewer, code
    )


async def consignment_page(
    call: Call[None, Any], form: Form, opened: list[dict[str, Any]] | None = None
) -> Reply:
    """Show the page of a consignment, with a form that was refused, if one was.

    `opened` are the deliveries when somebody asked to see who took them.
    """
    bridge, viewer, code = call.bridge, call.viewer, call.path["code"]
    document = await look_up_consignment(bridge.database, bridge.clock, bridge.sealer, viewer, code)
    events, more = await look_up_events(bridge.database, viewer, code, (BEGINNING, 0), EVENTS_MAX)
    told = [with_times(event) for event in events]
    bags = {str(each["bag"]) for each in [document, *events] if each["bag"]}
    deliveries = opened or await list_deliveries(bridge.database, bridge.sealer, viewer, code)
    return show(
        call,
        "consignment.html",
        status_of(form.refusal) if form.refusal else None,
        thing=with_times(document),
        events=told,
        bags=await bags_seen(bridge.database, viewer, bags),
        has_more_events=more is not None,
        observed=await list_observations(bridge.database, viewer, str(document["code"])),
        deliveries=[with_times(each) for each in deliveries],
        can_open=any(may_open_delivery(viewer, str(each["office"])) for each in deliveries),
        proofs=[with_times(each) for each in await list_proofs(bridge.database, viewer, code)],
        undoable=_undoable(told, viewer.login),
        has_record=any(
            event["event"] == "given" and not event["bag"] and not event["corrected"]
            for event in told
        ),
        offices=await _office_names(call),
        zone=viewer.center.zone,
        reasons=tuple(Reason),
        form=form,
    )


def with_times(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document of the API with moments and days in place of their texts."""

    def read(name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return with_times(value)
        if isinstance(value, list):
            return [with_times(each) if isinstance(each, dict) else each for each in value]
        if isinstance(value, str) and name.endswith("_at"):
            return datetime.fromisoformat(value)
        if isinstance(value, str) and name.endswith("_on"):
            return date.fromisoformat(value)
        return value

    return {name: read(name, value) for name, value in document.items()}


def _undoable(events: list[dict[str, Any]], login: str) -> dict[str, Any] | None:
    """Return the event recorded last if the viewer scanned it and has not taken it back."""
    standing = [each for each in events if not each["corrected"] and not each["corrects"]]
    last = max(standing, key=lambda each: int(each["sequence"]), default=None)
    return last if last and last["scan_id"] and last["login"] == login else None


def _scan(code: str, said: ScanForm, now: datetime) -> Scan:
    collected = None
    if said.amount_dong is not None:
        collected = Collected(said.amount_dong, said.method, said.receipt_number)
    recipient = {"kind": said.recipient_kind, "name": said.recipient_name}
    return Scan(
        scan_id=said.sending,
        code=code,
        action=said.action,
        scanned_at=now,
        to_office=said.to_office,
        reason=said.reason,
        bag=said.bag,
        collected=collected,
        recipient={name: text for name, text in recipient.items() if text} or None,
        corrects=said.corrects,
    )


async def _office_names(call: Call[None, Any]) -> dict[str, str]:
    """Return the names of the offices of the centre that are open or were, by their codes."""
    found = await all_offices(call.bridge.database, call.viewer)
    return {office.code: office.name for office in found}
