"""Spreadsheets in memory: text that stays text, exact counts, formulas with their values, A4.

Owns how a sheet of ours looks and what may stand in a cell; what it lists is left to each
document.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

# A number in a sheet is a binary float: beyond this, neighbouring integers become one.
LARGEST_EXACT_COUNT = 2**53

_A4 = 9
_FIRST_YEAR = 1900
#: A list of choices is one text to Excel.
_CHOICES_CHARACTERS_MAX = 255
_FONT = "Times New Roman"
_HEADER_FILL = "#DCE6F1"


class DoesNotFitTheSheet(ValueError):  # noqa: N818 - says what happened, like a refusal
    """A value that a cell would silently cut, round or drop."""


def printable(text: str) -> str:
    """Return `text` on one line, with everything that steers a terminal or a sheet made a space.

    Names come out of files of others: escape sequences, line breaks and marks that turn the
    reading direction have no place in a printed list.
    """
    return "".join(character if character.isprintable() else " " for character in text)


class Spreadsheet:
    """A workbook being written; `to_bytes` closes it and gives the file."""

    def __init__(self, *, title: str, dated: date) -> None:
        self._file = io.BytesIO()
        self._workbook = xlsxwriter.Workbook(self._file, {"in_memory": True})
        # A given day instead of the clock: the same figures always give the same bytes.
        created = datetime.combine(dated, time.min)
        self._workbook.set_properties({"title": title, "created": created})
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def sheet(
        self, name: str, *, column_widths: Sequence[float], landscape: bool = False
    ) -> "Sheet":
        """Add a sheet that prints on A4, as wide as the page; widths are in characters."""
        worksheet = self._workbook.add_worksheet(name)
        for column, width in enumerate(column_widths):
            worksheet.set_column(column, column, width)
        worksheet.set_paper(_A4)
        if landscape:
            worksheet.set_landscape()
        worksheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        worksheet.fit_to_pages(1, 0)
        worksheet.set_footer("&C&P / &N")
        worksheet.hide_gridlines(2)
        return Sheet(self, worksheet)

    def cell_format(self, **properties: object) -> Format:
        """Return the one format with these properties; a workbook holds each only once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format({"font_name": _FONT, **properties})
        return self._formats[key]

    def to_bytes(self) -> bytes:
        """Close the workbook and return the whole file; nothing can be written afterwards."""
        self._workbook.close()
        return self._file.getvalue()


class Sheet:
    """One sheet of a Spreadsheet; rows and columns count from 0."""

    def __init__(self, spreadsheet: Spreadsheet, worksheet: Worksheet) -> None:
        self._spreadsheet = spreadsheet
        self._worksheet = worksheet

    def title(self, row: int, text: str, *, size: int = 14, bold: bool = True) -> None:
        """Write a line above the table, free to run over the columns beside it."""
        style = self._spreadsheet.cell_format(bold=bold, font_size=size, num_format="@")
        self._keep(self._worksheet.write_string(row, 0, printable(text), style))

    def header(self, row: int, labels: Iterable[str], *, frozen_columns: int = 0) -> None:
        """Write the heading of the table; it stays in sight and is printed on every page."""
        style = self._spreadsheet.cell_format(
            bold=True, border=1, bg_color=_HEADER_FILL, align="center", valign="vcenter",
            text_wrap=True, num_format="@",
        )  # fmt: skip
        for column, label in enumerate(labels):
            self._keep(self._worksheet.write_string(row, column, printable(label), style))
        self._worksheet.freeze_panes(row + 1, frozen_columns)
        self._worksheet.repeat_rows(row)

    def text(
        self, row: int, column: int, value: str, *, bold: bool = False, indent: int = 0
    ) -> None:
        """Write text that stays text, whatever it begins with.

        The cell is of type string and formatted as text, so that "=1+1" is not calculated when the
        file is opened, nor when somebody edits the cell and leaves it as it was.
        """
        style = self._spreadsheet.cell_format(
            bold=bold, border=1, indent=indent, text_wrap=True, valign="vcenter", num_format="@"
        )
        self._keep(self._worksheet.write_string(row, column, printable(value), style))

    def count(self, row: int, column: int, value: int, *, bold: bool = False) -> None:
        """Write a whole number, grouped by thousands as the reader's computer does it."""
        self._number(row, column, value, self._figures("#,##0", bold=bold))

    def amount_dong(self, row: int, column: int, value: int, *, bold: bool = False) -> None:
        """Write an amount in đồng."""
        self._number(row, column, value, self._figures('#,##0" đ"', bold=bold))

    def day(self, row: int, column: int, value: date) -> None:
        """Write a day to order and filter by; before 1900, where sheets begin, it is text."""
        if value.year < _FIRST_YEAR:
            self.text(row, column, f"{value:%d/%m/%Y}")
            return
        at, style = datetime.combine(value, time.min), self._figures("dd/mm/yyyy", bold=False)
        self._keep(self._worksheet.write_datetime(row, column, at, style))

    def total(self, row: int, column: int, *, first_row: int, value: int) -> None:
        """Write the sum of the rows from `first_row` down to here as a formula.

        `value` is what the formula must give; no row at all makes a plain 0.
        """
        style = self._figures("#,##0", bold=True)
        if row == first_row:
            self._number(row, column, value, style)
            return
        cells = f"{xl_rowcol_to_cell(first_row, column)}:{xl_rowcol_to_cell(row - 1, column)}"
        self._check_exact(value)
        self._keep(self._worksheet.write_formula(row, column, f"=SUM({cells})", style, value))

    def share(
        self,
        row: int,
        column: int,
        *,
        parts: Sequence[tuple[int, int]],
        whole: tuple[int, int],
        percent: Decimal | None,
        bold: bool = False,
    ) -> None:
        """Write the share of some cells in another as a formula over them.

        `percent` is what the formula must give, with one decimal; None is the share of nothing.
        """
        value: float | str = "" if percent is None else float(percent / 100)
        self._quotient(row, column, parts, whole, (3, value), self._figures("0.0%", bold=bold))

    def mean(
        self,
        row: int,
        column: int,
        *,
        parts: Sequence[tuple[int, int]],
        whole: tuple[int, int],
        mean: Decimal | None,
        bold: bool = False,
    ) -> None:
        """Write some cells by another as a formula over them, to a tenth.

        `mean` is what the formula must give; None is the mean of nothing.
        """
        value: float | str = "" if mean is None else float(mean)
        self._quotient(row, column, parts, whole, (1, value), self._figures("0.0", bold=bold))

    def _quotient(
        self,
        row: int,
        column: int,
        parts: Sequence[tuple[int, int]],
        whole: tuple[int, int],
        rounded: tuple[int, float | str],
        style: Format,
    ) -> None:
        decimals, value = rounded
        part_cells = "+".join(xl_rowcol_to_cell(*part) for part in parts)
        whole_cell = xl_rowcol_to_cell(*whole)
        formula = f'=IF({whole_cell}=0,"",ROUND(({part_cells})/{whole_cell},{decimals}))'
        self._keep(self._worksheet.write_formula(row, column, formula, style, value))

    def empty(self, row: int, column: int) -> None:
        """Draw the border of a cell that says nothing."""
        self._keep(
            self._worksheet.write_blank(row, column, None, self._spreadsheet.cell_format(border=1))
        )

    def choices(self, first_row: int, last_row: int, column: int, options: Sequence[str]) -> None:
        """Let the cells of a column be chosen from a list, as far as Excel can hold it."""
        if sum(len(option) + 1 for option in options) <= _CHOICES_CHARACTERS_MAX:
            listed = {"validate": "list", "source": list(options), "error_type": "warning"}
            where = (first_row, column, last_row, column)
            self._keep(self._worksheet.data_validation(*where, listed))

    def hide(self, column: int) -> None:
        """Keep a column out of sight; it stays in the file."""
        self._worksheet.set_column(column, column, None, None, {"hidden": True})

    def _number(self, row: int, column: int, value: int, style: Format) -> None:
        self._check_exact(value)
        self._keep(self._worksheet.write_number(row, column, value, style))

    def _figures(self, number_format: str, *, bold: bool) -> Format:
        return self._spreadsheet.cell_format(
            bold=bold, border=1, align="right", valign="vcenter", num_format=number_format
        )

    @staticmethod
    def _check_exact(value: int) -> None:
        if abs(value) > LARGEST_EXACT_COUNT:
            message = f"{value} cannot stand exactly in a sheet"
            raise DoesNotFitTheSheet(message)

    @staticmethod
    def _keep(outcome: int) -> None:
        # XlsxWriter answers 0, or drops the row (-1) or the end of the text (-2) without a word.
        if outcome != 0:
            message = "too many rows for one sheet" if outcome == -1 else "text too long for a cell"
            raise DoesNotFitTheSheet(message)
