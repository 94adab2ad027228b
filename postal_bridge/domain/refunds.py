"""Giving back what was paid for a dossier above what is owed.

Owns how much may go back, of which kinds it is, whose money it leaves, and the entries of it. An
audit makes them again by the same rules. What stands for a dossier is told by `booking`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from postal_bridge.domain.booking import NOBODY, NOTHING, Kinds, Reason, Source, Standing
from postal_bridge.domain.fees import MoneyKind, Part, share_among
from postal_bridge.domain.ledger import Account, Booked, Entry, Fact, Posting, transfer
from postal_bridge.domain.money import Money
from postal_bridge.domain.money_difference import Party


class RefundMethod(StrEnum):
    """How money is given back."""

    CASH = "cash"
    TRANSFER = "transfer"


class RefundState(StrEnum):
    """How far a refund has come."""

    #: Another person has to agree.
    PROPOSED = "proposed"
    PAID = "paid"
    REJECTED = "rejected"
    #: It was not paid after all; the money is kept for the citizen again.
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Refund:
    """A surplus that somebody asked to be given back, by an office, on a day."""

    refund_id: UUID
    dossier_code: str
    amount: Money
    paid_by: Party
    office_code: str
    method: RefundMethod
    reason: str
    refunded_on: date
    asked_at: datetime
    asked_by: str
    asked_office: str


@dataclass(frozen=True, slots=True)
class RefundAct:
    """What became of a refund; `collection_id` is what the post gave back as a whole."""

    state: RefundState
    at: datetime
    login: str
    booked_on: date | None = None
    reason: str | None = None
    collection_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class KeptRefund:
    """A refund with all that became of it, and the kinds of what the post gave back as a whole."""

    refund: Refund
    acts: Mapping[RefundState, RefundAct] = field(default_factory=dict)
    collected: Sequence[Part] = ()

    @property
    def state(self) -> RefundState:
        """Return how far it has come."""
        for state in (RefundState.CANCELLED, RefundState.PAID, RefundState.REJECTED):
            if state in self.acts:
                return state
        return RefundState.PROPOSED


def kept_for(dossier_code: str, standing: Standing) -> Kinds:
    """Return what is kept for a citizen, by kind."""
    kept = standing.on(Account.SUSPENSE, dossier_code)
    return {kind: -amount for kind, amount in kept.items() if amount < NOTHING}


def surplus_of(dossier_code: str, standing: Standing) -> Money:
    """Return how much more was paid than is owed: nothing goes back while as much is owed."""
    owed = Money.total(standing.owed_for(dossier_code).values())
    return max(NOTHING, Money.total(kept_for(dossier_code, standing).values()) - owed)


def surplus_with(paid_by: Party, dossier_code: str, standing: Standing) -> Money:
    """Return how much of a surplus somebody can have: agencies never have the post's own price."""
    surplus, there = surplus_of(dossier_code, standing), kept_for(dossier_code, standing)
    if paid_by is Party.POST:
        return surplus
    return min(surplus, Money.total(there.values()) - there.get(MoneyKind.POSTAGE, NOTHING))


def parts_given_back(kept: KeptRefund, standing: Standing) -> list[Part] | None:
    """Return the kinds of a refund, or None where they are not there to be given back.

    The post gives back its own price, or what it took as a whole; agencies all that is no postage.
    """
    refund, there = kept.refund, kept_for(kept.refund.dossier_code, standing)
    if refund.amount > surplus_of(refund.dossier_code, standing):
        return None
    if kept.collected:
        parts = list(kept.collected)
        fits = all(part.amount <= there.get(part.kind, NOTHING) for part in parts)
        whole = Money.total(part.amount for part in parts) == refund.amount
        return parts if fits and whole else None
    of_post = refund.paid_by is Party.POST
    mine = {kind: n for kind, n in there.items() if (kind is MoneyKind.POSTAGE) == of_post}
    parts, left = share_among(refund.amount, mine)
    return None if left > NOTHING else parts


def given_back(refund: Refund, act: RefundAct, parts: Sequence[Part]) -> Entry:
    """Return the entry of money that was given back: it leaves whoever paid it."""
    held = (Account.SUSPENSE, refund.dossier_code)
    postings = [p for part in parts for p in transfer([part], held, _payer(refund, part))]
    return Entry(_fact(refund, act, Reason.GIVEN_BACK, refund.reason), tuple(postings))


def not_given_back(refund: Refund, act: RefundAct, original: Booked, standing: Standing) -> Entry:
    """Return the entry of a refund that was not paid after all.

    The money covers what is owed of its kind, and what is more is kept for the citizen again.
    """
    code, postings = refund.dossier_code, list[Posting]()
    owed = dict(standing.owed_for(code))
    for held in original.entry.postings[::2]:
        covered = max(NOTHING, min(held.amount, owed.get(held.kind, NOTHING)))
        for account, amount in (
            (Account.CITIZEN_RECEIVABLE, covered),
            (Account.SUSPENSE, held.amount - covered),
        ):
            if amount > NOTHING:
                part = Part(held.kind, amount)
                postings += transfer([part], _payer(refund, part), (account, code))
    fact = _fact(refund, act, Reason.REFUND_CANCELLED, act.reason or "")
    return Entry(fact, tuple(postings), reverses=original.sequence)


def expected_refund(
    entry: Entry, kept: KeptRefund | None, standing: Standing, original: Booked | None
) -> Entry | None:
    """Return the entry that the rules make of a refund, or None where there is none."""
    cancels = entry.reverses is not None
    state = RefundState.CANCELLED if cancels else RefundState.PAID
    act = kept.acts.get(state) if kept else None
    if kept is None or act is None:
        return None
    if not cancels:
        parts = parts_given_back(kept, standing)
        return given_back(kept.refund, act, parts) if parts else None
    if original is None or original.entry.fact.source_id != str(kept.refund.refund_id):
        return None
    return not_given_back(kept.refund, act, original, standing)


def _payer(refund: Refund, part: Part) -> tuple[Account, str]:
    """Return whose money it is: the post pays out of the till of an office, not of a pocket."""
    if part.kind is MoneyKind.POSTAGE:
        return Account.POSTAGE, NOBODY
    by_post = refund.paid_by is Party.POST
    return (Account.POST_PAYABLE if by_post else Account.AGENCY_ACCOUNT), refund.office_code


def _fact(refund: Refund, act: RefundAct, reason: Reason, note: str) -> Fact:
    return Fact(
        source_kind=Source.REFUND,
        source_id=str(refund.refund_id),
        reason=reason,
        happened_on=act.booked_on or refund.refunded_on,
        login=act.login,
        note=note,
    )
