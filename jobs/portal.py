"""Tells the national portal what is due and hears what it holds and lists, where it lets us in."""

from collections.abc import Mapping

from postal_bridge.domain.access import Center
from postal_bridge.usecases.hear_portal import PortalHearer
from postal_bridge.usecases.portal_account import PortalTools, entrance_of
from postal_bridge.usecases.read_portal_list import read_list_due
from postal_bridge.usecases.tell_portal import PortalTeller
from postal_bridge.wiring import Bridge


async def sync_portal(bridge: Bridge, center: Center, _minute: str) -> Mapping[str, int]:
    """Tell and hear what is due at a centre; nothing of a sandbox is told."""
    if center.sandbox:
        return {}
    tools = PortalTools(bridge.database, bridge.clock, bridge.sealer, bridge.open_portal)
    entrance = await entrance_of(tools, center)
    if entrance is None:
        return {}
    async with tools.open_portal(entrance.account) as portal:
        told = await PortalTeller(tools, center, entrance).tell_due(portal)
        heard = await PortalHearer(tools, center, entrance).hear_due(portal)
        listed = await read_list_due(tools, center, portal)
    return {**told, **heard, "listed": listed}
