"""Reports as they cross the border."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from schemas.shape import Query, Shape


class PeriodQuery(Query):
    """A period, both days included."""

    period_from: date = Field(alias="from")
    """The first day."""

    period_to: date = Field(alias="to")
    """The last day."""


class SpanQuery(Query):
    """A period by its name, or by its first and last day."""

    period: str | None = Field(default=None, max_length=10)
    """A month, quarter, half or year: 2026-03, 2026-Q1, 2026-H1 or 2026."""

    period_from: date | None = Field(default=None, alias="from")
    """The first day."""

    period_to: date | None = Field(default=None, alias="to")
    """The last day."""

    language: Literal["vi", "en"] = "vi"
    """The language of what is printed."""


class ReceivedShape(Shape):
    """Dossiers received, by the channel they came in."""

    total: int
    direct: int
    online: int
    postal: int


class ResolvedShape(Shape):
    """Dossiers resolved, by the day they were due."""

    total: int
    early: int
    on_time: int
    late: int


class PendingShape(Shape):
    """Dossiers not resolved when the last day ended."""

    total: int
    in_time: int
    overdue: int


class ReturnedShape(Shape):
    """Results handed back, by the channel they went out."""

    total: int
    counter: int
    postal: int
    online: int


class CollectedByPostShape(Shape):
    """What the post collected for the agencies, less what was taken back."""

    dossiers: int
    amount_dong: int


class SatisfactionShape(Shape):
    """Ratings by citizens."""

    total: int
    very_satisfied: int
    satisfied: int
    dissatisfied: int


class DepartmentLineShape(Shape):
    """The dossiers of one department."""

    code: str
    name: str
    received: int
    resolved: int
    early: int
    on_time: int
    late: int
    pending: int


class TransitShape(Shape):
    """Consignments that reached their destination, measured against the norm."""

    measured: int
    within_norm: int
    late: int


class SummaryShape(Shape):
    """The figures of a period: counts of dossiers, and đồng; percentages follow from them."""

    center: str
    """The unit code of the centre."""

    period_from: date = Field(alias="from")
    """The first day."""

    period_to: date = Field(alias="to")
    """The last day."""

    received: ReceivedShape
    """Received within the period."""

    carried_over: int
    """Received before the first day and not resolved before it."""

    resolved: ResolvedShape
    """Resolved within the period, whenever they were received."""

    pending: PendingShape
    """Received up to the last day and not resolved when it ended."""

    returned: ReturnedShape
    """Handed back within the period."""

    collected_by_post: CollectedByPostShape
    """Money the post collected within the period."""

    satisfaction: SatisfactionShape
    """Ratings given within the period."""

    by_department: list[DepartmentLineShape]
    """The departments that have any, in the order of their codes."""

    transit: TransitShape
    """Carriage that ended within the period."""


class ReportTableShape(Shape):
    """Lines of a report: names and counts; what is a share or a mean follows from them."""

    name: str
    """Which table it is."""

    lines: list[dict[str, str | int | None]]
    """Its lines, each with what stands in its columns."""

    total: dict[str, int] | None
    """The sums of the columns that add up."""


class DaysShape(Shape):
    """Days from the first to the last, both included."""

    period_from: date = Field(alias="from")
    """The first day."""

    period_to: date = Field(alias="to")
    """The last day."""


class ReportShape(Shape):
    """A report of a period."""

    report: str
    """Which report it is."""

    center: str
    """The unit code of the centre."""

    period_from: date = Field(alias="from")
    """The first day."""

    period_to: date = Field(alias="to")
    """The last day."""

    compared_with: DaysShape | None
    """The period before, of the same length, whose counts end in `_before`."""

    tables: list[ReportTableShape]
    """The figures."""

    not_recorded: list[str]
    """What the report should have by law and the service does not know."""

    noted: dict[str, int]
    """Counts that say how the figures were made."""


class ClosedMonthShape(Shape):
    """What the summary of a month said when the month had ended."""

    month: str
    """The month."""

    closed_at: datetime
    """When that was written down."""

    figures: SummaryShape
    """The summary."""
