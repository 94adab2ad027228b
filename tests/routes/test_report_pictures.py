"""Bars are as long as what they show, and the pieces of one make the whole of it."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.figures import Counts, Figure
from postal_bridge.domain.report import Line
from postal_bridge.domain.span import Span
from routes.pages.report_pictures import WHOLE, draw_departments, draw_months, draw_shares

WAYS = (Figure.DIRECT, Figure.POSTAL, Figure.ONLINE)


@given(st.tuples(*[st.integers(0, 10**7)] * 3))
def test_pieces_follow_one_another_and_make_the_whole(numbers: tuple[int, int, int]) -> None:
    direct, postal, online = numbers
    parts = draw_shares(Counts(direct=direct, postal=postal, online=online), WAYS)
    if not any(numbers):
        assert parts == ()
        return
    assert [part.count for part in parts] == list(numbers)
    assert [part.start for part in parts] == [0, parts[0].length, WHOLE - parts[2].length]
    for part in parts:
        assert abs(part.length - WHOLE * part.count / sum(numbers)) < 1


def test_the_highest_month_is_as_high_as_the_picture_and_little_is_seen() -> None:
    months = [(date(2026, 1, 1), Counts(direct=10_000)), (date(2026, 2, 1), Counts(late=1))]
    january, february = draw_months(months, Span.of("2026-02"))
    assert (january.received_height, january.resolved_height) == (WHOLE, 0)
    assert february.resolved_height > 0
    assert (january.is_within, february.is_within) == (False, True)


@pytest.mark.parametrize("first", range(1, 13))
def test_years_stand_so_far_apart_that_they_do_not_overlap(first: int) -> None:
    months = [(date(2025 + m // 12, m % 12 + 1, 1), Counts()) for m in range(first - 1, first + 11)]
    bars = draw_months(months, Span.of("2026-02"))
    named = [place for place, bar in enumerate(bars) if bar.names_year]
    assert all(bar.names_year for bar in bars if bar.month.month == 1)
    assert all(later - earlier > 3 for earlier, later in pairwise(named))


def test_whoever_is_late_most_often_comes_first() -> None:
    lines: list[Line] = [
        {"code": code, "name": code, "early": 1, "on_time": 0, "late": late, "resolved": 1 + late}
        for code, late in (("A", 0), ("B", 9), ("C", 2))
    ]
    lines.append({"code": "D", "name": "D", "early": 0, "on_time": 0, "late": 0, "resolved": 0})
    bars = draw_departments(lines)
    assert [bar.code for bar in bars] == ["B", "C", "A"]
    assert sum(part.length for part in bars[0].parts) == WHOLE
