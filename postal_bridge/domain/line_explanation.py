"""What a person says that a line of a bank is, where no batch and no payment explains it.

Above the amount from which two people decide, the first one proposes and another says the same.
Each word is a turn of the line's own story; the newest one tells where it stands.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from postal_bridge.domain.difference_refusals import SecondPersonNeeded


class ExplainedAs(StrEnum):
    """What a line may be beside a batch or a payment."""

    #: Money of others on the same account: the service accounts for none of it.
    OUTSIDE = "outside"
    #: What an agency gave back to a citizen by transfer; the refund is in the books already.
    REFUND = "refund"


class TurnAction(StrEnum):
    """What somebody did in a turn."""

    PROPOSED = "proposed"
    WITHDRAWN = "withdrawn"
    EXPLAINED = "explained"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a line is; a refund is named."""

    explained_as: ExplainedAs
    refund_id: UUID | None = None

    @classmethod
    def of(cls, refund_id: UUID | None) -> "Explanation":
        """Return that a line is a refund, or money of others where none is named."""
        return cls(ExplainedAs.REFUND if refund_id else ExplainedAs.OUTSIDE, refund_id)


@dataclass(frozen=True, slots=True)
class Turn:
    """One word about a line; `booked_on` is the day on which an explanation counts."""

    turn: int
    at: datetime
    login: str
    action: TurnAction
    reason: str
    explanation: Explanation | None = None
    booked_on: date | None = None


def next_action(
    newest: Turn | None, explanation: Explanation, login: str, *, needs_two: bool
) -> TurnAction:
    """Return what somebody does who says what an open line is.

    Raises:
        SecondPersonNeeded: they proposed the same themselves.

    """
    if not needs_two:
        return TurnAction.EXPLAINED
    waits = newest is not None and newest.action is TurnAction.PROPOSED
    if newest is None or not waits or newest.explanation != explanation:
        return TurnAction.PROPOSED
    if newest.login == login:
        raise SecondPersonNeeded
    return TurnAction.EXPLAINED
