"""Calls that other parties make to us: the carrier, the portal, and whoever carries messages."""

from postal_bridge.domain.incoming import IncomingCall
from postal_bridge.domain.incoming_refusals import NotGenuine, OutOfTime
from postal_bridge.domain.message import Channel
from postal_bridge.domain.message_refusals import ReportNotGenuine
from postal_bridge.domain.refusals import TooManyRequests
from postal_bridge.usecases.take_incoming import IncomingDesk, Taken
from routes.access import client_address
from routes.problems import UnknownAddress
from routes.route import JSON, Call, Reply, operation
from schemas.incoming import TakenCall

#: Nobody has more to say at once.
INCOMING_BYTES_MAX = 256 * 1024


@operation(
    takes=JSON,
    gives=TakenCall,
    status=202,
    refuses=(NotGenuine, OutOfTime, TooManyRequests),
    reads_bytes=True,
    body_bytes_max=INCOMING_BYTES_MAX,
)
async def take_incoming(call: Call[bytes, None]) -> Reply:
    """Take a call of another party, which is kept as it came and understood later.

    It is proved as the centre agreed with that party: by the headers `webhook-id`,
    `webhook-timestamp` and `webhook-signature` of the Standard Webhooks specification, by a key in
    a header, or in the party's own way. The same call is kept once, however often it comes. A
    centre or a party that is not known here has no address.
    """
    taken = await _take(call, call.path["source"])
    if taken is None:
        raise UnknownAddress
    return Reply({"call_id": taken.call_id, "repeated": taken.repeated})


@operation(
    takes=JSON,
    status=202,
    refuses=(ReportNotGenuine, TooManyRequests),
    reads_bytes=True,
    body_bytes_max=INCOMING_BYTES_MAX,
)
async def take_message_report(call: Call[bytes, None]) -> Reply:
    """Take a report of whoever carries messages, as `POST /api/v1/incoming/{center}/{source}` does.

    Reports of SMS come with the key that was agreed upon as a bearer token, those of Zalo signed by
    it.
    """
    try:
        channel = Channel(call.path["channel"])
    except ValueError:
        raise UnknownAddress from None
    try:
        taken = await _take(call, channel)
    except NotGenuine:
        raise ReportNotGenuine from None
    if taken is None:
        raise ReportNotGenuine
    return Reply()


async def _take(call: Call[bytes, None], source: str) -> Taken | None:
    bridge = call.bridge
    desk = IncomingDesk(bridge.database, bridge.clock, bridge.sealer, bridge.sources)
    came = IncomingCall(call.request.headers, call.body)
    return await desk.take((call.path["center"], source), came, client_address(call.request))
