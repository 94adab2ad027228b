"""What people were told: what waits and what failed, one message with its history, sent again."""

from postal_bridge.domain.message import SENT_AGAIN, Channel, MessageState
from postal_bridge.domain.message_refusals import MessageUnderWay, UnknownMessage
from postal_bridge.usecases import follow_messages as following
from postal_bridge.usecases.keep_message_rules import look_up_rules
from routes.messages import message_id_of
from routes.pages.forms import FORM, read_form, see_other
from routes.pages.frame import show
from routes.pages.things import with_times
from routes.places import END, decode_uuid_place, encode_place
from routes.route import HTML, Call, Reply, operation
from schemas.messages import MessagesAddress
from schemas.pages import PlaceAddress
from schemas.shape import PAGE_LIMIT

PAGE = "/admin/messages"


@operation(query=MessagesAddress, gives=HTML)
async def show_messages(call: Call[None, MessagesAddress]) -> Reply:
    """Show how messages and channels are doing, and the messages in some state."""
    bridge, viewer, query = call.bridge, call.viewer, call.query
    before = decode_uuid_place(query.cursor, END)
    overview = await following.look_up_messages(bridge.database, bridge.clock, viewer)
    found, last = await following.list_messages(
        bridge.database, bridge.sealer, viewer, query.state, before, PAGE_LIMIT
    )
    counts = {
        state: sum(each.messages for each in overview.counted if each.state is state)
        for state in MessageState
    }
    return show(
        call,
        "admin_messages.html",
        overview=overview,
        costs={each.channel: each for each in overview.costs},
        counts=counts,
        waiting=_by_channel(overview, MessageState.WAITING, MessageState.SENDING),
        failed=_by_channel(overview, MessageState.FAILED),
        rules=await look_up_rules(bridge.database, viewer),
        carried=frozenset(bridge.messengers),
        sandboxed=bridge.config.messages.only_to is not None,
        messages=[with_times(each) for each in found],
        states=tuple(MessageState),
        state=query.state,
        days=following.TOLD_DAYS,
        next_cursor=encode_place(last),
        now=bridge.clock(),
        zone=viewer.center.zone,
    )


def _by_channel(overview: following.Overview, *states: MessageState) -> dict[Channel, int]:
    return {
        channel: sum(
            each.messages
            for each in overview.counted
            if each.channel is channel and each.state in states
        )
        for channel in Channel
    }


@operation(query=PlaceAddress, gives=HTML, refuses=(UnknownMessage,))
async def show_message(call: Call[None, PlaceAddress]) -> Reply:
    """Show a message in words, with every try to send it."""
    bridge = call.bridge
    found = await following.look_up_message(
        bridge.database, bridge.sealer, call.viewer, message_id_of(call.path["message_id"])
    )
    return show(
        call,
        "admin_message.html",
        message=with_times(found),
        may_resend=MessageState(found["state"]) in SENT_AGAIN and found["channel"] is not None,
        zone=call.viewer.center.zone,
    )


@operation(takes=FORM, gives=HTML, refuses=(UnknownMessage, MessageUnderWay))
async def resend_by_form(call: Call[None, None]) -> Reply:
    """Let a message go once more."""
    await read_form(call.request)
    message_id = message_id_of(call.path["message_id"])
    await following.send_again(call.asked_under(None), message_id)
    return see_other(f"{PAGE}/{message_id}", done="sent_again")
