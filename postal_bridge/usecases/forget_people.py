"""Forgets who people were when that need not be kept any more (TT 17/2017/TT-BTTTT Đ14).

Names, telephone numbers, addresses, words of citizens, who took what, and what proofs show go; what
happened, when, where and for how much stays, so that figures, books and chains of events hold as
before. How long is kept is a rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from postal_bridge.domain.access import Center
from postal_bridge.sealing import Sealer
from postal_bridge.store import forgetting
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.forgetting import Before
from postal_bridge.store.rules import load_retention
from postal_bridge.usecases.announce import no_addresses
from postal_bridge.usecases.ask_for_carriage import contact_place

#: So much is forgotten in one transaction, and in so many of them; the rest is the next run's.
BATCH = 200
BATCHES_MAX = 5_000


async def forget_people(
    database: Database, sealer: Sealer, center: Center, today: date
) -> Mapping[str, int]:
    """Forget what ended longer ago than is kept; return how many dossiers and consignments."""
    async with database.snapshot() as connection:
        years = await load_retention(connection, today)
    day = years_before(today, years)
    before = Before(day, datetime.combine(day, time.min, center.zone))
    forgotten = _Forgotten(sealer, center, before, today)
    for act in (forgotten.dossiers, forgotten.loose_consignments):
        for _ in range(BATCHES_MAX):
            async with database.transaction() as connection:
                if await act(connection) < BATCH:
                    break
    async with database.transaction() as connection:
        await forgetting.drop_incoming(connection, center.center_id, before)
        await forgetting.forget_captures(connection, center.center_id, before)
    return {"dossiers": forgotten.dossier_count, "consignments": forgotten.consignment_count}


def years_before(today: date, years: int) -> date:
    """Return the same day so many years before; of 29 February the day before it."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)


@dataclass(slots=True)
class _Forgotten:
    """What one run forgets, and how much that was."""

    sealer: Sealer
    center: Center
    before: Before
    today: date
    dossier_count: int = 0
    consignment_count: int = 0

    async def dossiers(self, connection: Connection) -> int:
        """Forget a batch of dossiers with all that belongs to them; return how many."""
        center_id = self.center.center_id
        codes = await forgetting.dossiers_to_forget(connection, center_id, self.before, BATCH)
        if codes:
            things = await forgetting.forget_dossiers(connection, center_id, codes, self.today)
            await self._scans_and_requests(connection, codes, things)
            messages = await forgetting.messages_of(connection, center_id, codes)
            addresses = {each: no_addresses(self.sealer, self.center, each) for each in messages}
            await forgetting.keep_addresses(connection, center_id, addresses)
            self.dossier_count += len(codes)
        return len(codes)

    async def loose_consignments(self, connection: Connection) -> int:
        """Forget a batch of consignments of no dossier; return how many."""
        center_id = self.center.center_id
        codes = await forgetting.loose_consignments(connection, center_id, self.before, BATCH)
        if codes:
            await forgetting.forget_loose(connection, center_id, codes)
            await self._scans_and_requests(connection, [], codes)
            self.consignment_count += len(codes)
        return len(codes)

    async def _scans_and_requests(
        self, connection: Connection, dossiers: Sequence[str], things: Sequence[str]
    ) -> None:
        center_id = self.center.center_id
        await forgetting.forget_scans(connection, center_id, things)
        requests = await forgetting.requests_of(connection, center_id, dossiers, things)
        nobody = {
            each: self.sealer.seal_json({}, contact_place(self.center.code, each))
            for each in requests
        }
        await forgetting.keep_contacts(connection, center_id, nobody)
