"""Credits of banks and what people decide about them, as they cross the border."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from postal_bridge.domain.bank_credits import CHOSEN_MAX
from postal_bridge.domain.line_explanation import ExplainedAs, TurnAction
from schemas.money_differences import Words
from schemas.remittances import StatedCreditShape
from schemas.shape import Shape

LINE_MAX = 2**62

CreditNumber = Annotated[int, Field(ge=1, le=LINE_MAX)]


class CreditGroupShape(Shape):
    """Batches of the post and credits of banks that belong together, to the last đồng."""

    group_id: UUID
    """By which it is known."""

    rule: str
    """By which rule it was found: `reference`, `text` or `sum`; `by_hand` by a person."""

    matched_at: datetime
    """When."""

    remitted_dong: int
    """What the batches come to."""

    credited_dong: int
    """What the credits come to."""

    undone: bool
    """Whether a person has taken it apart again."""


class BatchBesideShape(Shape):
    """A batch that a credit is, or may be."""

    remittance_id: UUID
    """By which it is known."""

    batch: str
    """What the post calls it."""

    office_code: str
    """The post office that sent the list."""

    account: str | None
    """The account that all its lines name."""

    sent_on: date
    """When it was sent."""

    declared_dong: int | None
    """What the post declares."""

    amount_dong: int | None
    """What its lines come to."""

    rule: str | None
    """Why it is proposed for this credit: `alike`, `named`, `other_account` or `amount`."""

    score: int | None
    """How likely, out of a hundred."""


class CreditBesideShape(Shape):
    """A credit that belongs to the same batches, or may."""

    line_id: int
    """By which it is known."""

    account: str | None
    """The account."""

    booked_on: date
    """When the bank booked it."""

    amount_dong: int
    """How much."""

    batch: str | None
    """The batch that it names in a field of its own."""

    bank_reference: str | None
    """The bank's reference."""


class CreditDecisionShape(Shape):
    """Something that a person decided about a credit."""

    decision_id: UUID
    """By which it is known."""

    at: datetime
    """When."""

    login: str
    """By whom."""

    action: Literal["accepted", "rejected", "undone"]
    """What."""

    reason: str
    """Why."""

    group_id: UUID | None
    """The group that was put together or taken apart."""

    line_ids: list[int]
    """The credits it was about."""

    batches: list[str]
    """The names of the batches it was about."""


class LineTurnShape(Shape):
    """A word about what a line of a bank is beside a batch."""

    line_id: int
    """The line."""

    at: datetime
    """When."""

    login: str
    """By whom."""

    action: TurnAction
    """`proposed` waits for a second person; `withdrawn` and `undone` take back what was said."""

    explained_as: ExplainedAs | None
    """What it is: money of others (`outside`), a refund by transfer or a payment."""

    refund_id: UUID | None
    """The refund."""

    dossier_code: str | None
    """The dossier that is paid for."""

    reason: str
    """How that is known."""


class RefundBesideShape(Shape):
    """A refund that a debit may be."""

    refund_id: UUID
    """By which it is known."""

    dossier_code: str
    """The dossier whose surplus it gave back."""

    amount_dong: int
    """How much."""

    office_code: str
    """The agency that paid."""

    booked_on: date
    """When."""


class ExplainLine(Shape):
    """What a line of a bank is, and how that is known."""

    refund_id: UUID | None = None
    """The refund that it is, paid by an agency by transfer."""

    dossier_code: str | None = Field(
        default=None, min_length=1, max_length=64, examples=["000.00.19.H53-260313-0001"]
    )
    """The dossier for which it is a payment; with neither it is money of others."""

    reason: Words
    """How that is known, for those who look at it later."""


class TakeBackExplanation(Shape):
    """Why what was said of a line is taken back."""

    reason: Words
    """Why, for those who look at it later."""


class CreditStory(StatedCreditShape):
    """One line of a bank with everything that stands beside it."""

    narration: str
    """What the bank says about it, in the words of whoever paid."""

    group: CreditGroupShape | None
    """What it belongs to."""

    batches: list[BatchBesideShape]
    """The batches of its group, or those it may be, the likeliest first."""

    credits: list[CreditBesideShape]
    """The credits of its group, or those that may be the same batches; itself among them."""

    decisions: list[CreditDecisionShape]
    """What people decided about it, in order."""

    refund_id: UUID | None
    """The refund that it is."""

    paid_for: str | None
    """The dossier for which it is a payment, whoever found that."""

    refunds: list[RefundBesideShape]
    """The refunds that a debit may be."""

    turns: list[LineTurnShape]
    """What people said that it is beside a batch, and payments they took back, in order."""


class AcceptCredits(Shape):
    """Which batches and which credits belong together, and how that is known."""

    line_ids: list[CreditNumber] = Field(min_length=1, max_length=CHOSEN_MAX)
    """The credits, all on one account."""

    remittance_ids: list[UUID] = Field(min_length=1, max_length=CHOSEN_MAX)
    """The batches; they come to as much as the credits."""

    reason: Words
    """Why, for those who look at it later."""


class RejectCredit(Shape):
    """Which batch a credit is not, and how that is known."""

    remittance_id: UUID
    """The batch."""

    reason: Words
    """Why, for those who look at it later."""


class RejectedCredit(Shape):
    """A pair that runs propose no more."""

    line_id: int
    """The credit."""

    remittance_id: UUID
    """The batch."""


class UndoGroup(Shape):
    """Why a group is taken apart."""

    reason: Words
    """Why, for those who look at it later."""
