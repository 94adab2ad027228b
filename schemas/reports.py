"""Reports as they cross the border."""

from datetime import date

from pydantic import Field

from schemas.shape import Query, Shape


class PeriodQuery(Query):
    """A period, both days included."""

    period_from: date = Field(alias="from")
    """The first day."""

    period_to: date = Field(alias="to")
    """The last day."""


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
