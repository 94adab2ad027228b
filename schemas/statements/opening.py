"""Opens a statement that somebody hands in: MT940, camt, CSV or XLSX, told by what it holds.

Owns telling the kinds apart, and the limits. Each kind is read by a module of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from postal_bridge.domain.dossier import LineProblem
from postal_bridge.domain.file_refusals import FileTooLarge
from postal_bridge.domain.said import Said
from postal_bridge.domain.statement import (
    StatementFile,
    StatementFormat,
    StatementPart,
    StatementSource,
    gather,
)
from schemas.delimited import GZIP_SIGNATURE
from schemas.spreadsheet import (
    HEADER_SEARCHED_ROWS,
    file_name,
    read_content,
    read_head,
    table_of,
)
from schemas.statements.camt import CamtFile
from schemas.statements.encodings import Encoding, composed, encoding_of
from schemas.statements.mt940 import Mt940File
from schemas.statements.mt940_fields import is_mt940
from schemas.statements.sheet import SheetFile
from schemas.table import LIMITS, Limits, too_many_bytes
from schemas.workbook import ZIP_SIGNATURE

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
"""The time of a moment in a table that names no zone; only its day is kept."""

STATEMENT_LIMITS: Final = replace(LIMITS, file_bytes=256 * 1024 * 1024, rows=1_048_576)

STREAMED_BYTES_MAX: Final = 2 * 1024 * 1024 * 1024
"""How large a file of MT940 or camt may be, which is read as it arrives and never held whole."""

_HEAD_BYTES: Final = 4096
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class _Guessed:
    """A file whose encoding is a guess, which is the first thing it says."""

    def __init__(self, source: StatementSource) -> None:
        self._source = source

    @property
    def format(self) -> StatementFormat:
        """How the file is written."""
        return self._source.format

    def __iter__(self) -> Iterator[StatementPart]:
        reason = Said("nothing tells how letters are written here; they were read as Latin-1")
        yield LineProblem(1, "", "", reason)
        yield from self._source


def open_statement(
    source: Path,
    mapping: Mapping[str, str] | None = None,
    *,
    zone: ZoneInfo = ZONE,
    limits: Limits = STATEMENT_LIMITS,
) -> StatementSource:
    """Open a statement by what it holds, whatever its name ends in.

    `mapping` gives the headings of a table to our fields, see `sheet_columns.HEADINGS`.

    Raises UnreadableFile for what is no statement, FileTooLarge beyond limits, MissingColumns,
    RepeatedColumn, and InvalidInput for a mapping to fields that are not there.
    """
    head = read_head(source, _HEAD_BYTES)
    if head.startswith((ZIP_SIGNATURE, GZIP_SIGNATURE)):
        content = read_content(source, limits.file_bytes)
        name = file_name(source)
        return SheetFile(table_of(content, name, limits), name, zone, mapping)
    if _is_xml(head):
        _refuse_large(source)
        return CamtFile(source)
    with source.open("rb") as stream:
        encoding = encoding_of(stream)
    if is_mt940(head.decode(encoding.name, errors="ignore")):
        _refuse_large(source)
        opened: StatementSource = Mt940File(source, encoding, limits)
    else:
        opened = _text_table(source, encoding, zone, mapping, limits)
    return _Guessed(opened) if encoding.is_guess else opened


def headings_of(source: Path, limits: Limits = STATEMENT_LIMITS) -> list[str]:
    """Return what may be the headings of a table: the row near its top with the most words.

    Nothing where the file is no table. Refuses as `open_statement` does.
    """
    content = read_content(source, limits.file_bytes)
    if _is_xml(content[:_HEAD_BYTES]):
        return []
    if not content.startswith((ZIP_SIGNATURE, GZIP_SIGNATURE)):
        with source.open("rb") as stream:
            encoding = encoding_of(stream)
        if not encoding.name.startswith("utf-8"):
            content = composed(content.decode(encoding.name, errors="replace")).encode()
    table = table_of(content, file_name(source), limits)
    best: list[str] = []
    for part in table.tables:
        for row in islice(table.rows(part), HEADER_SEARCHED_ROWS):
            words = [cell for cell in row.cells if isinstance(cell, str) and cell.strip()]
            if len(words) > len(best):
                best = words
    return list(dict.fromkeys(" ".join(word.split()) for word in best))


def read_statement(
    source: Path, mapping: Mapping[str, str] | None = None, *, zone: ZoneInfo = ZONE
) -> StatementFile:
    """Read a statement to its end; refuses as `open_statement` does, and for what is cut off."""
    return gather(open_statement(source, mapping, zone=zone))


def _text_table(
    source: Path,
    encoding: Encoding,
    zone: ZoneInfo,
    mapping: Mapping[str, str] | None,
    limits: Limits,
) -> SheetFile:
    name = file_name(source)
    content = read_content(source, limits.file_bytes)
    if not encoding.name.startswith("utf-8"):
        content = composed(content.decode(encoding.name, errors="replace")).encode()
    return SheetFile(table_of(content, name, limits), name, zone, mapping)


def _is_xml(head: bytes) -> bool:
    """Return whether a file begins as XML does, in UTF-8 or in either order of UTF-16."""
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"").lstrip().startswith(b"<")


def _refuse_large(source: Path) -> None:
    if source.stat().st_size > STREAMED_BYTES_MAX:
        raise FileTooLarge(name=file_name(source), limit=too_many_bytes(STREAMED_BYTES_MAX))
