"""Batches of the post and credits of banks, as they cross the border."""

from datetime import date
from typing import Literal
from uuid import UUID

from schemas.shape import PageQuery, Shape


class RemittanceShape(Shape):
    """A batch: what its list declares and adds up to, and what of it a bank has credited."""

    remittance_id: UUID
    """By which it is known."""

    batch: str
    """What the post calls it."""

    office: str
    """The post office that sent the list."""

    account: str | None
    """The account that all its lines name."""

    sent_on: date
    """When it was sent."""

    due_on: date | None
    """By when the oldest money in it had to be sent."""

    late_days: int
    """How many working days after that it was sent."""

    expected_on: date
    """When the credit is expected: by the due day, of what was sent later when it was sent."""

    credit_late_days: int
    """How many working days after the due day it was credited, or is not yet."""

    declared_dong: int | None
    """What the post declares."""

    lines: int
    """How many lines its list has."""

    lines_dong: int
    """What they come to."""

    credited_on: date | None
    """When a bank credited it; null as long as none has."""

    credited_dong: int
    """What was credited."""

    on_the_way_days: int
    """Working days between sending and crediting, or until today."""

    rule: str | None
    """By which rule the credit was found: `reference`, `text` or `sum`; `by_hand` by a person."""


class CreditProposalShape(Shape):
    """A batch that a credit may be; only a person decides."""

    remittance_id: UUID
    """The batch."""

    batch: str
    """What the post calls it."""

    rule: str
    """Why: `alike`, `named`, `other_account` or `amount`."""

    score: int
    """How likely, out of a hundred."""

    amount_dong: int | None
    """What its lines come to."""


class StatedCreditShape(Shape):
    """A credit on an account of an agency, without what would tell who paid."""

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

    dossier_code: str | None
    """The dossier that it names."""

    standing: Literal["remittance", "payment", "outside", "refund", "unknown"]
    """What explains it: a batch of the post, a citizen's payment, money of others, a refund by
    transfer, or nothing yet."""

    group_id: UUID | None
    """The group of batches and credits that it belongs to."""


class CreditShape(StatedCreditShape):
    """A credit with what it may be."""

    proposed_by: str | None
    """Who said what it is and waits for a second person, while nothing explains it."""

    proposals: list[CreditProposalShape]
    """What it may be."""


class CreditsQuery(PageQuery):
    """Which credits are wanted, the newest first."""

    unknown: bool = False
    """Whether only those that nothing explains."""
