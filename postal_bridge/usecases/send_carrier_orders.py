"""Sends what is wanted of carriers: each order once on their side, whatever happens on the way.

Orders are taken for the time of a lease, told while no connection is held, and settled. Whoever is
killed in between has told one perhaps: it is told again under the same key, by which the carrier
knows it. Carriers are spoken to side by side, and one that fails gets a single order at a time.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from postal_bridge.domain.access import Center
from postal_bridge.domain.backoff import TELLING
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.carrier import (
    CarriageOrder,
    CarriedParty,
    CarrierAccount,
    Ordered,
    OrderKind,
    OrderState,
)
from postal_bridge.domain.custody import CITIZEN, FINAL_STATES
from postal_bridge.ports import Carrier, Carriers, OutsideError, Permanent, Trouble
from postal_bridge.sealing import Sealer
from postal_bridge.store import carrier_orders as store
from postal_bridge.store import carriers as carrier_store
from postal_bridge.store.carrier_orders import OrderFacts, TakenOrder
from postal_bridge.store.database import Connection, Database
from postal_bridge.telemetry import CARRIER_ORDERS
from postal_bridge.usecases.carrier_accounts import account_of, words_of
from postal_bridge.usecases.citizen import open_citizen
from postal_bridge.usecases.follow_carriage import NEEDLESS

#: Much longer than another party is waited for.
LEASE = timedelta(minutes=2)
#: So many orders are told to one carrier side by side, once it has answered one.
WAVE = 10
#: A carrier is told so much in one run, or for so long; the next run, which all of them wait for
#: together, goes on.
WAVES_IN_A_RUN, RUN = 50, timedelta(seconds=40)
NO_CITIZEN = "no_citizen"


@dataclass(frozen=True, slots=True)
class _Told:
    """What came of telling an order: what the carrier answered, or why it did not."""

    taken: TakenOrder
    at: datetime
    ordered: Ordered | None = None
    cancelled: bool = False
    failed: OutsideError | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True)
class OrderSender:
    """What orders are sent with."""

    database: Database
    clock: Clock
    sealer: Sealer
    carriers: Carriers

    async def send_due(self, center: Center) -> Mapping[str, int]:
        """Send what is due at a centre; return how many orders were taken and taken back."""
        async with self.database.snapshot() as connection:
            found = await carrier_store.carriers_of(connection, center.center_id)
        ways = [
            self._send_to(center, account_of(self.sealer, center, kept))
            for kept, _ in found
            if not kept.is_paused
        ]
        done: Counter[str] = Counter()
        # What goes wrong with one carrier is told when the others have got theirs.
        for counts in await asyncio.gather(*ways, return_exceptions=True):
            if isinstance(counts, BaseException):
                raise counts
            done += counts
        return {"ordered": done["ordered"], "cancelled": done["cancelled"]}

    async def _send_to(self, center: Center, account: CarrierAccount) -> Counter[str]:
        carrier, done, most = await self.carriers.of(account), Counter[str](), 1
        began = self.clock()
        for _ in range(WAVES_IN_A_RUN):
            if self.clock() - began > RUN:
                break
            wave, further = await self._take(center, account, most)
            answered = 0
            telling = [self._tell(account, carrier, *each) for each in wave]
            for coming in asyncio.as_completed(telling):
                told = await coming
                outcome = await self._settle(center, told)
                CARRIER_ORDERS.labels(outcome).inc()
                done[outcome] += 1
                answered += outcome != "later"
            if not further or (wave and not answered):
                break
            most = WAVE
        return done

    async def _take(
        self, center: Center, account: CarrierAccount, most: int
    ) -> tuple[list[tuple[TakenOrder, CarriageOrder]], bool]:
        """Take orders and make them ready to be told; the other part is whether any were due."""
        now, center_id = self.clock(), center.center_id
        ready: list[tuple[TakenOrder, CarriageOrder]] = []
        async with self.database.transaction() as connection:
            lease = now, now + LEASE
            due = await store.take_orders(connection, center_id, account.code, lease, most)
            for taken in due:
                order = await self._ready(connection, center, account, taken, now)
                if order is not None:
                    ready.append((taken, order))
        return ready, bool(due)

    async def _ready(
        self,
        connection: Connection,
        center: Center,
        account: CarrierAccount,
        taken: TakenOrder,
        now: datetime,
    ) -> CarriageOrder | None:
        """Return an order as it is told, or None where there is nothing to be told any more."""
        facts = await store.facts_of_order(connection, center.center_id, taken.consignment_code)
        assert facts is not None, "an order names a consignment"
        is_new = taken.state is OrderState.SENT and not taken.asked_before
        if is_new and _is_needless(taken.kind, facts):
            await store.note_needless(connection, center.center_id, taken.order_id, now, NEEDLESS)
            return None
        citizen = open_citizen(self.sealer, center.code, facts.code, facts.party_sealed)
        if citizen is None and is_new:
            why = NO_CITIZEN, None
            await store.note_refused(connection, center.center_id, taken, why, now, in_vain=True)
            return None
        collect_dong = taken.collect_dong
        if is_new:
            collect_dong = facts.due_dong if taken.kind is OrderKind.DELIVERY else 0
            await store.keep_amount(connection, center.center_id, taken.order_id, collect_dong)
        party = CarriedParty(citizen.name, citizen.address, citizen.phone) if citizen else None
        return CarriageOrder(
            key=taken.order_key,
            kind=taken.kind,
            item_code=facts.code,
            agency=_agency(center, account, facts),
            citizen=party or CarriedParty(""),
            collect_dong=collect_dong,
            words=facts.dossier_code or facts.code,
            asked_before=taken.asked_before,
            reference=taken.reference,
        )

    async def _tell(
        self, account: CarrierAccount, carrier: Carrier, taken: TakenOrder, order: CarriageOrder
    ) -> _Told:
        """Tell a carrier of one order and say what came of it."""
        try:
            if taken.state is OrderState.CANCEL_WANTED:
                done = await carrier.cancel(order)
                return _Told(taken, self.clock(), cancelled=done)
            ordered = await carrier.order(order)
            return _Told(taken, self.clock(), ordered)
        except OutsideError as error:
            said = words_of(account, error, order.citizen)
            return _Told(taken, self.clock(), failed=error, said=said)

    async def _settle(self, center: Center, told: _Told) -> str:
        """Note what came of an order and say it in a word."""
        center_id, taken, at = center.center_id, told.taken, told.at
        async with self.database.transaction() as connection:
            if told.failed is not None:
                return await self._settle_failed(connection, center_id, told, told.failed)
            if told.ordered is not None:
                await store.note_ordered(connection, center_id, taken.order_id, at, told.ordered)
                return "ordered"
            if told.cancelled:
                await store.note_cancelled(connection, center_id, taken.order_id, at)
                return "cancelled"
            await store.note_cancel_heard(connection, center_id, taken)
            return "cancel_heard"

    async def _settle_failed(
        self, connection: Connection, center_id: int, told: _Told, failed: OutsideError
    ) -> str:
        taken, at, why = told.taken, told.at, (failed.trouble.value, told.said)
        if not isinstance(failed, Permanent):
            again = at + TELLING.pause_apart(taken.failures + 1, taken.order_id.hex)
            await store.note_later(connection, center_id, taken, why, again)
            return "later"
        if taken.state is OrderState.CANCEL_WANTED:
            await store.note_kept(connection, center_id, taken, why)
        else:
            # What is said of this try says nothing of one before that got no answer.
            in_vain = failed.trouble is not Trouble.UNSURE and not taken.asked_before
            await store.note_refused(connection, center_id, taken, why, at, in_vain=in_vain)
        return "refused"


def _is_needless(kind: OrderKind, facts: OrderFacts) -> bool:
    """Tell whether nobody has to come any more: it is there, or was brought by somebody else."""
    fetched = kind is OrderKind.PICKUP and facts.holder != CITIZEN
    return fetched or facts.state in FINAL_STATES


def _agency(center: Center, account: CarrierAccount, facts: OrderFacts) -> CarriedParty:
    """Return the agency at the other end; a department has an address of its own if it said so."""
    own = facts.agency_code != center.code
    return CarriedParty(
        facts.agency_name if own and facts.agency_name else center.name,
        (facts.agency_address if own else None) or account.says("agency_address"),
        account.says("agency_phone"),
    )
