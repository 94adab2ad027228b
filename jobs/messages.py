"""Sends what people are to be told, where somebody is named who carries it."""

from collections.abc import Mapping

from postal_bridge.domain.access import Center
from postal_bridge.domain.sandbox import Sandbox
from postal_bridge.usecases.send_messages import MessageSender
from postal_bridge.wiring import Bridge


def sender_of(bridge: Bridge) -> MessageSender:
    """Return what sends messages over a bridge."""
    only_to = bridge.config.messages.only_to
    return MessageSender(
        bridge.database,
        bridge.clock,
        bridge.sealer,
        bridge.messengers,
        bridge.config.base_url,
        Sandbox() if only_to is None else Sandbox.of(only_to),
    )


async def send_messages(bridge: Bridge, center: Center, _minute: str) -> Mapping[str, int]:
    """Send what is due at a centre."""
    if not bridge.messengers:
        return {}
    return {"sent": await sender_of(bridge).send_of(center)}
