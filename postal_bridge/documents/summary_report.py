"""The summary of a period in its printed forms: terminal text, XLSX workbook, PDF by Typst.

Owns the three layouts; words and the order of the figures are in `summary_figures`, the figures and
the identities between them in `domain.summary`. No percentage is stored: each is computed from the
counts it stands beside.
"""

import io
import textwrap
from datetime import UTC, datetime, time

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from postal_bridge.documents.spreadsheets import Sheet, Spreadsheet, printable
from postal_bridge.documents.summary_figures import (
    ALL_DEPARTMENTS,
    CHARTS,
    DEPARTMENT_COLUMNS,
    DEPARTMENTS_TITLE,
    FIGURE_COLUMNS,
    OFFICE,
    SECTIONS,
    SUBJECT,
    TITLE,
    UNIT,
    Figure,
    Language,
    Words,
    balance_in_words,
    group_thousands,
    number_at,
    period_in_words,
    share_in_words,
)
from postal_bridge.documents.typesetting import typeset
from postal_bridge.domain.summary import DepartmentLine, Summary, percent

_TEXT_WIDTH = 100
_BAR_WIDTH = 20
_LONGEST_CODE = 12


def render_summary_text(
    summary: Summary, language: Language = "vi", *, center_name: str | None = None
) -> str:
    """Return the report for a terminal: plain text, at most 100 columns wide.

    Without `center_name` the centre is named by its code alone.
    """
    lines = [line for text in _heading(summary, language, center_name) for line in _wrap(text)]
    for section in SECTIONS:
        lines += ["", section.title(language)]
        lines += [_text_line(figure, summary, language) for figure in section.figures]
    lines += ["", *_wrap(balance_in_words(summary, language))]
    lines += ["", DEPARTMENTS_TITLE(language), *_text_table(summary, language)]
    return "\n".join(lines) + "\n"


def render_summary_xlsx(
    summary: Summary, language: Language = "vi", *, center_name: str | None = None
) -> bytes:
    """Return the report as a workbook of two sheets: the figures, and the departments.

    Counts are numbers; percentages and totals are formulas over them that carry their values, so
    whoever receives the sheet can check it and go on calculating.
    """
    spreadsheet = Spreadsheet(title=TITLE(language), dated=summary.period_to)
    heading = _heading(summary, language, center_name)
    figures = spreadsheet.sheet(Words("Tổng hợp", "Summary")(language), column_widths=(48, 22, 12))
    _write_figures(figures, heading, summary, language)
    departments = spreadsheet.sheet(
        Words("Theo đơn vị", "By department")(language),
        column_widths=(12, 46, 11, 11, 11, 11, 11, 11, 11),
        landscape=True,
    )
    _write_departments(departments, heading, summary, language)
    return spreadsheet.to_bytes()


def render_summary_pdf(
    summary: Summary, language: Language = "vi", *, center_name: str | None = None
) -> bytes:
    """Return the report as an A4 document with the national header and places to sign."""
    labels = {figure.path: figure for section in SECTIONS for figure in section.figures}
    data = {
        "language": language,
        "office": printable(center_name) if center_name else OFFICE(language),
        "unit": f"{UNIT(language)}: {printable(summary.center)}",
        "title": TITLE(language),
        "subject": SUBJECT(language),
        "period": period_in_words(summary, language),
        "figure_columns": [words(language) for words in FIGURE_COLUMNS],
        "sections": [
            {
                "title": section.title(language),
                "figures": [_pdf_line(figure, summary, language) for figure in section.figures],
            }
            for section in SECTIONS
        ],
        "balance": balance_in_words(summary, language),
        "charts": [
            {
                "title": words(language),
                "bars": [_pdf_line(labels[path], summary, language) for path in paths],
            }
            for words, paths in CHARTS
        ],
        "departments_title": DEPARTMENTS_TITLE(language),
        "department_columns": [words(language) for words in DEPARTMENT_COLUMNS],
        "departments": [_cells(line, language) for line in summary.by_department],
        "total": _cells(_all_departments(summary, language), language),
    }
    # The period stands in for the clock: the same figures always give the same bytes.
    dated = datetime.combine(summary.period_to, time.min, tzinfo=UTC)
    return typeset("summary_report.typ", data, created_at=dated)


def _heading(summary: Summary, language: Language, center_name: str | None) -> tuple[str, ...]:
    center = f"{UNIT(language)}: {summary.center}"
    if center_name:
        center = f"{center_name}, {center}"
    return TITLE(language), printable(center), period_in_words(summary, language)


def _all_departments(summary: Summary, language: Language) -> DepartmentLine:
    resolved = summary.resolved
    return DepartmentLine(
        code="",
        name=ALL_DEPARTMENTS(language),
        received=summary.received.total,
        resolved=resolved.total,
        early=resolved.early,
        on_time=resolved.on_time,
        late=resolved.late,
        pending=summary.pending.total,
    )


def _counts(line: DepartmentLine) -> tuple[int, ...]:
    return (line.received, line.resolved, line.early, line.on_time, line.late, line.pending)


def _cells(line: DepartmentLine, language: Language) -> list[str]:
    return [
        printable(line.code),
        printable(line.name),
        *(group_thousands(count, language) for count in _counts(line)),
        share_in_words(line.early_or_on_time, line.resolved, language),
    ]


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text, _TEXT_WIDTH)


def _text_line(figure: Figure, summary: Summary, language: Language) -> str:
    label = "  " * (figure.depth + 1) + figure.label(language)
    line = f"{label:<44}{figure.number(summary, language):>20}"
    if figure.share_of is None:
        return line
    part, whole = figure.value(summary), number_at(figure.share_of, summary)
    bar = "█" * (_BAR_WIDTH * part // whole) if whole else ""
    return f"{line}{figure.share(summary, language):>10}  {bar}".rstrip()


def _text_table(summary: Summary, language: Language) -> list[str]:
    headings = [words(language) for words in DEPARTMENT_COLUMNS]
    rows = [_cells(line, language) for line in summary.by_department]
    totals = _cells(_all_departments(summary, language), language)
    table = Table(box=SIMPLE_HEAD, show_footer=True, pad_edge=False)
    table.add_column(headings[0], totals[0], max_width=_LONGEST_CODE, overflow="fold")
    table.add_column(headings[1], totals[1], overflow="fold")
    for column in range(2, len(headings)):
        # As narrow as the numbers and the single words of the heading allow: names need the room.
        unbreakable = [*headings[column].split(), totals[column], *(row[column] for row in rows)]
        width = max(len(word) for word in unbreakable)
        table.add_column(headings[column], totals[column], justify="right", width=width)
    for row in rows:
        # As Text, for a name in square brackets would be taken for markup.
        table.add_row(*(Text(cell) for cell in row))
    printed = io.StringIO()
    console = Console(file=printed, width=_TEXT_WIDTH, color_system=None, force_terminal=False)
    console.print(table)
    return [line.rstrip() for line in printed.getvalue().splitlines()]


def _write_figures(
    sheet: Sheet, heading: tuple[str, ...], summary: Summary, language: Language
) -> None:
    header_row = _write_heading(sheet, heading)
    sheet.header(header_row, [words(language) for words in FIGURE_COLUMNS])
    row = header_row
    row_of: dict[str, int] = {}
    for section in SECTIONS:
        row += 1
        sheet.text(row, 0, section.title(language), bold=True)
        sheet.empty(row, 1)
        sheet.empty(row, 2)
        for figure in section.figures:
            row += 1
            row_of[figure.path] = row
            sheet.text(row, 0, figure.label(language), indent=figure.depth + 1)
            write_number = sheet.amount_dong if figure.is_money else sheet.count
            write_number(row, 1, figure.value(summary))
            if figure.share_of is None:
                sheet.empty(row, 2)
                continue
            sheet.share(
                row,
                2,
                parts=((row, 1),),
                whole=(row_of[figure.share_of], 1),
                percent=percent(figure.value(summary), number_at(figure.share_of, summary)),
            )


def _write_departments(
    sheet: Sheet, heading: tuple[str, ...], summary: Summary, language: Language
) -> None:
    header_row = _write_heading(sheet, heading)
    sheet.header(header_row, [words(language) for words in DEPARTMENT_COLUMNS], frozen_columns=2)
    first_row = header_row + 1
    total_row = first_row + len(summary.by_department)
    for row, line in enumerate(summary.by_department, start=first_row):
        _write_names_and_share(sheet, row, line, bold=False)
        for column, count in enumerate(_counts(line), start=2):
            sheet.count(row, column, count)
    total = _all_departments(summary, language)
    _write_names_and_share(sheet, total_row, total, bold=True)
    for column, count in enumerate(_counts(total), start=2):
        sheet.total(total_row, column, first_row=first_row, value=count)


def _write_names_and_share(sheet: Sheet, row: int, line: DepartmentLine, *, bold: bool) -> None:
    sheet.text(row, 0, line.code, bold=bold)
    sheet.text(row, 1, line.name, bold=bold)
    resolved, early, on_time = 3, 4, 5
    sheet.share(
        row,
        len(DEPARTMENT_COLUMNS) - 1,
        parts=((row, early), (row, on_time)),
        whole=(row, resolved),
        percent=percent(line.early_or_on_time, line.resolved),
        bold=bold,
    )


def _write_heading(sheet: Sheet, heading: tuple[str, ...]) -> int:
    title, *below = heading
    sheet.title(0, title)
    for row, text in enumerate(below, start=1):
        sheet.title(row, text, size=11, bold=False)
    return len(heading) + 1


def _pdf_line(figure: Figure, summary: Summary, language: Language) -> dict[str, object]:
    part = figure.value(summary)
    whole = number_at(figure.share_of, summary) if figure.share_of else 0
    return {
        "label": figure.label(language),
        "depth": figure.depth,
        "number": figure.number(summary, language),
        "share": figure.share(summary, language),
        "per_mille": 1000 * part // whole if whole else 0,
    }
