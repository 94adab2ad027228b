"""What citizens ask for and say from the page of what they track: carriage by the post, a rating.

Each form carries the proof that its sender tracked the dossier a short while ago.
"""

from postal_bridge.domain.citizen_refusals import (
    AlreadyRated,
    CarriageAsked,
    CarriageNotOpen,
    NotReturnedYet,
    TrackingEnded,
)
from postal_bridge.domain.masking import mask_phone
from postal_bridge.domain.refusals import Refusal, TooManyRequests
from postal_bridge.usecases import ask_for_carriage as asking
from postal_bridge.usecases import rate_service as rating
from postal_bridge.usecases.ask_for_carriage import Wish, open_kinds
from postal_bridge.usecases.rate_service import Rating
from postal_bridge.usecases.track import Tracked
from routes.access import client_address
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.pages.tracking import TRACKED, ended, proof_of, show_tracked, tracked_by
from routes.problems import problem_headers, status_of
from routes.route import HTML, Call, Reply, operation
from schemas.citizens import RatingForm, WishForm
from schemas.pages import WishAddress


@operation(takes=FORM, gives=HTML, refuses=(TrackingEnded, NotReturnedYet, AlreadyRated))
async def rate_by_form(call: Call[None, None]) -> Reply:
    """Keep what a citizen thinks of the service."""
    form, bridge = await read_form(call.request), call.bridge
    proof = form.value("proof")
    try:
        tracked = await tracked_by(call, proof)
    except TrackingEnded as refusal:
        return ended(call, refusal)
    try:
        said = form.shaped(RatingForm)
        await rating.rate_service(
            bridge.database,
            bridge.clock,
            bridge.sealer,
            tracked,
            Rating(said.satisfaction, said.word),
        )
    except Refusal as refusal:
        refused = form.refused(refusal)
        return await show_tracked(call, tracked, proof, status_of(refusal), refused)
    return see_other(TRACKED, done="rated")


@operation(query=WishAddress, gives=HTML)
async def ask_wish(call: Call[None, WishAddress]) -> Reply:
    """Show the form by which the post is asked for pickup or delivery."""
    proof = proof_of(call)
    try:
        tracked = await tracked_by(call, proof)
    except TrackingEnded as refusal:
        return ended(call, refusal)
    if call.query.kind not in open_kinds(tracked):
        return see_other(TRACKED)
    return _show_wish(call, tracked, Form({"proof": proof, "kind": call.query.kind}))


@operation(
    takes=FORM,
    gives=HTML,
    refuses=(TrackingEnded, CarriageNotOpen, CarriageAsked, TooManyRequests),
)
async def make_wish(call: Call[None, None]) -> Reply:
    """Keep what a citizen asks the post for."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        tracked = await tracked_by(call, form.value("proof"))
    except TrackingEnded as refusal:
        return ended(call, refusal)
    try:
        said = form.shaped(WishForm)
        wish = Wish(said.kind, said.name, said.phone, said.address, said.note)
        address = client_address(call.request)
        await asking.ask_for_carriage(
            bridge.database, bridge.clock, bridge.sealer, tracked, wish, address
        )
    except (CarriageNotOpen, CarriageAsked) as refusal:
        refused = Form({}, refusal)
        return await show_tracked(call, tracked, form.value("proof"), status_of(refusal), refused)
    except Refusal as refusal:
        reply = _show_wish(call, tracked, form.refused(refusal), status_of(refusal))
        return reply.adding(problem_headers(refusal))
    return see_other(TRACKED, done="carriage_asked")


def _show_wish(
    call: Call[None, WishAddress] | Call[None, None],
    tracked: Tracked,
    form: Form,
    status: int | None = None,
) -> Reply:
    return show(
        call,
        "wish.html",
        status,
        form=form,
        code=tracked.code,
        phone=mask_phone(tracked.citizen.phone or ""),
        address_known=asking.knows_address(tracked),
    )
