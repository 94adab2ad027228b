"""Goes on with the stories of sandbox centres."""

from collections.abc import Mapping

from postal_bridge.domain.access import Center
from postal_bridge.wiring import Bridge


async def go_on_with_stories(bridge: Bridge, center: Center, _minute: str) -> Mapping[str, int]:
    """Begin stories and do the beats that are due at a centre, where it is a sandbox."""
    return await bridge.storyteller.go_on(center)
