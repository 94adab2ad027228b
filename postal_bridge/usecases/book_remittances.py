"""Books what the post says it sends, and what of it was found to be what it took.

A batch stands in suspense as it was told, until a run finds the collections it covers: then the
post owes that much less, kind by kind. What was sent to a wrong account stays in dispute.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from postal_bridge.domain.booking import NOBODY, Source
from postal_bridge.domain.fees import MoneyKind, Part
from postal_bridge.domain.ledger import Account, Entry, Fact, Posting, transfer
from postal_bridge.domain.money import Money
from postal_bridge.store import remittances
from postal_bridge.store.database import Connection
from postal_bridge.store.matching import Refunded
from postal_bridge.store.remittances import Covered
from postal_bridge.usecases.keep_books import Journal

_batch_of = attrgetter("remittance_id")


async def book_batches(
    connection: Connection, center_id: int, file_id: UUID, login: str, now: datetime
) -> None:
    """Book the batches of a file that was just stored, as the post tells them."""
    entries = []
    for sent in await remittances.sums_of_file(connection, center_id, file_id):
        batch = str(sent.remittance_id)
        if sent.amount_dong:
            fact = Fact(Source.REMITTANCE, batch, "sent", sent.sent_on, login)
            told = [Part(MoneyKind.UNSTATED, Money(sent.amount_dong))]
            moved = transfer(told, (Account.IN_TRANSIT, batch), (Account.SUSPENSE, batch))
            entries.append(Entry(fact, tuple(moved)))
    await _book(connection, center_id, entries, now)


async def book_run(
    connection: Connection,
    center_id: int,
    run_id: UUID,
    fallen: Sequence[Refunded],
    login: str,
    now: datetime,
) -> None:
    """Book what a run matched, and take back what matches that fell had covered."""
    covered = await remittances.covered_by_run(connection, center_id, run_id)
    pairs = [(each.line_id, each.collection_id, each.covered_dong) for each in fallen]
    lost = await remittances.covered_by_lines(connection, center_id, pairs) if pairs else []
    entries = [
        _entry(batch, list(rows), f"{reason} {run_id}", login, sign)
        for reason, rows_of_all, sign in (("covers", covered, 1), ("falls", lost, -1))
        for batch, rows in groupby(sorted(rows_of_all, key=_batch_of), key=_batch_of)
    ]
    await _book(connection, center_id, entries, now)


def _entry(
    remittance_id: UUID, covered: Sequence[Covered], reason: str, login: str, sign: int
) -> Entry:
    batch = str(remittance_id)
    in_transit = Account.IN_TRANSIT, batch
    postings: list[Posting] = []
    for row in covered:
        part = Part(row.part.kind, row.part.amount * sign)
        postings += transfer([part], in_transit, (Account.POST_PAYABLE, row.office_code or NOBODY))
    total = Money.total(row.part.amount for row in covered) * sign
    told = [Part(MoneyKind.UNSTATED, total)]
    postings += transfer(told, (Account.SUSPENSE, batch), in_transit)
    fact = Fact(Source.REMITTANCE, batch, reason, covered[0].sent_on, login)
    return Entry(fact, tuple(postings))


async def _book(
    connection: Connection, center_id: int, entries: Iterable[Entry], now: datetime
) -> None:
    written = list(entries)
    if written:
        journal = await Journal.lock(connection, center_id, now)
        for entry in written:
            journal.write(entry)
        await journal.save()
