"""Sends what is to be told of receipts, where somebody is named who takes it."""

from postal_bridge.usecases.send_receipts import Sender
from postal_bridge.wiring import Bridge


async def send_receipts(bridge: Bridge) -> None:
    """Send what is due; several may do so at once."""
    if bridge.receipts is not None:
        await Sender(bridge.database, bridge.clock, bridge.receipts).send_due()
