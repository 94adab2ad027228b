"""Files of every kind that people call a spreadsheet: what is read of text, what is refused."""

import csv
import gzip
import io
import math
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postal_bridge.domain.file_refusals import FileTooLarge, UnreadableFile
from postal_bridge.domain.refusals import Refusal
from schemas.spreadsheet import Spreadsheet, open_spreadsheet
from schemas.table import Limits, Row

SMALL = Limits(
    file_bytes=200_000,
    unpacked_bytes=400_000,
    unpacked_bytes_of_any_ratio=100_000,
    rows=50,
    columns=10,
    cell_characters=100,
    line_characters=2_000,
    parts=20,
    sheets=3,
    shared_strings=100,
    shared_characters=5_000,
    listed_bytes=20_000,
)


def opened(path: Path, limits: Limits = SMALL) -> Spreadsheet:
    return open_spreadsheet(path, {"code", "name", "day"}.__contains__, limits)


def rows_of(path: Path, limits: Limits = SMALL) -> list[Row]:
    return list(opened(path, limits).rows())


def text_file(folder: Path, content: str | bytes, name: str = "rows.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("packed", [False, True])
def test_the_separator_the_mark_and_the_packing_are_found_out(
    tmp_path: Path, separator: str, mark: bytes, *, packed: bool
) -> None:
    content = mark + f"code{separator}name\n1{separator}Nguyễn Văn Mẫu\n".encode()
    path = text_file(tmp_path, gzip.compress(content) if packed else content)
    assert opened(path).header == Row(1, ["code", "name"])
    assert rows_of(path) == [Row(2, ["1", "Nguyễn Văn Mẫu"])]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    path = text_file(
        tmp_path, 'Báo cáo\n\ncode,name\r\n1,"two\nlines, one cell"\n\n2,"a ""b"""\r3,c\n4'
    )
    assert opened(path).header.line == 3
    assert rows_of(path) == [
        Row(4, ["1", "two\nlines, one cell"]),
        Row(7, ["2", 'a "b"']),
        Row(8, ["3", "c"]),
        Row(9, ["4"]),
    ]


def test_what_looks_like_a_formula_stays_the_text_it_is(tmp_path: Path) -> None:
    path = text_file(tmp_path, "code,name\n=cmd|' /C calc'!A0,+1\n-2,@x\n")
    assert rows_of(path) == [Row(2, ["=cmd|' /C calc'!A0", "+1"]), Row(3, ["-2", "@x"])]


def test_a_line_with_misplaced_quotes_costs_only_itself(tmp_path: Path) -> None:
    path = text_file(tmp_path, 'code,name\n1,"a"b\n2,c\n3,"open\n')
    broken, whole, unclosed = rows_of(path)
    assert (broken.line, broken.cells) == (2, [])
    assert broken.fault is not None
    assert "quotation marks" in broken.fault
    assert whole == Row(3, ["2", "c"])
    assert unclosed.line == 4
    assert unclosed.fault is not None


def test_a_second_reading_gives_the_same_rows(tmp_path: Path) -> None:
    sheet = opened(text_file(tmp_path, "code,name\n1,a\n"))
    assert list(sheet.rows()) == list(sheet.rows()) == [Row(2, ["1", "a"])]
    assert math.isclose(sheet.share_read(), 1.0)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", ".xls"),
        (b"%PDF-1.7", "PDF"),
        ("code,name\n1,2\n".encode("utf-16"), "UTF-16"),
        (b"<html><table><tr><td>code", "web page"),
        (b'{"code": 1}', "JSON"),
        (b"PK\x03\x04 and no more", "XLSX"),
        (b"PK\x05\x06" + bytes(18), "archive"),
        (b"\x1f\x8b but not packed", "packing"),
        # Without a time of packing, or each worker would know these by another name.
        (gzip.compress(b"code,name\n" * 100, mtime=0)[:-9], "packing"),
        (gzip.compress(b"PK\x03\x04", mtime=0), "archive"),
        (b"nothing,we,know\n1,2,3\n", "heading"),
        (b"code,name\n1,a\0b\n", "line 2 holds the byte 00 at its position 4"),
        ("code,name\n1,ấ".encode() + b"\xe9\n", "line 2 holds the byte E9 at its position 6"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_with_the_reason(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = text_file(tmp_path, content, "hồ sơ.csv")
    with pytest.raises(UnreadableFile) as refused:
        rows_of(path)
    assert reason in refused.value.detail
    assert "hồ sơ.csv" in refused.value.detail


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.csv", tmp_path, tmp_path / "nul\0.csv"):
        with pytest.raises(UnreadableFile):
            opened(path)


@pytest.mark.parametrize(
    ("content", "limit"),
    [
        (b"code,name\n" + b"1,22\n" * 50_000, "200000 bytes"),
        (b"code,name\n" + b"1,2\n" * 51, "50 rows"),
        (b"code,name\n" + b"1," * 10 + b"2\n", "line 2 has more than 10 columns"),
        (b"code,name\n1," + b"x" * 101, "line 2 has more than 100 characters"),
        (b'code,name\n1,"' + b"x\n" * 70_000, "line 2 has more than 100 characters"),
        (b"code,name\n" + b"x," * 1_000, "line 2 has 2000 characters"),
        (gzip.compress(b"code,name\n" + b"\n" * 1_000_000, mtime=0), "unpacks"),
        (gzip.compress(b"code,name\n1," + b"0" * 1_000_000, mtime=0), "2000 characters"),
    ],
)
def test_text_beyond_a_limit_is_refused(tmp_path: Path, content: bytes, limit: str) -> None:
    with pytest.raises(FileTooLarge) as refused:
        rows_of(text_file(tmp_path, content))
    assert limit in refused.value.detail


def test_a_packed_file_may_not_unpack_without_end_even_at_an_honest_ratio(tmp_path: Path) -> None:
    limits = Limits(unpacked_bytes=300_000, unpacked_bytes_of_any_ratio=1_000, unpacked_ratio=10**6)
    content = gzip.compress(b"code,name\n" + b"1,2\n" * 100_000)
    with pytest.raises(FileTooLarge, match="300000 bytes"):
        rows_of(text_file(tmp_path, content), limits)


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]) | st.sampled_from('\n,;"'),
    max_size=30,
)
TABLE = st.lists(st.lists(TEXT, min_size=3, max_size=3), max_size=8)
EASY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


@EASY
@given(TABLE, st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]))
def test_rows_written_as_csv_come_back(
    tmp_path: Path, table: list[list[str]], separator: str, line_end: str
) -> None:
    content = io.StringIO(newline="")
    writer = csv.writer(content, delimiter=separator, lineterminator=line_end)
    writer.writerows([["code", "name", "day"], *table])
    rows = rows_of(text_file(tmp_path, content.getvalue()))
    assert [row.cells for row in rows] == [row for row in table if any(row)]


@EASY
@given(st.binary(max_size=300), st.sampled_from([b"", b"code,name\n", b"\x1f\x8b", b"PK\x03\x04"]))
def test_random_bytes_are_read_or_refused(tmp_path: Path, content: bytes, start: bytes) -> None:
    try:
        rows = rows_of(text_file(tmp_path, start + content))
    except Refusal:
        rows = []
    assert all(row.fault or row.cells for row in rows)
