"""What every table in a file handed to us has: rows of cells, line numbers, stated limits.

Owns the words that the readers of CSV (`delimited`) and of XLSX (`workbook`) share. Reading is
theirs; choosing between them and finding the header is `spreadsheet`'s; what a cell means is told
by `cells`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, Protocol

from postal_bridge.domain.said import Said

Cell = str | float | date
"""A cell: text, a number that is not whole, or a day or moment. An empty cell is "".

Whole numbers are text ("123"), because in these files they are codes, telephone numbers or đồng.
A moment is a `datetime`, which is a `date` too.
"""


class Row(NamedTuple):
    """One row: the line where it starts as an editor counts, and its cells from the left.

    `fault` says why the row could not be taken apart; its cells are empty then.
    """

    line: int
    cells: list[Cell]
    fault: Said | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file we are ready to read; whatever exceeds it is refused while reading."""

    file_bytes: int = 64 * 1024 * 1024
    unpacked_bytes: int = 512 * 1024 * 1024
    unpacked_ratio: int = 200
    unpacked_bytes_of_any_ratio: int = 16 * 1024 * 1024
    rows: int = 1_000_000
    columns: int = 200
    cell_characters: int = 32_767
    line_characters: int = 1_000_000
    parts: int = 5_000
    sheets: int = 100
    shared_strings: int = 3_000_000
    shared_characters: int = 64 * 1024 * 1024
    listed_bytes: int = 16 * 1024 * 1024

    def most_unpacked_bytes(self, packed_bytes: int) -> int:
        """Return how many bytes a packed file may become.

        Honest tables shrink thirtyfold at most, bombs a thousandfold; small files may have any
        ratio.
        """
        by_ratio = packed_bytes * self.unpacked_ratio
        return min(self.unpacked_bytes, max(self.unpacked_bytes_of_any_ratio, by_ratio))


LIMITS: Final = Limits()


class Table(Protocol):
    """A file of one or more tables; a CSV has one for each way of separating its cells."""

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables that may hold the rows we look for, likeliest first."""

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the rows that are not empty, from the top; each call starts anew."""

    def share_read(self) -> float:
        """How much of the file the latest `rows` has been through, from 0.0 to 1.0."""


def too_many_bytes(most: int) -> Said:
    """Say that a file has more bytes than are read."""
    return Said("more than {most} bytes", most=most)


def too_many_rows(most: int) -> Said:
    """Say that a table has more rows than are read."""
    return Said("more than {most} rows", most=most)


def too_many_columns(line: int, limits: Limits) -> Said:
    """Say that a row has more columns than are read."""
    return Said("line {line} has more than {most} columns", line=line, most=limits.columns)


def line_too_long(line: int, least: int) -> Said:
    """Say that a line of text is longer than is read."""
    return Said("line {line} has {least} characters or more", line=line, least=least)


def unpacks_too_far(most_bytes: int) -> Said:
    """Say that a packed file holds more than is read."""
    return Said("it unpacks to more than {most} bytes", most=most_bytes)
