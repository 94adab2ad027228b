"""The pages on which the post sees what citizens ask it to carry, and answers."""

from uuid import UUID

from postal_bridge.domain.carriage import RequestState
from postal_bridge.domain.citizen_refusals import CarriageRequestClosed, UnknownCarriageRequest
from postal_bridge.domain.refusals import InvalidInput, Refusal
from postal_bridge.usecases import answer_carriage as answering
from postal_bridge.usecases.citizen import Citizen
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.pages.sending import SENDING, fresh_sending, request_key_of
from routes.pages.undoing import led_on
from routes.places import BEGINNING, END, decode_uuid_place, encode_place
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.citizens import AnswerForm, PickupForm
from schemas.pages import PlaceAddress, RequestsAddress, Undoes
from schemas.shape import PAGE_LIMIT


@operation(query=RequestsAddress, gives=HTML)
async def show_requests(call: Call[None, RequestsAddress]) -> Reply:
    """Show what citizens ask the post for: open requests oldest first, others newest first."""
    state = call.query.state
    first = BEGINNING if state is RequestState.OPEN else END
    bridge = call.bridge
    found, last = await answering.list_requests(
        bridge.database,
        bridge.sealer,
        call.viewer,
        state,
        decode_uuid_place(call.query.cursor, first),
        PAGE_LIMIT,
    )
    return show(
        call,
        "wish_requests.html",
        requests=found,
        state=state,
        states=tuple(RequestState),
        next_cursor=encode_place(last),
        zone=call.viewer.center.zone,
    )


@operation(query=PlaceAddress, gives=HTML, refuses=(UnknownCarriageRequest,))
async def show_request(call: Call[None, PlaceAddress]) -> Reply:
    """Show one request with whom to call and where to go."""
    return await _show(call, Form())


@operation(takes=FORM, gives=HTML, refuses=(UnknownCarriageRequest, CarriageRequestClosed))
async def answer_request(call: Call[None, None]) -> Reply:
    """Take a request on, decline it for a reason that the citizen reads, or let it wait again."""
    request_id, form, bridge = _request_id(call), await read_form(call.request), call.bridge
    place = bridge.database, bridge.clock, call.viewer, request_id
    try:
        said = form.shaped(AnswerForm)
        if said.answer is RequestState.ACCEPTED:
            await answering.accept_carriage(*place)
            return see_other(f"/requests/{request_id}", done="request_accepted")
        if said.answer is RequestState.OPEN:
            await answering.take_back_answer(*place)
            return see_other(f"/requests/{request_id}", done="acceptance_undone")
        await answering.decline_carriage(*place, said.reason)
    except (CarriageRequestClosed, InvalidInput) as refusal:
        return await _show(call, form.refused(refusal))
    return led_on("/requests", "request_declined", request_id, undoes=Undoes.ANSWER)


@operation(takes=FORM, gives=HTML, refuses=(UnknownCarriageRequest, CarriageRequestClosed))
async def carry_request(call: Call[None, None]) -> Reply:
    """Register the consignment that an accepted request becomes."""
    request_id, form, bridge = _request_id(call), await read_form(call.request), call.bridge
    try:
        said = form.without(SENDING).shaped(PickupForm)
        await answering.carry_request(
            bridge.database,
            bridge.clock,
            bridge.sealer,
            call.viewer,
            request_key_of(call, form),
            request_id,
            Citizen(said.name, said.phone, said.address),
        )
    except UnknownCarriageRequest:
        raise
    except Refusal as refusal:
        return await _show(call, form.refused(refusal))
    return see_other(f"/requests/{request_id}", done="request_carried")


async def _show(call: Call[None, PlaceAddress] | Call[None, None], form: Form) -> Reply:
    bridge = call.bridge
    found = await answering.look_up_request(
        bridge.database, bridge.sealer, call.viewer, _request_id(call)
    )
    refusal: Refusal | None = form.refusal
    return show(
        call,
        "wish_request.html",
        status_of(refusal) if refusal else None,
        request=found,
        form=form,
        sending=fresh_sending(),
        zone=call.viewer.center.zone,
    )


def _request_id(call: Call[None, PlaceAddress] | Call[None, None]) -> UUID:
    try:
        return UUID(call.path["request_id"])
    except ValueError:
        raise UnknownCarriageRequest from None
