"""Carriers: what is ordered of them, what they tell in their codes, and what that means to us.

A carrier takes orders to fetch a consignment from a citizen or to bring it to one, and tells what
becomes of it. What its codes are called in our words is a table of its adapter; what each of our
words makes happen is said here, for all carriers alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID, uuid5

from postal_bridge.domain.custody import Leg, State
from postal_bridge.domain.scan import Action

#: Under this name lie the identities of what carriers report.
_REPORTS = UUID("6a3c1de2-8f57-5b1e-9d40-2f6b7c90a714")
#: A clock that is further off than this says nothing that could be put right.
SKEW_MAX = timedelta(days=1)
#: Within this the way of a report explains why two clocks differ.
SKEW_LEAST = timedelta(minutes=10)


class CarrierKind(StrEnum):
    """The ways in which carriers are spoken to."""

    #: Orders of one-stop centres, by way of the province's service bus.
    VNPOST_HCC = "vnpost_hcc"
    #: The post's interface for customers of every kind.
    VNPOST_CUSTOMER = "vnpost_customer"
    #: A folder in which files are laid down and picked up.
    FILES = "files"


class OrderKind(StrEnum):
    """What is ordered: fetching from a citizen, or bringing to one."""

    PICKUP = "pickup"
    DELIVERY = "delivery"


#: The legs for which something can be ordered; on the others nobody's door is at an end.
KIND_OF_LEG: Mapping[Leg, OrderKind] = MappingProxyType(
    {Leg.INBOUND: OrderKind.PICKUP, Leg.OUTBOUND: OrderKind.DELIVERY}
)


class OrderState(StrEnum):
    """How an order stands; a person ends what is refused, as `settled`."""

    WANTED = "wanted"
    #: It left us, and nobody knows yet whether it was taken.
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    CANCEL_WANTED = "cancel_wanted"
    CANCELLED = "cancelled"
    SETTLED = "settled"


class MoneyFact(StrEnum):
    """What becomes of money taken on delivery: three facts, each with its own moment."""

    COLLECTED = "collected"
    WITH_POST = "with_post"
    PAID_OUT = "paid_out"


class Word(StrEnum):
    """What a carrier tells, in our words; what it means depends on what was ordered."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    PICKED_UP = "picked_up"
    ARRIVED = "arrived"
    WENT_OUT = "went_out"
    FAILED = "failed"
    FINISHED = "finished"
    RETURNED = "returned"
    WITH_POST = "with_post"
    PAID_OUT = "paid_out"
    #: It is known and changes nothing.
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class Step:
    """An action that a word stands for; left out where the thing is in `unless` already."""

    action: Action
    unless: State | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word makes happen: steps of the thing, a state of the order, a fact of money.

    With what `is_end` the carrier has done what was ordered, or never will.
    """

    steps: tuple[Step, ...] = ()
    order: OrderState | None = None
    money: MoneyFact | None = None
    is_end: bool = False


_OUT = Step(Action.GO_OUT, unless=State.OUT)
_BACK = Step(Action.SEND_BACK, unless=State.RETURNING)
_ALIKE = {
    Word.ACCEPTED: Meaning(order=OrderState.ACCEPTED),
    Word.REFUSED: Meaning(order=OrderState.REFUSED),
    Word.CANCELLED: Meaning(order=OrderState.CANCELLED),
    Word.ARRIVED: Meaning((Step(Action.ARRIVE),)),
    Word.WITH_POST: Meaning(money=MoneyFact.WITH_POST),
    Word.PAID_OUT: Meaning(money=MoneyFact.PAID_OUT),
    Word.TOLD: Meaning(),
}
#: What each word means for what was ordered. Nobody but the agency signs for what reaches it: a
#: finished pickup is given, and waits for the agency to take it.
MEANINGS: Mapping[OrderKind, Mapping[Word, Meaning]] = MappingProxyType(
    {
        OrderKind.PICKUP: {
            **_ALIKE,
            Word.PICKED_UP: Meaning((Step(Action.COLLECT),)),
            Word.WENT_OUT: Meaning(),
            Word.FAILED: Meaning(),
            Word.FINISHED: Meaning((Step(Action.GIVE),), is_end=True),
            Word.RETURNED: Meaning((_BACK, Step(Action.DELIVER)), is_end=True),
        },
        OrderKind.DELIVERY: {
            **_ALIKE,
            Word.PICKED_UP: Meaning((Step(Action.ARRIVE),)),
            Word.WENT_OUT: Meaning((Step(Action.GO_OUT),)),
            # Whoever stood before a closed door had gone out.
            Word.FAILED: Meaning((_OUT, Step(Action.FAIL))),
            Word.FINISHED: Meaning((Step(Action.DELIVER),), money=MoneyFact.COLLECTED, is_end=True),
            Word.RETURNED: Meaning((_BACK, Step(Action.GIVE)), is_end=True),
        },
    }
)


@dataclass(frozen=True, slots=True)
class CarrierAccount:
    """How a centre speaks to one of its carriers; `secrets` print nowhere."""

    center_code: str
    code: str
    kind: CarrierKind
    settings: Mapping[str, str]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    def says(self, setting: str, otherwise: str = "") -> str:
        """Return a setting, or what holds where it was left out."""
        return self.settings.get(setting) or otherwise

    @property
    def takes_back(self) -> bool:
        """Whether an order can be taken back at all."""
        return self.kind is CarrierKind.FILES or bool(self.says("cancel_url"))

    def whole(self, setting: str, otherwise: int = 0) -> int:
        """Return a setting that is a whole number."""
        return int(self.says(setting, str(otherwise)))


@dataclass(frozen=True, slots=True)
class LegTerms:
    """Who carries on a leg from a day on; without a carrier, people see to it."""

    leg: Leg
    valid_from: date
    carrier_code: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class CarriedParty:
    """Somebody at an end of an order; None is not known."""

    name: str = field(repr=False)
    address: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CarriageOrder:
    """An order as a carrier is told of it.

    `key` makes it the same order however often it is told; `item_code` is the code on the thing.
    `asked_before` says that it may have been taken though no answer came, `reference` what the
    carrier calls it, where it said so.
    """

    key: str
    kind: OrderKind
    item_code: str
    agency: CarriedParty
    citizen: CarriedParty
    collect_dong: int = 0
    words: str = ""
    asked_before: bool = False
    reference: str | None = None

    @property
    def ends(self) -> tuple[CarriedParty, CarriedParty]:
        """Who sends and who receives."""
        if self.kind is OrderKind.PICKUP:
            return self.citizen, self.agency
        return self.agency, self.citizen


@dataclass(frozen=True, slots=True)
class Ordered:
    """What a carrier answered: whether the order is taken already, and what it calls it.

    `collect_dong` is what it says it collects, of an order that it had from before.
    """

    is_taken: bool = True
    reference: str | None = None
    item_code: str | None = None
    collect_dong: int | None = None


@dataclass(frozen=True, slots=True)
class CarrierReport:
    """What a carrier tells of one order, in its own code.

    `told_at` is its moment by the carrier's clock, `their_now` what that clock showed when it was
    told. `reference` tells reports apart that have no moment.
    """

    code: str
    order_key: str | None = None
    item_code: str | None = None
    told_at: datetime | None = None
    their_now: datetime | None = None
    reference: str | None = None
    amount_dong: int | None = None
    said: str | None = field(default=None, repr=False)

    def identity(self, account: CarrierAccount) -> UUID:
        """Return what makes it the same report however often it comes."""
        moment = self.told_at.isoformat() if self.told_at else self.reference or ""
        about = self.order_key or self.item_code or ""
        return report_identity(account, about, self.code, moment)

    def happened_at(self, now: datetime) -> datetime:
        """Return its moment in our reckoning; a clock that is off by hours is put right."""
        if self.told_at is None:
            return now
        skew = now - self.their_now if self.their_now else timedelta()
        if not SKEW_LEAST <= abs(skew) <= SKEW_MAX:
            skew = timedelta()
        return min(self.told_at + skew, now)


def report_identity(account: CarrierAccount, *parts: str) -> UUID:
    """Return the identity of something that a carrier tells, from what never changes of it."""
    return uuid5(_REPORTS, "\n".join((account.center_code, account.code, *parts)))


class Doubt(StrEnum):
    """Why a person has to look at what was told; a scan that was refused says it otherwise."""

    NO_AMOUNT = "no_amount"
    AMOUNT_DIFFERS = "amount_differs"
    BAD_LINE = "bad_line"
    NO_COLUMNS = "no_columns"
    NO_UTF8 = "no_utf8"
    TOO_LONG = "too_long"
    #: It does not end with the end of a line, and nobody goes on writing it.
    NOT_WHOLE = "not_whole"
    #: It is no plain file, or has no name of one.
    NO_FILE = "no_file"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something a carrier told that is no report: where it stood, why, and how it began."""

    where: str
    why: Doubt
    beginning: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ReportPage:
    """What a carrier told since a cursor, and the cursor to go on from.

    Whoever gives the cursor back has kept everything before it. `more` says that more waits.
    """

    reports: tuple[CarrierReport, ...] = ()
    cursor: str | None = None
    more: bool = False
    unreadable: tuple[Unreadable, ...] = ()
