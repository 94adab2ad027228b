"""Calls of other parties: what waits, what nobody understood, one opened, read again, settled."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from postal_bridge.domain.incoming import FOR_A_PERSON, IncomingState
from postal_bridge.domain.incoming_refusals import IncomingNotOpen, UnknownIncoming
from postal_bridge.domain.refusals import Refusal
from postal_bridge.usecases import follow_incoming as following
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.pages.incoming_words import WORDS
from routes.places import END, decode_uuid_place, encode_place
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.incoming import IncomingAddress, SettleForm
from schemas.pages import PlaceAddress
from schemas.shape import PAGE_LIMIT

PAGE = "/admin/incoming"
#: What sources say of their calls may be words that no page knows; those are shown as they are.
_KNOWN: dict[str, Any] = {"known": {kind: frozenset(words) for kind, words in WORDS.items()}}


@operation(query=IncomingAddress, gives=HTML)
async def show_incoming(call: Call[None, IncomingAddress]) -> Reply:
    """Show how many calls of each party are in each state, and those that are asked for."""
    bridge, viewer, query = call.bridge, call.viewer, call.query
    before = decode_uuid_place(query.cursor, END)
    counted = await following.count_incoming(bridge.database, bridge.clock, viewer)
    counts: dict[str, dict[IncomingState, int]] = defaultdict(lambda: defaultdict(int))
    for name in bridge.sources:
        counts[name] = defaultdict(int)
    for each in counted:
        counts[each.source][each.state] = each.calls
    found, last = await following.list_incoming(
        bridge.database, viewer, (query.source, query.state), before, PAGE_LIMIT
    )
    return show(
        call,
        "admin_incoming.html",
        counts=counts,
        states=tuple(IncomingState),
        source=query.source,
        state=query.state,
        calls=found,
        days=following.COUNTED_DAYS,
        next_cursor=encode_place(last),
        zone=viewer.center.zone,
        **_KNOWN,
    )


@operation(query=PlaceAddress, gives=HTML, refuses=(UnknownIncoming,))
async def show_call(call: Call[None, PlaceAddress]) -> Reply:
    """Show a call without what it said."""
    return await _one(call, Form())


@operation(query=PlaceAddress, gives=HTML, refuses=(UnknownIncoming,))
async def open_call(call: Call[None, PlaceAddress]) -> Reply:
    """Show a call with what it said, people masked; who opens it is noted."""
    bridge = call.bridge
    found, opened = await following.open_incoming(
        bridge.database, bridge.clock, bridge.sealer, bridge.sources, call.viewer, _call_id(call)
    )
    return _shown(call, Form(), found, opened)


@operation(takes=FORM, gives=HTML, refuses=(UnknownIncoming, IncomingNotOpen))
async def understand_again(call: Call[None, None]) -> Reply:
    """Have a call understood once more."""
    await read_form(call.request)
    await following.understand_again(call.asked_under(None), _call_id(call))
    return see_other(f"{PAGE}/{_call_id(call)}", done="understood_again")


@operation(takes=FORM, gives=HTML, refuses=(UnknownIncoming, IncomingNotOpen))
async def settle_call(call: Call[None, None]) -> Reply:
    """Settle a call with a reason."""
    form = await read_form(call.request)
    try:
        said = form.shaped(SettleForm)
        await following.settle_incoming(call.asked_under(None), _call_id(call), said.reason)
    except (UnknownIncoming, IncomingNotOpen):
        raise
    except Refusal as refusal:
        return await _one(call, form.refused(refusal))
    return see_other(f"{PAGE}/{_call_id(call)}", done="call_settled")


async def _one(call: Call[Any, Any], form: Form) -> Reply:
    found = await following.look_up_incoming(call.bridge.database, call.viewer, _call_id(call))
    return _shown(call, form, found, None)


def _shown(
    call: Call[Any, Any],
    form: Form,
    found: Any,
    opened: following.OpenedCall | None,
) -> Reply:
    return show(
        call,
        "admin_incoming_call.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        kept=found,
        opened=opened,
        is_open=found.state in FOR_A_PERSON,
        path=f"{PAGE}/{found.call_id}",
        zone=call.viewer.center.zone,
        **_KNOWN,
    )


def _call_id(call: Call[Any, Any]) -> UUID:
    try:
        return UUID(call.path["call_id"])
    except ValueError:
        raise UnknownIncoming from None
