"""Reports in their printed forms: terminal text, XLSX workbook, PDF by Typst with its pictures.

Owns the layouts that all reports but the summary share; words are in `report_words`, the figures in
`domain.report`. No percentage is stored: each is computed from the counts it stands beside.
"""

import io
import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime, time

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as TextTable
from rich.text import Text

from postal_bridge.documents.report_words import (
    ALL,
    BEFORE_IS,
    NAMELESS,
    NO_LINES,
    TABLES,
    TITLES,
    column_words,
    line_words,
    not_recorded_words,
    noted_words,
)
from postal_bridge.documents.spreadsheets import Sheet, Spreadsheet, printable
from postal_bridge.documents.summary_figures import (
    NO_SHARE,
    OFFICE,
    UNIT,
    Language,
    day_in_words,
    days_in_words,
    group_thousands,
)
from postal_bridge.documents.typesetting import typeset
from postal_bridge.domain.access import Center
from postal_bridge.domain.report import Column, Kind, Line, Report, Table, computed
from postal_bridge.domain.span import Span

_TEXT_WIDTH = 100
_TEXT_COLUMNS_MAX = 9
_READ_AS_TEXT = (Kind.TEXT, Kind.WORD)
_PER_MILLE = 1000
#: More lines than this are not drawn: bars so thin tell nothing.
_DRAWN_MAX = 40


def render_report_text(report: Report, center: Center, language: Language = "vi") -> str:
    """Return a report for a terminal: plain text, at most 100 columns wide."""
    lines = [line for text in heading(report, center, language) for line in _wrap(text)]
    for table in report.tables:
        lines += ["", TABLES[table.name](language)]
        lines += _text_table(table, language) if table.lines else [NO_LINES(language)]
    for text in remarks(report, language):
        lines += ["", *_wrap(text)]
    return "\n".join(lines) + "\n"


def render_report_xlsx(report: Report, center: Center, language: Language = "vi") -> bytes:
    """Return a report as a workbook with a sheet for each table.

    Counts are numbers; shares, means and totals are formulas over them that carry their values.
    """
    title = TITLES[report.name](language)
    spreadsheet = Spreadsheet(title=title, dated=report.span.last_on)
    told = [*heading(report, center, language), *remarks(report, language)]
    for table in report.tables:
        widths = [34 if column.kind in _READ_AS_TEXT else 14 for column in table.columns]
        name = TABLES[table.name](language)
        sheet = spreadsheet.sheet(_sheet_name(name), column_widths=widths, landscape=True)
        _write_table(sheet, told, table, language)
    return spreadsheet.to_bytes()


def render_report_pdf(report: Report, center: Center, language: Language = "vi") -> bytes:
    """Return a report as A4 pages with the national header, pictures and places to sign."""
    _, _, period, *compared = heading(report, center, language)
    data = {
        "language": language,
        "office": printable(center.name) or OFFICE(language),
        "unit": f"{UNIT(language)}: {printable(center.code)}",
        "title": TITLES[report.name](language),
        "period": period,
        "compared": compared,
        "tables": [_pdf_table(table, language) for table in report.tables],
        "remarks": remarks(report, language),
        "no_lines": NO_LINES(language),
    }
    # The period stands in for the clock: the same figures always give the same bytes.
    dated = datetime.combine(report.span.last_on, time.min, tzinfo=UTC)
    return typeset("report.typ", data, created_at=dated)


def heading(report: Report, center: Center, language: Language) -> list[str]:
    """Return what stands above a report: its title, whose it is, and of which days."""
    told = [
        TITLES[report.name](language),
        printable(f"{center.name}, {UNIT(language)}: {center.code}"),
        days_in_words(report.span.first_on, report.span.last_on, language),
    ]
    if report.compared_with:
        told.append(BEFORE_IS(language).format(*_days(report.compared_with, language)))
    return told


def remarks(report: Report, language: Language) -> list[str]:
    """Return what is said below a report: how figures were made, and what nobody records."""
    told = []
    if report.noted:
        counts = {name: group_thousands(count, language) for name, count in report.noted.items()}
        told.append(noted_words(report.name, counts)(language))
    return told + [not_recorded_words(name)(language) for name in report.not_recorded]


def shown_columns(table: Table) -> list[Column]:
    """Return the columns that people see."""
    return [column for column in table.columns if column.shown]


def shown_cell(column: Column, line: Line, language: Language) -> str:
    """Return what stands in a column of a line, as it is read."""
    if column.follows:
        quotient = computed(column, line)
        if quotient is None:
            return NO_SHARE
        told = f"{quotient}%" if column.kind is Kind.SHARE else f"{quotient}"
        return told.replace(".", ",") if language == "vi" else told
    value = line.get(column.name)
    if isinstance(value, int):
        grouped = group_thousands(value, language)
        return f"{grouped} đ" if column.kind is Kind.MONEY else grouped
    if column.kind is Kind.WORD and value is not None:
        return line_words(value)(language)
    if column.kind in _READ_AS_TEXT:
        return printable(value) if value else NAMELESS(language)
    return NO_SHARE


def shown_total(table: Table, language: Language) -> list[str]:
    """Return the cells of the line with the sums; none where nothing adds up."""
    total = table.total
    if total is None:
        return []
    cells = [
        "" if column.kind in _READ_AS_TEXT else shown_cell(column, total, language)
        for column in shown_columns(table)
    ]
    return [ALL(language), *cells[1:]]


def drawn_bars(table: Table, language: Language) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """Return what a table draws: for each line its name, and (column, number, per mille) of bars.

    The longest bar of all is a thousand.
    """
    if not table.drawn or len(table.lines) > _DRAWN_MAX:
        return []
    columns = [column for column in table.columns if column.name in table.drawn]
    longest = max((int(line[c.name] or 0) for line in table.lines for c in columns), default=0)
    if longest <= 0:
        return []
    named = next(c for c in reversed(table.columns[:2]) if c.kind in _READ_AS_TEXT)
    bars = []
    for line in table.lines:
        parts = []
        for column in columns:
            per_mille = max(0, _PER_MILLE * int(line[column.name] or 0) // longest)
            number = shown_cell(column, line, language)
            parts.append((column_words(column.name)(language), number, per_mille))
        bars.append((shown_cell(named, line, language), parts))
    return bars


def _days(span: Span, language: Language) -> Sequence[str]:
    return [day_in_words(day, language) for day in (span.first_on, span.last_on)]


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text, _TEXT_WIDTH)


def _sheet_name(name: str) -> str:
    # Excel allows no more, and some signs not at all.
    longest = 31
    return name.replace("/", "-").replace(":", " ")[:longest].strip()


def _text_table(table: Table, language: Language) -> list[str]:
    """Return a table in pieces as wide as a terminal, the names at the head of each."""
    columns = shown_columns(table)
    names = [place for place, column in enumerate(columns) if column.kind in _READ_AS_TEXT]
    others = [place for place in range(len(columns)) if place not in names]
    at_once = max(1, _TEXT_COLUMNS_MAX - len(names))
    printed: list[str] = []
    for start in range(0, len(others), at_once):
        printed += _text_piece(table, language, [*names, *others[start : start + at_once]])
    return printed


def _text_piece(table: Table, language: Language, places: Sequence[int]) -> list[str]:
    columns = shown_columns(table)
    rows = [[shown_cell(column, line, language) for column in columns] for line in table.lines]
    totals = shown_total(table, language)
    drawn = TextTable(box=SIMPLE_HEAD, show_footer=bool(totals), pad_edge=False)
    for place in places:
        column, head = columns[place], column_words(columns[place].name)(language)
        total = totals[place] if totals else ""
        if column.kind in _READ_AS_TEXT:
            drawn.add_column(head, total, overflow="fold", min_width=6)
            continue
        # As narrow as the numbers and single words of the heading allow: names need the room.
        unbreakable = [*head.split(), total, *(row[place] for row in rows)]
        width = max(len(word) for word in unbreakable)
        drawn.add_column(head, total, justify="right", width=width)
    for row in rows:
        # As Text, for a name in square brackets would be taken for markup.
        drawn.add_row(*(Text(row[place]) for place in places))
    printed = io.StringIO()
    console = Console(file=printed, width=_TEXT_WIDTH, color_system=None, force_terminal=False)
    console.print(drawn)
    return [line.rstrip() for line in printed.getvalue().splitlines()]


def _write_table(sheet: Sheet, told: Sequence[str], table: Table, language: Language) -> None:
    title, *below = told
    sheet.title(0, title)
    for row, text in enumerate(below, start=1):
        sheet.title(row, text, size=11, bold=False)
    header_row = len(told) + 1
    labels = [column_words(column.name)(language) for column in table.columns]
    sheet.header(header_row, labels, frozen_columns=1)
    first_row = header_row + 1
    for row, line in enumerate(table.lines, start=first_row):
        _write_line(sheet, row, table, line, language)
    total = table.total
    if total is None:
        return
    row = first_row + len(table.lines)
    for place, column in enumerate(table.columns):
        if place == 0:
            sheet.text(row, place, ALL(language), bold=True)
        elif column.name in total and column.kind is Kind.COUNT:
            sheet.total(row, place, first_row=first_row, value=int(total[column.name] or 0))
        elif column.name in total:
            sheet.amount_dong(row, place, int(total[column.name] or 0), bold=True)
        elif column.follows and {*column.parts, column.whole} <= total.keys():
            _write_computed(sheet, row, table, column, total, bold=True)
        else:
            sheet.empty(row, place)


def _write_line(sheet: Sheet, row: int, table: Table, line: Line, language: Language) -> None:
    for place, column in enumerate(table.columns):
        if column.kind in _READ_AS_TEXT:
            sheet.text(row, place, shown_cell(column, line, language))
        elif column.follows:
            _write_computed(sheet, row, table, column, line)
        elif column.kind is Kind.MONEY:
            sheet.amount_dong(row, place, int(line[column.name] or 0))
        else:
            sheet.count(row, place, int(line[column.name] or 0))


def _write_computed(
    sheet: Sheet, row: int, table: Table, column: Column, line: Line, *, bold: bool = False
) -> None:
    place_of = {each.name: place for place, each in enumerate(table.columns)}
    write = sheet.share if column.kind is Kind.SHARE else sheet.mean
    write(
        row,
        place_of[column.name],
        parts=[(row, place_of[name]) for name in column.parts],
        whole=(row, place_of[column.whole]),
        **{"percent" if column.kind is Kind.SHARE else "mean": computed(column, line)},
        bold=bold,
    )


def _pdf_table(table: Table, language: Language) -> dict[str, object]:
    columns = shown_columns(table)
    return {
        "title": TABLES[table.name](language),
        "columns": [
            {
                "title": column_words(column.name)(language),
                "is_text": column.kind in _READ_AS_TEXT,
            }
            for column in columns
        ],
        "lines": [
            [shown_cell(column, line, language) for column in columns] for line in table.lines
        ],
        "total": shown_total(table, language),
        "bars": [
            {
                "name": name,
                "parts": [
                    {"column": column, "number": number, "per_mille": per_mille}
                    for column, number, per_mille in parts
                ],
            }
            for name, parts in drawn_bars(table, language)
        ],
    }
