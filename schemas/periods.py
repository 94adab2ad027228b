"""Periods of account as they cross the border."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from schemas.shape import READABLE, Query, Shape

CarriedClass = Literal[
    "missing",
    "short",
    "over",
    "duplicate",
    "unknown",
    "wrong_beneficiary",
    "late",
    "kind_mismatch",
    "refunded_after",
    "bank_line",
]


class ClosePeriod(Shape):
    """How a period is to be closed."""

    carry_forward: list[CarriedClass] = Field(default=[], max_length=10)
    """Open differences of these classes are carried forward; others have to be settled first. With
    `bank_line` so are lines of banks that nobody explained."""


class PeriodShape(Shape):
    """How a period stands."""

    period: str = Field(examples=["2026-03"])
    """Its name: a month."""

    period_from: date = Field(alias="from")
    """Its first day."""

    period_to: date = Field(alias="to")
    """Its last day."""

    state: Literal["open", "closed", "reopening_proposed"]
    """Whether its figures are frozen; they are until a proposal to reopen it was approved."""

    closed_at: datetime | None
    """When it was closed."""

    closed_by: str | None
    """By whom."""

    seal: str | None
    """The SHA-256 over its figures and the seal of the closing before, in hexadecimal digits."""


class UnexplainedShape(Shape):
    """Rows of a class that neither a match nor a person explains."""

    difference_class: str = Field(alias="class")
    """The class, or `unjudged` for lines that no run has judged."""

    count: int
    """How many rows."""

    amount_dong: int
    """What they come to."""


class PeriodActShape(Shape):
    """Something that was done to a period."""

    at: datetime
    """When."""

    login: str
    """By whom."""

    action: Literal["closed", "reopening_proposed", "reopening_declined", "reopened"]
    """What."""

    reason: str | None
    """Why it should be reopened."""

    seal: str | None
    """The seal of a closing."""


class WholePeriodShape(PeriodShape):
    """A period with everything that is known of it."""

    figures: dict[str, Any] | None
    """What was frozen when it was closed; the seal is over this, written canonically."""

    unexplained: list[UnexplainedShape]
    """What stands in the way of closing it."""

    acts: list[PeriodActShape]
    """What was done to it, in order."""


class PeriodList(Shape):
    """All periods that were ever closed."""

    items: list[PeriodShape]
    """The newest first."""


class ProposeReopening(Shape):
    """Why a period should be reopened."""

    reason: str = Field(min_length=3, max_length=500, pattern=READABLE)
    """In words, for those who look at it later."""


class ReopeningShape(Shape):
    """What became of a proposal."""

    period: str
    """The period."""

    state: Literal["reopening_proposed", "reopening_declined", "reopened"]
    """How it stands."""


class MinutesQuery(Query):
    """Whose minutes are wanted: of one department or of one post office."""

    department: str | None = Field(default=None, max_length=32)
    """The department's code."""

    post_office: str | None = Field(default=None, max_length=32)
    """The post office's code."""
