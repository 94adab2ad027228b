"""What becomes of messages, as those who carry them report it."""

from postal_bridge.domain.message import Channel
from postal_bridge.domain.message_refusals import ReportNotGenuine
from postal_bridge.usecases.take_reports import take_report
from routes.problems import UnknownAddress
from routes.route import JSON, Call, Reply, operation

#: No report is longer.
REPORT_BYTES_MAX = 64 * 1024


@operation(
    takes=JSON,
    status=202,
    refuses=(ReportNotGenuine,),
    reads_bytes=True,
    body_bytes_max=REPORT_BYTES_MAX,
)
async def take_message_report(call: Call[bytes, None]) -> Reply:
    """Take a report of whoever carries messages, which is kept as it came and understood later.

    Reports of SMS come with the key that was agreed upon as a bearer token, those of Zalo signed by
    it. The same report is kept once.
    """
    bridge = call.bridge
    try:
        channel = Channel(call.path["channel"])
    except ValueError:
        raise UnknownAddress from None
    await take_report(
        bridge.database,
        bridge.clock,
        bridge.sealer,
        bridge.messengers.get(channel),
        (call.path["center"], channel),
        call.request.headers,
        call.body,
    )
    return Reply()
