"""The books: a closed chart of accounts, entries that balance, and the chain that seals them.

Owns what an entry is and which fact of business makes which entry. An entry adds up to zero for
each kind of money, so that kinds are never netted; it is never changed, only reversed, with a
reason. Amounts are in đồng, debits above zero, credits below. Keeping entries is the store's.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from postal_bridge.domain.fees import MoneyKind, Part
from postal_bridge.domain.money import Money

FIRST_HASH = bytes(32)


class Account(StrEnum):
    """Where money stands, or to whom it belongs; the subject of a posting says whose it is."""

    #: Owed by citizens; the subject is the dossier.
    CITIZEN_RECEIVABLE = "citizen_receivable"
    #: In the pocket of somebody of the post; the subject is office and login.
    COURIER_CASH = "courier_cash"
    #: With the post, to be sent on; the subject is the post office.
    POST_PAYABLE = "post_payable"
    #: Sent by the post and not seen at the bank; the subject is the remittance.
    IN_TRANSIT = "in_transit"
    #: Credited to an agency's account; the subject is the account.
    AGENCY_ACCOUNT = "agency_account"
    #: Credited to the state treasury (Kho bạc Nhà nước); the subject is the account.
    TREASURY = "treasury"
    #: What belongs to an agency; the subject is the department.
    AGENCY_DUE = "agency_due"
    #: What belongs to the post for its service (cước), of whatever office: the subject is "-".
    POSTAGE = "postage"
    #: In dispute, or nobody knows whose yet; the subject is what showed it.
    SUSPENSE = "suspense"


class Side(StrEnum):
    """On which side the balance of an account stands when all is well."""

    DEBIT = "debit"
    CREDIT = "credit"
    EITHER = "either"


SIDES = {
    Account.CITIZEN_RECEIVABLE: Side.DEBIT,
    Account.COURIER_CASH: Side.DEBIT,
    Account.POST_PAYABLE: Side.DEBIT,
    Account.IN_TRANSIT: Side.DEBIT,
    Account.AGENCY_ACCOUNT: Side.DEBIT,
    Account.TREASURY: Side.DEBIT,
    Account.AGENCY_DUE: Side.CREDIT,
    Account.POSTAGE: Side.CREDIT,
    Account.SUSPENSE: Side.EITHER,
}


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of an entry: a debit above zero, a credit below."""

    account: Account
    subject: str
    kind: MoneyKind
    amount: Money

    def __neg__(self) -> "Posting":
        return Posting(self.account, self.subject, self.kind, -self.amount)


@dataclass(frozen=True, slots=True)
class Fact:
    """The fact of business that an entry books; each is booked once for each reason.

    `source_kind` and `source_id` name the row that tells it; `happened_on` is the day it counts.
    """

    source_kind: str
    source_id: str
    reason: str
    happened_on: date
    login: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact and its postings.

    Raises:
        ValueError: there are none, one is of nothing, or a kind does not add up to zero.

    """

    fact: Fact
    postings: tuple[Posting, ...]
    reverses: int | None = None

    def __post_init__(self) -> None:
        if not self.postings:
            raise ValueError("an entry has postings")
        left: dict[MoneyKind, int] = {}
        for posting in self.postings:
            if posting.amount == Money(0):
                raise ValueError("a posting is of something")
            left[posting.kind] = left.get(posting.kind, 0) + posting.amount.amount_dong
        unbalanced = [f"{amount} of {kind}" for kind, amount in left.items() if amount]
        if unbalanced:
            raise ValueError(f"the entry does not balance: {', '.join(unbalanced)}")
        if self.reverses is not None and not self.fact.note:
            raise ValueError("a reversal says why")


@dataclass(frozen=True, slots=True)
class Booked:
    """An entry in its place: its number in the centre's journal, when it came, and its seal."""

    sequence: int
    entry: Entry
    recorded_at: datetime
    hash: bytes


def transfer(
    parts: Iterable[Part], debit: tuple[Account, str], credit: tuple[Account, str]
) -> list[Posting]:
    """Return the postings that move parts from one place to another."""
    postings = []
    for part in parts:
        postings.append(Posting(*debit, part.kind, part.amount))
        postings.append(Posting(*credit, part.kind, -part.amount))
    return postings


def reverse(booked: Booked, fact: Fact) -> Entry:
    """Return the entry that takes back another, for the reason that `fact` gives."""
    return Entry(fact, tuple(-posting for posting in booked.entry.postings), booked.sequence)


def chain(
    entries: Sequence[Entry], sequence: int, previous_hash: bytes, recorded_at: datetime
) -> list[Booked]:
    """Return entries numbered from `sequence` on, each sealed with the one before it."""
    booked = []
    for number, entry in enumerate(entries, start=sequence):
        previous_hash = link(previous_hash, number, entry, recorded_at)
        booked.append(Booked(number, entry, recorded_at, previous_hash))
    return booked


def link(previous_hash: bytes, sequence: int, entry: Entry, recorded_at: datetime) -> bytes:
    """Return the SHA-256 that chains an entry to the one recorded before it."""
    fact = entry.fact
    told = [
        sequence,
        fact.source_kind,
        fact.source_id,
        fact.reason,
        fact.happened_on.isoformat(),
        recorded_at.astimezone(UTC).isoformat(),
        fact.login,
        fact.note,
        entry.reverses,
        [[p.account, p.subject, p.kind, p.amount.amount_dong] for p in entry.postings],
    ]
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(previous_hash + text.encode()).digest()
