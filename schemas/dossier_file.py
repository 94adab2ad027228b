"""Reads a file of dossiers: one line a dossier, or what is wrong with it.

Owns the header (which columns there are, which are missing, doubled or unknown) and the lines:
every bad cell of a line is told, together with what its values contradict. How a cell is written
is known by `dossier_columns`; nothing is stored here and nothing outside the file is asked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from postal_bridge.domain.dossier import DossierLine, LineProblem
from postal_bridge.domain.file_refusals import MissingColumns, RepeatedColumn
from postal_bridge.domain.said import Said
from schemas.cells import EMPTY, TOO_MANY_CELLS, BadCell, fold_heading, shown_of, written
from schemas.dossier_columns import (
    COLUMN_OF,
    HEADINGS,
    PERSONAL,
    REQUIRED,
    SECOND_CHOICE,
    Reader,
    readers,
)
from schemas.spreadsheet import Spreadsheet, open_spreadsheet
from schemas.table import LIMITS, Limits, Row


@dataclass(frozen=True, slots=True)
class _Column:
    index: int
    name: str
    heading: str
    read: Reader
    required: bool


class DossierFile:
    """A file of dossiers whose header is understood; going through it yields its lines.

    Each line is a DossierLine or, when anything is wrong with it, only LineProblems, in the order
    of the file. It may be gone through more than once. UnreadableFile and FileTooLarge may come on
    the way: a caller that keeps lines does so only once the last has come.

    `columns` maps our names to the file's headings; `ignored_columns` are headings not used.
    """

    def __init__(self, sheet: Spreadsheet, zone: ZoneInfo) -> None:
        self.name = sheet.name
        self.header_line = sheet.header.line
        self._sheet = sheet
        self._columns, self.ignored_columns = _columns_of(sheet, readers(zone))
        self.columns: Mapping[str, str] = {column.name: column.heading for column in self._columns}

    def __iter__(self) -> Iterator[DossierLine | LineProblem]:
        first_line_of: dict[str, int] = {}
        for row in self._sheet.rows():
            values, problems = self._read(row)
            code = values.get("code")
            if code is not None:
                if code in first_line_of:
                    reason = Said("the same code stands in line {line}", line=first_line_of[code])
                    problems.append(LineProblem(row.line, self._heading("code"), code, reason))
                else:
                    first_line_of[code] = row.line
            if problems:
                yield from problems
            else:
                yield DossierLine(line=row.line, **values)

    def share_read(self) -> float:
        """How much of the file has been gone through, from 0.0 to 1.0, for a progress bar."""
        return self._sheet.share_read()

    def _heading(self, name: str) -> str:
        return self.columns.get(name, name)

    def _read(self, row: Row) -> tuple[dict[str, Any], list[LineProblem]]:
        """Return the values of a row that could be read, and everything wrong with it."""
        line, cells, fault = row
        if fault is not None:
            return {}, [LineProblem(line, "", "", fault)]
        values: dict[str, Any] = {}
        problems: list[LineProblem] = []
        unread: set[str] = set()
        width = len(cells)
        for column in self._columns:
            cell = cells[column.index] if column.index < width else ""
            if isinstance(cell, str):
                cell = cell.strip()
                if not cell:
                    if column.required:
                        problems.append(LineProblem(line, column.heading, "", EMPTY))
                    continue
            try:
                values[column.name] = column.read(cell)
            except BadCell as bad:
                shown = shown_of(cell, personal=column.name in PERSONAL)
                problems.append(LineProblem(line, column.heading, shown, bad.said))
                unread.add(column.name)
        if self._sheet.is_separated and any(cells[len(self._sheet.header.cells) :]):
            problems.append(LineProblem(line, "", "", TOO_MANY_CELLS))
        for name, reason in _contradictions(values, unread):
            shown = shown_of(values.get(name, ""), personal=name in PERSONAL)
            problems.append(LineProblem(line, self._heading(name), shown, reason))
        _leave_out_what_says_nothing(values)
        return values, problems


def read_dossier_file(source: Path, zone: ZoneInfo, limits: Limits = LIMITS) -> DossierFile:
    """Open a CSV, gzipped CSV or XLSX of dossiers whose times are local in `zone`.

    Raises UnreadableFile, FileTooLarge, MissingColumns (naming all of them) or RepeatedColumn.
    """

    def is_known(heading: str) -> bool:
        folded = fold_heading(heading)
        return folded in COLUMN_OF or folded in SECOND_CHOICE

    return DossierFile(open_spreadsheet(source, is_known, limits), zone)


def _columns_of(
    sheet: Spreadsheet, reader_of: dict[str, Reader]
) -> tuple[list[_Column], tuple[str, ...]]:
    """Return the columns a header has, and the headings that are not used."""
    places: dict[str, list[int]] = {}
    substitutes: dict[str, list[int]] = {}
    headings = [" ".join(written(cell).split()) for cell in sheet.header.cells]
    for index, heading in enumerate(headings):
        folded = fold_heading(heading)
        if folded in COLUMN_OF:
            places.setdefault(COLUMN_OF[folded], []).append(index)
        elif folded in SECOND_CHOICE:
            substitutes.setdefault(SECOND_CHOICE[folded], []).append(index)
    places = substitutes | places
    for name, indexes in places.items():
        if len(indexes) > 1:
            repeated = ", ".join(headings[index] for index in indexes)
            raise RepeatedColumn(name=sheet.name, column=name, headings=repeated)
    missing = [name for name in REQUIRED if name not in places]
    if missing:
        line = sheet.header.line
        raise MissingColumns(name=sheet.name, columns=tuple(missing), line=line)
    used = {indexes[0] for indexes in places.values()}
    ignored = (heading for index, heading in enumerate(headings) if heading and index not in used)
    columns = [
        _Column(places[name][0], name, headings[places[name][0]], reader_of[name], name in REQUIRED)
        for name in HEADINGS
        if name in places
    ]
    return columns, tuple(ignored)


def _contradictions(values: Mapping[str, Any], unread: set[str]) -> Iterator[tuple[str, Said]]:
    """Yield a column and a reason for values that cannot be true together.

    Only what would make a report wrong is refused. A column in `unread` has its own problem.
    """
    yield from _days_out_of_order(values)
    if "returned_on" in values:
        for name in ("resolved_on", "returned_via"):
            if name not in values and name not in unread:
                yield name, Said("is empty though the result was returned")
    if unread.isdisjoint(("collected_by_post_dong", "collected_on")):
        collected = bool(values.get("collected_by_post_dong"))
        if collected and "collected_on" not in values:
            yield "collected_on", Said("is empty though the post collected money")
        if not collected and "collected_on" in values:
            yield "collected_on", Said("is given though the post collected nothing")


def _days_out_of_order(values: Mapping[str, Any]) -> Iterator[tuple[str, Said]]:
    received_at: datetime | None = values.get("received_at")
    if received_at is not None:
        received_on = received_at.date()
        for name in ("due_on", "resolved_on"):
            day: date | None = values.get(name)
            if day is not None and day < received_on:
                yield name, Said("is before the day of receipt")
    returned_on: date | None = values.get("returned_on")
    resolved_on: date | None = values.get("resolved_on")
    if returned_on is not None and resolved_on is not None and returned_on < resolved_on:
        yield "returned_on", Said("is before the day the result was ready")


def _leave_out_what_says_nothing(values: dict[str, Any]) -> None:
    """Drop an amount of nought, and the way of a return that has not happened.

    Exports write 0 where the post collected nothing, and the way a citizen would like the result
    back long before there is one.
    """
    if values.get("collected_by_post_dong") == 0:
        del values["collected_by_post_dong"]
    if "returned_on" not in values:
        values.pop("returned_via", None)
