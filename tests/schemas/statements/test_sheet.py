"""Statements that are tables: lists of the post, exports of banks, and what in them is no money."""

import datetime as dt
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postal_bridge.domain.fees import MoneyKind
from postal_bridge.domain.file_refusals import MissingColumns, RepeatedColumn, UnreadableFile
from postal_bridge.domain.refusals import InvalidInput
from postal_bridge.domain.statement import StatementFile, StatementFormat
from schemas.statements.opening import read_statement
from tests.schemas.statements.writers import read, saved, table

POST_HEADER = (
    "STT",
    "Số hiệu bưu gửi",
    "Mã hồ sơ",
    "Ngày thu",
    "Số tiền (đồng)",
    "Số biên lai",
    "Loại khoản thu",
    "Tài khoản thụ hưởng",
    "Cơ quan thụ hưởng",
    "Bảng kê",
)
POST_LIST: list[Sequence[object]] = [
    ("BƯU ĐIỆN TỈNH MẪU",),
    ("Số tài khoản: 0123 456 789 - Trung tâm Mẫu",),
    POST_HEADER,
    tuple(f"({number})" for number in range(1, 11)),
    (
        1,
        "ev 000000014 vn",
        "h53.14-260314-0001",
        "14/03/2026",
        "1.500.000",
        "0000123",
        "Lệ phí",
        "3949.0.1",
        "Sở Mẫu",
        "BK01",
    ),
    (2, "EV000000028VN", "no code", "15-03-2026", "(250.000)", "0000124", "CƯỚC"),
    ("", "", "", "Cộng ngày 15/03/2026", "1.250.000"),
    POST_HEADER,
    (3, "EV000000031VN", "", "2026-03-16", "2,000,000 đ", "0000125", "nộp thuế"),
    ("", "Tổng cộng", "", "", "3.250.000"),
    ("", "", "", "", "3250000"),
    ("", "Người lập biểu", "", "Ngày 31 tháng 3 năm 2026", "Kế toán trưởng"),
]
BANK_EXPORT = """\
Sao kê tài khoản;;;;;
Số tài khoản:;0123456789;;;;
Loại tiền:;VND;;;;
Số dư đầu kỳ:;10.000.000;;;;
Ngày giao dịch;Diễn giải;Ghi nợ;Ghi có;Số dư;Mã giao dịch
01/03/2026;Nộp phí hồ sơ H53.14-260314-0001;;1.500.000;11.500.000;FT1
01/03/2026;Tổng cộng phí đợt 1;;200.000;;FT2
02/03/2026;Phí dịch vụ;22.000;0;;FT3
02/03/2026;Hoàn phí;;-500.000;;FT4
03/03/2026;Hoàn phí dịch vụ;-2.000;;;FT5
;Cộng phát sinh;20.000;1.200.000;;
;Số dư cuối kỳ;;;11.180.000;
"""


def test_the_list_of_the_post_says_what_was_collected_for_what(tmp_path: Path) -> None:
    file = read(tmp_path, table(POST_LIST))
    assert (file.format, file.problems) == (StatementFormat.CSV, ())
    (statement,) = file.statements
    assert statement.head.account == "0123456789"
    first, second, third = statement.lines
    assert (first.item_code, first.dossier_code) == ("EV000000014VN", "H53.14-260314-0001")
    assert (first.booked_on, first.amount) == (date(2026, 3, 14), Decimal(1_500_000))
    assert (first.receipt_number, first.kind) == ("0000123", MoneyKind.CHARGE)
    assert (first.beneficiary_account, first.beneficiary_agency) == ("3949.0.1", "Sở Mẫu")
    assert first.remittance_batch == "BK01"
    assert (second.amount, second.kind) == (Decimal(-250_000), MoneyKind.POSTAGE)
    assert second.dossier_code == "no code"
    assert (third.amount, third.kind, third.place) == (Decimal(2_000_000), MoneyKind.TAX, 9)
    assert statement.totals.holds


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found_out(tmp_path: Path, separator: str) -> None:
    file = read(tmp_path, table(POST_LIST, separator))
    assert [line.amount for line in file.statements[0].lines] == [1_500_000, -250_000, 2_000_000]


def test_an_export_of_a_bank_adds_up(tmp_path: Path) -> None:
    file = read(tmp_path, BANK_EXPORT)
    assert file.problems == ()
    totals = file.statements[0].totals
    assert (totals.account, totals.currency) == ("0123456789", "VND")
    assert (totals.opening, totals.closing) == (Decimal(10_000_000), Decimal(11_180_000))
    assert (totals.credit_total, totals.debit_total) == (Decimal(1_200_000), Decimal(20_000))
    assert totals.holds
    assert [line.is_reversal for line in file.statements[0].lines] == [
        False,
        False,
        False,
        True,
        True,
    ]


def test_equal_lines_are_no_totals(tmp_path: Path) -> None:
    rows = [("Ngày", "Số tiền", "Nội dung"), *[("01/03/2026", "5000", "Phí")] * 2]
    assert len(read(tmp_path, table(rows)).statements[0].lines) == 2


@pytest.mark.parametrize(
    "total",
    [
        ("", "Tổng cộng", "12000"),
        ("Total", "", "12,000"),
        ("", "", "12.000"),
        ("31/03/2026", "Tổng cộng", "12000"),
        ("", "Số dư cuối kỳ", "99000"),
        ("", "Số dư cuối kỳ: 99.000", ""),
        ("31/03/2026", "Số dư cuối kỳ", "99000"),
    ],
)
def test_a_sum_never_becomes_money(tmp_path: Path, total: tuple[str, ...]) -> None:
    rows = [
        ("Ngày", "Nội dung", "Số tiền"),
        ("01/03/2026", "Phí", "5000"),
        ("02/03/2026", "Phí", "7000"),
        total,
    ]
    file = read(tmp_path, table(rows))
    assert [line.amount for line in file.statements[0].lines] == [5_000, 7_000]
    assert file.problems == ()


def test_a_total_that_is_none_is_told(tmp_path: Path) -> None:
    rows = [("Ngày", "Số tiền"), ("01/03/2026", "5000"), ("Tổng cộng", "5001")]
    (problem,) = read(tmp_path, table(rows)).problems
    assert (problem.line, problem.value) == (3, "5001")
    assert "5000" in problem.reason


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("30/02/2026", "5000", "R9", ""), "Ngày", "no such day"),
        (("", "5000", "R9", ""), "Ngày", "required"),
        (("", "5000", "", ""), "Ngày", "required"),
        (("01/03/2026", "", "R9", ""), "Số tiền", "required"),
        (("01/03/2026", "1.234.567,890.1", "R9", ""), "Số tiền", "contradict"),
        (("01/03/2026", "1,234.567.8", "R9", ""), "Số tiền", "contradict"),
        (("01/03/2026", "12.34.567", "R9", ""), "Số tiền", "contradict"),
        (("01/03/2026", "1000,50", "R9", ""), "Số tiền", "decimals"),
        (("01/03/2026", "=1+1", "R9", ""), "Số tiền", "not an amount"),
        (("01/03/2026", "5000", "R9", "pigeon"), "Loại thu", "must be one of"),
        (("01/03/2026", "5000", "=R9", ""), "Biên lai", "formula"),
        (("01/03/2026", "5000", "R9", "", "more"), "", "more cells"),
    ],
)
def test_a_bad_row_is_set_aside_with_its_place(
    tmp_path: Path, row: tuple[str, ...], column: str, reason: str
) -> None:
    rows = [("Ngày", "Số tiền", "Biên lai", "Loại thu"), row, ("02/03/2026", "7000", "R10", "Phí")]
    file = read(tmp_path, table(rows))
    assert [line.amount for line in file.statements[0].lines] == [7_000]
    (problem,) = file.problems
    assert (problem.line, problem.column) == (2, column)
    assert reason in problem.reason


def test_credit_and_debit_do_not_stand_in_one_row(tmp_path: Path) -> None:
    rows = [("Ngày", "Ghi nợ", "Ghi có", "Số CT"), ("01/03/2026", "1", "2", "R1")]
    (problem,) = read(tmp_path, table(rows)).problems
    assert "another amount" in problem.reason


def test_a_column_may_say_the_direction(tmp_path: Path) -> None:
    rows = [("Date", "Amount", "Dr/Cr"), ("2026-03-01", 5000, "Cr"), ("2026-03-01", 7000, "Nợ")]
    lines = read(tmp_path, table(rows)).statements[0].lines
    assert [line.amount for line in lines] == [5_000, -7_000]


def test_what_people_wrote_is_not_shown(tmp_path: Path) -> None:
    rows = [("Ngày", "Số tiền", "Nội dung"), ("01/03/2026", "5000", "=Nguyễn Văn Mẫu")]
    (problem,) = read(tmp_path, table(rows)).problems
    assert problem.value == "=***"


def test_each_account_and_currency_has_its_own_statement(tmp_path: Path) -> None:
    rows = [
        ("Date", "Account", "Currency", "Amount"),
        ("2026-03-01", "1", "VND", "5,000"),
        ("2026-03-01", "2", "USD", "10.25"),
        ("2026-03-02", "2", "USD", "0.75"),
    ]
    first, second = read(tmp_path, table(rows)).statements
    assert (first.head.account, first.head.currency, len(first.lines)) == ("1", "VND", 1)
    assert (second.head.account, second.head.currency) == ("2", "USD")
    assert str(second.totals.credit_total) == "11.00"


def test_a_mapping_goes_before_what_is_known(tmp_path: Path) -> None:
    rows = [
        ("Cột A", "Cột B", "Số tiền", "Ngày"),
        ("01/03/2026", "5000", "not this", "nor this"),
    ]
    mapping = {"Cột A": "booked_on", "CỘT B": "amount", "Số tiền": "", "Ngày": ""}
    file = read_statement(saved(tmp_path, table(rows)), mapping)
    assert file.problems == ()
    assert file.statements[0].lines[0].amount == 5_000
    with pytest.raises(InvalidInput, match="1 problem"):
        read_statement(saved(tmp_path, table(rows)), {"Cột A": "pigeon"})


def test_a_header_that_is_not_enough_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingColumns, match="booked_on, amount"):
        read(tmp_path, "Mã hồ sơ,Số biên lai\n1,2\n")
    with pytest.raises(RepeatedColumn, match="amount: Số tiền, Amount"):
        read(tmp_path, "Ngày,Số tiền,Amount\n01/03/2026,1,1\n")
    with pytest.raises(UnreadableFile, match="heading that we know"):
        read(tmp_path, "Xin chào,bạn\n")


def workbook(path: Path, rows: Sequence[Sequence[object]]) -> StatementFile:
    with xlsxwriter.Workbook(str(path)) as book:
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(line, column, dt.datetime.combine(cell, dt.time()), days)
                elif isinstance(cell, tuple):
                    sheet.write_formula(line, column, cell[0], None, cell[1])
                else:
                    sheet.write(line, column, cell)
    return read_statement(path)


def test_a_workbook_says_the_same(tmp_path: Path) -> None:
    rows = [
        ("Số tài khoản", "0123456789"),
        ("Ngày giao dịch", "Ghi có", "Ghi nợ", "Diễn giải", "Số CT"),
        (date(2026, 3, 1), 12_345_678_901, "", "Thu hộ", "R1"),
        ("02/03/2026", "", "1.000", "Phí", "R2"),
        (date(2026, 3, 3), 1234.5, "", "Lẻ", "R3"),
        (date(2026, 3, 4), ("=B3*2", 4000), "", "Công thức có kết quả", "R4"),
        (date(2026, 3, 4), ("=B3*2", ""), "", "Công thức không có kết quả", "R5"),
        ("Tổng cộng", ("=SUM(B3:B6)", 12_345_682_901), 1_000),
    ]
    file = workbook(tmp_path / "statement.xlsx", rows)
    assert file.format is StatementFormat.XLSX
    assert [line.amount for line in file.statements[0].lines] == [12_345_678_901, -1_000, 4_000]
    assert [(each.line, each.column) for each in file.problems] == [(5, "Ghi có"), (7, "Ghi có")]


AMOUNTS = st.integers(-(10**15) + 1, 10**15 - 1)
WAYS = [
    "{:d}".format,
    "{:,d}".format,
    lambda amount: f"{amount:,d}".replace(",", "."),
    lambda amount: f"{amount:,d} đ".replace(",", "\N{NO-BREAK SPACE}"),
    lambda amount: f"({-amount:,d})" if amount < 0 else f"{amount:,d} VND",
]


@given(amounts=st.lists(st.tuples(AMOUNTS, st.sampled_from(WAYS)), max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_amounts_are_read_back_in_order(tmp_path: Path, amounts: list[tuple[int, object]]) -> None:
    rows = [("Ngày", "Số tiền", "Số CT")]
    rows += [
        ("01/03/2026", way(amount), f"R{number}")  # type: ignore[operator] # they are functions
        for number, (amount, way) in enumerate(amounts)
    ]
    (statement,) = read(tmp_path, table(rows)).statements
    assert [line.amount for line in statement.lines] == [Decimal(amount) for amount, _ in amounts]
    assert [line.bank_reference for line in statement.lines] == [
        f"R{n}" for n in range(len(amounts))
    ]
