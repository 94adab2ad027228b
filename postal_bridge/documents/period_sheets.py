"""A closed period as spreadsheets: the ledger, the trial balance, the list of differences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from postal_bridge.documents.money_words import (
    ACCOUNTS,
    CLASSES,
    KINDS,
    SOURCES,
    STATES,
    reason_in_words,
)
from postal_bridge.documents.spreadsheets import Sheet, Spreadsheet

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SheetHead:
    """Whose period a sheet is about, and the seal of its closing."""

    center_name: str
    period_id: str
    first_on: date
    last_on: date
    seal: str
    zone: ZoneInfo


def render_ledger(head: SheetHead, postings: Sequence[Row]) -> bytes:
    """Return the postings of a period in the order of the journal (Sổ cái)."""
    widths = (10, 12, 12, 20, 28, 24, 30, 16, 18, 18, 18, 40)
    file, sheet = _begin(head, "Sổ cái", widths)
    labels = (
        "Bút toán", "Ngày", "Ngày ghi", "Nguồn", "Lý do", "Tài khoản", "Đối tượng", "Loại tiền",
        "Nợ", "Có", "Người ghi", "Ghi chú",
    )  # fmt: skip
    sheet.header(_HEADER_ROW, labels, frozen_columns=1)
    for place, row in enumerate(postings, start=_HEADER_ROW + 1):
        amount_dong = row["amount_dong"]
        sheet.count(place, 0, row["sequence"])
        sheet.day(place, 1, row["happened_on"])
        sheet.day(place, 2, row["recorded_at"].astimezone(head.zone).date())
        texts = (
            SOURCES[row["source_kind"]],
            reason_in_words(row["reason"]),
            ACCOUNTS[row["account"]],
            row["subject"],
            KINDS[row["kind"]],
        )
        for column, text in enumerate(texts, start=3):
            sheet.text(place, column, text)
        sheet.amount_dong(place, 8, max(amount_dong, 0))
        sheet.amount_dong(place, 9, max(-amount_dong, 0))
        sheet.text(place, 10, row["login"])
        sheet.text(place, 11, row["note"] or "")
    return file.to_bytes()


def render_trial_balance(head: SheetHead, balances: Sequence[Row]) -> bytes:
    """Return opening, debits, credits and closing of each account (Bảng cân đối phát sinh)."""
    file, sheet = _begin(head, "Bảng cân đối", (26, 18, 20, 20, 20, 20, 20, 20))
    labels = (
        "Tài khoản", "Loại tiền", "Nợ đầu kỳ", "Có đầu kỳ", "Phát sinh nợ", "Phát sinh có",
        "Nợ cuối kỳ", "Có cuối kỳ",
    )  # fmt: skip
    sheet.header(_HEADER_ROW, labels, frozen_columns=2)
    totals = [0] * 6
    place = _HEADER_ROW
    for place, row in enumerate(balances, start=_HEADER_ROW + 1):
        opening = row["opening_dong"]
        closing = opening + row["debit_dong"] - row["credit_dong"]
        sheet.text(place, 0, ACCOUNTS[row["account"]])
        sheet.text(place, 1, KINDS[row["kind"]])
        amounts = (
            max(opening, 0),
            max(-opening, 0),
            row["debit_dong"],
            row["credit_dong"],
            max(closing, 0),
            max(-closing, 0),
        )
        for column, amount_dong in enumerate(amounts):
            sheet.amount_dong(place, column + 2, amount_dong)
            totals[column] += amount_dong
    sheet.text(place + 1, 0, "Cộng", bold=True)
    sheet.text(place + 1, 1, "", bold=True)
    for column, amount_dong in enumerate(totals, start=2):
        sheet.amount_dong(place + 1, column, amount_dong, bold=True)
    return file.to_bytes()


def render_differences(head: SheetHead, differences: Sequence[Row]) -> bytes:
    """Return the differences of a period and those carried into it (Bảng kê chênh lệch)."""
    file, sheet = _begin(head, "Chênh lệch", (12, 28, 30, 16, 16, 20, 18, 40))
    labels = (
        "Ngày", "Loại chênh lệch", "Mã hồ sơ", "Cơ quan", "Bưu cục", "Số tiền", "Tình trạng",
        "Mã chênh lệch",
    )  # fmt: skip
    sheet.header(_HEADER_ROW, labels, frozen_columns=1)
    for place, row in enumerate(differences, start=_HEADER_ROW + 1):
        sheet.day(place, 0, date.fromisoformat(row["day"]))
        texts = {
            1: CLASSES[row["class"]],
            2: row["dossier_code"] or "",
            3: row["department_code"] or "",
            4: row["office_code"] or "",
            6: STATES[row["state"]],
            7: row["difference_id"],
        }
        for column, text in texts.items():
            sheet.text(place, column, text)
        sheet.amount_dong(place, 5, row["amount_dong"])
    return file.to_bytes()


#: Below the title, the period and the seal, with a line left free.
_HEADER_ROW = 4


def _begin(head: SheetHead, title: str, widths: Sequence[float]) -> tuple[Spreadsheet, Sheet]:
    file = Spreadsheet(title=f"{title} {head.period_id}", dated=head.last_on)
    sheet = file.sheet(title, column_widths=widths, landscape=True)
    sheet.title(0, f"{title} kỳ {head.period_id}")
    told = f"{head.center_name}, từ {_day(head.first_on)} đến {_day(head.last_on)}"
    sheet.title(1, told, size=11, bold=False)
    sheet.title(2, f"Mã niêm phong SHA-256: {head.seal}", size=9, bold=False)
    return file, sheet


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
