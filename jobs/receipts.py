"""Sends what is to be told of receipts, where somebody is named who takes it."""

from collections.abc import Mapping

from postal_bridge.domain.access import Center
from postal_bridge.usecases.send_receipts import Sender
from postal_bridge.wiring import Bridge


async def send_receipts(bridge: Bridge, center: Center, _minute: str) -> Mapping[str, int]:
    """Send what is due at a centre; what a sandbox collects is no money."""
    if bridge.receipts is None or center.sandbox:
        return {}
    return {"sent": await Sender(bridge.database, bridge.clock, bridge.receipts).send_due(center)}
