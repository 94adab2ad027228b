"""How money on its way is booked: what the post says it sent, and what banks say has come.

A batch stands in suspense as it was told, until the collections that it covers are known; a bank
statement does so until its credits are. Where a credit and a batch belong together, the money
leaves transit for the account, kind by kind.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from postal_bridge.domain.booking import NOBODY, NOTHING, Kinds, Source
from postal_bridge.domain.fees import MoneyKind, Part
from postal_bridge.domain.ledger import Account, Entry, Fact, Posting, transfer
from postal_bridge.domain.money import Money

#: What a group's first entry is booked for; what its batches are found to cover later follows.
CREDITED = "credited"
SENT = "sent"
STATED = "stated"
RECOGNISED = "recognised"
EXPLAINED = "explained"

#: The account of an agency or of the treasury, and its number.
Place = tuple[Account, str]


@dataclass(frozen=True, slots=True)
class StatedSum:
    """What a statement of a bank credits and debits to an account on a day.

    Both in đồng, not negative.
    """

    statement: str
    account: str
    booked_on: date
    credited_dong: int
    debited_dong: int


@dataclass(frozen=True, slots=True)
class StatedCredit:
    """A credit, or a debit below zero, and the statement that told it."""

    statement: str
    account: str
    amount_dong: int
    booked_on: date


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A line that a person explained: the day it counts on, and the refund that it is by office."""

    stated: StatedCredit
    booked_on: date
    refunded: tuple[tuple[str, Part], ...] = ()


@dataclass(frozen=True, slots=True)
class Payment:
    """A credit that is a collection: at which office it was booked, and of which kinds it is.

    One that a person told counts for the turn in which they did, on the day that was open then.
    """

    line_id: int
    credit: StatedCredit
    office_code: str | None
    parts: tuple[Part, ...]
    booked_on: date
    turn: int | None = None

    @property
    def booked_for(self) -> str:
        """Return for what its entry is made; a line may be recognised again by people."""
        return f"{RECOGNISED} {self.turn}" if self.turn else RECOGNISED


def sent(batch: str, amount_dong: int, day: date, login: str) -> Entry:
    """Return the entry of a batch as the post tells it."""
    moved = transfer(_unstated(amount_dong), (Account.IN_TRANSIT, batch), (Account.SUSPENSE, batch))
    return Entry(Fact(Source.REMITTANCE, batch, SENT, day, login), tuple(moved))


def covering(
    batch: str, parts: Iterable[tuple[str | None, Part]], reason: str, day: date, login: str
) -> Entry:
    """Return the entry of what a batch covers of the money that post offices owe."""
    postings = covers(batch, parts)
    return Entry(Fact(Source.REMITTANCE, batch, reason, day, login), tuple(postings))


def covers(batch: str, parts: Iterable[tuple[str | None, Part]]) -> list[Posting]:
    """Return the postings by which a batch covers what post offices owe, kind by kind."""
    in_transit = Account.IN_TRANSIT, batch
    postings: list[Posting] = []
    total_dong = 0
    for office_code, part in parts:
        postings += transfer([part], in_transit, (Account.POST_PAYABLE, office_code or NOBODY))
        total_dong += part.amount.amount_dong
    return postings + transfer(_unstated(total_dong), (Account.SUSPENSE, batch), in_transit)


def covers_by_batch(covered: Sequence[tuple[str, str | None, Part]]) -> list[Posting]:
    """Return the postings by which (batch, post office, part) are covered, batch after batch."""
    postings: list[Posting] = []
    for batch in dict.fromkeys(each for each, _, _ in covered):
        postings += covers(
            batch, [(office, part) for name, office, part in covered if name == batch]
        )
    return postings


def stated_for(day: date) -> str:
    """Return for what the lines of a day of a statement are booked.

    Formerly a whole statement was booked on its last day, for `STATED` alone.
    """
    return f"{STATED} {day.isoformat()}"


def stated(told: StatedSum, account: Account, login: str, booked_for: str | None = None) -> Entry:
    """Return the entry of a day of a statement: what came and went, nobody knows yet whose."""
    place, waiting = (account, told.account), (Account.SUSPENSE, told.statement)
    postings = transfer(_unstated(told.credited_dong), place, waiting)
    postings += transfer(_unstated(-told.debited_dong), place, waiting)
    reason = booked_for or stated_for(told.booked_on)
    fact = Fact(Source.STATEMENT, told.statement, reason, told.booked_on, login)
    return Entry(fact, tuple(postings))


def credited(
    fact: Fact, in_transit: Mapping[str, Kinds], arrived: Sequence[StatedCredit], place: Place
) -> Entry | None:
    """Return the entry that lets batches arrive, with the credits by which they did.

    None where nothing of the batches is in transit and there are no credits.
    """
    postings: list[Posting] = []
    for batch, kinds in sorted(in_transit.items()):
        parts = [Part(kind, kinds[kind]) for kind in sorted(kinds) if kinds[kind] != NOTHING]
        postings += transfer(parts, place, (Account.IN_TRANSIT, batch))
    postings += _known(arrived, place)
    return Entry(fact, tuple(postings)) if postings else None


def recognised(payment: Payment, account: Account, login: str, note: str | None = None) -> Entry:
    """Return the entry by which a citizen's payment stands on the account that it came to."""
    place = account, payment.credit.account
    postings = transfer(
        payment.parts, place, (Account.AGENCY_ACCOUNT, payment.office_code or NOBODY)
    )
    postings += _known([payment.credit], place)
    fact = Fact(
        source_kind=Source.BANK_LINE,
        source_id=str(payment.line_id),
        reason=payment.booked_for,
        happened_on=payment.booked_on,
        login=login,
        note=note,
    )
    return Entry(fact, tuple(postings))


def explained(fact: Fact, line: ExplainedLine, account: Account) -> Entry:
    """Return the entry of a line that is none of ours, or a refund that is in the books.

    A refund leaves the account that the bank names, and not the office in whose name it was paid.
    """
    place = account, line.stated.account
    postings: list[Posting] = []
    for office_code, part in line.refunded:
        postings += transfer([part], (Account.AGENCY_ACCOUNT, office_code), place)
    postings += _known([line.stated], place)
    return Entry(fact, tuple(postings))


def _known(arrived: Iterable[StatedCredit], place: Place) -> list[Posting]:
    """Return the postings that take credits out of what nobody knows."""
    postings: list[Posting] = []
    for credit in arrived:
        waiting = Account.SUSPENSE, credit.statement
        postings += transfer(_unstated(credit.amount_dong), waiting, place)
    return postings


def _unstated(amount_dong: int) -> list[Part]:
    return [Part(MoneyKind.UNSTATED, Money(amount_dong))] if amount_dong else []
