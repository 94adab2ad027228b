"""Days and moments as workbooks keep them: told by their format, counted from their first day."""

from datetime import date, datetime

import pytest

from schemas.sheet_dates import DateStyle, date_style, moment_of


@pytest.mark.parametrize(
    ("number_format", "code", "style"),
    [
        (0, None, None),
        (2, None, None),
        (14, None, DateStyle.DAY),
        (22, None, DateStyle.MOMENT),
        (164, "dd/mm/yyyy", DateStyle.DAY),
        (164, '[$-42A]dd "tháng" mm "năm" yyyy;@', DateStyle.DAY),
        (164, "yyyy\\-mm\\-dd hh:mm:ss", DateStyle.MOMENT),
        (164, "h:mm AM/PM", DateStyle.MOMENT),
        (164, "General", None),
        (164, '#,##0 "đồng"', None),
        (164, "[Red]0.00", None),
        (164, "[h]", None),
        (14, "0.00", None),
    ],
)
def test_a_format_says_whether_a_number_is_a_day(
    number_format: int, code: str | None, style: DateStyle | None
) -> None:
    assert date_style(number_format, code) is style


def moment(*parts: int) -> datetime:
    """Return a moment as a workbook has it: without a time zone."""
    year, month, day, hour, minute, second = (*parts, 0, 0, 0)[:6]
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("serial", "style", "meant"),
    [
        (1.0, DateStyle.DAY, date(1900, 1, 1)),
        (59.0, DateStyle.DAY, date(1900, 2, 28)),
        (61.0, DateStyle.DAY, date(1900, 3, 1)),
        (46095.0, DateStyle.DAY, date(2026, 3, 14)),
        (46095.0, DateStyle.MOMENT, moment(2026, 3, 14)),
        (46095.409027777780, DateStyle.MOMENT, moment(2026, 3, 14, 9, 49)),
        (46095.409027777780, DateStyle.DAY, moment(2026, 3, 14, 9, 49)),
        (46095.999999, DateStyle.MOMENT, moment(2026, 3, 15)),
        (2958465.0, DateStyle.DAY, date(9999, 12, 31)),
        (2958465.999999, DateStyle.DAY, None),
        (2958466.0, DateStyle.DAY, None),
        (0.5, DateStyle.MOMENT, None),
        (-1.0, DateStyle.DAY, None),
        (float("inf"), DateStyle.DAY, None),
    ],
)
def test_a_serial_number_is_a_day_to_the_second(
    serial: float, style: DateStyle, meant: date | None
) -> None:
    assert moment_of(serial, style, from_1904=False) == meant


def test_days_counted_from_1904_lie_four_years_later() -> None:
    assert moment_of(44633.0, DateStyle.DAY, from_1904=True) == date(2026, 3, 14)
    assert moment_of(2958465.0, DateStyle.DAY, from_1904=True) is None
