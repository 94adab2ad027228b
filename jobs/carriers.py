"""Speaks with the carriers of a centre: tells them orders, and hears what became of them."""

from collections.abc import Mapping

from postal_bridge.domain.access import Center
from postal_bridge.usecases.apply_carrier_reports import ReportReader
from postal_bridge.usecases.follow_carriage import CarriageFollower
from postal_bridge.usecases.send_carrier_orders import OrderSender
from postal_bridge.usecases.take_carrier_reports import ReportTaker
from postal_bridge.wiring import Bridge


async def carrier_orders(bridge: Bridge, center: Center, _minute: str) -> Mapping[str, int]:
    """Send what is wanted of the carriers of a centre; a sandbox has none but its stories."""
    if bridge.carriers is None or center.sandbox:
        return {}
    follower = CarriageFollower(bridge.database, bridge.clock, bridge.sealer)
    taken_back = await follower.follow(center)
    sender = OrderSender(bridge.database, bridge.clock, bridge.sealer, bridge.carriers)
    return {**taken_back, **await sender.send_due(center)}


async def carrier_tracking(bridge: Bridge, center: Center, _minute: str) -> Mapping[str, int]:
    """Ask the carriers of a centre whose turn it is, and understand what all of them told."""
    if bridge.carriers is None or center.sandbox:
        return {}
    parts = bridge.database, bridge.clock, bridge.sealer, bridge.carriers
    told = await ReportTaker(*parts).pull_due(center)
    return {"told": told, **await ReportReader(*parts, bridge.scan_desk).understand(center)}
