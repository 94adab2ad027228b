"""The journal of a centre and what it takes to book collections; balances at any moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import asyncpg

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.booking import HandedIn, Standing, Taken
from postal_bridge.domain.books_audit import Torn
from postal_bridge.domain.fees import MoneyKind, Part
from postal_bridge.domain.ledger import (
    FIRST_HASH,
    Account,
    Booked,
    Entry,
    Fact,
    Posting,
)
from postal_bridge.domain.money import Money
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("ledger")


@dataclass(frozen=True, slots=True)
class Balance:
    """What was debited and credited to an account for a subject, of one kind; in đồng."""

    account: Account
    subject: str
    kind: MoneyKind
    debit_dong: int
    credit_dong: int


async def lock_journal(connection: Connection, center_id: int) -> tuple[int, bytes]:
    """Lock the journal; return the number of its next entry and the seal of its last."""
    sequence = await connection.fetchval(QUERIES["lock_journal"], center_id)
    if sequence == 1:
        return 1, FIRST_HASH
    return sequence, await connection.fetchval(QUERIES["hash_of_entry"], center_id, sequence - 1)


async def append(connection: Connection, center_id: int, booked: Sequence[Booked]) -> None:
    """Append entries at the end of the journal, which is locked."""
    entries = [
        (
            each.sequence,
            each.entry.fact.source_kind,
            each.entry.fact.source_id,
            each.entry.fact.reason,
            each.entry.fact.happened_on,
            each.recorded_at,
            each.entry.fact.login,
            each.entry.fact.note,
            each.entry.reverses,
            each.hash,
        )
        for each in booked
    ]
    postings = [
        (each.sequence, place, p.account, p.subject, p.kind, p.amount.amount_dong)
        for each in booked
        for place, p in enumerate(each.entry.postings)
    ]
    await connection.execute(QUERIES["append_entries"], center_id, entries)
    await connection.execute(QUERIES["append_postings"], center_id, postings, entries)
    await connection.execute(QUERIES["go_on_in_journal"], center_id, booked[-1].sequence + 1)


async def sum_up_days(connection: Connection, center_id: int) -> None:
    """Let what stands by day be what is in the journal, which is locked."""
    await connection.execute(QUERIES["sum_up_days"], center_id)


async def entries_of_facts(
    connection: Connection, center_id: int, source_kind: str, source_ids: Iterable[str]
) -> list[Booked]:
    """Return the entries that book facts of one kind, in the order of the journal."""
    query = QUERIES["entries_of_facts"]
    rows = await connection.fetch(query, center_id, source_kind, sorted(source_ids))
    postings = await _postings_of(connection, center_id, rows)
    return [_booked(row, postings[row["sequence"]]) for row in rows]


async def page_of_journal(
    connection: Connection, center_id: int, after: int, limit: int
) -> list[Booked | Torn]:
    """Return the entries after a number in their order, whatever is left of them."""
    rows = await connection.fetch(QUERIES["page_of_journal"], center_id, after, limit)
    return await _whole_or_torn(connection, center_id, rows)


async def entries_of_sequences(
    connection: Connection, center_id: int, sequences: Iterable[int]
) -> list[Booked | Torn]:
    """Return entries by their numbers, whatever is left of them."""
    query = QUERIES["entries_of_sequences"]
    rows = await connection.fetch(query, center_id, sorted(sequences))
    return await _whole_or_torn(connection, center_id, rows)


async def balances_of_subjects(
    connection: Connection, center_id: int, account: Account, subjects: Iterable[str]
) -> dict[str, dict[MoneyKind, Money]]:
    """Return what stands on an account for each of `subjects`, by kind."""
    query = QUERIES["balances_of_subjects"]
    rows = await connection.fetch(query, center_id, account, sorted(subjects))
    found: dict[str, dict[MoneyKind, Money]] = {}
    for row in rows:
        kinds = found.setdefault(row["subject"], {})
        kinds[MoneyKind(row["kind"])] = Money(row["amount_dong"])
    return found


async def how_it_stands(
    connection: Connection, center_id: int, subjects: Mapping[Account, Iterable[str]]
) -> Standing:
    """Return how accounts stand for some subjects each; the journal is locked."""
    standing = Standing()
    for account, wanted in subjects.items():
        found = await balances_of_subjects(connection, center_id, account, wanted)
        standing.note(
            Posting(account, subject, kind, amount)
            for subject, kinds in found.items()
            for kind, amount in kinds.items()
        )
    return standing


async def balances(
    connection: Connection, center_id: int, at: datetime, day: date
) -> list[Balance]:
    """Return every balance as it was known at a moment, of what had happened by a day."""
    rows = await connection.fetch(QUERIES["balances"], center_id, at, day)
    return [
        Balance(
            account=Account(row["account"]),
            subject=row["subject"],
            kind=MoneyKind(row["kind"]),
            debit_dong=row["debit_dong"],
            credit_dong=row["credit_dong"],
        )
        for row in rows
    ]


async def collections_to_book(
    connection: Connection, center_id: int, collection_ids: Iterable[UUID]
) -> list[Taken]:
    """Return collections with what booking them takes."""
    query = QUERIES["collections_to_book"]
    rows = await connection.fetch(query, center_id, list(collection_ids))
    return [_taken(row) for row in rows]


async def unbooked_collections(connection: Connection, center_id: int, limit: int) -> list[UUID]:
    """Return collections that are not in the books."""
    rows = await connection.fetch(QUERIES["unbooked_collections"], center_id, limit)
    return [row["collection_id"] for row in rows]


async def counts_to_book(
    connection: Connection, center_id: int, settlement_ids: Iterable[UUID]
) -> list[HandedIn]:
    """Return counts of cash with what booking them takes."""
    rows = await connection.fetch(QUERIES["counts_to_book"], center_id, list(settlement_ids))
    return [HandedIn(**row) for row in rows]


async def unbooked_counts(connection: Connection, center_id: int, limit: int) -> list[UUID]:
    """Return counts of cash that are not in the books."""
    rows = await connection.fetch(QUERIES["unbooked_counts"], center_id, limit)
    return [row["settlement_id"] for row in rows]


async def add_collection_parts(
    connection: Connection, center_id: int, parts: Sequence[tuple[UUID, Part]]
) -> None:
    """Keep how much of each collection is of which kind."""
    await connection.execute(
        QUERIES["add_collection_parts"],
        center_id,
        [collection_id for collection_id, _ in parts],
        [part.kind for _, part in parts],
        [part.amount.amount_dong for _, part in parts],
    )


def _taken(row: asyncpg.Record) -> Taken:
    values = dict(row)
    values["office_kind"] = OfficeKind(row["office_kind"]) if row["office_kind"] else None
    return Taken(**values)


async def _whole_or_torn(
    connection: Connection, center_id: int, entries: Sequence[asyncpg.Record]
) -> list[Booked | Torn]:
    postings = await _postings_of(connection, center_id, entries)
    found: list[Booked | Torn] = []
    for entry in entries:
        left = postings[entry["sequence"]]
        try:
            found.append(_booked(entry, left))
        except ValueError as error:
            found.append(Torn(entry["sequence"], entry["hash"], left, str(error)))
    return found


async def _postings_of(
    connection: Connection, center_id: int, entries: Sequence[asyncpg.Record]
) -> dict[int, tuple[Posting, ...]]:
    sequences = [entry["sequence"] for entry in entries]
    postings: dict[int, tuple[Posting, ...]] = dict.fromkeys(sequences, ())
    rows = await connection.fetch(QUERIES["postings_of_entries"], center_id, sequences)
    for row in rows:
        posting = Posting(
            account=Account(row["account"]),
            subject=row["subject"],
            kind=MoneyKind(row["kind"]),
            amount=Money(row["amount_dong"]),
        )
        postings[row["sequence"]] += (posting,)
    return postings


def _booked(row: asyncpg.Record, postings: tuple[Posting, ...]) -> Booked:
    fact = Fact(
        source_kind=row["source_kind"],
        source_id=row["source_id"],
        reason=row["reason"],
        happened_on=row["happened_on"],
        login=row["login"],
        note=row["note"],
    )
    entry = Entry(fact, postings, row["reverses"])
    return Booked(row["sequence"], entry, row["recorded_at"], row["hash"])
