"""Reads rows of text whose cells are separated by a character: CSV, packed with gzip or not.

Owns decoding, unpacking, line numbers and quotation marks, all in constant memory and within
`Limits`. Which separator a file uses is found out by `spreadsheet`, which tries them in turn.
"""

import csv
import gzip
import io
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Final

from postal_bridge.domain.file_refusals import FileTooLarge, UnreadableFile
from postal_bridge.domain.said import Said
from schemas.table import (
    Limits,
    Row,
    line_too_long,
    too_many_columns,
    too_many_rows,
    unpacks_too_far,
)

if TYPE_CHECKING:
    from _csv import Reader

    from _typeshed import WriteableBuffer

GZIP_SIGNATURE: Final = b"\x1f\x8b"

_SEPARATORS: Final = {"comma": ",", "semicolon": ";", "tab": "\t"}


class DelimitedText:
    """The content of a text file whose rows are lines; each of its tables is a separator to try.

    Raises UnreadableFile or FileTooLarge while rows are being read, naming the line.
    """

    def __init__(self, content: bytes, name: str, limits: Limits) -> None:
        self._content = content
        self._name = name
        self._limits = limits
        self._source = io.BytesIO(content)

    @property
    def tables(self) -> tuple[str, ...]:
        """The separators that are known."""
        return tuple(_SEPARATORS)

    def head(self, size_bytes: int) -> bytes:
        """Return the first bytes as they are once unpacked."""
        return self._unpacked().read(size_bytes)

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the rows as this separator makes them; rows with nothing in them are left out."""
        # Closed here and not when memory is tidied up, which may take the text before its reader.
        with closing(self._lines()) as lines:
            yield from self._rows(csv.reader(lines, delimiter=_SEPARATORS[table], strict=True))

    def _rows(self, reader: "Reader") -> Iterator[Row]:
        count = 0
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                # The csv module resumes at the next line, so one bad line costs only itself.
                yield Row(line, [], self._fault(error, line))
                continue
            if not any(cells):
                continue
            count += 1
            self._check(cells, line, count)
            yield Row(line, [*cells])

    def share_read(self) -> float:
        """How much of the packed bytes has been taken, from 0.0 to 1.0."""
        return self._source.tell() / max(1, len(self._content))

    def _fault(self, error: csv.Error, line: int) -> Said:
        # The module has one exception for everything; only its text tells a cell without an end
        # from a misplaced quotation mark.
        if "field limit" in str(error):
            raise self._cell_too_long(line)
        return Said("its quotation marks do not match, so its cells cannot be told apart")

    def _cell_too_long(self, line: int) -> FileTooLarge:
        limit = Said(
            "a cell of line {line} has more than {most} characters; a quote may be missing",
            line=line,
            most=self._limits.cell_characters,
        )
        return FileTooLarge(name=self._name, limit=limit)

    def _check(self, cells: list[str], line: int, count: int) -> None:
        limits = self._limits
        if len(cells) > limits.columns:
            raise FileTooLarge(name=self._name, limit=too_many_columns(line, limits))
        if max(map(len, cells)) > limits.cell_characters:
            raise self._cell_too_long(line)
        if count > limits.rows:
            raise FileTooLarge(name=self._name, limit=too_many_rows(limits.rows))

    def _unpacked(self) -> io.BufferedReader | io.BytesIO:
        self._source = io.BytesIO(self._content)
        if not self._content.startswith(GZIP_SIGNATURE):
            return self._source
        return io.BufferedReader(
            _Unpacked(self._source, len(self._content), self._name, self._limits)
        )

    def _lines(self) -> Generator[str, None, None]:
        # Bytes that are not UTF-8 arrive as surrogates, so that the line they stand in is known.
        text = io.TextIOWrapper(
            self._unpacked(), encoding="utf-8-sig", errors="surrogateescape", newline=""
        )
        try:
            yield from self._checked(text)
        finally:
            # Otherwise the text closes its source with itself, and nothing tells how far it came.
            text.detach()

    def _checked(self, text: io.TextIOWrapper) -> Iterator[str]:
        longest = self._limits.line_characters
        number = 0
        while line := text.readline(longest):
            number += 1
            if len(line) >= longest:
                raise FileTooLarge(name=self._name, limit=line_too_long(number, longest))
            if "\0" in line:
                raise self._bad_byte("\0", line, line.index("\0"), number)
            try:
                line.encode()
            except UnicodeEncodeError as error:
                raise self._bad_byte(line[error.start], line, error.start, number) from None
            yield line

    def _bad_byte(self, character: str, line: str, index: int, number: int) -> UnreadableFile:
        position = len(line[:index].encode(errors="surrogateescape")) + 1
        value = character.encode(errors="surrogateescape")[0]
        place = {"line": number, "byte": f"{value:02X}", "position": position}
        reason = (
            Said(
                "line {line} holds the byte {byte} at its position {position}, which no text has; "
                "save the file as CSV UTF-8",
                **place,
            )
            if value == 0
            else Said(
                "line {line} holds the byte {byte} at its position {position}, which is not UTF-8; "
                "save the file as CSV UTF-8",
                **place,
            )
        )
        return UnreadableFile(name=self._name, reason=reason)


class _Unpacked(io.RawIOBase):
    """What a gzip file holds, refused as soon as it is more than we are ready to read."""

    def __init__(self, source: io.BytesIO, size_bytes: int, name: str, limits: Limits) -> None:
        super().__init__()
        self._stream = gzip.GzipFile(fileobj=source)
        self._name = name
        self._most_bytes = limits.most_unpacked_bytes(size_bytes)
        self._count = 0

    def readable(self) -> bool:
        """Say that this is for reading, as the standard library asks."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Fill the buffer with unpacked bytes and return how many, 0 at the end."""
        try:
            count = self._stream.readinto(buffer)
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableFile(name=self._name, reason=Said("its packing is damaged")) from error
        self._count += count
        if self._count > self._most_bytes:
            raise FileTooLarge(name=self._name, limit=unpacks_too_far(self._most_bytes))
        return count
