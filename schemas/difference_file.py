"""Reads a sheet of decided differences: what each row decides, or what is wrong with it.

Rows in which nothing was filled in decide nothing. Nothing is asked outside of the file: whether a
decision fits is known when it is carried out.
"""

import re
from collections.abc import Iterator, Mapping
from uuid import UUID
from zoneinfo import ZoneInfo

from postal_bridge.domain.difference_sheet import (
    ACTIONS,
    PARTIES,
    SHEET_ROWS_MAX,
    Column,
    RowDecision,
    RowProblem,
)
from postal_bridge.domain.file_refusals import FileTooLarge, MissingColumns
from postal_bridge.domain.money_difference import ROWS_MAX, Wish
from postal_bridge.domain.said import Said
from schemas.cells import BadCell, choice_of, day_of, fold, fold_heading, text_of
from schemas.spreadsheet import find_spreadsheet, table_of
from schemas.table import Cell, Limits, Row, too_many_rows

SHEET_BYTES_MAX = 4 * 1024 * 1024

_LIMITS = Limits(file_bytes=SHEET_BYTES_MAX, unpacked_bytes=64 * 1024 * 1024, rows=SHEET_ROWS_MAX)
_COLUMN_OF = {fold_heading(column): column for column in Column}
_ACTION_OF = {fold(word): action for word, action in ACTIONS.items()}
_PARTY_OF = {fold(word): party for word, party in PARTIES.items()}
_NEEDED = (Column.DIFFERENCE, Column.VERSION, Column.ACTION, Column.REASON)
_FILLED_IN = (
    Column.ACTION,
    Column.TARGETS,
    Column.PARTY,
    Column.TAKER,
    Column.REASON,
    Column.ASSIGNEE,
    Column.DUE_ON,
)
_REASON_CHARACTERS = (3, 500)
_CELL_CHARACTERS_MAX = 1_000
_NAME_CHARACTERS_MAX = 64
_NO_ACTION = Said("must be one of {names}", names=tuple(ACTIONS))
_NO_PARTY = Said("must be one of {names}", names=tuple(PARTIES))
_VERSION = re.compile("[1-9][0-9]{0,8}")
_LINE_ID = re.compile("[1-9][0-9]{0,17}")


def read_decisions(content: bytes, name: str, zone: ZoneInfo) -> Iterator[RowDecision | RowProblem]:
    """Yield what the rows of a sheet decide, or what is wrong with them.

    Raises UnreadableFile, FileTooLarge and MissingColumns for what is no such sheet.
    """
    table = table_of(content, name, _LIMITS)
    sheet = find_spreadsheet(table, name, lambda text: fold_heading(text) in _COLUMN_OF)
    places = {
        _COLUMN_OF[fold_heading(cell)]: place
        for place, cell in enumerate(sheet.header.cells)
        if isinstance(cell, str) and fold_heading(cell) in _COLUMN_OF
    }
    missing = tuple(str(column) for column in _NEEDED if column not in places)
    if missing:
        raise MissingColumns(name=name, columns=missing, line=sheet.header.line)
    for number, row in enumerate(sheet.rows(), start=1):
        if number > SHEET_ROWS_MAX:
            raise FileTooLarge(name=name, limit=too_many_rows(SHEET_ROWS_MAX))
        found = _read(row, places, zone)
        if found is not None:
            yield found


def _read(
    row: Row, places: Mapping[Column, int], zone: ZoneInfo
) -> RowDecision | RowProblem | None:
    if row.fault:
        return RowProblem(row.line, "", row.fault)
    cells = {column: row.cells[place] for column, place in places.items() if place < len(row.cells)}
    if not any(cells.get(column, "") for column in _FILLED_IN):
        return None
    reading = _Reading(cells, zone)
    try:
        return reading.decision(row.line)
    except BadCell as error:
        return RowProblem(row.line, str(reading.column), error.said)


class _Reading:
    """The reading of one row; `column` is where it is."""

    def __init__(self, cells: Mapping[Column, Cell], zone: ZoneInfo) -> None:
        self.cells = cells
        self.zone = zone
        self.column = Column.DIFFERENCE

    def decision(self, line: int) -> RowDecision:
        """Return what the row decides."""
        try:
            difference_id = UUID(self._text(Column.DIFFERENCE))
        except ValueError as error:
            raise BadCell(Said("is not the identity that was written here")) from error
        version = self._text(Column.VERSION)
        if not _VERSION.fullmatch(version):
            raise BadCell(Said("is not the version that was written here"))
        wish = self._wish()
        assignee = self._text(Column.ASSIGNEE, _NAME_CHARACTERS_MAX) or None
        due_on = day_of(self._cell(Column.DUE_ON), self.zone) if self._cell(Column.DUE_ON) else None
        return RowDecision(line, difference_id, int(version), wish, assignee, due_on)

    def _wish(self) -> Wish | None:
        collections, lines = self._targets()
        party_cell = self._cell(Column.PARTY)
        party = choice_of(party_cell, _PARTY_OF, _NO_PARTY) if party_cell else None
        taker = self._text(Column.TAKER, _NAME_CHARACTERS_MAX) or None
        reason = self._text(Column.REASON)
        if not self._cell(Column.ACTION):
            if reason or collections or lines or party or taker:
                self.column = Column.ACTION
                raise BadCell(Said("says nothing, though the row is filled in"))
            return None
        action = choice_of(self._cell(Column.ACTION), _ACTION_OF, _NO_ACTION)
        least, most = _REASON_CHARACTERS
        self.column = Column.REASON
        if not least <= len(reason.strip()) <= most:
            raise BadCell(
                Said("has to say why, in {least} to {most} characters", least=least, most=most)
            )
        return Wish(action, reason.strip(), tuple(collections), tuple(lines), party, taker)

    def _targets(self) -> tuple[list[UUID], list[int]]:
        collections: list[UUID] = []
        lines: list[int] = []
        for word in re.split(r"[\s,;]+", self._text(Column.TARGETS)):
            if _LINE_ID.fullmatch(word):
                lines.append(int(word))
            elif word:
                try:
                    collections.append(UUID(word))
                except ValueError as error:
                    raise BadCell(
                        Said("names neither the number of a line nor the identity of a collection")
                    ) from error
        if len(collections) + len(lines) > ROWS_MAX:
            raise BadCell(Said("names more than {most} rows", most=ROWS_MAX))
        return collections, lines

    def _cell(self, column: Column) -> Cell:
        self.column = column
        return self.cells.get(column, "")

    def _text(self, column: Column, most_characters: int = _CELL_CHARACTERS_MAX) -> str:
        cell = self._cell(column)
        return text_of(cell, most_characters).strip() if cell else ""
