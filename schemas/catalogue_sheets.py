"""Reads the sheets of a catalogue in XLSX into the shape its JSON has, remembering every line.

Owns the names of sheets and columns and how lines of different sheets belong together. What a
value may be is checked by `catalogue_file`, in one place for both layouts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo

from postal_bridge.domain.file_refusals import UnreadableFile
from postal_bridge.domain.refusals import FieldProblem
from postal_bridge.domain.said import Said
from schemas.cells import BadCell, amount_of, day_of, fold, fold_heading, written
from schemas.spreadsheet import HEADER_SEARCHED_ROWS, Spreadsheet, find_header
from schemas.table import Cell
from schemas.workbook import Workbook

Place = tuple[str | int, ...]

SHEETS: Final[Mapping[str, tuple[str, ...]]] = {
    "offices": ("code", "name", "kind"),
    "procedures": (
        "code",
        "name",
        "department_code",
        "field_name",
        "postal_eligible",
        "processing_days",
        "processing_hours",
        "processing_calendar_days",
        "cutoff",
    ),
    "components": ("procedure_code", "name", "form", "quantity", "required"),
    "fees": ("procedure_code", "kind", "name", "amount_dong", "valid_from"),
}
"""The columns of each sheet, by the sheet's name; other sheets are not read."""

# Days have no hours here, so any zone gives the same day.
_ANY_ZONE: Final = ZoneInfo("UTC")

_SHOWN_CHARACTERS: Final = 80

# An empty cell is more likely forgotten than meant, so an amount that varies is said in a word.
_VARIABLE: Final = frozenset({"variable", "thay doi"})


@dataclass(slots=True)
class CatalogueDocument:
    """A catalogue as JSON has it, where each of its parts stands, and what has no place in it."""

    offices: list[dict[str, Any]] = field(default_factory=list)
    procedures: list[dict[str, Any]] = field(default_factory=list)
    places: dict[Place, str] = field(default_factory=dict)
    problems: list[FieldProblem] = field(default_factory=list)

    def path(self, place: Place) -> str:
        """Return a place in the document as sheet, line and column: `fees!7.amount_dong`."""
        for length in range(len(place), 0, -1):
            if place[:length] in self.places:
                return ".".join([self.places[place[:length]], *map(str, place[length:])])
        return ".".join(map(str, place))


def read_catalogue_sheets(workbook: Workbook, name: str) -> CatalogueDocument:
    """Read the sheets of a catalogue; raises UnreadableFile when none of them is there."""
    document = CatalogueDocument()
    sheets = {fold(sheet): sheet for sheet in workbook.tables if fold(sheet) in SHEETS}
    if not sheets:
        reason = Said("it has none of the sheets {sheets}", sheets=tuple(SHEETS))
        raise UnreadableFile(name=name, reason=reason)
    records = {
        sheet: list(_records(workbook, sheet, title, document)) for sheet, title in sheets.items()
    }
    for line, record in records.get("offices", ()):
        document.places["offices", len(document.offices)] = f"offices!{line}"
        document.offices.append(record)
    index_of: dict[Any, int] = {}
    for line, record in records.get("procedures", ()):
        index = len(document.procedures)
        if "code" in record:
            index_of.setdefault(record["code"], index)
        document.places["procedures", index] = f"procedures!{line}"
        document.procedures.append(record | {"components": [], "fees": []})
    for sheet in ("components", "fees"):
        for line, record in records.get(sheet, ()):
            owner = index_of.get(record.pop("procedure_code", None))
            path = f"{sheet}!{line}"
            if owner is None:
                detail = Said("no line of the sheet procedures has this code")
                problem = FieldProblem(f"{path}.procedure_code", "unknown_procedure", detail)
                document.problems.append(problem)
                continue
            owned = document.procedures[owner][sheet]
            document.places["procedures", owner, sheet, len(owned)] = path
            owned.append(record)
    return document


def _records(
    workbook: Workbook, sheet: str, title: str, document: CatalogueDocument
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the lines of a sheet as values by column; cells left empty are left out."""
    known = {fold(column): column for column in SHEETS[sheet]}
    _, header = find_header(workbook.rows(title), lambda heading: fold_heading(heading) in known)
    if header is None:
        detail = Said("has no header among its first {count} lines", count=HEADER_SEARCHED_ROWS)
        document.problems.append(FieldProblem(sheet, "missing_header", detail))
        return
    column_of: dict[int, str] = {}
    for index, cell in enumerate(header.cells):
        heading = written(cell).strip()
        column = known.get(fold_heading(heading))
        if column is None and heading:
            detail = Said("is none of {known}", known=tuple(SHEETS[sheet]))
            path = f"{sheet}!{header.line}.{heading[:_SHOWN_CHARACTERS]}"
            document.problems.append(FieldProblem(path, "unknown_column", detail))
        elif column in column_of.values():
            path = f"{sheet}!{header.line}.{column}"
            document.problems.append(FieldProblem(path, "repeated_column", Said("is there twice")))
        elif column is not None:
            column_of[index] = column
    for row in Spreadsheet(sheet, header, workbook, title).rows():
        record = {}
        for index, column in column_of.items():
            cell = row.cells[index] if index < len(row.cells) else ""
            cell = cell.strip() if isinstance(cell, str) else cell
            if cell != "":
                record[column] = _value(column, cell)
        if record:
            yield row.line, record


def _value(column: str, cell: Cell) -> Any:
    """Return a cell as JSON would have it; what cannot be understood is kept, to be refused."""
    try:
        if column == "amount_dong":
            return None if isinstance(cell, str) and fold(cell) in _VARIABLE else amount_of(cell)
        if column == "valid_from":
            return day_of(cell, _ANY_ZONE)
    except BadCell:
        return written(cell)
    return cell
