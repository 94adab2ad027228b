"""The carrier of the demonstration: a VNPost of its own, served beside it, that takes every order.

What is registered for citizens while people try things out is ordered of it over HTTP, as it would
be of the real one. What happens on the way is scanned by those who try.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

from postal_bridge.cli.demonstration.place import CENTER_CODE
from postal_bridge.domain.carrier import CarrierKind, LegTerms
from postal_bridge.domain.custody import Leg
from postal_bridge.gateways.vnpost_stand_in import VnpostStandIn, settings_of_centre
from postal_bridge.gateways.vnpost_stories import Living, living
from postal_bridge.store import carriers, people
from postal_bridge.usecases.keep_carriers import Keeping, StatedCarrier
from postal_bridge.usecases.note_change import operator_of
from postal_bridge.usecases.once import Asked
from postal_bridge.wiring import Bridge

_CODE = "VNPOST"
_SINCE = date(2026, 1, 1)
_SOURCE = "Hợp đồng của bản trình diễn"


@asynccontextmanager
async def carrying(bridge: Bridge) -> AsyncIterator[None]:
    """Serve a stand-in of VNPost as long as the block lasts, and let results be ordered of it.

    Pickups are left to people, for the demonstration's post fetches what it is asked to.
    """
    async with living(Living(VnpostStandIn(bridge.clock))) as address:
        async with bridge.database.transaction() as connection:
            center = await people.center_by_code(connection, CENTER_CODE)
        assert center is not None, "the demonstration was made"
        settings, secrets = settings_of_centre(address)
        stated = StatedCarrier(
            _CODE, "VNPost (bản thử)", CarrierKind.VNPOST_HCC, settings, secrets, pull_minutes=1
        )
        asked = Asked(bridge.database, bridge.clock, bridge.sealer, operator_of(center))
        await Keeping(asked, bridge.config.private_carrier_hosts).keep(stated)
        async with bridge.database.transaction() as connection:
            if not await carriers.legs_of(connection, center.center_id, Leg.OUTBOUND):
                terms = LegTerms(Leg.OUTBOUND, _SINCE, _CODE, _SOURCE)
                await carriers.put_leg(connection, center.center_id, terms)
        yield
