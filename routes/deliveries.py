"""Who took a consignment over, and where that was."""

from postal_bridge.domain.refusals import UnknownCode
from postal_bridge.usecases import look_up_deliveries as looking_up
from routes.route import Call, Reply, operation
from schemas.deliveries import DeliveryAttemptsQuery, DeliveryAttemptsShape


@operation(query=DeliveryAttemptsQuery, gives=DeliveryAttemptsShape, refuses=(UnknownCode,))
async def list_delivery_attempts(call: Call[None, DeliveryAttemptsQuery]) -> Reply:
    """List the attempts to hand a consignment over: who took it, and where the device was.

    Names are masked. With `whole=true` the centre sees everything, a post office what its own
    people told, and that it was looked at is noted.
    """
    bridge, viewer, code = call.bridge, call.viewer, call.path["code"]
    if call.query.whole:
        opened = await looking_up.open_deliveries(
            bridge.database, bridge.clock, bridge.sealer, viewer, code
        )
        return Reply({"items": opened})
    listed = await looking_up.list_deliveries(bridge.database, bridge.sealer, viewer, code)
    return Reply({"items": listed})
