"""A report as tables of counts, in which every percentage follows from the counts beside it.

Owns the shape that all reports but the summary share, so that they are written alike in text, JSON,
XLSX, PDF and on pages. What they count is left to the modules that make each of them, words to the
documents and pages.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from postal_bridge.domain.span import Span
from postal_bridge.domain.summary import percent

#: What stands in a line under a name; None where there is nothing to say.
Value: TypeAlias = str | int | None
Line: TypeAlias = Mapping[str, Value]


class ReportName(StrEnum):
    """The reports, as they are asked for."""

    OVERVIEW = "overview"
    DEPARTMENTS = "departments"
    FIELDS = "fields"
    CHANNELS = "channels"
    TRANSIT = "transit"
    WORKLOAD = "workload"
    POST = "post"
    II_06A = "ii-06a"


class Kind(StrEnum):
    """How what stands in a column is read."""

    TEXT = "text"
    #: A name that a vocabulary has words for.
    WORD = "word"
    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    #: Something by something, to a tenth.
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; a share or mean follows from others: the sum of `parts` by `whole`.

    One that is not `shown` is for programs and for whoever calculates on: it stands in JSON and
    XLSX. What does not `add_up` has no total.
    """

    name: str
    kind: Kind = Kind.COUNT
    parts: tuple[str, ...] = ()
    whole: str = ""
    shown: bool = True
    adds_up: bool = True

    @property
    def follows(self) -> bool:
        """Whether it is computed from others."""
        return self.kind in (Kind.SHARE, Kind.MEAN)


@dataclass(frozen=True, slots=True)
class Table:
    """Lines under one name; `drawn` are the columns that a picture shows."""

    name: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    drawn: tuple[str, ...] = ()
    has_total: bool = True

    @property
    def total(self) -> Line | None:
        """The sums of the lines, where they can be added."""
        if not self.has_total:
            return None
        return {
            column.name: sum(int(line[column.name] or 0) for line in self.lines)
            for column in self.columns
            if column.adds_up and column.kind in (Kind.COUNT, Kind.MONEY)
        }

    def to_document(self) -> dict[str, Any]:
        """Return the table as it goes out in JSON: texts and counts alone."""
        stated = [column.name for column in self.columns if not column.follows]
        return {
            "name": self.name,
            "lines": [{name: line[name] for name in stated} for line in self.lines],
            "total": self.total,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of a centre in a period, beside those of the period before where they are compared.

    `not_recorded` names what the report should have by law and the service does not know; `noted`
    are further counts that say how the figures were made.
    """

    name: ReportName
    center: str
    span: Span
    compared_with: Span | None
    tables: tuple[Table, ...]
    not_recorded: tuple[str, ...]
    noted: Mapping[str, int]

    def to_document(self) -> dict[str, Any]:
        """Return the report as it goes out in JSON: fixed keys in fixed order, dates ISO 8601."""
        return {
            "report": self.name.value,
            "center": self.center,
            "from": self.span.first_on.isoformat(),
            "to": self.span.last_on.isoformat(),
            "compared_with": self.compared_with
            and {
                "from": self.compared_with.first_on.isoformat(),
                "to": self.compared_with.last_on.isoformat(),
            },
            "tables": [table.to_document() for table in self.tables],
            "not_recorded": list(self.not_recorded),
            "noted": dict(self.noted),
        }

    def table(self, name: str) -> Table:
        """Return the table of a name."""
        return next(table for table in self.tables if table.name == name)


def computed(column: Column, line: Line) -> Decimal | None:
    """Return the share or mean of a line, from the counts beside it; None of nothing."""
    part = sum(int(line.get(name) or 0) for name in column.parts)
    whole = int(line.get(column.whole) or 0)
    if column.kind is Kind.SHARE:
        # What was lost may have been posted in an earlier period, so that a share is of nothing.
        return percent(part, whole) if part >= 0 else None
    if whole == 0:
        return None
    return (Decimal(part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def beside(
    lines: Iterable[Line], earlier: Iterable[Line], key: str, names: Sequence[str]
) -> tuple[Line, ...]:
    """Return lines with counts of the period before beside them, each under its name `…_before`.

    A line that only the period before has is there too, with noughts.
    """
    now = {line[key]: line for line in lines}
    before = {line[key]: line for line in earlier}
    whole = []
    for each in [*now, *(gone for gone in before if gone not in now)]:
        line = now.get(each) or _emptied(before[each])
        was = before.get(each, {})
        whole.append({**line, **{f"{name}_before": was.get(name, 0) for name in names}})
    return tuple(whole)


def before_column(column: Column) -> Column:
    """Return the column of the same thing in the period before."""
    return replace(
        column,
        name=f"{column.name}_before",
        parts=tuple(f"{name}_before" for name in column.parts),
        whole=column.whole and f"{column.whole}_before",
    )


def _emptied(line: Line) -> dict[str, Value]:
    return {name: 0 if isinstance(value, int) else value for name, value in line.items()}
