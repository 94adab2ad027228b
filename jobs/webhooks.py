"""Tells programs of others what happened, where somebody asked for it."""

from collections.abc import Mapping

from postal_bridge.domain.access import Center
from postal_bridge.usecases.tell_webhooks import WebhookTeller
from postal_bridge.wiring import Bridge


async def tell_webhooks(bridge: Bridge, center: Center, _minute: str) -> Mapping[str, int]:
    """Tell what is due at a centre."""
    teller = WebhookTeller(bridge.database, bridge.clock, bridge.sealer, bridge.open_webhooks)
    return {"told": await teller.tell_due(center)}
