"""Takes in what VNPost calls to tell a centre that is its customer; the same report counts once.

The call itself is proved, kept and told apart by the frame of incoming calls. What it reports is
kept with the reports of its carrier and understood with them within a minute.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from postal_bridge.domain.carrier import CarrierAccount, CarrierKind
from postal_bridge.domain.incoming import NotUnderstood, Received, Understood, Way
from postal_bridge.ports import Carriers, Permanent
from postal_bridge.sealing import Sealer
from postal_bridge.store import carrier_orders, carrier_reports, carriers
from postal_bridge.store.database import Database
from postal_bridge.usecases.carrier_accounts import account_of
from postal_bridge.usecases.incoming_sources import Source
from postal_bridge.usecases.take_carrier_reports import kept_reports

#: Under this name VNPost calls in.
NAME = "vnpost"
#: What its calls say of people.
_PERSONAL = frozenset({"DeliveryNote", "Data"})


def carrier_sources(
    database: Database, sealer: Sealer, carriers_to_ask: Carriers | None
) -> Mapping[str, Source]:
    """Return who calls in of the carriers, by name."""
    if carriers_to_ask is None:
        return {}
    calls = CarrierCalls(database, sealer, carriers_to_ask)
    return {
        NAME: Source(understand=calls.understand, ways=(Way.KEY, Way.SIGNED), personal=_PERSONAL)
    }


@dataclass(frozen=True, slots=True)
class CarrierCalls:
    """What calls of carriers are understood with."""

    database: Database
    sealer: Sealer
    carriers: Carriers

    async def understand(self, received: Received) -> Understood:
        """Keep what a call reports with the reports of its carrier."""
        center, body = received.center, received.call.body
        accounts = await self._accounts(received)
        if not accounts:
            raise NotUnderstood("no_carrier")
        unread = 0
        for account in accounts:
            try:
                report = (await self.carriers.of(account)).read_pushed(body)
            except Permanent:
                unread += 1
                continue
            kept = kept_reports(self.sealer, center, account, received.received_at, [report])
            async with self.database.transaction() as connection:
                order = await carrier_orders.order_meant(
                    connection, center.center_id, account.code, report.order_key, report.item_code
                )
                if order is None and account is not accounts[-1]:
                    continue  # It is of another contract with the same post.
                await carrier_reports.keep_reports(connection, center.center_id, account.code, kept)
            return Understood("report_kept", order.consignment_code if order else None)
        raise NotUnderstood("unreadable")

    async def _accounts(self, received: Received) -> list[CarrierAccount]:
        async with self.database.snapshot() as connection:
            found = await carriers.carriers_of(connection, received.center.center_id)
        return [
            account_of(self.sealer, received.center, kept)
            for kept, _ in found
            if kept.kind is CarrierKind.VNPOST_CUSTOMER
        ]
