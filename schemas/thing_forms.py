"""What the forms on the pages of dossiers and consignments send."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from postal_bridge.domain.dossier import PortalStatus, ReturnedVia
from postal_bridge.domain.scan import Action, PaymentMethod, Reason
from schemas.scans import AMOUNT_DONG_MAX, PaidBy
from schemas.shape import READABLE, Query

Code = Annotated[str, Field(min_length=1, max_length=512)]


class SearchForm(Query):
    """What somebody looks for."""

    q: str = Field(default="", max_length=512)
    """A code of any sort, words of a name, or a phone."""


class StepForm(Query):
    """A step that a dossier took; the button says which."""

    status: PortalStatus
    """The status it takes."""

    happened_on: date | None = None
    """The day it happened; left out, today."""

    note: str | None = Field(default=None, min_length=1, max_length=500, pattern=READABLE)
    """What there is to add; nothing about the person."""

    returned_via: ReturnedVia | None = None
    """With the return of the result: how."""

    reason: str | None = Field(default=None, min_length=1, max_length=500, pattern=READABLE)
    """With a request for supplements: why."""

    contact: str | None = Field(default=None, min_length=1, max_length=200, pattern=READABLE)
    """With a notice to the citizen: whom to ask."""


class ApologyForm(Query):
    """An apology for a result that will be late."""

    reason: str = Field(min_length=1, max_length=500, pattern=READABLE)
    """Why."""

    new_due_on: date
    """The new day."""


class ScanForm(Query):
    """A scan made by a button of a page."""

    sending: UUID
    """Made when the form was shown, so that pressing twice records once."""

    action: Action
    """What was done."""

    to_office: str | None = Field(default=None, max_length=30)
    """With `give`: to whom."""

    reason: Reason | None = None
    """With `fail` and `send_back`: why."""

    bag: Code | None = None
    """With `pack` and `unpack`: the bag, when it is not plain which one is meant."""

    recipient_kind: Literal["addressee", "authorised", "household"] | None = None
    """With `deliver`: who took it."""

    recipient_name: str | None = Field(default=None, max_length=200)
    """With `deliver`: the name of whoever took it."""

    amount_dong: int | None = Field(default=None, gt=0, le=AMOUNT_DONG_MAX)
    """Money taken, in whole đồng."""

    method: PaidBy = PaymentMethod.CASH
    """How it was paid."""

    receipt_number: str | None = Field(default=None, max_length=40)
    """The number of the receipt given for it."""

    corrects: UUID | None = None
    """With `correct`: the scan that was wrong."""
