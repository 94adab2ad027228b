"""Has understood what other parties called to tell us, where somebody calls in."""

from collections.abc import Mapping

from postal_bridge.domain.access import Center
from postal_bridge.usecases.understand_incoming import Understanding
from postal_bridge.wiring import Bridge


async def understand_incoming(bridge: Bridge, center: Center, _minute: str) -> Mapping[str, int]:
    """Have understood what is due at a centre."""
    doing = Understanding(bridge.database, bridge.clock, bridge.sealer, bridge.sources)
    return {"understood": await doing.understand_due(center)}
