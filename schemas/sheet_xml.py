"""The XML inside an XLSX workbook, walked as it arrives: rows, shared strings, small lists.

Owns what elements and attributes mean (ECMA-376 part 1, 18.3 and 18.4) and every limit on what a
hostile part could make us keep. Where the bytes come from is `workbook`'s business.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Final, NamedTuple, Protocol
from xml.parsers.expat import ExpatError, ParserCreate

from postal_bridge.domain.file_refusals import FileTooLarge, UnreadableFile
from postal_bridge.domain.said import Said
from schemas.sheet_dates import DateStyle, moment_of
from schemas.table import Cell, Limits, Row, too_many_columns, too_many_rows

_LONGEST_MARKUP_BYTES: Final = 1024 * 1024
_MOST_NAMES: Final = 10_000
_DEEPEST: Final = 100
_LONGEST_ROW_NUMBER: Final = 7
_LONGEST_NUMBER: Final = 32
_NUMBERS_KEPT: Final = 4096

_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_FIRST_SURROGATE: Final = 0xD800
_LAST_SURROGATE: Final = 0xDFFF

FORMULA_WITHOUT_RESULT: Final = "="
"""Stands for a formula whose result the file does not hold; no reader may take it for a value."""


class Visitor(Protocol):
    """What is told of every element and text; `depth` is how many elements are open."""

    depth: int

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an opening tag."""

    def end(self, tag: str) -> None:
        """Take a closing tag."""

    def text(self, data: str) -> None:
        """Take a piece of text."""


def walk(chunks: Iterable[bytes], visitor: Visitor, name: str) -> Iterator[None]:
    """Walk a part of the file called `name`, pausing after each chunk so its harvest can be taken.

    Raises UnreadableFile for what is not XML, declares entities, or only serves to fill memory.
    """
    # The encoding is fixed, because every program writes UTF-8 and others hide what they carry.
    parser = ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = visitor.start
    parser.EndElementHandler = visitor.end
    parser.CharacterDataHandler = visitor.text

    def refuse_doctype(*_: object) -> None:
        raise UnreadableFile(name=name, reason=Said("a part of it declares a document type"))

    parser.StartDoctypeDeclHandler = refuse_doctype
    fed_bytes = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed_bytes += len(chunk)
            if (
                fed_bytes - parser.CurrentByteIndex > _LONGEST_MARKUP_BYTES
                or len(parser.intern) > _MOST_NAMES
                or visitor.depth > _DEEPEST
            ):
                reason = Said("a part of it is not laid out as a table")
                raise UnreadableFile(name=name, reason=reason)
            yield
        parser.Parse(b"", True)
    except ExpatError as error:
        line = error.lineno
        reason = Said("a part of it is damaged or cut off in line {line}", line=line)
        raise UnreadableFile(name=name, reason=reason) from error
    yield


def _unescaped(text: str) -> str:
    """Return text with the characters that XML cannot hold, which a workbook writes as _x000D_."""
    if "_x" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        number = int(match[1], 16)
        # Half a character is no character: such a mark is left as it is written.
        return match[0] if _FIRST_SURROGATE <= number <= _LAST_SURROGATE else chr(number)

    return _ESCAPED.sub(character, text)


class Element(NamedTuple):
    """An element of a small part: the name of what encloses it, its own name, its attributes."""

    parent: str
    tag: str
    attributes: dict[str, str]


class ElementList:
    """Keeps every element of a small part, names without prefixes."""

    def __init__(self) -> None:
        self.depth = 0
        self.elements: list[Element] = []
        self._open = [""]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Keep an element."""
        self.depth += 1
        tag = tag.rpartition(":")[2]
        self.elements.append(Element(self._open[-1], tag, attributes))
        self._open.append(tag)

    def end(self, _tag: str) -> None:
        """Leave an element."""
        self.depth -= 1
        self._open.pop()

    def text(self, data: str) -> None:
        """Pass over text: these parts say everything in attributes."""


class SharedStrings:
    """Gathers the texts that cells refer to by number."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.depth = 0
        self.strings: list[str] = []
        self._name = name
        self._limits = limits
        self._characters = 0
        self._pieces: list[str] = []
        self._length = 0
        self._text_open = False
        self._phonetic = False

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        """Begin a string or a piece of one."""
        self.depth += 1
        tag = tag.rpartition(":")[2]
        if tag == "t":
            self._text_open = not self._phonetic
        elif tag == "si":
            self._pieces.clear()
            self._length = 0
        elif tag == "rPh":
            # Hints on pronunciation are not part of the text.
            self._phonetic = True

    def end(self, tag: str) -> None:
        """End a string or a piece of one."""
        self.depth -= 1
        tag = tag.rpartition(":")[2]
        if tag == "t":
            self._text_open = False
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "si":
            self.strings.append(_unescaped("".join(self._pieces)))
            if len(self.strings) > self._limits.shared_strings:
                most = self._limits.shared_strings
                limit = Said("more than {most} different texts", most=most)
                raise FileTooLarge(name=self._name, limit=limit)

    def text(self, data: str) -> None:
        """Take a piece of a string."""
        if not self._text_open:
            return
        self._length += len(data)
        self._characters += len(data)
        if self._length > self._limits.cell_characters:
            most = self._limits.cell_characters
            limit = Said("a cell of more than {most} characters", most=most)
            raise FileTooLarge(name=self._name, limit=limit)
        if self._characters > self._limits.shared_characters:
            most = self._limits.shared_characters
            limit = Said("texts of more than {most} characters together", most=most)
            raise FileTooLarge(name=self._name, limit=limit)
        self._pieces.append(data)


class SheetRows:
    """Gathers the rows of a sheet; whoever walks it takes them out of `rows` after each chunk.

    `date_styles` maps the number of a cell's style, as written, to the kind of date it shows.
    """

    def __init__(
        self,
        name: str,
        limits: Limits,
        strings: list[str],
        date_styles: Mapping[str, DateStyle],
        *,
        from_1904: bool,
    ) -> None:
        self.depth = 0
        self.rows: list[Row] = []
        self._name = name
        self._limits = limits
        self._strings = strings
        self._date_styles = date_styles
        # A sheet repeats its days and amounts, so most of them are understood once.
        self._number = lru_cache(_NUMBERS_KEPT)(partial(_number, from_1904=from_1904))
        self._columns = {_letters(index): index for index in range(limits.columns)}
        self._row_tag = self._cell_tag = self._value_tag = self._text_tag = ""
        self._formula_tag = self._phonetic_tag = ""
        self._count = 0
        self._line = 0
        self._cells: list[Cell] = []
        self._column = -1
        self._attributes: dict[str, str] = {}
        self._value = ""
        self._collecting = self._phonetic = self._formula = False

    # Millions of cells pass here, so what is frequent is asked first and nothing is called twice.

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin a row, a cell or its value."""
        self.depth += 1
        if tag == self._cell_tag:
            self._attributes = attributes
            self._value = ""
            self._formula = False
        elif tag == self._value_tag or tag == self._text_tag:  # noqa: PLR1714 - no set is faster
            self._collecting = not self._phonetic
        elif tag == self._row_tag:
            number = attributes.get("r", "")
            known = number.isdecimal() and len(number) <= _LONGEST_ROW_NUMBER
            self._line = int(number) if known else self._line + 1
            self._cells = []
            self._column = -1
        elif tag == self._formula_tag:
            self._formula = True
        elif tag == self._phonetic_tag:
            self._phonetic = True
        elif self.depth == 1:
            self._learn_tags(tag)

    def end(self, tag: str) -> None:
        """End a row, a cell or its value."""
        self.depth -= 1
        if tag == self._cell_tag:
            if self._value or self._formula:
                self._end_cell()
            else:
                self._column = self._column_of_cell()
        elif self._collecting:
            self._collecting = False
        elif tag == self._row_tag and self._cells:
            self._count += 1
            if self._count > self._limits.rows:
                raise FileTooLarge(name=self._name, limit=too_many_rows(self._limits.rows))
            self.rows.append(Row(self._line, self._cells))
        elif tag == self._phonetic_tag:
            self._phonetic = False

    def text(self, data: str) -> None:
        """Take a piece of a value."""
        if self._collecting:
            self._value += data
            if len(self._value) > self._limits.cell_characters:
                limit = Said(
                    "a cell of line {line} has more than {most} characters",
                    line=self._line,
                    most=self._limits.cell_characters,
                )
                raise FileTooLarge(name=self._name, limit=limit)

    def _learn_tags(self, root: str) -> None:
        # Some programs write <x:row> where others write <row>.
        prefix = root.removesuffix("worksheet")
        self._row_tag, self._cell_tag, self._value_tag = prefix + "row", prefix + "c", prefix + "v"
        self._text_tag, self._formula_tag = prefix + "t", prefix + "f"
        self._phonetic_tag = prefix + "rPh"

    def _column_of_cell(self) -> int:
        reference = self._attributes.get("r")
        if reference is None:
            return self._column + 1
        return self._columns.get(reference.rstrip("0123456789"), self._limits.columns)

    def _end_cell(self) -> None:
        self._column = column = self._column_of_cell()
        kind = self._attributes.get("t", "n")
        value = self._value
        cell: Cell
        if kind == "s":
            cell = self._shared(value)
        elif kind == "n":
            style = self._date_styles.get(self._attributes.get("s", ""))
            short = len(value) <= _LONGEST_NUMBER
            cell = self._number(value, style) if value and short else value
        elif kind == "b":
            cell = "TRUE" if value == "1" else "FALSE"
        else:
            cell = _unescaped(value)
        if cell == "":
            if kind != "n" or not self._formula:
                return
            cell = FORMULA_WITHOUT_RESULT
        self._put(column, cell)

    def _put(self, column: int, cell: Cell) -> None:
        if column >= self._limits.columns:
            raise FileTooLarge(name=self._name, limit=too_many_columns(self._line, self._limits))
        cells = self._cells
        missing = column - len(cells)
        if missing < 0:
            cells[column] = cell
            return
        if missing:
            cells.extend([""] * missing)
        cells.append(cell)

    def _shared(self, index: str) -> str:
        try:
            # A sign would count from the end, so only digits are taken.
            return self._strings[int(index) if index.isdecimal() else len(self._strings)]
        except (ValueError, IndexError):
            reason = Said(
                "a cell of line {line} refers to a text that is not there", line=self._line
            )
            raise UnreadableFile(name=self._name, reason=reason) from None


def _number(value: str, style: DateStyle | None, *, from_1904: bool) -> Cell:
    """Return what a cell without a type holds: a moment when its style says so, else a number."""
    if style is None and value.isdecimal():
        return value
    if not _NUMBER.fullmatch(value):
        return value
    number = float(value)
    if style is not None:
        moment = moment_of(number, style, from_1904=from_1904)
        if moment is not None:
            return moment
    return str(int(number)) if number.is_integer() else number


def _letters(index: int) -> str:
    """Return the letters of a column counted from zero: A to Z, then AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
