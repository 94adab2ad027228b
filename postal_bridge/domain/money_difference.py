"""What people may do about a difference in money, and what that means for the books.

Owns which step follows which state, which class is settled by which action, when a second person
has to agree, and between which accounts the money moves. Which difference a row is in is judged in
`reconciliation`; what an entry is, in `ledger`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from postal_bridge.domain.booking import NOBODY
from postal_bridge.domain.difference_refusals import ActionDoesNotFit, DifferenceNotOpen
from postal_bridge.domain.fees import MoneyKind, Part
from postal_bridge.domain.ledger import Account, Posting, transfer
from postal_bridge.domain.money import Money
from postal_bridge.domain.reconciliation import MISSING, LineClass

#: The rule of a line that a person decided; runs leave it alone.
BY_HAND = "by_hand"
#: The rule of a line whose decision a person took back, so that the next run judges it anew.
UNDONE = "undone"
#: What happened to a decision whose match, or collection, is none any more.
FALLEN = "fallen"
#: As many rows on the side that has several: what people can still check by eye.
ROWS_MAX = 20
#: As many characters in the name of a paper.
EVIDENCE_NAME_MAX = 200


class State(StrEnum):
    """How far people, or later lines, have come with a difference."""

    OPEN = "open"
    #: A person has decided, and another one has to agree.
    PROPOSED = "proposed"
    RESOLVED = "resolved"
    CARRIED = "carried"
    #: Later lines, or another decision, have settled it.
    VANISHED = "vanished"


#: In these states there is something left to do.
ACTIVE = frozenset({State.OPEN, State.PROPOSED, State.CARRIED})
#: From these a person decides.
DECIDABLE = frozenset({State.OPEN, State.CARRIED})


class Action(StrEnum):
    """How a difference is settled."""

    #: A line is a chosen collection, or several lines together are.
    MATCH = "match"
    #: One line is several collections together.
    SPLIT = "split"
    #: Money goes back to where it came from.
    REFUND = "refund"
    #: A surplus is accepted as revenue, a shortage written off, a fault accepted as it is.
    ADJUSTMENT = "adjustment"
    #: It stays open and goes on into the next period.
    CARRY_FORWARD = "carry_forward"


class Party(StrEnum):
    """Who gives money back."""

    POST = "post"
    AGENCY = "agency"


#: Lines that consume no collection: all of their money is in question.
UNDECIDED = frozenset({LineClass.DUPLICATE, LineClass.UNKNOWN, LineClass.REFUNDED_AFTER})
#: More came than was taken: whose it is has to be said.
SURPLUS = UNDECIDED | {LineClass.OVER}
_SHORTAGE = frozenset({MISSING, LineClass.SHORT})
_ALWAYS = frozenset({Action.ADJUSTMENT, Action.CARRY_FORWARD})
ACTIONS: Mapping[str, frozenset[Action]] = {
    MISSING: _ALWAYS | {Action.MATCH, Action.REFUND},
    LineClass.SHORT: _ALWAYS | {Action.REFUND},
    LineClass.OVER: _ALWAYS | {Action.REFUND},
    **dict.fromkeys(UNDECIDED, _ALWAYS | {Action.MATCH, Action.SPLIT, Action.REFUND}),
    LineClass.WRONG_BENEFICIARY: _ALWAYS,
    LineClass.LATE: _ALWAYS,
    LineClass.KIND_MISMATCH: _ALWAYS,
}


@dataclass(frozen=True, slots=True)
class MoneyDifference:
    """A difference as it stands; `amount_dong` is what is in question."""

    difference_id: UUID
    difference_class: str
    line_id: int | None
    collection_id: UUID | None
    dossier_code: str | None
    department_code: str | None
    office_code: str | None
    amount_dong: int
    day: date
    opened_at: datetime
    state: State
    assignee: str | None
    due_on: date | None
    version: int

    @property
    def actions(self) -> list[Action]:
        """Return by what it may be settled now, in the order of `Action`."""
        if self.state not in DECIDABLE:
            return []
        return [each for each in Action if each in ACTIONS[self.difference_class]]

    def require(self, states: frozenset[State]) -> None:
        """Let pass what is in one of these states.

        Raises:
            DifferenceNotOpen: it is in another.

        """
        if self.state not in states:
            raise DifferenceNotOpen(difference_state=self.state)


@dataclass(frozen=True, slots=True)
class Wish:
    """How a person wants to settle a difference, and why.

    `collection_ids` and `line_ids` name the other side of a match; the difference itself names its
    own. `department` says who takes a surplus where the difference does not tell.
    """

    action: Action
    reason: str
    collection_ids: tuple[UUID, ...] = ()
    line_ids: tuple[int, ...] = ()
    refunded_by: Party | None = None
    department: str | None = None

    def to_document(self) -> dict[str, Any]:
        """Return the wish as a step keeps it."""
        return {
            "settled_by": str(self.action),
            "reason": self.reason,
            "collection_ids": [str(each) for each in self.collection_ids],
            "line_ids": [str(each) for each in self.line_ids],
            "refunded_by": self.refunded_by,
            "department": self.department,
        }

    @classmethod
    def from_document(cls, kept: Mapping[str, Any]) -> Self:
        """Return the wish that a step keeps."""
        return cls(
            action=Action(kept["settled_by"]),
            reason=kept["reason"],
            collection_ids=tuple(UUID(each) for each in kept["collection_ids"]),
            line_ids=tuple(int(each) for each in kept["line_ids"]),
            refunded_by=Party(kept["refunded_by"]) if kept["refunded_by"] else None,
            department=kept["department"],
        )

    @classmethod
    def of_rows(cls, reason: str, collection_ids: Sequence[UUID], line_ids: Sequence[int]) -> Self:
        """Return what rows of the other side ask for: a split where they are more collections."""
        action = Action.SPLIT if len(collection_ids) > 1 else Action.MATCH
        return cls(action, reason, tuple(collection_ids), tuple(line_ids))

    def require_fit(self, difference: MoneyDifference) -> None:
        """Let pass what may settle a difference and says all that it takes.

        Raises:
            DifferenceNotOpen: nothing may settle it now.
            ActionDoesNotFit: something else has to, or something is not said.

        """
        difference.require(DECIDABLE)
        if not (
            self.action in ACTIONS[difference.difference_class]
            and self._names_its_rows(difference)
            and self._says_whose(difference)
        ):
            raise ActionDoesNotFit(
                settling=self.action, difference_class=difference.difference_class
            )

    def _names_its_rows(self, difference: MoneyDifference) -> bool:
        """Tell whether the other side of a match is named, and nothing that has none."""
        lines, collections = len(set(self.line_ids)), len(set(self.collection_ids))
        if (lines, collections) != (len(self.line_ids), len(self.collection_ids)):
            return False
        if self.action is Action.SPLIT:
            return lines == 0 and 1 < collections <= ROWS_MAX
        if self.action is not Action.MATCH:
            return lines == collections == 0
        if difference.difference_class == MISSING:
            return collections == 0 and 1 <= lines <= ROWS_MAX
        return collections == 1 and lines < ROWS_MAX and difference.line_id not in self.line_ids

    def _says_whose(self, difference: MoneyDifference) -> bool:
        """Tell whether it is said who gives money back, or whose a surplus is."""
        found = difference.difference_class
        if self.action is Action.REFUND:
            parties = {Party.POST} if found in _SHORTAGE else set(Party)
            return self.refunded_by in parties
        takes_surplus = self.action is Action.ADJUSTMENT and found in SURPLUS
        return not takes_surplus or bool(self.department or difference.department_code)


def needs_second_person(wish: Wish, difference: MoneyDifference, four_eyes_dong: int) -> bool:
    """Tell whether another person has to agree; what is carried forward settles nothing."""
    return wish.action is not Action.CARRY_FORWARD and abs(difference.amount_dong) > four_eyes_dong


def booked_for(action: str, step: int) -> str:
    """Return what an entry was made for: each step of a difference makes one at most."""
    return f"{action} {step}"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the money of a difference is: the batch that brought it, the office that took it.

    `parts` are what is in question of a collection, by kind.
    """

    batch: str | None
    account: str | None
    office: str | None
    parts: Sequence[Part]


def postings_of(difference: MoneyDifference, wish: Wish, where: Whereabouts) -> list[Posting]:
    """Return how money moves when a difference is settled without a match; often not at all.

    What went to a wrong account and is accepted there covers what it was sent for, as ever.
    """
    found, batch = difference.difference_class, where.batch or NOBODY
    department = wish.department or difference.department_code or NOBODY
    if found in _SHORTAGE:
        dossier = difference.dossier_code or NOBODY
        back = wish.action is Action.REFUND
        gives = (Account.CITIZEN_RECEIVABLE, dossier) if back else (Account.AGENCY_DUE, department)
        return transfer(where.parts, gives, (Account.POST_PAYABLE, where.office or NOBODY))
    if found in SURPLUS:
        if wish.action is Action.ADJUSTMENT:
            taker = (Account.AGENCY_DUE, department)
        elif wish.refunded_by is Party.POST:
            taker = (Account.IN_TRANSIT, batch)
        else:
            taker = (Account.AGENCY_ACCOUNT, where.account or department)
        told = [Part(MoneyKind.UNSTATED, Money(difference.amount_dong))]
        return transfer(told, (Account.SUSPENSE, batch), taker) if difference.amount_dong else []
    return []
