"""The pictures of the dashboard as shapes: how long each bar is; words stay outside of them.

Every length is in thousandths of the longest, so a picture may be drawn in any size.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from postal_bridge.domain.figures import Counts, Figure
from postal_bridge.domain.report import Line
from postal_bridge.domain.span import Span

WHOLE = 1000
#: Departments shown on the dashboard; all of them are in the report.
DEPARTMENTS_SHOWN = 12
#: If the first month is a later one, its year has no room beside that of the next January.
LAST_WITH_ROOM = 9


@dataclass(frozen=True, slots=True)
class MonthBars:
    """A month: what was received and resolved in it, and how high the two bars are.

    `names_year` says under which months the year stands.
    """

    month: date
    period: str
    received: int
    resolved: int
    received_height: int
    resolved_height: int
    is_within: bool
    names_year: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: which figure it is, where it begins and how long it is."""

    figure: Figure
    count: int
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class DepartmentBar:
    """A department: what it resolved, in time and late, and where the late part begins."""

    code: str
    name: str
    line: Line
    parts: tuple[Part, ...]


def draw_months(months: Sequence[tuple[date, Counts]], span: Span) -> list[MonthBars]:
    """Return the bars of months; those of the period are marked."""
    highest = max((max(each.received, each.resolved) for _, each in months), default=0)
    return [
        MonthBars(
            month=month,
            period=f"{month:%Y-%m}",
            received=counts.received,
            resolved=counts.resolved,
            received_height=_scaled(counts.received, highest),
            resolved_height=_scaled(counts.resolved, highest),
            is_within=span.first_on.replace(day=1) <= month <= span.last_on,
            names_year=month.month == 1 or (place == 0 and month.month <= LAST_WITH_ROOM),
        )
        for place, (month, counts) in enumerate(months)
    ]


def draw_departments(lines: Sequence[Line]) -> list[DepartmentBar]:
    """Return the departments that were late most often first, then by what they resolved."""
    order = sorted(lines, key=lambda line: (-_number(line, "late"), -_number(line, "resolved")))
    shown = [line for line in order if _number(line, "resolved")][:DEPARTMENTS_SHOWN]
    longest = max((_number(line, "resolved") for line in shown), default=0)
    bars = []
    for line in shown:
        in_time, late = _number(line, "early") + _number(line, "on_time"), _number(line, "late")
        parts = _parts({Figure.EARLY_OR_ON_TIME: in_time, Figure.LATE: late}, longest)
        bars.append(DepartmentBar(str(line["code"]), str(line["name"]), line, parts))
    return bars


def draw_shares(counts: Counts, figures: Sequence[Figure]) -> tuple[Part, ...]:
    """Return one bar made of figures that are a whole together; empty where there is nothing."""
    numbers = {figure: figure.of(counts) for figure in figures}
    return _parts(numbers, sum(numbers.values())) if any(numbers.values()) else ()


def _parts(numbers: Mapping[Figure, int], whole: int) -> tuple[Part, ...]:
    parts: list[Part] = []
    start = before = 0
    for figure, count in numbers.items():
        # From edge to edge, so that rounding leaves neither gaps nor more than the whole.
        end = (before + count) * WHOLE // whole
        parts.append(Part(figure, count, start, end - start))
        start, before = end, before + count
    return tuple(parts)


def _scaled(number: int, highest: int) -> int:
    # What there is at all is seen.
    return max(number * WHOLE // highest, 5) if number else 0


def _number(line: Line, name: str) -> int:
    return int(line[name] or 0)
