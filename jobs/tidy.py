"""Tidies up behind sign-ins, throttles and repeated writes; doing it twice does no harm."""

from postal_bridge.usecases.tidy_access import tidy_access
from postal_bridge.wiring import Bridge


async def tidy(bridge: Bridge) -> None:
    """Remove what is of no more use."""
    await tidy_access(bridge.database, bridge.clock)
