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
    order = WantedOrder(
        order_id=uuid4(),
        carrier_code=carrier.code,
        consignment_code=code,
        kind=KIND_OF_LEG[leg],
        order_key=await _free_key(connection, center.center_id, carrier, code, dossier_code),
        wanted_at=now,
        wanted_by=login,
    )
    return await carrier_orders.add_order(connection, center.center_id, order)


async def _free_key(
    connection: Connection,
    center_id: int,
    carrier: LegCarrier,
    code: str,
    dossier_code: str | None,
) -> str:
    """Return by what a carrier knows the order: further ones of the same name are numbered.

    For a carrier an order that is there already is done, so no two of ours may be named alike.
    """
    named_by = carrier.named_by or usual_setting(carrier.kind, "named_by")
    name = dossier_code if named_by == "dossier" and dossier_code else code
    before = await carrier_orders.count_named(connection, center_id, carrier.code, name)
    return f"{name}.{before + 1}" if before else name
