"""What the forms about fees and payments on the page of a dossier send."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from postal_bridge.domain.fees import DueWhen, PaidBy, PaymentRoute
from postal_bridge.domain.money import AMOUNT_MAX_DONG
from postal_bridge.domain.refunds import RefundMethod
from schemas.fees import AskedKind
from schemas.scans import AMOUNT_DONG_MAX
from schemas.shape import READABLE, Query


class FeeForm(Query):
    """A fee line to be added."""

    sending: UUID
    """Made when the form was shown, so that pressing twice adds one."""

    act: Literal["fee"]
    """The button that was pressed."""

    kind: AskedKind
    """What it is in law."""

    name: str = Field(min_length=1, max_length=300, pattern=READABLE)
    """What it is called in the tariff."""

    amount_dong: int | None = Field(default=None, ge=0, le=AMOUNT_MAX_DONG)
    """The full amount; left out, that of the tariff in force."""

    percent: int | None = Field(default=None, ge=1, le=100)
    """How much of a hundred is let off."""

    ground: str | None = Field(default=None, min_length=1, max_length=300, pattern=READABLE)
    """On which ground it is let off."""

    due_when: DueWhen = DueWhen.AFTER
    """When it is paid."""

    route: PaymentRoute = PaymentRoute.POST
    """Through whom it is paid."""


class PaymentForm(Query):
    """Money that was paid."""

    sending: UUID
    """Made when the form was shown, so that pressing twice records one."""

    act: Literal["pay"]
    """The button that was pressed."""

    paid_dong: int = Field(gt=0, le=AMOUNT_DONG_MAX)
    """How much."""

    method: PaidBy
    """How."""

    paid_on: date | None = None
    """The day; left out, today."""

    receipt_number: str | None = Field(default=None, min_length=1, max_length=40, pattern=READABLE)
    """The number of the receipt given for it."""


class RefundForm(Query):
    """A surplus that goes back to the citizen."""

    sending: UUID
    """Made when the form was shown, so that pressing twice gives back once."""

    act: Literal["refund"]
    """The button that was pressed."""

    refund_dong: int = Field(gt=0, le=AMOUNT_MAX_DONG)
    """How much."""

    refund_method: RefundMethod
    """How."""

    refund_reason: str = Field(min_length=1, max_length=300, pattern=READABLE)
    """Why."""

    office_code: str | None = Field(default=None, min_length=1, max_length=20)
    """The office whose money it is; left out, one's own."""

    refunded_on: date | None = None
    """The day; left out, today."""


class ApproveForm(Query):
    """A refund that another person proposed and that is agreed to."""

    sending: UUID
    """Made when the form was shown."""

    act: Literal["approve_refund"]
    """The button that was pressed."""

    id: UUID
    """Which refund."""


class TakeBackForm(Query):
    """A fee line to be cancelled, a payment to be taken back, a refund that is not to stand."""

    sending: UUID
    """Made when the form was shown."""

    act: Literal["cancel", "take_back", "reject_refund", "cancel_refund"]
    """The button that was pressed."""

    id: UUID
    """Which line, payment or refund."""

    reason: str = Field(min_length=1, max_length=300, pattern=READABLE)
    """Why."""
