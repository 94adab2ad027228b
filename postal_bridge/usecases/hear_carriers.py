"""Takes in what VNPost calls to tell a centre that is its customer; the same report counts once.

The call itself is proved, kept and told apart by the frame of incoming calls. What it reports is
kept with the reports of its carrier and understood with them within a minute.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from postal_bridge.domain.access import Center
from postal_bridge.domain.carrier import CarrierAccount, CarrierKind, CarrierReport
from postal_bridge.domain.incoming import (
    IncomingCall,
    NotUnderstood,
    Received,
    Understood,
    Way,
)
from postal_bridge.ports import Carrier, Carriers, Permanent
from postal_bridge.sealing import Sealer
from postal_bridge.store import carrier_orders, carrier_reports, carriers
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.carrier_accounts import account_of
from postal_bridge.usecases.incoming_sources import Proof, Source
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
        NAME: Source(
            understand=calls.understand,
            load_proof=calls.load_proof,
            ways=(Way.KEY, Way.SIGNED, Way.OWN),
            event_id=lambda _call: None,
            essence=what_is_told,
            personal=_PERSONAL,
        )
    }


def what_is_told(body: bytes) -> bytes:
    """Return what a call tells, which is the same however often and whenever it is sent.

    VNPost's signature covers it, and need not cover anything else: neither the moment of sending
    nor a header may make another call of one that somebody listened to.
    """
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return body
    data = said.get("Data") if isinstance(said, dict) else None
    return data.encode("utf-8", "surrogatepass") if isinstance(data, str) else body


@dataclass(frozen=True, slots=True)
class CarrierCalls:
    """What calls of carriers are understood with."""

    database: Database
    sealer: Sealer
    carriers: Carriers

    async def load_proof(self, connection: Connection, center: Center) -> Proof:
        """Return how a call is proved by the public keys of the carriers of a centre."""
        known = await self._carriers(connection, center)

        def prove(call: IncomingCall, _secrets: Sequence[str], _now: datetime) -> bool:
            return any(carrier.proves(call.body) for _, carrier in known)

        return prove

    async def understand(self, received: Received) -> Understood:
        """Keep what a call reports with the reports of its carrier.

        Whoever signs it speaks of its own orders alone, and with a key agreed upon nobody speaks
        for it without a signature.
        """
        center, body = received.center, received.call.body
        async with self.database.snapshot() as connection:
            known = await self._carriers(connection, center)
        if not known:
            raise NotUnderstood("no_carrier")
        signers = [each for each in known if each[1].proves(body)]
        read = list(_read(signers or known, body))
        if not read:
            raise NotUnderstood("unreadable")
        async with self.database.transaction() as connection:
            (account, report), order = read[0], None
            for account, report in read:
                order = await carrier_orders.order_meant(
                    connection, center.center_id, account.code, report.order_key, report.item_code
                )
                if order is not None:
                    break  # Any other has another contract with the same post.
            report = await _by_their_clock(connection, center, account, report, received)
            kept = kept_reports(self.sealer, center, account, received.received_at, [report])
            await carrier_reports.keep_reports(connection, center.center_id, account.code, kept)
        return Understood("report_kept", order.consignment_code if order else None)

    async def _carriers(
        self, connection: Connection, center: Center
    ) -> list[tuple[CarrierAccount, Carrier]]:
        """Return those that call in."""
        found = await carriers.carriers_of(connection, center.center_id)
        accounts = [
            account_of(self.sealer, center, kept)
            for kept, _ in found
            if kept.kind is CarrierKind.VNPOST_CUSTOMER
        ]
        return [(account, await self.carriers.of(account)) for account in accounts]


async def _by_their_clock(
    connection: Connection,
    center: Center,
    account: CarrierAccount,
    report: CarrierReport,
    received: Received,
) -> CarrierReport:
    """Return a report with what the carrier's clock showed when we received it, where it says.

    The call says when it was sent. A clock that is slow makes all calls look late, so that the
    least lag of late is the clock's, and what is more was spent on the way.
    """
    if report.their_now is None:
        return report
    lag = received.received_at - report.their_now
    least = await carriers.note_lag(
        connection, center.center_id, account.code, lag, received.received_at
    )
    of_clock = min(lag, max(least, timedelta()))
    return replace(report, their_now=received.received_at - of_clock)


def _read(
    known: Sequence[tuple[CarrierAccount, Carrier]], body: bytes
) -> Iterator[tuple[CarrierAccount, CarrierReport]]:
    for account, carrier in known:
        with suppress(Permanent):
            yield account, carrier.read_pushed(body)
