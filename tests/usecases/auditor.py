"""The auditor of all money: a plain model that knows dossiers, payments, matches and no entries."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from postal_bridge.domain.fees import MoneyKind, PaidBy
from postal_bridge.domain.money_difference import UNDECIDED, Action

FEES, POSTAGE, UNSTATED = MoneyKind.FEE, MoneyKind.POSTAGE, MoneyKind.UNSTATED
#: In this order money covers what is owed.
IN_ORDER = (FEES, POSTAGE, UNSTATED)

Kinds = Counter[MoneyKind]
Balances = Counter[tuple[str, MoneyKind]]


def shared(amount: int, among: Mapping[MoneyKind, int]) -> Kinds:
    """Return how an amount covers kinds, one after the other."""
    parts: Kinds = Counter()
    for kind in IN_ORDER:
        parts[kind] = max(0, min(amount, among.get(kind, 0)))
        amount -= parts[kind]
    return +parts


@dataclass
class Paid:
    """A payment: what it covered, what was too much, and where it went.

    Taken back while its day was open, it is `erased` and counts on no day.
    """

    identity: UUID
    dossier: str
    method: PaidBy
    day: date
    amount: int
    covered: Kinds
    stands: bool = True
    erased: bool = False

    @property
    def parts(self) -> Kinds:
        """What it is of each kind."""
        return self.covered + Counter({UNSTATED: self.amount - self.covered.total()})

    @property
    def to_send(self) -> Kinds:
        """What the post has to send on of it."""
        return Counter({kind: part for kind, part in self.parts.items() if kind is not POSTAGE})


@dataclass
class Decided:
    """A decision that moved money: in which version of which difference, and what it moved."""

    difference_id: UUID
    version: int
    moved: Balances
    dossier: str | None

    def stands(self, taken_back: Mapping[UUID, int]) -> bool:
        """Tell whether no later step took it back."""
        return taken_back.get(self.difference_id, 0) < self.version


@dataclass
class GivenBack:
    """A surplus that went back: of which kinds, and of which payment if it was all of one."""

    dossier: str
    parts: Kinds
    whole: UUID | None
    moved: Balances


@dataclass
class Auditor:
    """What has to stand where, by what was owed, paid, counted and decided."""

    owed: dict[str, Kinds] = field(default_factory=dict)
    paid: dict[UUID, Paid] = field(default_factory=dict)
    stands: Balances = field(default_factory=Counter)
    pocket: Kinds = field(default_factory=Counter)
    counted_days: set[date] = field(default_factory=set)
    too_much_counted: int = 0
    decided: list[Decided] = field(default_factory=list)
    given_back: dict[UUID, GivenBack] = field(default_factory=dict)

    def move(self, account: str, parts: Mapping[MoneyKind, int], sign: int = 1) -> None:
        """Let parts come to an account, or leave it."""
        for kind, part in parts.items():
            self.stands[account, kind] += sign * part

    def owe(self, dossier: str, parts: Kinds) -> None:
        """Note what is to be paid for a dossier."""
        self.owed[dossier] = parts
        self.move("citizen_receivable", parts)
        for kind, part in parts.items():
            self.move("postage" if kind is POSTAGE else "agency_due", {kind: part}, -1)

    def cover(self, dossier: str, amount: int, taken_back: Mapping[UUID, int]) -> Kinds:
        """Return what a payment covers of what is still owed, or owed again."""
        owed, kept = self.side_by_side(dossier, taken_back)
        owed.subtract(kept)
        return shared(amount, owed)

    def side_by_side(self, dossier: str, taken_back: Mapping[UUID, int]) -> tuple[Kinds, Kinds]:
        """Return what would be owed and kept for a dossier if the two never met."""
        owed, kept = Counter(self.owed[dossier]), Kinds()
        for decided in self.decided:
            if decided.dossier == dossier and decided.stands(taken_back):
                for (account, kind), part in decided.moved.items():
                    owed[kind] += part if account == "citizen_receivable" else 0
        for each in self.paid.values():
            if each.stands and each.dossier == dossier:
                owed.subtract(each.covered)
                surplus = each.amount - each.covered.total()
                kept[UNSTATED] += surplus if self.owed[dossier] else 0
        for back in self.given_back.values():
            if back.dossier == dossier:
                kept.subtract(back.parts)
        return owed, kept

    def surplus_of(self, dossier: str, taken_back: Mapping[UUID, int]) -> int:
        """Return how much more was paid for a dossier than is owed."""
        owed, kept = self.side_by_side(dossier, taken_back)
        return max(0, kept.total() - owed.total())

    def there(self, dossier: str, taken_back: Mapping[UUID, int]) -> Kinds:
        """Return what is kept for a dossier."""
        owed, kept = self.side_by_side(dossier, taken_back)
        kept.subtract(owed)
        return +kept

    def give_back(
        self,
        refund: UUID,
        dossier: str,
        amount: int,
        by_post: bool,
        whole: UUID | None,
        taken_back: Mapping[UUID, int],
    ) -> None:
        """Note that a surplus went back: from the post its own price, or a payment as a whole."""
        there = self.there(dossier, taken_back)
        mine = {kind: part for kind, part in there.items() if (kind is POSTAGE) == by_post}
        parts = self.paid[whole].to_send if whole else shared(amount, mine)
        assert parts.total() == amount
        moved = Auditor()
        moved.move("suspense", parts)
        for kind, part in parts.items():
            payer = "post_payable" if by_post else "way"
            moved.move("postage" if kind is POSTAGE else payer, {kind: part}, -1)
        self.given_back[refund] = GivenBack(dossier, parts, whole, moved.stands)

    def note(self, paid: Paid, sign: int = 1) -> None:
        """Book a payment, or take it back."""
        surplus = Counter({UNSTATED: paid.amount - paid.covered.total()})
        self.move("citizen_receivable", paid.covered, -sign)
        self.move("suspense" if self.owed[paid.dossier] else "agency_due", surplus, -sign)
        for kind, part in paid.parts.items():
            own = kind is POSTAGE and paid.method is PaidBy.TRANSFER
            place = {PaidBy.ONLINE: "way", PaidBy.CASH: "courier_cash"}.get(
                paid.method, "postage" if own else "post_payable"
            )
            self.move(place, {kind: part}, sign)
            if paid.method is PaidBy.CASH:
                self.pocket[kind] += sign * part

    def count(self, day: date, counted: int) -> None:
        """Book what was counted of the cash of a day."""
        self.counted_days.add(day)
        handed = shared(min(self.cash_of(day), counted), self.pocket)
        self.pocket.subtract(handed)
        self.move("courier_cash", handed, -1)
        for kind, part in handed.items():
            self.move("postage" if kind is POSTAGE else "post_payable", {kind: part})
        surplus = counted - handed.total()
        self.too_much_counted += surplus
        self.move("post_payable", {UNSTATED: surplus})
        self.move("suspense", {UNSTATED: surplus}, -1)

    def moved_by(self, row: Any, action: Action, covered: Mapping[UUID, int]) -> Balances:
        """Return what a decision about a difference moves if it is not refused."""
        found = Auditor()
        if action not in (Action.ADJUSTMENT, Action.REFUND):
            return found.stands
        back = action is Action.REFUND
        if row["class"] in ("missing", "short"):
            paid = self.paid[row["collection_id"]]
            left = paid.to_send - shared(covered.get(paid.identity, 0), paid.to_send)
            found.move("post_payable", left, -1)
            found.move("citizen_receivable" if back else "agency_due", left)
        elif row["class"] in UNDECIDED or row["class"] == "over":
            parts = {UNSTATED: row["amount_dong"]}
            found.move("suspense", parts)
            found.move("way" if back else "agency_due", parts, -1)
        return found.stands

    def cash_of(self, day: date) -> int:
        """Return the cash of a day; what is given back after its closing is so on another."""
        there = [p for p in self.paid.values() if p.day == day and not p.erased]
        return sum(p.amount for p in there if p.method is PaidBy.CASH)

    def expected(
        self,
        sums: tuple[int, int, int],
        covered: Mapping[UUID, int],
        taken_back: Mapping[UUID, int],
    ) -> Balances:
        """Return what has to stand, merged where money is on its way.

        `sums` are those of lists, of bank statements, and of the credits that belong to batches.
        """
        found = Auditor(stands=self.stands.copy())
        sent_dong, stated_dong, credited_dong = sums
        found.move("way", {UNSTATED: sent_dong + stated_dong - credited_dong})
        found.move("suspense", {UNSTATED: sent_dong + stated_dong - credited_dong}, -1)
        for identity, amount in covered.items():
            parts = shared(amount, self.paid[identity].to_send)
            assert parts.total() == amount
            found.move("way", parts)
            found.move("post_payable", parts, -1)
            found.move("suspense", {UNSTATED: amount})
            found.move("way", {UNSTATED: amount}, -1)
        for each in self.decided:
            if each.stands(taken_back):
                found.stands.update(each.moved)
        for back in self.given_back.values():
            found.stands.update(back.moved)
        for dossier in self.owed:
            owed, kept = self.side_by_side(dossier, taken_back)
            met = {kind: min(owed[kind], kept[kind]) for kind in owed.keys() | kept.keys()}
            found.move("citizen_receivable", met, -1)
            found.move("suspense", met)
        return found.stands
