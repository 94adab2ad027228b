"""Files of dossiers: what every way of writing them means, and what is said of what is wrong."""

import csv
import gzip
import io
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter

from postal_bridge.domain.dossier import (
    DossierLine,
    LineProblem,
    ReceivedVia,
    ReturnedVia,
    Satisfaction,
)
from postal_bridge.domain.file_refusals import MissingColumns, RepeatedColumn, UnreadableFile
from postal_bridge.domain.said import Said
from schemas.cells import HAS_DECIMALS
from schemas.dossier_columns import HEADINGS
from schemas.dossier_file import DossierFile, read_dossier_file

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CODE = "000.00.19.H53-260314-0001"

WHOLE = {
    "code": CODE,
    "procedure_code": "1.000001.000.00.00.H53",
    "procedure_name": "Thủ tục mẫu",
    "department_code": "TNMT",
    "department_name": "Sở Mẫu",
    "received_via": "postal",
    "received_at": "2026-03-14T09:49",
    "due_on": "2026-03-20",
    "resolved_on": "2026-03-19",
    "returned_on": "2026-03-21",
    "returned_via": "counter",
    "filer_name": "Nguyễn Văn Mẫu",
    "filer_phone": "0900000001",
    "filer_address": "Số 1, đường Mẫu",
    "fee_dong": "50000",
    "collected_by_post_dong": "2504319",
    "collected_on": "2026-03-13",
    "satisfaction": "very_satisfied",
}
"""A line with every cell filled."""

REQUIRED = {
    name: WHOLE[name]
    for name in ("code", "procedure_code", "department_code", "received_via", "received_at")
}

UNDERSTOOD = DossierLine(
    line=2,
    code=CODE,
    procedure_code="1.000001.000.00.00.H53",
    procedure_name="Thủ tục mẫu",
    department_code="TNMT",
    department_name="Sở Mẫu",
    received_via=ReceivedVia.POSTAL,
    received_at=datetime(2026, 3, 14, 9, 49, tzinfo=ZONE),
    due_on=date(2026, 3, 20),
    resolved_on=date(2026, 3, 19),
    returned_on=date(2026, 3, 21),
    returned_via=ReturnedVia.COUNTER,
    filer_name="Nguyễn Văn Mẫu",
    filer_phone="0900000001",
    filer_address="Số 1, đường Mẫu",
    fee_dong=50_000,
    collected_by_post_dong=2_504_319,
    collected_on=date(2026, 3, 13),
    satisfaction=Satisfaction.VERY_SATISFIED,
)


def as_csv(*lines: dict[str, str], before: str = "") -> bytes:
    content = io.StringIO(newline="")
    writer = csv.DictWriter(content, fieldnames=list(lines[0]), restval="")
    writer.writeheader()
    writer.writerows(lines)
    return (before + content.getvalue()).encode()


def opened(folder: Path, content: bytes) -> DossierFile:
    path = folder / "dossiers.csv"
    path.write_bytes(content)
    return read_dossier_file(path, ZONE)


def read(folder: Path, *lines: dict[str, str]) -> list[DossierLine | LineProblem]:
    return list(opened(folder, as_csv(*lines)))


def problems(folder: Path, **cells: str) -> list[LineProblem]:
    """Return what is wrong with a line that is whole but for some cells."""
    found = read(folder, WHOLE | cells)
    return [problem for problem in found if isinstance(problem, LineProblem)]


def only_line(folder: Path, **cells: str) -> DossierLine:
    (line,) = read(folder, WHOLE | cells)
    assert isinstance(line, DossierLine)
    return line


def test_every_column_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE) == [UNDERSTOOD]


def test_the_share_that_has_been_read_is_told(tmp_path: Path) -> None:
    file = opened(
        tmp_path, as_csv(*({**REQUIRED, "code": f"{CODE[:-4]}{n:04}"} for n in range(999)))
    )
    shares = [file.share_read() for _ in file]
    assert shares == sorted(shares)
    assert shares[0] < 0.5 < shares[-1] <= file.share_read() == 1.0


def test_columns_may_stand_in_any_order_and_be_packed(tmp_path: Path) -> None:
    content = gzip.compress(as_csv(dict(reversed(WHOLE.items()))))
    assert list(opened(tmp_path, content)) == [UNDERSTOOD]


def test_the_required_columns_are_enough(tmp_path: Path) -> None:
    (line,) = read(tmp_path, REQUIRED)
    assert isinstance(line, DossierLine)
    optional = HEADINGS.keys() - REQUIRED.keys()
    assert {getattr(line, name) for name in optional} == {None}


def test_an_export_with_vietnamese_headings_is_understood(tmp_path: Path) -> None:
    headings = [
        "STT",
        "Mã hồ sơ",
        "Mã thủ tục",
        "Tên thủ tục",
        "MÃ ĐƠN VỊ",
        "Cơ quan  xử lý",
        "Kênh tiếp nhận",
        "Ngày tiếp nhận",
        "Ngày hẹn trả",
        "Ngày hoàn thành",
        "Ngày trả kết quả",
        "Hình thức nhận kết quả",
        "Người nộp (*)",
        "Số điện thoại",
        "Địa chỉ",
        "Lệ phí (đồng)",
        "Số tiền bưu điện thu hộ",
        "Ngày thu",
        "Mức độ hài lòng",
        "Ghi chú",
    ]
    cells = [
        "1",
        CODE,
        "1.000001.000.00.00.H53",
        "Thủ tục mẫu",
        "tnmt",
        "Sở Mẫu",
        "Bưu chính (BCCI)",
        "14/03/2026 09:49",
        "20/03/2026",
        "19/3/2026",
        "21/03/2026 16:00:59",
        "Tại quầy",
        "Nguyễn Văn Mẫu",
        "+84 900 000 001",
        "Số 1, đường Mẫu",
        "50.000 đ",
        "2,504,319 VND",
        "13/03/2026",
        "Rất hài lòng",
        "không đọc",
    ]
    content = io.StringIO()
    writer = csv.writer(content, delimiter=";")
    writer.writerows([["UBND TỈNH MẪU"], ["Từ ngày 01/03/2026"], [], headings, cells])
    file = opened(tmp_path, content.getvalue().encode())
    assert [line for line in file if isinstance(line, LineProblem)] == []
    (line,) = file
    assert isinstance(line, DossierLine)
    assert {name: getattr(line, name) for name in WHOLE} == {
        name: getattr(UNDERSTOOD, name) for name in WHOLE
    }
    assert file.header_line == 4
    assert file.ignored_columns == ("STT", "Ghi chú")
    assert file.columns["fee_dong"] == "Lệ phí (đồng)"


def test_headings_written_with_loose_accents_are_the_same(tmp_path: Path) -> None:
    decomposed = {
        "Ma\u0303 h\u00f4\u0300 s\u01a1" if name == "code" else name: cell
        for name, cell in REQUIRED.items()
    }
    assert len(list(opened(tmp_path, as_csv(decomposed)))) == 1


def test_the_owner_stands_in_for_a_filer_who_is_not_named(tmp_path: Path) -> None:
    (line,) = read(tmp_path, REQUIRED | {"Chủ hồ sơ": "Trần Thị Mẫu"})
    assert isinstance(line, DossierLine)
    assert line.filer_name == "Trần Thị Mẫu"
    both = opened(tmp_path, as_csv(REQUIRED | {"Chủ hồ sơ": "A", "Người nộp": "B"}))
    assert both.columns["filer_name"] == "Người nộp"
    assert both.ignored_columns == ("Chủ hồ sơ",)


def test_all_missing_columns_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(MissingColumns) as refused:
        opened(tmp_path, b"title\ncode,received_at\n")
    missing = ("procedure_code", "department_code", "received_via")
    assert refused.value.facts["columns"] == missing
    assert refused.value.facts["line"] == 2


def test_a_column_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RepeatedColumn, match="due_on: Hạn xử lý, due_on"):
        opened(tmp_path, as_csv(REQUIRED | {"Hạn xử lý": "", "due_on": ""}))


def test_a_file_without_any_known_heading_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        opened(tmp_path, b"a,b\n1,2\n")


def test_a_number_with_a_fraction_is_never_taken_for_a_grouped_one(tmp_path: Path) -> None:
    path = tmp_path / "dossiers.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [*REQUIRED, "fee_dong"])
        sheet.write_row(1, 0, [*REQUIRED.values(), 1.234])
    (problem,) = read_dossier_file(path, ZONE)
    assert problem == LineProblem(2, "fee_dong", "1.234", HAS_DECIMALS)


def test_every_bad_cell_of_a_line_is_told_under_its_own_heading(tmp_path: Path) -> None:
    bad = {
        "Mã hồ sơ": "H53",
        "Mã thủ tục": "",
        "Mã cơ quan": "Sở Mẫu",
        "Hình thức nộp": "bồ câu",
        "Ngày tiếp nhận": "",
        "Họ tên": "=HYPERLINK(1)",
        "SĐT": "không có",
        "Địa chỉ": "Số 1\x07",
    }
    found = read(tmp_path, bad)
    assert all(isinstance(problem, LineProblem) for problem in found)
    told = {p.column: (p.value, p.reason) for p in found if isinstance(p, LineProblem)}
    assert list(told) == [
        "Mã hồ sơ",
        "Mã thủ tục",
        "Mã cơ quan",
        "Hình thức nộp",
        "Ngày tiếp nhận",
        "Họ tên",
        "SĐT",
        "Địa chỉ",
    ]
    assert told["Mã hồ sơ"] == ("H53", "is not a dossier code: bad shape")
    assert told["Mã thủ tục"] == ("", "is required but empty")
    assert told["Hình thức nộp"] == ("bồ câu", "must be one of direct, online, postal")
    assert told["Họ tên"] == ("=***", "looks like a formula")
    assert told["SĐT"] == ("k***", "is not a telephone number of 9 to 11 digits")
    assert told["Địa chỉ"] == ("S***", "holds characters that are no text")


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"due_on": "2026-03-13"}, "due_on"),
        ({"resolved_on": "2026-03-13"}, "resolved_on"),
        ({"returned_on": "2026-03-18"}, "returned_on"),
        ({"resolved_on": ""}, "resolved_on"),
        ({"returned_via": ""}, "returned_via"),
        ({"collected_on": ""}, "collected_on"),
        ({"collected_by_post_dong": ""}, "collected_on"),
        ({"collected_by_post_dong": "0"}, "collected_on"),
    ],
)
def test_values_that_contradict_one_another_are_told(
    tmp_path: Path, cells: dict[str, str], column: str
) -> None:
    (problem,) = problems(tmp_path, **cells)
    assert problem.column == column


def test_a_bad_cell_is_not_also_called_missing(tmp_path: Path) -> None:
    found = problems(tmp_path, resolved_on="x", returned_via="x", collected_by_post_dong="x")
    assert [problem.column for problem in found] == [
        "resolved_on",
        "returned_via",
        "collected_by_post_dong",
    ]


def test_what_is_resolved_on_the_day_of_receipt_is_in_order(tmp_path: Path) -> None:
    day = "2026-03-14"
    line = only_line(tmp_path, due_on=day, resolved_on=day, returned_on=day)
    assert line.returned_on == date(2026, 3, 14)


def test_a_wish_for_the_way_back_and_an_amount_of_nought_say_nothing(tmp_path: Path) -> None:
    line = only_line(tmp_path, returned_on="", collected_by_post_dong="0", collected_on="")
    assert (line.returned_via, line.collected_by_post_dong) == (None, None)


def test_a_code_may_stand_in_a_file_once(tmp_path: Path) -> None:
    other = WHOLE | {"code": "H53.19-260314-0002"}
    again = WHOLE | {"code": f" {CODE.lower()}"}
    assert read(tmp_path, WHOLE, other, again)[2:] == [
        LineProblem(4, "code", CODE, Said("the same code stands in line 2"))
    ]


def test_a_line_with_a_separator_too_many_is_no_dossier(tmp_path: Path) -> None:
    file = opened(tmp_path, as_csv(WHOLE) + b"a," * 17 + b"b,,c\n")
    *_, last = file
    assert isinstance(last, LineProblem)
    assert "more cells than the header" in last.reason


def test_a_line_with_broken_quotes_is_told_and_the_next_one_read(tmp_path: Path) -> None:
    content = as_csv(REQUIRED, REQUIRED | {"code": "H53.19-260314-0002"})
    header, first, second = content.splitlines(keepends=True)
    found = list(opened(tmp_path, header + b'"' + first.replace(b",", b'"x,', 1) + second))
    assert [type(line) for line in found] == [LineProblem, DossierLine]


def test_texts_are_composed_and_keep_to_one_line(tmp_path: Path) -> None:
    line = only_line(tmp_path, filer_address=" Số 1\r\nđươ\u0300ng Mẫu\t ", filer_name="-Nam")
    assert line.filer_address == "Số 1 đường Mẫu"
    assert line.filer_name == "-Nam"


def test_texts_too_long_to_keep_are_told_and_cut(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, procedure_name="x" * 1_001)
    assert problem.reason == "longer than 1000 characters"
    assert problem.value == "x" * 79 + "…"
