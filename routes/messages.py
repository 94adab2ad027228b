"""What people were told, over HTTP: listed, read, sent again."""

from uuid import UUID

from postal_bridge.domain.message_refusals import MessageUnderWay, UnknownMessage
from postal_bridge.usecases import follow_messages as following
from postal_bridge.usecases.once import Answer
from routes.places import END, decode_uuid_place, encode_place
from routes.route import Call, Reply, operation
from schemas.messages import MessageShape, MessagesQuery, MessageStory
from schemas.shape import Page


@operation(query=MessagesQuery, gives=Page[MessageShape])
async def list_messages(call: Call[None, MessagesQuery]) -> Reply:
    """List what people were told and are to be told, the latest first."""
    bridge, query = call.bridge, call.query
    before = decode_uuid_place(query.cursor, END)
    items, last = await following.list_messages(
        bridge.database, bridge.sealer, call.viewer, query.state, before, query.limit
    )
    return Reply({"items": items, "next_cursor": encode_place(last)})


@operation(gives=MessageStory, refuses=(UnknownMessage,))
async def look_up_message(call: Call[None, None]) -> Reply:
    """Read a message in words, with every try to send it."""
    bridge = call.bridge
    return Reply(
        await following.look_up_message(
            bridge.database, bridge.sealer, call.viewer, message_id_of(call.path["message_id"])
        )
    )


@operation(gives=MessageStory, refuses=(UnknownMessage, MessageUnderWay))
async def resend_message(call: Call[None, None]) -> Answer:
    """Let a message go once more, from the first channel on.

    Who has opted out meanwhile is not told all the same.
    """
    return await following.send_again(call.asked, message_id_of(call.path["message_id"]))


def message_id_of(text: str) -> UUID:
    """Return the identity that an address names; what is none is the identity of nothing."""
    try:
        return UUID(text)
    except ValueError:
        raise UnknownMessage from None
