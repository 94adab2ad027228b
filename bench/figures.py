"""From measurements to a table: medians over rounds, ratios to the reference of the same round."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(slots=True)
class Line:
    """What was measured in each round under one name: a rate, and latencies where there are any.

    `latencies_ms` holds the (p50, p99) of each round in milliseconds.
    """

    name: str
    rates: list[float] = field(default_factory=list)
    latencies_ms: list[tuple[float, float]] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """The median rate."""
        return median(self.rates)

    def ratios_to(self, reference: "Line") -> list[float]:
        """Return the rates as shares of those of `reference`, round by round."""
        return [ours / theirs for ours, theirs in zip(self.rates, reference.rates, strict=True)]


def told(values: Sequence[float], digits: int) -> str:
    """Return a median with the least and the most beside it."""
    middle, least, most = median(values), min(values), max(values)
    return f"{middle:,.{digits}f} ({least:,.{digits}f} to {most:,.{digits}f})"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows under heads, names to the left and figures to the right."""
    columns = list(zip(heads, *rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    lines = []
    for row in (heads, ["-" * width for width in widths], *rows):
        name, *figures = (
            text.ljust(width) if place == 0 else text.rjust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join([name, *figures]).rstrip())
    return "\n".join(lines)


def scan_rows(lines: Sequence[Line], reference: Line) -> list[list[str]]:
    """Return a row for each line, compared with the reference."""
    rows = []
    for line in lines:
        middle = [""] * 2
        if line.latencies_ms:
            p50s, p99s = zip(*line.latencies_ms, strict=True)
            middle = [f"{median(p50s):.1f}", f"{median(p99s):.1f} ({max(p99s):.1f})"]
        rows.append([line.name, told(line.rates, 0), told(line.ratios_to(reference), 2), *middle])
    return rows
