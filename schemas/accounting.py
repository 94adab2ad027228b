"""What stands in the addresses of the pages of accountants, and what their forms send."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from postal_bridge.domain.money import AMOUNT_MAX_DONG
from postal_bridge.domain.money_difference import Action, Party
from postal_bridge.domain.receipt_notice import NoticeKind
from postal_bridge.domain.reconciliation import LineClass
from schemas.desks import FIRST_DAY
from schemas.money_differences import DAYS_MAX
from schemas.pages import PlaceAddress
from schemas.shape import CURSOR_LENGTH_MAX, READABLE, Query


class BoardAddress(PlaceAddress):
    """The day that is asked for."""

    day: date | None = Field(default=None, ge=FIRST_DAY)
    """The day at whose end money is looked at; left out, now."""


class MoneyListAddress(PlaceAddress):
    """Where in a list of files, runs or lines one is."""

    cursor: str | None = Field(default=None, max_length=CURSOR_LENGTH_MAX)


class LinesAddress(MoneyListAddress):
    """Which lines of a run are looked at."""

    line_class: LineClass | None = Field(default=None, alias="class")


class OpenAddress(MoneyListAddress):
    """Which differences are looked at."""

    line_class: str | None = Field(default=None, alias="class", max_length=30)

    order: Literal["oldest", "largest"] = "oldest"
    """Which come first."""

    least_days: int = Field(default=0, ge=0, le=DAYS_MAX)
    """Those that are at least so many days old."""

    least_dong: int = Field(default=0, ge=0, le=AMOUNT_MAX_DONG)
    """Those of at least this amount."""


class CreditsAddress(MoneyListAddress):
    """Which credits of banks are looked at."""

    explained: bool = False
    """Whether those too that are explained."""


class CreditForm(Query):
    """What is to be done about a credit, and why; or what is looked for."""

    act: Literal["look", "accept", "reject", "undo", "explain", "pay", "take_back"]
    wanted: str | None = Field(default=None, max_length=64, pattern=READABLE)
    refund: UUID | None = None
    dossier_code: str | None = Field(default=None, max_length=64)
    reason: str | None = Field(default=None, min_length=3, max_length=500, pattern=READABLE)


class SendAgainForm(Query):
    """Which notice of a receipt is sent once more; without one, all that were refused."""

    receipt_id: UUID | None = None
    """The receipt."""

    kind: NoticeKind | None = None
    """Whether that it was given, or that it is void."""


class RunForm(Query):
    """Which days are to be reconciled."""

    period_from: date = Field(alias="from", ge=FIRST_DAY)
    period_to: date = Field(alias="to", ge=FIRST_DAY)


class RowsForm(Query):
    """Which rows are looked for, or why those that are ticked are one money."""

    act: Literal["look", "match"]
    wanted: str | None = Field(default=None, max_length=64, pattern=READABLE)
    reason: str | None = Field(default=None, min_length=3, max_length=500, pattern=READABLE)


class StepForm(Query):
    """What is to be done about differences, and what there is to say about it."""

    act: Literal["take", "assign", "comment", "resolve", "approve", "reject", "undo"]
    action: Action | None = None
    reason: str | None = Field(default=None, min_length=3, max_length=500, pattern=READABLE)
    assignee: str | None = Field(default=None, max_length=64)
    due_on: date | None = None
    refunded_by: Party | None = None
    proposal: int | None = Field(default=None, ge=0, le=100)
    department: str | None = Field(default=None, max_length=64)
