"""Rows of a table, ready to be read as cards on a phone and as a table by screen readers.

Whoever writes a table writes its cells alone: what each is called on a phone comes from the heads,
and the roles that a browser forgets where cells are shown as lines are said here.
"""

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

_ROW = re.compile(r"<tr\b([^>]*)>(.*?)(?=<tr\b|\Z)", re.DOTALL)
_CELL = re.compile(r"<(t[dh])\b([^>]*)>(.*?)</\1>", re.DOTALL)


def as_cards(rows: Markup, heads: Sequence[str | tuple[str, str]]) -> Markup:
    """Return rows whose cells say what they are: a row's own head excepted, which needs no name."""
    names = [head if isinstance(head, str) else head[0] for head in heads]

    def row(found: re.Match[str]) -> str:
        waiting = iter(names)
        cells = _CELL.sub(lambda cell: _named(cell, next(waiting, "")), found[2])
        return f'<tr role="row"{found[1]}>{cells}'

    return Markup(_ROW.sub(row, str(rows)))  # noqa: S704 # templates escaped what is in the cells


def _named(cell: re.Match[str], name: str) -> str:
    tag, attributes, content = cell.groups()
    if tag == "th":
        return f'<th role="rowheader"{attributes}>{content}</th>'
    if not content.strip():
        return '<td role="cell" class="blank"></td>'
    said = "" if "colspan" in attributes else f' data-label="{escape(name)}"'
    return f'<td role="cell"{said}{attributes}>{content}</td>'
