"""Books what happened to money, in the transaction in which it happened.

Every fact is booked once; what takes a fact back reverses its entry. The journal of a centre is
locked last, after all rows that a transaction writes, and until it ends: whoever holds it waits for
nobody. What the entries are is judged in `domain.booking`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from uuid import UUID

from postal_bridge.domain.access import Center
from postal_bridge.domain.booking import (
    Reason,
    Source,
    Standing,
    Taken,
    collected,
    count_corrected,
    dossiers_of,
    handed_in,
    in_order,
    parts_of,
    set_off,
    taken_back,
)
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.fees import Part
from postal_bridge.domain.ledger import Account, Booked, Entry, chain
from postal_bridge.store import ledger
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.periods import note_late

#: Collections booked together: enough to make the round trips vanish.
BOOK_ROWS = 5_000


@dataclass(slots=True)
class Journal:
    """The journal of a centre while it is locked: what is written in it is kept at the end."""

    connection: Connection
    center_id: int
    now: datetime
    sequence: int
    last_hash: bytes
    standing: Standing = field(default_factory=Standing)
    booked: list[Booked] = field(default_factory=list)

    @classmethod
    async def lock(cls, connection: Connection, center_id: int, now: datetime) -> Self:
        """Lock the journal until the transaction ends."""
        return cls(connection, center_id, now, *await ledger.lock_journal(connection, center_id))

    async def learn(self, dossier_codes: Iterable[str], pockets: Iterable[str] = ()) -> None:
        """Learn how it stands with dossiers, and with the cash of people.

        Before the lock nobody knows: somebody else may be taking money for them.
        """
        codes = set(dossier_codes)
        wanted: dict[Account, Iterable[str]] = {}
        if codes:
            wanted = {Account.CITIZEN_RECEIVABLE: codes, Account.SUSPENSE: codes}
        if pockets:
            wanted[Account.COURIER_CASH] = pockets
        read = ledger.how_it_stands
        self.standing = await read(self.connection, self.center_id, wanted)

    def write(self, entry: Entry) -> Booked:
        """Put an entry at the end."""
        (booked,) = chain([entry], self.sequence, self.last_hash, self.now)
        self.booked.append(booked)
        self.sequence, self.last_hash = booked.sequence + 1, booked.hash
        self.standing.note(entry.postings)
        return booked

    def write_with_set_off(self, entry: Entry) -> Booked:
        """Put an entry at the end, and what evens out what it leaves owed and kept."""
        booked = self.write(entry)
        for dossier_code in dossiers_of(entry):
            follows = set_off(entry.fact, dossier_code, self.standing)
            if follows is not None:
                self.write(follows)
        return booked

    async def save(self) -> None:
        """Keep what was written."""
        if self.booked:
            await ledger.append(self.connection, self.center_id, self.booked)
            self.booked = []


async def book_collections(
    connection: Connection, center_id: int, collection_ids: Sequence[UUID], now: datetime
) -> None:
    """Book collections that were just written, reversals among them."""
    if collection_ids:
        await _book(await Journal.lock(connection, center_id, now), collection_ids)


async def book_entries(
    connection: Connection, center_id: int, entries: Sequence[Entry], now: datetime
) -> None:
    """Book entries that their own rows decide, as the last thing of a transaction.

    What they leave owed and kept for citizens is evened out.
    """
    if entries:
        journal = await Journal.lock(connection, center_id, now)
        await journal.learn({code for entry in entries for code in dossiers_of(entry)})
        for entry in entries:
            journal.write_with_set_off(entry)
        await journal.save()


async def _book(journal: Journal, collection_ids: Sequence[UUID]) -> None:
    for start in range(0, len(collection_ids), BOOK_ROWS):
        some = collection_ids[start : start + BOOK_ROWS]
        taken = await ledger.collections_to_book(journal.connection, journal.center_id, some)
        await journal.learn({each.dossier_code for each in taken})
        await _book_some(journal, in_order(taken))


async def _book_some(journal: Journal, taken: Sequence[Taken]) -> None:
    connection, center_id = journal.connection, journal.center_id
    await note_late(connection, center_id, [each.collection_id for each in taken])
    targets = {str(each.reverses) for each in taken if each.reverses}
    found = await ledger.entries_of_facts(connection, center_id, Source.COLLECTION, targets)
    originals = {each.entry.fact.source_id: each for each in found}
    parts: list[tuple[UUID, Part]] = []
    for each in taken:
        if each.reverses is None:
            booked = journal.write(collected(each, journal.standing))
            originals[str(each.collection_id)] = booked
        else:
            entry = taken_back(each, originals[str(each.reverses)])
            booked = journal.write_with_set_off(entry)
        parts += [(each.collection_id, part) for part in parts_of(booked.entry)]
    await journal.save()
    await ledger.add_collection_parts(connection, center_id, parts)


async def book_counts(
    connection: Connection, center_id: int, settlement_ids: Sequence[UUID], now: datetime
) -> None:
    """Book counts of cash that were just written; one that corrects another takes it back."""
    journal = await Journal.lock(connection, center_id, now)
    counts = await ledger.counts_to_book(connection, center_id, settlement_ids)
    await journal.learn((), {each.pocket for each in counts})
    for each in counts:
        if each.corrects:
            # What it corrects may have been written a moment ago.
            await journal.save()
            found = await ledger.entries_of_facts(
                connection, center_id, Source.SETTLEMENT, {str(each.corrects)}
            )
            for original in found:
                if original.entry.fact.reason == Reason.HANDED_IN:
                    journal.write(count_corrected(each, original))
        entry = handed_in(each, journal.standing)
        if entry is not None:
            journal.write(entry)
    await journal.save()


async def catch_up(database: Database, clock: Clock, center: Center) -> int:
    """Book what was collected and counted before there were books; return how many rows."""
    return await _catch_up_collections(database, clock, center) + await _catch_up_counts(
        database, clock, center
    )


async def sum_up_days(database: Database, center: Center) -> None:
    """Sum up by day what was booked by processes that did not do so themselves."""
    async with database.transaction() as connection:
        await ledger.lock_journal(connection, center.center_id)
        await ledger.sum_up_days(connection, center.center_id)


async def _catch_up_counts(database: Database, clock: Clock, center: Center) -> int:
    done = 0
    while True:
        async with database.transaction() as connection:
            await ledger.lock_journal(connection, center.center_id)
            rows = await ledger.unbooked_counts(connection, center.center_id, BOOK_ROWS)
            if not rows:
                return done
            await book_counts(connection, center.center_id, rows, clock())
        done += len(rows)


async def _catch_up_collections(database: Database, clock: Clock, center: Center) -> int:
    done = 0
    while True:
        async with database.transaction() as connection:
            # Another process may be catching up just now; then this one finds nothing left.
            journal = await Journal.lock(connection, center.center_id, clock())
            rows = await ledger.unbooked_collections(connection, center.center_id, BOOK_ROWS)
            if not rows:
                return done
            await _book(journal, rows)
        done += len(rows)
