"""Single cells: the ways in which people and programs write values, and what is no value."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.said import Said
from schemas.cells import (
    BadCell,
    amount_of,
    choice_of,
    day_of,
    fold,
    fold_heading,
    moment_of,
    text_of,
)
from schemas.table import Cell

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-03-14", datetime(2026, 3, 14, tzinfo=ZONE)),
        ("2026-03-14 09:49", datetime(2026, 3, 14, 9, 49, tzinfo=ZONE)),
        ("2026-03-14T09:49:30", datetime(2026, 3, 14, 9, 49, 30, tzinfo=ZONE)),
        ("2026-03-14T02:49:00Z", datetime(2026, 3, 14, 9, 49, tzinfo=ZONE)),
        ("2026-03-14T09:49+07:00", datetime(2026, 3, 14, 9, 49, tzinfo=ZONE)),
        ("14/03/2026", datetime(2026, 3, 14, tzinfo=ZONE)),
        ("14/3/2026 9:49", datetime(2026, 3, 14, 9, 49, tzinfo=ZONE)),
        ("14/03/2026  21:49:05", datetime(2026, 3, 14, 21, 49, 5, tzinfo=ZONE)),
    ],
)
def test_moments_are_local_to_the_centre(written: str, meant: datetime) -> None:
    assert moment_of(written, ZONE) == meant
    assert moment_of(written, ZONE).utcoffset() == meant.utcoffset()
    assert day_of(written, ZONE) == date(2026, 3, 14)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("31/02/2026", "no such day"),
        ("2026-02-31", "no such day"),
        ("03/14/2026", "no such day"),
        ("14/03/2026 24:00", "no such day or hour"),
        ("1800-01-01", "out of range"),
        ("31/12/2999", "out of range"),
        ("0001-01-01T00:00+14:00", "out of range"),
        ("14/03/26", "not a date"),
        ("20260314", "not a date"),
        ("hôm qua", "not a date"),
        ("٢٠٢٦-٠٣-١٤", "not a date"),
        ("2" * 5_000, "not a date"),
    ],
)
def test_what_is_no_day_is_said_so(written: str, reason: str) -> None:
    with pytest.raises(BadCell, match=reason):
        moment_of(written, ZONE)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0", 0),
        ("007", 7),
        ("1.234.567", 1_234_567),
        ("1,234,567", 1_234_567),
        ("1234567 đồng", 1_234_567),
        ("50000₫", 50_000),
        ("9.000.000.000.000 VNĐ", 9_000_000_000_000),
    ],
)
def test_amounts_are_whole_dong(written: str, meant: int) -> None:
    assert amount_of(written) == meant


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("-1", "below zero"),
        ("(500)", "below zero"),
        ("1.5", "decimals"),
        ("1,234.00", "decimals"),
        ("1.234,5", "decimals"),
        ("9000000000001", "above 9,000,000,000,000"),
        ("1 000", "not an amount"),
        ("12.34.567", "decimals"),
        ("miễn", "not an amount"),
        (1.234, "decimals"),
        (date(2026, 3, 14), "not an amount"),
        ("=1+1", "not an amount"),
        ("9" * 5_000, "not an amount"),
        ("٣", "not an amount"),
    ],
)
def test_what_is_no_amount_is_said_so(written: Cell, reason: str) -> None:
    with pytest.raises(BadCell, match=reason):
        amount_of(written)


def test_a_workbook_moment_without_a_zone_is_local() -> None:
    without_zone = datetime(2026, 3, 14, 9, 49)  # noqa: DTZ001 - workbooks know no zones
    assert moment_of(without_zone, ZONE) == datetime(2026, 3, 14, 9, 49, tzinfo=ZONE)
    assert day_of(date(2026, 3, 14), ZONE) == date(2026, 3, 14)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("=cmd|' /C calc'!A0", "formula"),
        ("#REF!", "error value"),
        ("a\x00b", "no text"),
        ("a\x1fb", "no text"),
        ("a\u202eb", "no text"),
        ("a\ud800b", "no text"),
        ("x" * 11, "longer than 10"),
    ],
)
def test_what_is_no_text_is_said_so(written: str, reason: str) -> None:
    with pytest.raises(BadCell, match=reason):
        text_of(written, 10 if reason.startswith("longer") else 100)


def test_texts_are_composed_and_their_line_breaks_become_blanks() -> None:
    assert text_of("đươ\u0300ng\r\n\tMẫu\u00a01", 100) == "đường Mẫu 1"
    assert text_of("+1 @x -2", 100) == "+1 @x -2"


def test_headings_are_compared_without_accents_case_marks_and_units() -> None:
    assert fold("  Mã  HỒ-SƠ ") == fold("ma_ho_so") == "ma ho so"
    assert fold_heading("Lệ phí [1] (đồng)*") == "le phi"
    assert fold("Đ\u01b0\u01a1\u0300ng") == "duong"


def test_a_choice_is_told_with_those_that_there_are() -> None:
    otherwise = Said("must be one of {names}", names=("yes", "no"))
    assert choice_of("  YES ", {"yes": 1}, otherwise) == 1
    with pytest.raises(BadCell, match="one of yes, no") as refused:
        choice_of("perhaps", {"yes": 1}, otherwise)
    assert refused.value.said is otherwise


@given(st.text(max_size=60), st.floats() | st.datetimes() | st.dates())
def test_any_cell_has_a_value_or_a_reason(text: str, other: Cell) -> None:
    for cell in (text, other):
        for read in (
            lambda cell: moment_of(cell, ZONE),
            amount_of,
            lambda cell: text_of(cell, 50),
            lambda cell: choice_of(cell, {"yes": 1}, Said("must be yes")),
        ):
            try:
                assert read(cell) is not None
            except BadCell as bad:
                assert str(bad)  # noqa: PT017 - either outcome is right, a bare failure is not


@given(st.integers(0, 9_000_000_000_000))
def test_an_amount_grouped_either_way_is_the_same(amount_dong: int) -> None:
    grouped = f"{amount_dong:,}"
    assert amount_of(grouped) == amount_of(grouped.replace(",", ".") + " đ") == amount_dong
