"""Tidies up behind sign-ins, throttles and repeated writes; doing it twice does no harm."""

from collections.abc import Mapping

from postal_bridge.domain.access import Center
from postal_bridge.usecases.tidy_access import tidy_access
from postal_bridge.wiring import Bridge


async def tidy(bridge: Bridge, center: Center, _hour: str) -> Mapping[str, int]:
    """Remove what is of no more use at a centre."""
    await tidy_access(bridge.database, bridge.clock, center)
    return {}
