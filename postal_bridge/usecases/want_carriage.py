"""Wants something of a carrier when a consignment is registered for a citizen's door.

The order is written with the consignment and sent later (`send_carrier_orders.py`); what the post
registers itself it has in its hands already.
"""

from datetime import datetime
from uuid import uuid4

from postal_bridge.domain.access import Center, Role, Viewer
from postal_bridge.domain.carrier import KIND_OF_LEG
from postal_bridge.domain.carrier_settings import usual_setting
from postal_bridge.domain.custody import Leg
from postal_bridge.store import carrier_orders, carriers
from postal_bridge.store.carrier_orders import WantedOrder
from postal_bridge.store.carriers import LegCarrier
from postal_bridge.store.database import Connection

#: So often a name is looked for that nobody else takes at the same moment.
NAMES_TRIED = 20


async def want_carriage(
    connection: Connection,
    viewer: Viewer,
    code: str,
    leg: Leg,
    dossier_code: str | None,
    now: datetime,
) -> None:
    """Want a consignment that was just registered carried, where a carrier is there for its leg."""
    if leg in KIND_OF_LEG and viewer.role is not Role.POST:
        await want_of_carrier(connection, viewer.center, viewer.login, code, leg, dossier_code, now)


async def want_of_carrier(
    connection: Connection,
    center: Center,
    login: str,
    code: str,
    leg: Leg,
    dossier_code: str | None,
    now: datetime,
) -> bool:
    """Want a consignment carried by whoever carries on its leg today; tell whether it now is."""
    day = now.astimezone(center.zone).date()
    carrier = await carriers.carrier_of_leg(connection, center.center_id, leg, day)
    if carrier is None:
        return False
    # For a carrier an order that is there already is done, so no two of ours may be named alike:
    # further ones of the same name are numbered.
    name, number = _name(carrier, code, dossier_code), 0
    for _ in range(NAMES_TRIED):
        named = await carrier_orders.count_named(connection, center.center_id, carrier.code, name)
        number = max(named, number) + 1
        order = WantedOrder(
            order_id=uuid4(),
            carrier_code=carrier.code,
            consignment_code=code,
            kind=KIND_OF_LEG[leg],
            order_key=name if number == 1 else f"{name}.{number}",
            wanted_at=now,
            wanted_by=login,
        )
        if await carrier_orders.add_order(connection, center.center_id, order):
            return True
        if await carrier_orders.is_open(connection, center.center_id, code):
            return False
        # Somebody else took the name between the look and the writing.
    raise RuntimeError("no name for an order is free")


def _name(carrier: LegCarrier, code: str, dossier_code: str | None) -> str:
    """Return by what a carrier knows orders for a thing."""
    named_by = carrier.named_by or usual_setting(carrier.kind, "named_by")
    return dossier_code if named_by == "dossier" and dossier_code else code
