"""Takes MT940 text apart into fields, however it is wrapped: bare, ended by a hyphen, in envelopes.

Owns tags, continuation lines, SWIFT blocks and where a message ends; what a field says is known by
`mt940`.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple, TextIO

from postal_bridge.domain.file_refusals import FileTooLarge
from postal_bridge.domain.said import Said
from schemas.table import Limits, line_too_long

END: Final = "-"
"""The tag of a field that stands for the end of a message."""

OPEN: Final = "{"
"""The tag of a field that stands for the beginning of an envelope, which has to be closed."""

CLOSE: Final = "-}"
"""The tag of a field that stands for the end of an envelope."""

_TAGS: Final = "13|20|21|25|28|34|60|61|62|64|65|86|90"
_FIELD: Final = re.compile(rf":((?:{_TAGS})[A-Z]?|NS):")
_ENVELOPE: Final = re.compile(r"\{1:[A-Z][0-9]{2}")
_HEAD_LINES: Final = 20
_HEAD_FIELDS_MIN: Final = 2
_FIELD_LINES_MAX: Final = 500
_TEXT_BLOCK: Final = "{4:"


class Field(NamedTuple):
    """A field of a message: its tag without colons, the line where it begins, its lines."""

    tag: str
    line: int
    lines: list[str]

    @property
    def text(self) -> str:
        """The lines as they stand below one another."""
        return "\n".join(self.lines)


def is_mt940(head: str) -> bool:
    """Return whether a text begins as a message does: an envelope, or its first fields."""
    lines = head.removeprefix("\ufeff").lstrip().splitlines()[:_HEAD_LINES]
    if lines and _ENVELOPE.match(lines[0]):
        return True
    return sum(_FIELD.match(line) is not None for line in lines) >= _HEAD_FIELDS_MIN


def fields_of(text: TextIO, name: str, limits: Limits) -> Iterator[Field]:
    """Yield the fields of a file and the ends of its messages.

    What stands between messages is passed over. Raises FileTooLarge for lines and fields that only
    serve to fill memory.
    """
    field: Field | None = None
    for number, line in _lines(text, name, limits):
        for mark, content in _unwrapped(line):
            if mark is not None:
                if field is not None:
                    yield field
                    field = None
                yield Field(mark, number, [])
            found = _FIELD.match(content)
            if found is not None:
                if field is not None:
                    yield field
                field = Field(found[1], number, [content[found.end() :]])
            elif field is not None and content:
                field.lines.append(content)
                if len(field.lines) > _FIELD_LINES_MAX:
                    limit = Said(
                        "the field of line {line} has more than {most} lines",
                        line=field.line,
                        most=_FIELD_LINES_MAX,
                    )
                    raise FileTooLarge(name=name, limit=limit)
    if field is not None:
        yield field


def _lines(text: TextIO, name: str, limits: Limits) -> Iterator[tuple[int, str]]:
    longest = limits.line_characters
    number = 0
    while line := text.readline(longest):
        number += 1
        if len(line) >= longest:
            raise FileTooLarge(name=name, limit=line_too_long(number, longest))
        yield number, line.rstrip()


def _unwrapped(line: str) -> Iterator[tuple[str | None, str]]:
    """Yield what a line says, each part after the mark that stands before it."""
    if line.strip() == "-":
        yield END, ""
    elif line.startswith(CLOSE):
        yield CLOSE, ""
        if _TEXT_BLOCK in line:
            yield OPEN, line.partition(_TEXT_BLOCK)[2]
    elif line.startswith("{") and _TEXT_BLOCK in line:
        yield OPEN, line.partition(_TEXT_BLOCK)[2]
    elif not line.startswith("{"):
        yield None, line
