"""What the forms about fees and payments on the page of a dossier send."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from postal_bridge.domain.fees import DueWhen, PaidBy, PaymentRoute
from postal_bridge.domain.money import AMOUNT_MAX_DONG
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


class TakeBackForm(Query):
    """A fee line to be cancelled, or a payment to be taken back."""

    sending: UUID
    """Made when the form was shown."""

    act: Literal["cancel", "take_back"]
    """The button that was pressed."""

    id: UUID
    """Which line or payment."""

    reason: str = Field(min_length=1, max_length=300, pattern=READABLE)
    """Why."""
