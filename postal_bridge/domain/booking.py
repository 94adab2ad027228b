"""Which fact of business makes which entry, and what stands for a dossier meanwhile.

Owns the rules of booking alone: the same rules book a fact when it happens and recount it in an
audit. What is owed and how it is shared is judged in `fees`, what an entry is in `ledger`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.fees import MoneyKind, Obligation, Part, share_among
from postal_bridge.domain.ledger import (
    Account,
    Booked,
    Entry,
    Fact,
    Posting,
    reverse,
    transfer,
)
from postal_bridge.domain.money import Money

#: What no person did: it follows from a file or from the keeping of the books.
NOBODY = "-"
NOTHING = Money(0)


class Source(StrEnum):
    """In which table the row lies that tells a fact."""

    COLLECTION = "collection"
    OBLIGATION = "obligation"
    REMITTANCE = "remittance"
    SETTLEMENT = "settlement"
    STATEMENT = "statement"
    CREDIT_GROUP = "credit_group"
    BANK_LINE = "bank_line"
    DIFFERENCE = "difference"
    REFUND = "refund"


class Reason(StrEnum):
    """Why an entry was made."""

    COLLECTED = "collected"
    TAKEN_BACK = "taken_back"
    OWED = "owed"
    CANCELLED = "cancelled"
    HANDED_IN = "handed_in"
    #: What is owed and what is kept of one kind are evened out.
    SET_OFF = "set_off"
    #: A surplus went back to the citizen, or did not after all.
    GIVEN_BACK = "given_back"
    REFUND_CANCELLED = "refund_cancelled"


@dataclass(frozen=True, slots=True)
class Taken:
    """A collection as it is booked; negative amounts take back the one that `reverses` names.

    `asked` tells whether the dossier has fee lines, be it lines of which nothing is to be paid.
    """

    collection_id: UUID
    dossier_code: str
    department_code: str
    source: str
    amount_dong: int
    method: str
    collected_on: date
    office_code: str | None
    office_kind: OfficeKind | None
    login: str | None
    reverses: UUID | None
    recorded_at: datetime
    asked: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Cash that somebody of a post office handed in for a day, as it was counted."""

    settlement_id: UUID
    office_code: str
    login: str
    day: date
    expected_dong: int
    counted_dong: int
    remark: str | None
    corrects: UUID | None
    settled_by: str

    @property
    def pocket(self) -> str:
        """Whose cash it was, as the subject of an account."""
        return pocket_of(self.office_code, self.login)


Kinds = dict[MoneyKind, Money]

#: The accounts whose balances decide how the next fact is booked.
DECIDING = frozenset(
    {Account.CITIZEN_RECEIVABLE, Account.SUSPENSE, Account.COURIER_CASH, Account.IN_TRANSIT}
)


@dataclass(slots=True)
class Standing:
    """How deciding accounts stand, by subject and kind; debits above zero, credits below."""

    accounts: dict[Account, dict[str, Kinds]] = field(default_factory=dict)

    def note(self, postings: Iterable[Posting]) -> None:
        """Let postings that were made count."""
        for posting in postings:
            if posting.account in DECIDING:
                subjects = self.accounts.setdefault(posting.account, {})
                kinds = subjects.setdefault(posting.subject, {})
                kinds[posting.kind] = kinds.get(posting.kind, NOTHING) + posting.amount

    def on(self, account: Account, subject: str) -> Kinds:
        """Return how an account stands for a subject."""
        return self.accounts.get(account, {}).get(subject, {})

    def was_asked(self, dossier_code: str) -> bool:
        """Tell whether anything was ever to be paid for a dossier."""
        return dossier_code in self.accounts.get(Account.CITIZEN_RECEIVABLE, {})

    def owed_for(self, dossier_code: str) -> Kinds:
        """Return what is owed for a dossier."""
        return self.on(Account.CITIZEN_RECEIVABLE, dossier_code)

    def to_set_off(self, dossier_code: str) -> list[Part]:
        """Return what goes from suspense to what is owed, so that no kind is on both or overdrawn.

        What was kept covers what is owed of its kind. An amount below zero goes the other way: more
        was covered than is owed and is kept, or more was given back than was kept and is owed.
        """
        owed, kept = self.owed_for(dossier_code), self.on(Account.SUSPENSE, dossier_code)
        parts = []
        for kind in sorted(owed.keys() | kept.keys()):
            amount = min(owed.get(kind, NOTHING), -kept.get(kind, NOTHING))
            if amount != NOTHING:
                parts.append(Part(kind, amount))
        return parts


def in_order(taken: Sequence[Taken]) -> list[Taken]:
    """Return collections in the order in which they are booked.

    What a file takes back makes room for what it states instead, so it comes first; but never
    before that which it takes back.
    """
    recorded = {each.collection_id: each.recorded_at for each in taken}

    def turn(each: Taken) -> tuple[datetime, int]:
        if each.reverses is None:
            return each.recorded_at, 1
        return each.recorded_at, 2 if recorded.get(each.reverses) == each.recorded_at else 0

    return sorted(taken, key=turn)


def pocket_of(office_code: str, login: str) -> str:
    """Return the subject under which the cash of somebody of a post office stands."""
    return f"{office_code}/{login}"


def place_of(taken: Taken) -> tuple[Account, str]:
    """Return where money that was just taken is."""
    office = taken.office_code or NOBODY
    at_agency = taken.office_kind in (OfficeKind.CENTER, OfficeKind.DEPARTMENT)
    if taken.source in ("online", "bank") or at_agency:
        return Account.AGENCY_ACCOUNT, office
    if taken.method == "cash" and taken.office_code:
        return Account.COURIER_CASH, pocket_of(office, taken.login or NOBODY)
    return Account.POST_PAYABLE, office


def collected(taken: Taken, standing: Standing) -> Entry:
    """Return the entry of money taken: what it covers, and what nobody asked for.

    Where no line was ever asked, as in lists that only have totals, all of it is what was asked.
    """
    place, code, amount = place_of(taken), taken.dossier_code, Money(taken.amount_dong)
    covered, left = share_among(amount, standing.owed_for(code))
    postings = []
    for part in covered:
        # What the post is paid for its service it has at once, unless a courier carries it.
        own = part.kind is MoneyKind.POSTAGE and place[0] is Account.POST_PAYABLE
        where = (Account.POSTAGE, NOBODY) if own else place
        postings += transfer([part], where, (Account.CITIZEN_RECEIVABLE, code))
    if left > NOTHING:
        unasked = (Account.AGENCY_DUE, taken.department_code)
        surplus = (Account.SUSPENSE, code)
        rest = [Part(MoneyKind.UNSTATED, left)]
        postings += transfer(rest, place, surplus if taken.asked else unasked)
    return Entry(_fact_of(taken, Reason.COLLECTED), tuple(postings))


def taken_back(taken: Taken, original: Booked) -> Entry:
    """Return the entry that takes back the money of an earlier one."""
    note = taken.reason or f"reverses {taken.reverses}"
    fact = _fact_of(taken, Reason.TAKEN_BACK, note)
    return reverse(original, fact)


def parts_of(entry: Entry) -> Iterator[Part]:
    """Yield how much of a collection is of which kind: what came to its place, or left it."""
    kinds: Kinds = {}
    # Each transfer says first where the money came to.
    for posting in entry.postings[::2]:
        kinds[posting.kind] = kinds.get(posting.kind, NOTHING) + posting.amount
    yield from (Part(kind, amount) for kind, amount in kinds.items())


def owed(line: Obligation, department_code: str, login: str) -> Entry:
    """Return the entry of a fee line, owed to the department or, when it is postage, the post."""
    creditor = (
        (Account.POSTAGE, NOBODY)
        if line.kind is MoneyKind.POSTAGE
        else (Account.AGENCY_DUE, department_code)
    )
    receivable = (Account.CITIZEN_RECEIVABLE, line.dossier_code)
    postings = transfer([Part(line.kind, line.amount)], receivable, creditor)
    return Entry(_fact_of_line(line, Reason.OWED, login), tuple(postings))


def cancelled(line: Obligation, original: Booked, standing: Standing, login: str) -> Entry:
    """Return the entry that takes a fee line back, `line` being what cancels it.

    What was paid for it is owed to the agency no longer, and is kept for the citizen in suspense.
    """
    (receivable, creditor) = original.entry.postings
    code, amount = line.dossier_code, receivable.amount
    # Other lines of the same kind may be open: what is paid of the kind is what is left of them.
    still_owed = standing.owed_for(code).get(line.kind, NOTHING)
    unpaid = min(amount, still_owed)
    postings = [-creditor]
    if unpaid > NOTHING:
        postings.append(Posting(receivable.account, code, line.kind, -unpaid))
    if amount > unpaid:
        postings.append(Posting(Account.SUSPENSE, code, line.kind, unpaid - amount))
    return Entry(
        _fact_of_line(line, Reason.CANCELLED, login), tuple(postings), reverses=original.sequence
    )


def handed_in(count: HandedIn, standing: Standing) -> Entry | None:
    """Return the entry of cash that was counted, or None when there was none.

    What is missing stays with whoever took it; what is too much is in suspense. Postage is the
    post's own and is sent on to nobody.
    """
    office, pocket = count.office_code, (Account.COURIER_CASH, count.pocket)
    expected = Money(max(0, min(count.expected_dong, count.counted_dong)))
    covered, left = share_among(expected, standing.on(*pocket))
    postings = []
    for part in covered:
        own = part.kind is MoneyKind.POSTAGE
        place = (Account.POSTAGE, NOBODY) if own else (Account.POST_PAYABLE, office)
        postings += transfer([part], place, pocket)
    surplus = Money(count.counted_dong) - expected + left
    if surplus > NOTHING:
        rest = [Part(MoneyKind.UNSTATED, surplus)]
        showed_it = (Account.SUSPENSE, str(count.settlement_id))
        postings += transfer(rest, (Account.POST_PAYABLE, office), showed_it)
    return Entry(_fact_of_count(count, Reason.HANDED_IN), tuple(postings)) if postings else None


def count_corrected(count: HandedIn, original: Booked) -> Entry:
    """Return the entry that takes back the count that another one corrects."""
    return reverse(original, _fact_of_count(count, Reason.TAKEN_BACK))


def set_off(fact: Fact, dossier_code: str, standing: Standing) -> Entry | None:
    """Return the entry that evens out what is owed and what is kept for a citizen, if any does.

    Each step of a difference may make one, and has its number.
    """
    parts = standing.to_set_off(dossier_code)
    if not parts:
        return None
    postings = transfer(
        parts, (Account.SUSPENSE, dossier_code), (Account.CITIZEN_RECEIVABLE, dossier_code)
    )
    _, space, step = fact.reason.partition(" ")
    made_for = f"{Reason.SET_OFF}{space}{step}"
    return Entry(replace(fact, reason=made_for), tuple(postings))


def dossiers_of(entry: Entry) -> list[str]:
    """Return the dossiers whose citizens owe more or less, or have more or less kept, by it.

    What collections leave in suspense is of a dossier; batches and counts stand there as well.
    """
    accounts = {Account.CITIZEN_RECEIVABLE}
    if entry.fact.source_kind == Source.COLLECTION:
        accounts.add(Account.SUSPENSE)
    return sorted({each.subject for each in entry.postings if each.account in accounts})


def is_set_off(fact: Fact) -> bool:
    """Tell whether an entry evens out what the one before it left."""
    return fact.reason.partition(" ")[0] == Reason.SET_OFF


def _fact_of(taken: Taken, reason: Reason, note: str | None = None) -> Fact:
    return Fact(
        source_kind=Source.COLLECTION,
        source_id=str(taken.collection_id),
        reason=reason,
        happened_on=taken.collected_on,
        login=taken.login or NOBODY,
        note=note,
    )


def _fact_of_count(count: HandedIn, reason: Reason) -> Fact:
    return Fact(
        source_kind=Source.SETTLEMENT,
        source_id=str(count.settlement_id),
        reason=reason,
        happened_on=count.day,
        login=count.settled_by,
        note=count.remark,
    )


def _fact_of_line(line: Obligation, reason: Reason, login: str) -> Fact:
    return Fact(
        source_kind=Source.OBLIGATION,
        source_id=str(line.obligation_id),
        reason=reason,
        happened_on=line.owed_on,
        login=login,
        note=line.ground,
    )
