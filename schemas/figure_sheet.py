"""Reads a report of somebody else as counts and percentages, cell by cell.

Owns what is a count, what a percentage, and how many decimals it states. Whether one follows from
the other is judged by `domain.sheet_check`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from postal_bridge.domain.file_refusals import FileTooLarge, UnreadableFile
from postal_bridge.domain.said import Said
from postal_bridge.domain.sheet_check import PERCENTAGES_MAX, Place, Stated
from schemas.cells import fold_heading
from schemas.delimited import DelimitedText
from schemas.spreadsheet import file_name, open_table
from schemas.table import Cell, Limits, Row, Table, too_many_rows

#: A report is read by people; what is longer is none.
LIMITS: Final = Limits(
    file_bytes=16 * 1024 * 1024, unpacked_bytes=64 * 1024 * 1024, rows=5_000, columns=60
)
#: Of numbers that were computed, more decimals say nothing.
DECIMALS_MAX: Final = 9

_PERCENT: Final = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*%")
_COUNT: Final = re.compile(r"[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+")
_NUMBER: Final = re.compile(r"[0-9]+[.,][0-9]+")
_HEADINGS: Final = re.compile(r"\b(?:ty le|ti le|percent|percentage|share|rate)\b")


@dataclass(slots=True)
class FigureSheet:
    """What one sheet states: counts and percentages by their places; CSV has no name."""

    name: str | None
    counts: dict[Place, int] = field(default_factory=dict)
    percentages: dict[Place, Stated] = field(default_factory=dict)


def open_figure_sheets(source: Path) -> list[FigureSheet]:
    """Return the sheets of a file that state percentages.

    Raises UnreadableFile where none does, or one states more than anybody reads, FileTooLarge
    beyond limits.
    """
    return read_figure_sheets(open_table(source, LIMITS), file_name(source))


def read_figure_sheets(table: Table, name: str) -> list[FigureSheet]:
    """Return the sheets of a table that state percentages; refuses as `open_figure_sheets` does."""
    if isinstance(table, DelimitedText):
        # Of the ways to take the lines apart, the one by which most is stated.
        read = [_sheet(table, part, None, name) for part in table.tables]
        sheets = [max(read, key=lambda each: (len(each.percentages), len(each.counts)))]
    else:
        sheets = [_sheet(table, part, part, name) for part in table.tables]
    stating = [sheet for sheet in sheets if sheet.percentages]
    if not stating:
        raise UnreadableFile(name=name, reason=Said("it states no percentages"))
    return stating


def _sheet(table: Table, part: str, called: str | None, name: str) -> FigureSheet:
    sheet = FigureSheet(called)
    rows: list[Row] = []
    for row in table.rows(part):
        if len(rows) == LIMITS.rows:
            raise FileTooLarge(name=name, limit=too_many_rows(LIMITS.rows))
        rows.append(row)
    shares = _columns_of_shares(rows)
    for place, cell in _cells(rows):
        stated = _percentage(cell, shares.get(place.column))
        if stated is not None:
            sheet.percentages[place] = stated
            if len(sheet.percentages) > PERCENTAGES_MAX:
                reason = Said("it states more than {most} percentages", most=PERCENTAGES_MAX)
                raise UnreadableFile(name=name, reason=reason)
        elif place.column not in shares:
            count = _count(cell)
            if count is not None:
                sheet.counts[place] = count
    return sheet


def _cells(rows: list[Row]) -> Iterator[tuple[Place, Cell]]:
    for row in rows:
        for column, cell in enumerate(row.cells):
            yield Place(row.line, column), cell


@dataclass(frozen=True, slots=True)
class _Shares:
    """How a column states percentages without a sign: as parts of 1, and with how many decimals."""

    is_fraction: bool
    decimals: int


def _columns_of_shares(rows: list[Row]) -> dict[int, _Shares]:
    """Return the columns that hold percentages without a sign.

    They are known by their heading, or because they hold nothing but numbers up to 1.
    """
    numbers: dict[int, list[Decimal]] = defaultdict(list)
    broken: set[int] = set()
    headed: set[int] = set()
    for place, cell in _cells(rows):
        number = _number(cell)
        if number is not None:
            numbers[place.column].append(number)
            if isinstance(cell, float):
                broken.add(place.column)
        elif isinstance(cell, str) and _is_heading(cell):
            headed.add(place.column)
    shares = {}
    for column, found in numbers.items():
        if column in headed or (max(found) <= 1 and column in broken):
            is_fraction = max(found) <= 1
            # Numbers do not keep the noughts at their end: the longest tells of all.
            decimals = max(-int(number.as_tuple().exponent) for number in found)
            shares[column] = _Shares(is_fraction, max(decimals - 2 * is_fraction, 0))
    return shares


def _is_heading(text: str) -> bool:
    is_value = _PERCENT.fullmatch(text.strip())
    return not is_value and ("%" in text or bool(_HEADINGS.search(fold_heading(text))))


def _percentage(cell: Cell, shares: _Shares | None) -> Stated | None:
    """Return the percentage of a cell: with its sign anywhere, without one in such a column."""
    if isinstance(cell, str) and (found := _PERCENT.fullmatch(cell.strip())):
        number = Decimal(found[1].replace(",", "."))
        return _stated(number, -int(number.as_tuple().exponent))
    number_alone = _number(cell) if shares else None
    if shares is None or number_alone is None:
        return None
    return _stated(number_alone * 100 if shares.is_fraction else number_alone, shares.decimals)


def _stated(number: Decimal, decimals: int) -> Stated:
    told = min(decimals, DECIMALS_MAX)
    return Stated(int(number.scaleb(told).to_integral_value()), told)


def _number(cell: Cell) -> Decimal | None:
    if isinstance(cell, float):
        return Decimal(repr(cell)) if 0 <= cell <= 10**15 else None
    if isinstance(cell, date):
        return None
    text = cell.strip()
    if text.isdecimal() and text.isascii():
        return Decimal(text[:20])
    return Decimal(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def _count(cell: Cell) -> int | None:
    if not isinstance(cell, str) or not _COUNT.fullmatch(cell.strip()):
        return None
    digits = re.sub("[.,]", "", cell.strip())
    longest = 15
    return int(digits) if len(digits) <= longest else None
