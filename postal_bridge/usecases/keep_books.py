"""Books what happened to money, in the transaction in which it happened.

Every fact is booked once; what takes a fact back reverses its entry. The journal of a centre is
locked last, after all rows that a transaction writes, and until it ends.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from postal_bridge.domain.access import Center, OfficeKind
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.fees import MoneyKind, Part, share_among
from postal_bridge.domain.ledger import (
    Account,
    Entry,
    Fact,
    chain,
    reverse,
    transfer,
)
from postal_bridge.domain.money import Money
from postal_bridge.store import ledger
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.ledger import Taken

COLLECTION = "collection"
#: What no person did: it follows from a file or from the keeping of the books.
NOBODY = "-"
CATCH_UP_ROWS = 5_000


async def book(
    connection: Connection, center_id: int, entries: Sequence[Entry], now: datetime
) -> None:
    """Append entries to the journal of a centre."""
    if entries:
        sequence, last_hash = await ledger.lock_journal(connection, center_id)
        await ledger.append(connection, center_id, chain(entries, sequence, last_hash, now))


async def book_collections(
    connection: Connection, center_id: int, collection_ids: Iterable[UUID], now: datetime
) -> None:
    """Book collections that were just written, and the reversals among them after the others."""
    taken = await ledger.collections_to_book(connection, center_id, collection_ids)
    # Of what is owed only the lock tells the truth: somebody else may be taking money for it too.
    await ledger.lock_journal(connection, center_id)
    owed = await ledger.balances_of_subjects(
        connection, center_id, Account.CITIZEN_RECEIVABLE, {each.dossier_code for each in taken}
    )
    entries, parts = [], []
    for each in taken:
        if each.reverses is None:
            shared = _share(each, owed)
            entries.append(_collected(each, shared))
            parts += [(each.collection_id, part) for part in shared.parts()]
    await book(connection, center_id, entries, now)
    if parts:
        await ledger.add_collection_parts(connection, center_id, parts)
    await _book_reversals(connection, center_id, [t for t in taken if t.reverses], now)


async def catch_up(database: Database, clock: Clock, center: Center) -> int:
    """Book the collections of a time before there were books; return how many there were."""
    done = 0
    while True:
        async with database.transaction() as connection:
            rows = await ledger.unbooked_collections(connection, center.center_id, CATCH_UP_ROWS)
            if not rows:
                return done
            await book_collections(connection, center.center_id, rows, clock())
        done += len(rows)


async def _book_reversals(
    connection: Connection, center_id: int, taken_back: Sequence[Taken], now: datetime
) -> None:
    if not taken_back:
        return
    targets = {str(each.reverses) for each in taken_back}
    booked = {
        each.entry.fact.source_id: each
        for each in await ledger.entries_of_facts(connection, center_id, COLLECTION, targets)
    }
    entries, parts = [], []
    for each in taken_back:
        original = booked[str(each.reverses)]
        entry = reverse(original, _fact(each, "taken_back", note=f"reverses {each.reverses}"))
        entries.append(entry)
        kinds: dict[MoneyKind, Money] = {}
        for posting in entry.postings:
            if posting.amount < Money(0):
                kinds[posting.kind] = kinds.get(posting.kind, Money(0)) + posting.amount
        parts += [(each.collection_id, Part(kind, amount)) for kind, amount in kinds.items()]
    await book(connection, center_id, entries, now)
    await ledger.add_collection_parts(connection, center_id, parts)


@dataclass(frozen=True, slots=True)
class _Shared:
    """A collection by what it covers: something owed, nothing asked by line, too much."""

    covered: list[Part]
    unasked: list[Part]
    surplus: list[Part]

    def parts(self) -> Iterator[Part]:
        """Yield an amount for each kind."""
        kinds: dict[MoneyKind, Money] = {}
        for part in (*self.covered, *self.unasked, *self.surplus):
            kinds[part.kind] = kinds.get(part.kind, Money(0)) + part.amount
        yield from (Part(kind, amount) for kind, amount in kinds.items())


def _share(taken: Taken, owed: dict[str, list[Part]]) -> _Shared:
    """Share a collection among what is owed, which becomes less by it.

    Where no line was ever asked, as in lists that only have totals, all of it is what was asked.
    """
    amount = Money(taken.amount_dong)
    lines = owed.get(taken.dossier_code)
    if lines is None:
        return _Shared([], [Part(MoneyKind.UNSTATED, amount)], [])
    covered, left = share_among(amount, lines)
    for part in covered:
        place = next(i for i, line in enumerate(lines) if line.kind is part.kind)
        lines[place] = Part(part.kind, lines[place].amount - part.amount)
    return _Shared(covered, [], [Part(MoneyKind.UNSTATED, left)] if left > Money(0) else [])


def _collected(taken: Taken, shared: _Shared) -> Entry:
    place, dossier = _place_of(taken), taken.dossier_code
    postings = [
        *transfer(shared.covered, place, (Account.CITIZEN_RECEIVABLE, dossier)),
        *transfer(shared.unasked, place, (Account.AGENCY_DUE, taken.department_code)),
        *transfer(shared.surplus, place, (Account.SUSPENSE, dossier)),
    ]
    return Entry(_fact(taken, "collected"), tuple(postings))


def _place_of(taken: Taken) -> tuple[Account, str]:
    """Return where money that was just taken is."""
    office = taken.office_code or NOBODY
    if taken.source in ("online", "bank") or taken.office_kind in (
        OfficeKind.CENTER,
        OfficeKind.DEPARTMENT,
    ):
        return Account.AGENCY_ACCOUNT, office
    if taken.method == "cash" and taken.office_code:
        return Account.COURIER_CASH, f"{office}/{taken.login or NOBODY}"
    return Account.POST_PAYABLE, office


def _fact(taken: Taken, reason: str, note: str | None = None) -> Fact:
    return Fact(
        source_kind=COLLECTION,
        source_id=str(taken.collection_id),
        reason=reason,
        happened_on=taken.collected_on,
        login=taken.login or NOBODY,
        note=note,
    )
