"""What a citizen owes for a dossier, line by line, and how money taken is shared among the lines.

Owns kinds of money, exemptions and sharing. Kinds are never netted: each is accounted for by
itself (Luật 97/2015/QH13 Đ14), and the post's price (cước) stays apart from what belongs to the
agencies. Booking is the ledger's business.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from postal_bridge.domain.catalogue import FeeLine
from postal_bridge.domain.money import Money


class MoneyKind(StrEnum):
    """What money is in law; the order is that in which money taken covers what is owed."""

    FEE = "fee"
    CHARGE = "charge"
    TAX = "tax"
    FINE = "fine"
    POSTAGE = "postage"
    #: Money of which nobody has said the kind, as in lists that only have totals.
    UNSTATED = "unstated"


class Payer(StrEnum):
    """Who pays a line."""

    FILER = "filer"
    OWNER = "owner"
    AGENCY = "agency"


class DueWhen(StrEnum):
    """Whether a line is paid on filing (thu trước) or with the result (thu sau)."""

    BEFORE = "before"
    AFTER = "after"


class PaymentRoute(StrEnum):
    """Through whom a line is paid (QĐ 45/2016/QĐ-TTg Đ11): the post, the agency, or online."""

    POST = "post"
    AGENCY = "agency"
    ONLINE = "online"


class PaidBy(StrEnum):
    """How somebody paid who was not before a scanner."""

    ONLINE = "online"
    TRANSFER = "transfer"
    CASH = "cash"


class DemandState(StrEnum):
    """How it stands with what is asked for a dossier."""

    NONE = "none"
    WAITING = "waiting"
    PAID = "paid"
    #: Everything that was asked was let off.
    EXEMPT = "exempt"
    CANCELLED = "cancelled"
    #: Something that was paid went back to the citizen, and nothing is owed.
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class LetOff:
    """What the law lets off a fee line, and on which ground (Luật 97/2015/QH13 Đ10)."""

    percent: int
    ground: str

    def __post_init__(self) -> None:
        if not 0 < self.percent <= 100:  # noqa: PLR2004 - of a hundred
            raise ValueError("between 1 and 100 percent are let off")

    def of(self, tariff: Money) -> Money:
        """Return what is left to pay; a fraction of a đồng is let off as well."""
        return Money(tariff.amount_dong * (100 - self.percent) // 100)


@dataclass(frozen=True, slots=True)
class Part:
    """An amount of one kind."""

    kind: MoneyKind
    amount: Money


@dataclass(frozen=True, slots=True)
class Obligation:
    """A fee line of a dossier: what the tariff says, what is owed of it, and how it is paid.

    `ground` is the ground in law on which less than the tariff is owed. `cancels` names the line
    that this one takes back: its amounts then stand below zero, and its ground says why.
    """

    obligation_id: UUID
    dossier_code: str
    kind: MoneyKind
    name: str
    tariff: Money
    amount: Money
    owed_on: date
    ground: str | None = None
    payer: Payer = Payer.FILER
    due_when: DueWhen = DueWhen.AFTER
    route: PaymentRoute = PaymentRoute.POST
    cancels: UUID | None = None

    @property
    def is_booked(self) -> bool:
        """Whether money is to pass for it; what agencies pay by contract passes elsewhere."""
        return self.amount != Money(0) and self.payer is not Payer.AGENCY

    def cancelled(self, obligation_id: UUID, day: date, reason: str) -> "Obligation":
        """Return the line that takes this one back, and why."""
        return replace(
            self,
            obligation_id=obligation_id,
            tariff=-self.tariff,
            amount=-self.amount,
            owed_on=day,
            ground=reason,
            cancels=self.obligation_id,
        )


def demand_state(
    lines: Sequence[Obligation], owed: Money, *, is_paid: bool, is_refunded: bool
) -> DemandState:
    """Return how it stands with the lines of a dossier, of which so much is still owed."""
    cancelled = {line.cancels for line in lines if line.cancels}
    stand = [x for x in lines if x.cancels is None and x.obligation_id not in cancelled]
    if owed > Money(0):
        return DemandState.WAITING
    if is_refunded:
        return DemandState.REFUNDED
    if lines and not stand:
        return DemandState.CANCELLED
    if stand and not any(line.amount > Money(0) for line in stand):
        return DemandState.EXEMPT
    return DemandState.PAID if stand or is_paid else DemandState.NONE


def lines_in_force(lines: Iterable[FeeLine], day: date) -> list[FeeLine]:
    """Return the newest line of each kind and name that holds on `day`, in their order."""
    newest: dict[tuple[str, str], FeeLine] = {}
    for line in sorted(lines, key=lambda line: line.valid_from):
        if line.valid_from <= day:
            newest[line.kind, line.name] = line
    return list(newest.values())


def asked_on_filing(
    lines: Sequence[FeeLine], stated: Money | None
) -> list[tuple[MoneyKind, str, Money]]:
    """Return (kind, name, amount) of what is asked of a dossier that is filed today.

    `lines` are those in force, `stated` is the total that the counter wrote down, if it did. A
    total that the tariff does not explain is kept as it was stated, under the one kind there is or
    as money of no stated kind.
    """
    tariff = [
        (MoneyKind(line.kind), line.name, Money(line.amount_dong))
        for line in lines
        if line.amount_dong
    ]
    if stated is None or stated == Money.total(amount for _, _, amount in tariff):
        return tariff
    if stated == Money(0):
        return []
    kinds = {line.kind: line.name for line in lines}
    if len(kinds) == 1:
        ((kind, name),) = kinds.items()
        return [(MoneyKind(kind), name, stated)]
    return [(MoneyKind.UNSTATED, "", stated)]


def off_tariff(lines: Sequence[FeeLine], stated: Money | None) -> Money | None:
    """Return what the tariff asks where a stated total is not it; None where there is no saying.

    `lines` are those in force. Where one of them leaves its amount to the agency, only less than
    the others ask is known to be wrong.
    """
    if stated is None or not lines:
        return None
    asked = Money.total(Money(line.amount_dong or 0) for line in lines)
    is_open = any(line.amount_dong is None for line in lines)
    fits = stated >= asked if is_open else stated == asked
    return None if fits else asked


def share_among(taken: Money, owed: Mapping[MoneyKind, Money]) -> tuple[list[Part], Money]:
    """Share money taken among what is still owed; return (parts, what is left over).

    Kinds are covered in their order. What is left over belongs to nobody yet and is a person's to
    decide.
    """
    parts, left = [], taken
    for kind in MoneyKind:
        covered = min(left, owed.get(kind, Money(0)))
        if covered > Money(0):
            parts.append(Part(kind, covered))
            left -= covered
    return parts, left
