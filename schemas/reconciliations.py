"""Runs of reconciliation as they cross the border."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from postal_bridge.domain.reconciliation import LineClass
from schemas.shape import PageQuery, Shape


class ReconciliationWanted(Shape):
    """Which days are to be reconciled, both included."""

    period_from: date = Field(alias="from")
    """The first day."""

    period_to: date = Field(alias="to")
    """The last day."""

    dry_run: bool = False
    """Whether only the figures are wanted: nothing is kept."""


class CountShape(Shape):
    """How many, and what they come to."""

    count: int
    amount_dong: int


class DifferencesShape(Shape):
    """What did not fit, by class."""

    missing: CountShape
    short: CountShape
    over: CountShape
    duplicate: CountShape
    unknown: CountShape
    wrong_beneficiary: CountShape
    late: CountShape
    kind_mismatch: CountShape
    refunded_after: CountShape


class ChangeShape(Shape):
    """By how much the figures differ from those of the latest run over the same days."""

    lines: int
    matched: int
    matched_dong: int
    outstanding_dong: int
    differences: DifferencesShape


class FiguresShape(Shape):
    """The figures of a run."""

    reconciliation_id: UUID | None
    """The run as it is kept; null for a dry run."""

    center: str
    period_from: date = Field(alias="from")
    period_to: date = Field(alias="to")
    lines: int
    """Lines of the post's lists that count for these days."""
    matched: int
    matched_dong: int
    differences: DifferencesShape
    settled: CountShape | None = None
    """What no line covers of collections and people have settled; null in the oldest runs."""
    outstanding_dong: int
    """What was collected in these days, no line has come for and nobody has settled."""
    unbalanced_dong: int
    """Always 0: a run whose figures contradict one another is given up."""


class ReconciliationShape(FiguresShape):
    """What a run answers."""

    dry_run: bool | None = None
    """True where nothing was kept."""

    change: ChangeShape | None = None
    """Told by a dry run, where these days were reconciled before."""


class KeptReconciliationShape(FiguresShape):
    """A run that was kept."""

    started_at: datetime
    finished_at: datetime
    login: str


class ClassedLineShape(Shape):
    """A line of the post's lists with its class as it is now."""

    line_id: int
    day: date
    """The day it counts for."""
    sent_on: date
    amount_dong: int
    dossier_code: str | None
    item_code: str | None
    receipt_number: str | None
    kind: str | None
    account: str | None
    file_id: UUID
    place: int
    """The line of the file."""
    batch: str
    office_code: str
    line_class: str | None = Field(alias="class")
    """Null for a line that came after the run."""
    rule: str | None
    """What the machine went by."""
    collection_id: UUID | None
    """The collection that it consumes."""
    covered_dong: int | None
    """How much of that collection it accounts for."""


class ReconciliationInFull(KeptReconciliationShape):
    """A run with a page of the lines of its days."""

    items: list[ClassedLineShape]
    next_cursor: str | None


class LinesQuery(PageQuery):
    """Which lines of a run are wanted."""

    line_class: LineClass | None = Field(default=None, alias="class")
    """Those of this class alone. What is missing has no line: it stands among the differences."""
