"""The pages that citizens are led to by a label or by a code: the two questions, and the answer.

Code and digits are sent as a form and never stand in an address. What was tracked last stays open
for a while by a cookie that holds a proof of it and nothing readable. What can be asked for from
there is in `wishes.py`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from postal_bridge.documents.payment_codes import payment_code
from postal_bridge.domain.citizen_refusals import TrackingEnded
from postal_bridge.domain.refusals import NotTracked, Refusal, TooManyRequests
from postal_bridge.domain.tracking_code import TrackingCode, verify_label
from postal_bridge.usecases import track as tracking
from postal_bridge.usecases.ask_for_carriage import kinds_left, look_at_requests
from postal_bridge.usecases.find_tracked import Tracking, read_tracking
from postal_bridge.usecases.look_up_payment import look_up_payment
from postal_bridge.usecases.one_time_code import one_time_code
from postal_bridge.usecases.rate_service import may_rate
from postal_bridge.usecases.track import Tracked
from postal_bridge.usecases.tracking_pass import TERM, issue_pass, track_by_pass
from routes.access import client_address
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.problems import problem_headers, status_of
from routes.route import HTML, Call, Reply, operation
from schemas.citizens import TrackForm
from schemas.pages import TrackingAddress

TRACKED = "/track"
#: The cookie that holds the proof of what was tracked last.
COOKIE = "tracked"


@operation(gives=HTML)
async def open_label(call: Call[None, None]) -> Reply:
    """Show the tracking form for the thing whose label was read by a phone.

    A label that is not ours, or of a bag, opens the form without a code.
    """
    try:
        label = verify_label(call.path["payload"], call.bridge.config.label_keys)
    except Refusal:
        return _ask(call, None)
    return _ask(call, label.code if isinstance(label.code, TrackingCode) else None)


@operation(query=TrackingAddress, gives=HTML)
async def ask_tracking_code(call: Call[None, TrackingAddress]) -> Reply:
    """Show the tracking form for a code that somebody typed, or ask for one."""
    return _ask(call, read_tracking(call.query.code))


@operation(gives=HTML)
async def show_tracking(call: Call[None, None]) -> Reply:
    """Show what was tracked a short while ago by this browser, or ask for a code."""
    proof = proof_of(call)
    try:
        tracked = await tracked_by(call, proof)
    except TrackingEnded:
        return _ask(call, None)
    return await show_tracked(call, tracked, proof)


@operation(takes=FORM, gives=HTML, refuses=(NotTracked, TooManyRequests))
async def track_by_form(call: Call[None, None]) -> Reply:
    """Track by a code and the last four digits of the telephone number."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(TrackForm)
        tracked = await tracking.open_tracking(
            bridge.database,
            bridge.clock,
            bridge.sealer,
            said.code,
            said.phone_last4,
            client_address(call.request),
        )
    except Refusal as refusal:
        refused = form.without("phone_last4").refused(refusal)
        reply = show(call, "track.html", status_of(refusal), form=refused)
        return reply.adding(problem_headers(refusal))
    proof = issue_pass(bridge.sealer, bridge.clock, tracked)
    return see_other(TRACKED).adding(_kept(call, proof, int(TERM.total_seconds())))


@operation(takes=FORM, gives=HTML)
async def forget_tracking(call: Call[None, None]) -> Reply:
    """Leave nothing of what was tracked in a browser that others use too."""
    return see_other("/", done="tracking_forgotten").adding(_kept(call, "", 0))


def proof_of(call: Call[Any, Any]) -> str:
    """Return the proof of what this browser tracked last, or nothing."""
    return call.request.cookies.get(COOKIE, "")


async def tracked_by(call: Call[Any, Any], proof: str) -> Tracked:
    """Return what a proof opens; raises TrackingEnded when it opens nothing any more."""
    bridge = call.bridge
    return await track_by_pass(bridge.database, bridge.clock, bridge.sealer, proof)


async def show_tracked(
    call: Call[Any, Any],
    tracked: Tracked,
    proof: str,
    status: int | None = None,
    form: Form | None = None,
) -> Reply:
    """Show how far something is, what is to be paid and what can be asked for."""
    bridge = call.bridge
    requests = await look_at_requests(bridge.database, tracked)
    payment = await look_up_payment(bridge.database, bridge.clock, tracked)
    picture = None
    if payment:
        # A picture of our own making: nothing in it was typed by anybody.
        drawn = payment_code(payment.beneficiary, payment.amount_dong, payment.purpose)
        picture = Markup(drawn)  # noqa: S704 - see above
    return show(
        call,
        "tracked.html",
        status,
        told=_told(tracked.document),
        center=tracked.center,
        paid_to_post=tracked.paid_to_post,
        payment=payment,
        picture=picture,
        one_time_codes=[
            (code, one_time_code(bridge.sealer, tracked.center, code))
            for code in tracked.coming_codes
        ],
        rating_wanted=may_rate(tracked),
        requests=requests,
        kinds=kinds_left(tracked, requests),
        proof=proof,
        form=form or Form(),
        empty=Form(),
    )


def ended(call: Call[Any, Any], refusal: TrackingEnded) -> Reply:
    """Ask for code and digits once more, because too much time has passed."""
    return show(call, "track.html", status_of(refusal), form=Form({}, refusal))


def _ask(call: Call[Any, Any], code: Tracking | None) -> Reply:
    return show(call, "track.html", form=Form({"code": str(code)} if code else {}))


def _kept(call: Call[Any, Any], proof: str, seconds: int) -> Mapping[str, str]:
    secure = "; Secure" if call.bridge.config.serves_tls else ""
    kept = f"{COOKIE}={proof}; Path={TRACKED}; Max-Age={seconds}; HttpOnly; SameSite=Strict"
    return {"Set-Cookie": f"{kept}{secure}"}


def _told(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a citizen is told, with days and moments to be written for people."""
    timeline = [
        {**entry, "on": _day(entry["on"]), "at": _moment(entry["at"])}
        for entry in document["timeline"]
    ]
    return {
        **document,
        "received_at": _moment(document["received_at"]),
        "due_on": _day(document["due_on"]),
        "due_at": _moment(document["due_at"]),
        "timeline": timeline,
    }


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
