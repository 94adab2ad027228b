"""The sheet in which differences in money are decided: one row each, with lists to choose from.

What may stand on the other side of a match is copied from the number of its line or the identity of
its collection. What the row is stands in two hidden columns; a decision made in a row that has
changed meanwhile is refused when the sheet comes back.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from postal_bridge.documents.money_words import CLASSES, STATES
from postal_bridge.documents.spreadsheets import Spreadsheet
from postal_bridge.domain.difference_sheet import ACTIONS, HIDDEN, PARTIES, Column

_COLUMNS = list(Column)
_WIDTHS = (38, 8, 24, 14, 12, 16, 24, 12, 12, 10, 38, 18, 16, 40, 14, 14, 40, 18, 12)


def difference_sheet(rows: Sequence[Mapping[str, Any]], logins: Sequence[str], day: date) -> bytes:
    """Return the XLSX of differences as they are shown, for those who may be given some."""
    book = Spreadsheet(title="Chênh lệch tiền thu hộ", dated=day)
    sheet = book.sheet("Chênh lệch", column_widths=_WIDTHS, landscape=True)
    sheet.header(0, _COLUMNS)
    for number, row in enumerate(rows, start=1):
        told = {
            Column.DIFFERENCE: row["difference_id"],
            Column.VERSION: str(row["version"]),
            Column.CLASS: CLASSES[row["class"]],
            Column.STATE: STATES[row["state"]],
            Column.DOSSIER: row["dossier"],
            Column.DEPARTMENT: row["department"],
            Column.OFFICE: row["office"],
            Column.LINE: row["line_id"],
            Column.COLLECTION: row["collection_id"],
            Column.HOLDER: row["assignee"],
        }
        for place, column in enumerate(_COLUMNS):
            if column is Column.AMOUNT:
                sheet.count(number, place, row["amount_dong"])
            elif column is Column.DAY:
                sheet.day(number, place, date.fromisoformat(row["day"]))
            else:
                sheet.text(number, place, told.get(column) or "")
    last = max(len(rows), 1)
    sheet.choices(1, last, _COLUMNS.index(Column.ACTION), list(ACTIONS))
    sheet.choices(1, last, _COLUMNS.index(Column.PARTY), list(PARTIES))
    sheet.choices(1, last, _COLUMNS.index(Column.ASSIGNEE), logins)
    for column in HIDDEN:
        sheet.hide(_COLUMNS.index(column))
    return book.to_bytes()
