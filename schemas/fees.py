"""Fee lines and payments of dossiers as they cross the border."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from postal_bridge.domain.fees import (
    DemandState,
    DueWhen,
    MoneyKind,
    PaidBy,
    Payer,
    PaymentRoute,
)
from postal_bridge.domain.money import AMOUNT_MAX_DONG
from postal_bridge.domain.money_difference import Party
from postal_bridge.domain.refunds import RefundMethod, RefundState
from schemas.scans import AMOUNT_DONG_MAX
from schemas.shape import READABLE, Query, Shape

_DOSSIER_CODE = Field(min_length=1, max_length=60, examples=["H53.14-260312-0001"])


class AskedKind(StrEnum):
    """Kinds of which somebody says that they are to be paid."""

    FEE = "fee"
    CHARGE = "charge"
    TAX = "tax"
    FINE = "fine"
    POSTAGE = "postage"


class LetOffShape(Shape):
    """What the law lets off (Luật 97/2015/QH13 Đ10)."""

    percent: int = Field(ge=1, le=100, examples=[50])
    """How much of a hundred; 100 is an exemption."""

    ground: str = Field(min_length=1, max_length=300, pattern=READABLE, examples=["Hộ nghèo"])
    """On which ground; no personal data."""


class NewFeeShape(Shape):
    """A fee line to be added to a dossier."""

    dossier_code: str = _DOSSIER_CODE
    """The dossier."""

    kind: AskedKind
    """What it is in law; kinds are accounted for one by one."""

    name: str = Field(min_length=1, max_length=300, pattern=READABLE, examples=["Phí thẩm định"])
    """What it is called in the tariff."""

    amount_dong: int | None = Field(default=None, ge=0, le=AMOUNT_MAX_DONG)
    """The full amount; left out, that of the tariff line in force of this kind and name."""

    let_off: LetOffShape | None = None
    """An exemption or reduction."""

    payer: Payer = Payer.FILER
    """Who pays; what an agency pays by contract is not asked of citizens, and not booked."""

    due_when: DueWhen = DueWhen.AFTER
    """Whether it is paid before, on filing, or after, with the result."""

    route: PaymentRoute = PaymentRoute.POST
    """Through whom it is paid."""


class CancelFee(Shape):
    """Why a fee line is cancelled."""

    reason: str = Field(min_length=1, max_length=300, pattern=READABLE)
    """In words; no personal data."""


class FeeShape(Shape):
    """A fee line of a dossier."""

    fee_id: str
    """Its identity."""

    dossier_code: str
    """The dossier."""

    kind: MoneyKind
    """What it is in law; `unstated` where only a total is known."""

    name: str
    """What it is called."""

    tariff_dong: int
    """The full amount, in đồng."""

    amount_dong: int
    """What is owed of it."""

    ground: str | None
    """The ground on which less is owed."""

    payer: Payer
    """Who pays."""

    due_when: DueWhen
    """When it is paid."""

    route: PaymentRoute
    """Through whom it is paid."""

    owed_on: date
    """Since when it is owed."""

    cancelled_on: date | None
    """The day on which it was cancelled."""

    cancelled_because: str | None
    """Why it was cancelled."""


class KindShape(Shape):
    """What is owed, paid and left of one kind, in đồng."""

    kind: MoneyKind
    """The kind."""

    owed_dong: int
    """What its lines add up to."""

    paid_dong: int
    """What is covered by money taken."""

    left_dong: int
    """What is still to be paid."""


class NewPaymentShape(Shape):
    """Money that was paid online or at a counter."""

    dossier_code: str = _DOSSIER_CODE
    """The dossier it was paid for."""

    amount_dong: int = Field(gt=0, le=AMOUNT_DONG_MAX, examples=[50_000])
    """How much, in đồng."""

    method: PaidBy
    """How it was paid."""

    receipt_number: str | None = Field(default=None, min_length=1, max_length=40, pattern=READABLE)
    """The number of the receipt given for it."""

    paid_on: date | None = None
    """The day; left out, today."""


class PaymentShape(Shape):
    """Money that was taken for a dossier."""

    payment_id: str
    """Its identity."""

    dossier_code: str
    """The dossier."""

    source: str
    """Who told it: scan, counter, online, bank, import."""

    amount_dong: int
    """How much, in đồng."""

    method: str
    """How: cash, transfer, online, unstated."""

    receipt_number: str | None
    """The number of the receipt."""

    paid_on: date
    """The day."""

    office_code: str | None
    """The office that took it or recorded it."""

    taken_back: bool
    """Whether it was taken back."""

    taken_back_because: str | None
    """Why it was taken back, if somebody said so."""


class NewRefundShape(Shape):
    """A surplus of a dossier that is given back to the citizen."""

    dossier_code: str = _DOSSIER_CODE
    """The dossier."""

    amount_dong: int = Field(gt=0, le=AMOUNT_MAX_DONG, examples=[50_000])
    """How much, in đồng; no more than was paid above what is owed."""

    method: RefundMethod
    """How."""

    reason: str = Field(min_length=1, max_length=300, pattern=READABLE)
    """Why, in words; no personal data."""

    office_code: str | None = Field(default=None, min_length=1, max_length=20)
    """The office whose money it is; left out, one's own. The post gives back whole payments."""

    refunded_on: date | None = None
    """The day; left out, today."""


class RefundShape(Shape):
    """A surplus that somebody asked to be given back, and what became of it."""

    refund_id: str
    """Its identity."""

    dossier_code: str
    """The dossier."""

    amount_dong: int
    """How much, in đồng."""

    paid_by: Party
    """Who pays it back."""

    office_code: str
    """The office whose money it is."""

    method: RefundMethod
    """How."""

    reason: str
    """Why."""

    refunded_on: date
    """The day."""

    booked_on: date | None
    """The day on which it counts: a later one where the day was closed when it was agreed to."""

    payment_id: str | None
    """The payment that the post gave back as a whole."""

    asked_by: str
    """Who asked for it."""

    state: RefundState
    """How far it has come; above an amount another person has to agree."""

    decided_by: str | None
    """Who paid it, turned it down or cancelled it."""

    decided_because: str | None
    """Why it was turned down or cancelled."""


class FeesQuery(Query):
    """Whose fees are asked for."""

    dossier: str = _DOSSIER_CODE
    """The code of a dossier."""


class DossierFees(Shape):
    """What is owed and was paid for a dossier."""

    dossier_code: str
    """The dossier."""

    state: DemandState
    """How it stands with what is asked."""

    kinds: list[KindShape]
    """By kind, where there are fee lines."""

    to_pay_dong: int
    """What is still to be paid."""

    kept_dong: int
    """What was paid above it and is kept in suspense for the citizen."""

    fees: list[FeeShape]
    """The fee lines, cancelled ones too."""

    payments: list[PaymentShape]
    """What was paid, also what was taken back."""

    refundable_dong: int
    """How much may be given back: what is kept less what is owed."""

    refunds: list[RefundShape]
    """What was given back, and what was asked to be."""


class RefundReason(Shape):
    """Why a refund is turned down, or was not paid after all."""

    reason: str = Field(min_length=1, max_length=300, pattern=READABLE)
    """In words; no personal data."""


class TakePaymentBack(Shape):
    """Why a payment is taken back."""

    reason: str = Field(min_length=1, max_length=300, pattern=READABLE)
    """In words; no personal data."""
