"""The summary of a period: its figures, what must hold between them, and exact percentages.

Owns the shape of the report and refuses figures that contradict one another. Counting dossiers is
left to the store, words and layout to the documents.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal


class SummaryDoesNotHold(ValueError):  # noqa: N818 - named for what it found, like a refusal
    """The figures of a summary contradict one another; `contradictions` names every one of them.

    Not a refusal: nobody asked for too much. Somebody counted wrongly, and wrong figures must not
    be printed.
    """

    def __init__(self, contradictions: tuple[str, ...]) -> None:
        self.contradictions = contradictions
        super().__init__("; ".join(contradictions))


@dataclass(frozen=True, slots=True)
class Received:
    """Dossiers received within the period, by the channel they came in."""

    total: int
    direct: int
    online: int
    postal: int


@dataclass(frozen=True, slots=True)
class Resolved:
    """Dossiers resolved within the period, by the day they were due."""

    total: int
    early: int
    on_time: int
    late: int

    @property
    def early_or_on_time(self) -> int:
        """The dossiers that kept their day, the figure centres publish."""
        return self.early + self.on_time


@dataclass(frozen=True, slots=True)
class Pending:
    """Dossiers not resolved when the last day of the period ended."""

    total: int
    in_time: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Returned:
    """Results handed back within the period, by the channel they went out."""

    total: int
    counter: int
    postal: int
    online: int


@dataclass(frozen=True, slots=True)
class CollectedByPost:
    """What the post collected for the agencies within the period.

    The amount is below zero when what was taken back outweighs what was collected.
    """

    dossiers: int
    amount_dong: int


@dataclass(frozen=True, slots=True)
class SatisfactionCounts:
    """Ratings by citizens, in the three levels they are asked for."""

    total: int
    very_satisfied: int
    satisfied: int
    dissatisfied: int


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """The dossiers of one department; its carried-over dossiers follow from the other counts."""

    code: str
    name: str
    received: int
    resolved: int
    early: int
    on_time: int
    late: int
    pending: int

    @property
    def early_or_on_time(self) -> int:
        """The dossiers that kept their day, the figure centres publish."""
        return self.early + self.on_time


@dataclass(frozen=True, slots=True)
class Transit:
    """Consignments whose way from posting to handing over was measured against the norm."""

    measured: int
    within_norm: int
    late: int


@dataclass(frozen=True, slots=True)
class Summary:
    """One centre's figures from the first to the last day of a period, both included.

    Raises SummaryDoesNotHold when built from figures that contradict one another. The central
    identity is that of report II.06a/VPCP/KSTT: carried over + received = resolved + pending.
    """

    center: str
    period_from: date
    period_to: date
    received: Received
    carried_over: int
    resolved: Resolved
    pending: Pending
    returned: Returned
    collected_by_post: CollectedByPost
    satisfaction: SatisfactionCounts
    by_department: tuple[DepartmentLine, ...]
    transit: Transit

    def __post_init__(self) -> None:
        contradictions = tuple(self._contradictions())
        if contradictions:
            raise SummaryDoesNotHold(contradictions)

    def to_document(self) -> dict[str, object]:
        """Return the report as it goes out in JSON: fixed keys in fixed order, dates ISO 8601."""
        return {
            "center": self.center,
            "from": self.period_from.isoformat(),
            "to": self.period_to.isoformat(),
            "received": asdict(self.received),
            "carried_over": self.carried_over,
            "resolved": asdict(self.resolved),
            "pending": asdict(self.pending),
            "returned": asdict(self.returned),
            "collected_by_post": asdict(self.collected_by_post),
            "satisfaction": asdict(self.satisfaction),
            "by_department": [asdict(line) for line in self.by_department],
            "transit": asdict(self.transit),
        }

    def _contradictions(self) -> Iterator[str]:
        if self.period_to < self.period_from:
            yield f"the period ends on {self.period_to}, before it begins on {self.period_from}"
        yield from self._negative_counts()
        yield from self._totals_unlike_their_parts()
        yield from self._departments_unlike_the_whole()
        came_in = self.carried_over + self.received.total
        accounted_for = self.resolved.total + self.pending.total
        if came_in != accounted_for:
            yield (
                f"carried over and received make {came_in}, "
                f"resolved and pending make {accounted_for}"
            )
        if self.collected_by_post.dossiers == 0 and self.collected_by_post.amount_dong > 0:
            yield "the post collected money on no dossier"

    def _negative_counts(self) -> Iterator[str]:
        named: list[tuple[str, int]] = [("carried_over", self.carried_over)]
        for name, value in self.to_document().items():
            if isinstance(value, dict):
                named += [(f"{name}.{key}", number) for key, number in value.items()]
        for line in self.by_department:
            numbers = asdict(line)
            del numbers["code"], numbers["name"]
            named += [(f"by_department[{line.code}].{key}", n) for key, n in numbers.items()]
        for path, number in named:
            if number < 0 and path != "collected_by_post.amount_dong":
                yield f"{path} is {number}, below zero"

    def _totals_unlike_their_parts(self) -> Iterator[str]:
        received, resolved, pending = self.received, self.resolved, self.pending
        returned, ratings, transit = self.returned, self.satisfaction, self.transit
        rated = ratings.very_satisfied + ratings.satisfied + ratings.dissatisfied
        handed_back = returned.counter + returned.postal + returned.online
        for path, total, sum_of_parts in (
            ("received.total", received.total, received.direct + received.online + received.postal),
            ("resolved.total", resolved.total, resolved.early_or_on_time + resolved.late),
            ("pending.total", pending.total, pending.in_time + pending.overdue),
            ("returned.total", returned.total, handed_back),
            ("satisfaction.total", ratings.total, rated),
            ("transit.measured", transit.measured, transit.within_norm + transit.late),
        ):
            if total != sum_of_parts:
                yield f"{path} is {total}, its parts make {sum_of_parts}"

    def _departments_unlike_the_whole(self) -> Iterator[str]:
        lines = self.by_department
        if len({line.code for line in lines}) != len(lines):
            yield "a department has more than one line"
        for line in lines:
            if line.resolved != line.early_or_on_time + line.late:
                yield f"by_department[{line.code}].resolved is not the sum of its parts"
            if line.resolved + line.pending < line.received:
                yield f"by_department[{line.code}] received more than it resolved and has pending"
        for path, total, sum_of_lines in (
            ("received.total", self.received.total, sum(line.received for line in lines)),
            ("resolved.total", self.resolved.total, sum(line.resolved for line in lines)),
            ("resolved.early", self.resolved.early, sum(line.early for line in lines)),
            ("resolved.on_time", self.resolved.on_time, sum(line.on_time for line in lines)),
            ("resolved.late", self.resolved.late, sum(line.late for line in lines)),
            ("pending.total", self.pending.total, sum(line.pending for line in lines)),
        ):
            if total != sum_of_lines:
                yield f"{path} is {total}, the departments make {sum_of_lines}"


def percent(part: int, whole: int) -> Decimal | None:
    """Return `part` of `whole` in percent with one decimal, exact halves upwards; None of nothing.

    Counted in whole tenths of a percent, so that no binary fraction ever tips a figure.
    Raises ValueError for negative counts, of which there is no share.
    """
    if part < 0 or whole < 0:
        message = f"no share of {part} in {whole}"
        raise ValueError(message)
    if whole == 0:
        return None
    tenths = (2000 * part + whole) // (2 * whole)
    return Decimal(tenths).scaleb(-1)
