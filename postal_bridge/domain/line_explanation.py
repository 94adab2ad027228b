"""What a person says that a line of a bank is, where no batch explains it.

Above the amount from which two people decide, the first one proposes and another says the same.
Each word is a turn of the line's own story; the newest one tells where it stands.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from postal_bridge.domain.difference_refusals import SecondPersonNeeded
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said


class ExplainedAs(StrEnum):
    """What a line may be beside a batch."""

    #: Money of others on the same account: the service accounts for none of it.
    OUTSIDE = "outside"
    #: What an agency gave back to a citizen by transfer; the refund is in the books already.
    REFUND = "refund"
    #: What a citizen paid for a dossier, which no run could tell.
    PAYMENT = "payment"


class TurnAction(StrEnum):
    """What somebody did in a turn."""

    PROPOSED = "proposed"
    WITHDRAWN = "withdrawn"
    EXPLAINED = "explained"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a line is; a refund is named, and the dossier of a payment."""

    explained_as: ExplainedAs
    refund_id: UUID | None = None
    dossier_code: str | None = None

    @classmethod
    def of(cls, refund_id: UUID | None, dossier_code: str | None = None) -> "Explanation":
        """Return that a line is a refund, a payment, or money of others where neither is named.

        Raises:
            InvalidInput: both are named.

        """
        if refund_id and dossier_code:
            detail = Said("a line is a refund or a payment, not both")
            raise InvalidInput(FieldProblem("dossier_code", "one_of_two", detail))
        if dossier_code:
            return cls(ExplainedAs.PAYMENT, dossier_code=dossier_code)
        return cls(ExplainedAs.REFUND if refund_id else ExplainedAs.OUTSIDE, refund_id)


@dataclass(frozen=True, slots=True)
class Turn:
    """One word about a line.

    `booked_on` is the day on which an explanation counts, `collection_id` the payment that a line
    became or is no longer.
    """

    turn: int
    at: datetime
    login: str
    action: TurnAction
    reason: str
    explanation: Explanation | None = None
    booked_on: date | None = None
    collection_id: UUID | None = None


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
