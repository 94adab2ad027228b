"""What entries about money on its way have to be, from the rows that tell it."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date

from postal_bridge.domain.booking import Source, Standing
from postal_bridge.domain.fees import Part
from postal_bridge.domain.ledger import Account, Booked, Entry, Fact, reverse
from postal_bridge.domain.remittance_booking import (
    CREDITED,
    SENT,
    ExplainedLine,
    Payment,
    Place,
    StatedCredit,
    StatedSum,
    covering,
    credited,
    explained,
    recognised,
    sent,
    stated,
)

_ACCOUNTS = (Account.AGENCY_ACCOUNT, Account.TREASURY)
#: The sources that are judged here.
ON_THE_WAY = frozenset({Source.REMITTANCE, Source.STATEMENT, Source.CREDIT_GROUP, Source.BANK_LINE})


@dataclass(frozen=True, slots=True)
class Remitted:
    """A batch: what its lines come to, and the day it was sent."""

    amount_dong: int
    sent_on: date


@dataclass(frozen=True, slots=True)
class WayRows:
    """The rows that tell facts of money on its way, each by the name that the books have for it.

    `groups` has the batches and the credits of each group, `undone` those that were taken apart.
    `statements`, `payments`, `explained` and `taken_back` are named with what they are booked for,
    too; the last are the lines that are no longer what they were booked as.
    """

    batches: Mapping[str, Remitted] = field(default_factory=dict)
    statements: Mapping[tuple[str, str], StatedSum] = field(default_factory=dict)
    groups: Mapping[str, tuple[Sequence[str], Sequence[StatedCredit]]] = field(default_factory=dict)
    undone: AbstractSet[str] = frozenset()
    payments: Mapping[tuple[str, str], Payment] = field(default_factory=dict)
    explained: Mapping[tuple[str, str], ExplainedLine] = field(default_factory=dict)
    taken_back: AbstractSet[tuple[str, str]] = frozenset()


def expected_on_the_way(
    entry: Entry, rows: WayRows, standing: Standing, original: Booked | None
) -> Entry | None:
    """Return the entry that the rules make of its row, or None where there is no such row.

    `original` is the entry that it takes back, if it does.
    Which collections a batch covered at the time is no longer known; such an entry has to be one
    that the rules could have made.
    """
    name, login = entry.fact.source_id, entry.fact.login
    match entry.fact.source_kind:
        case Source.REMITTANCE:
            return _batch(entry, rows)
        case Source.STATEMENT:
            told, place = rows.statements.get((name, entry.fact.reason)), _place_in(entry)
            return stated(told, place[0], login, entry.fact.reason) if told and place else None
        case Source.CREDIT_GROUP | Source.BANK_LINE if entry.reverses is not None:
            return _undone(entry, rows, original)
        case Source.CREDIT_GROUP:
            return _group(entry, rows, standing)
        case Source.BANK_LINE:
            return _line(entry, rows)
    return None


def _batch(entry: Entry, rows: WayRows) -> Entry | None:
    fact = entry.fact
    batch = rows.batches.get(fact.source_id)
    if batch is None:
        return None
    if fact.reason == SENT:
        return sent(fact.source_id, batch.amount_dong, batch.sent_on, fact.login)
    parts = [
        (posting.subject, Part(posting.kind, -posting.amount))
        for posting in entry.postings
        if posting.account is Account.POST_PAYABLE
    ]
    return covering(fact.source_id, parts, fact.reason, batch.sent_on, fact.login)


def _group(entry: Entry, rows: WayRows, standing: Standing) -> Entry | None:
    fact, place = entry.fact, _place_in(entry)
    if fact.source_id not in rows.groups or place is None:
        return None
    batches, lines = rows.groups[fact.source_id]
    arrived = {batch: standing.on(Account.IN_TRANSIT, batch) for batch in batches}
    day = max(line.booked_on for line in lines)
    expected = Fact(Source.CREDIT_GROUP, fact.source_id, fact.reason, day, fact.login)
    return credited(expected, arrived, lines if fact.reason == CREDITED else (), place)


def _line(entry: Entry, rows: WayRows) -> Entry | None:
    fact, place = entry.fact, _place_in(entry)
    if place is None:
        return None
    payment = rows.payments.get((fact.source_id, fact.reason))
    if payment:
        return recognised(payment, place[0], fact.login, fact.note)
    line = rows.explained.get((fact.source_id, fact.reason))
    if line is None:
        return None
    account = _place_of(entry, line.stated.account)
    return explained(replace(fact, happened_on=line.booked_on), line, account)


def _undone(entry: Entry, rows: WayRows, original: Booked | None) -> Entry | None:
    """Return the entry by which what was taken apart takes back one of its own."""
    fact = entry.fact
    if original is None:
        return None
    told = original.entry.fact
    is_its_own = (told.source_kind, told.source_id) == (fact.source_kind, fact.source_id)
    was_undone = told.source_id in rows.undone or (told.source_id, told.reason) in rows.taken_back
    return reverse(original, fact) if is_its_own and was_undone else None


def _place_of(entry: Entry, number: str) -> Account:
    """Return which kind of account the one of a number is, as an entry says."""
    found = (p.account for p in entry.postings if p.account in _ACCOUNTS and p.subject == number)
    return next(found, Account.AGENCY_ACCOUNT)


def _place_in(entry: Entry) -> Place | None:
    """Return the account of which an entry tells; which kind it was is known from the entry."""
    found = (p for p in entry.postings if p.account in _ACCOUNTS)
    return next(((p.account, p.subject) for p in found), None)
