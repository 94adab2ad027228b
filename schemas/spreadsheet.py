"""Opens a spreadsheet that somebody hands in: CSV, gzipped CSV or XLSX, told by its content.

Owns telling the kinds apart, the words for what is none of them, and finding the header: the line,
the separator and the sheet that hold it. The kinds are read by `delimited` and `workbook`; what
the columns mean is known by whoever opens the file.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from postal_bridge.domain.file_refusals import FileTooLarge, UnreadableFile
from postal_bridge.domain.said import Said
from schemas.delimited import DelimitedText
from schemas.table import LIMITS, Limits, Row, Table, too_many_bytes
from schemas.workbook import ZIP_SIGNATURE, Workbook

HEADER_SEARCHED_ROWS: Final = 20
"""How many rows from the top are searched for the header, for exports begin with titles."""

_HEAD_BYTES: Final = 1024

_NOT_TABLES: Final = (
    (
        b"\xd0\xcf\x11\xe0",
        Said("it is an old .xls or has a password; save it as .xlsx without one"),
    ),
    (b"%PDF", Said("it is a PDF; export it as .xlsx or .csv")),
    (ZIP_SIGNATURE, Said("it is an archive inside a gzip file; unpack it first")),
    (b"PK\x05\x06", Said("it is an empty archive")),
    (b"\xff\xfe", Said("it is text in UTF-16; save it as CSV UTF-8")),
    (b"\xfe\xff", Said("it is text in UTF-16; save it as CSV UTF-8")),
    (b"<", Said("it is a web page or XML under another name; save it as .xlsx")),
    (b"{", Said("it is JSON, not a table")),
)


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """A table whose header was found, with its content held in memory.

    `table` is the sheet or the separator. Where cells are told apart by separators
    (`is_separated`), one separator too many shifts the cells behind it.
    """

    name: str
    header: Row
    source: Table
    table: str

    @property
    def is_separated(self) -> bool:
        """Whether the cells are told apart by separators, not by columns."""
        return isinstance(self.source, DelimitedText)

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header; refusals may come on the way."""
        rows = self.source.rows(self.table)
        for row in rows:
            if row.line == self.header.line:
                break
        yield from rows

    def share_read(self) -> float:
        """How much of the file the latest `rows` has been through, from 0.0 to 1.0."""
        return self.source.share_read()


def open_spreadsheet(
    source: Path, recognises: Callable[[str], bool], limits: Limits = LIMITS
) -> Spreadsheet:
    """Open a file at the row near its top that has most headings which `recognises` knows.

    Raises UnreadableFile for what is no spreadsheet or has no such row, FileTooLarge beyond limits.
    """
    return find_spreadsheet(open_table(source, limits), file_name(source), recognises)


def find_spreadsheet(table: Table, name: str, recognises: Callable[[str], bool]) -> Spreadsheet:
    """Return a file at its header: the row near its top that has most headings we know.

    Raises UnreadableFile where there is no such row.
    """
    best: tuple[int, str, Row] | None = None
    for part in table.tables:
        known, row = find_header(table.rows(part), recognises)
        if row is not None and (best is None or known > best[0]):
            best = (known, part, row)
    if best is None:
        reason = Said(
            "none of its first {count} lines has a heading that we know", count=HEADER_SEARCHED_ROWS
        )
        raise UnreadableFile(name=name, reason=reason)
    _, chosen, header = best
    return Spreadsheet(name, header, table, chosen)


def find_header(rows: Iterable[Row], recognises: Callable[[str], bool]) -> tuple[int, Row | None]:
    """Return the row near the top with most headings that `recognises` knows, and how many.

    Among equals the first; (0, None) when no heading is known.
    """
    best: tuple[int, Row | None] = (0, None)
    for row in islice(rows, HEADER_SEARCHED_ROWS):
        known = sum(recognises(cell) for cell in row.cells if isinstance(cell, str))
        if known > best[0]:
            best = (known, row)
    return best


def open_table(source: Path, limits: Limits = LIMITS) -> Table:
    """Open a file by what it holds, whatever its name ends in.

    Raises UnreadableFile for what is no spreadsheet, FileTooLarge beyond limits.
    """
    return table_of(read_content(source, limits.file_bytes), file_name(source), limits)


def table_of(content: bytes, name: str, limits: Limits) -> Table:
    """Return the content of a file as tables; refuses as `open_table` does."""
    if content.startswith(ZIP_SIGNATURE):
        return Workbook(content, name, limits)
    text = DelimitedText(content, name, limits)
    head = text.head(_HEAD_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise UnreadableFile(name=name, reason=Said("it is empty"))
    for signature, reason in _NOT_TABLES:
        if head.startswith(signature):
            raise UnreadableFile(name=name, reason=reason)
    return text


def read_content(source: Path, most_bytes: int) -> bytes:
    """Return the bytes of a file, refusing to take in more than `most_bytes`."""
    content = read_head(source, most_bytes + 1)
    if len(content) > most_bytes:
        raise FileTooLarge(name=file_name(source), limit=too_many_bytes(most_bytes))
    return content


def read_head(source: Path, most_bytes: int) -> bytes:
    """Return the first bytes of a file, all of them where there are no more than `most_bytes`."""
    try:
        with source.open("rb") as stream:
            return stream.read(most_bytes)
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None)
        reason = (
            Said("the system says: {words}", words=told) if told else Said("there is no such file")
        )
        raise UnreadableFile(name=file_name(source), reason=reason) from error


def file_name(source: Path) -> str:
    """Return the name of a file without its folders, fit to be shown."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in source.name
    )
