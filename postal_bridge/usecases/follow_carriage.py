"""Keeps what was ordered of carriers in agreement with the things it was ordered for.

A thing that is lost, came back or was fetched otherwise needs nobody any more: its order is taken
back. When something else is to be collected than was ordered, because the citizen has paid or a fee
was changed, the order is taken back and ordered anew as long as the thing has not left; afterwards
a person is shown it. Each is done once, and followed by looking at what stands, not by each scan.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from postal_bridge.domain.access import Center, OfficeKind
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.carrier import CarrierAccount, OrderKind, OrderState
from postal_bridge.domain.custody import FINAL_STATES, State
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.sealing import Sealer
from postal_bridge.store import carrier_orders, carriers
from postal_bridge.store import orders_under_way as store
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.orders_under_way import EndedOrder
from postal_bridge.usecases.carrier_accounts import account_of
from postal_bridge.usecases.want_carriage import want_of_carrier

#: So many of each sort are seen to in one run; the next run goes on.
AT_ONCE = 500
#: Who takes back what has become needless, and why.
NEEDLESS = "-", "needless"
AMOUNT_CHANGED = "amount_changed"
#: Papers of such dossiers are not fetched any more.
NOT_AWAITED = (
    PortalStatus.NOT_ACCEPTED,
    PortalStatus.WITHDRAWAL_ASKED,
    PortalStatus.STOPPED,
)


@dataclass(frozen=True, slots=True)
class CarriageFollower:
    """What orders are followed with."""

    database: Database
    clock: Clock
    sealer: Sealer

    async def follow(self, center: Center) -> Mapping[str, int]:
        """Bring the orders of a centre into agreement; return how many were taken back."""
        now = self.clock()
        async with self.database.transaction() as connection:
            needless = await _see_to_ends(connection, center, now)
            changed = await self._see_to_amounts(connection, center, now)
            await _renew(connection, center, now)
        return {"taken_back": needless + changed}

    async def _see_to_amounts(self, connection: Connection, center: Center, now: datetime) -> int:
        """Have the right amount collected where that can be done; return how often it could."""
        found = await store.other_amounts(connection, center.center_id, AT_ONCE)
        if not found:
            return 0
        accounts = await self._accounts(connection, center)
        taken_back = 0
        for each in found:
            which = connection, center.center_id, each.order_id
            if each.due_dong == each.collect_dong:
                await store.note_amount(*which, None, (None, AMOUNT_CHANGED))
                continue
            can = accounts[each.carrier_code].takes_back and each.thing_state is State.REGISTERED
            if can and await carrier_orders.want_cancel(*which, now, ("-", AMOUNT_CHANGED)):
                await store.note_amount(*which, each.due_dong, (None, AMOUNT_CHANGED), renews=True)
                taken_back += 1
            else:
                trouble = AMOUNT_CHANGED, AMOUNT_CHANGED
                await store.note_amount(*which, each.due_dong, trouble)
        return taken_back

    async def _accounts(self, connection: Connection, center: Center) -> dict[str, CarrierAccount]:
        found = await carriers.carriers_of(connection, center.center_id)
        return {kept.code: account_of(self.sealer, center, kept) for kept, _ in found}


async def _see_to_ends(connection: Connection, center: Center, now: datetime) -> int:
    """Take back what nobody needs any more; return how much that was."""
    taken_back = 0
    for each in await store.ended_orders(
        connection, center.center_id, FINAL_STATES, NOT_AWAITED, AT_ONCE
    ):
        which = connection, center.center_id, each.order_id, now
        is_carried_out = _is_carried_out(each)
        if not is_carried_out:
            taken_back += await carrier_orders.want_cancel(*which, NEEDLESS)
        await store.note_done(*which, is_carried_out=is_carried_out)
    return taken_back


def _is_carried_out(each: EndedOrder) -> bool:
    """Tell whether an order led to where its thing is, as far as we see."""
    if each.state in (OrderState.WANTED, OrderState.REFUSED):
        return False
    if each.state is OrderState.SENT and each.is_due:
        return False  # Nobody knows whether it was taken, and it is not to be told once more.
    if each.kind is OrderKind.PICKUP:
        return each.thing_state in (State.DELIVERED, State.RETURNED)
    return each.thing_state is State.DELIVERED and each.ended_by is OfficeKind.POST


async def _renew(connection: Connection, center: Center, now: datetime) -> None:
    """Order anew what was taken back for that."""
    for each in await store.orders_to_renew(connection, center.center_id, AT_ONCE):
        await want_of_carrier(
            connection,
            center,
            each.wanted_by,
            each.consignment_code,
            each.leg,
            each.dossier_code,
            now,
        )
        await store.note_renewed(connection, center.center_id, each.order_id)
