"""Bars are as long as what they show, and the pieces of one make the whole of it."""

from datetime import date

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


def test_whoever_is_late_most_often_comes_first() -> None:
    lines: list[Line] = [
        {"code": code, "name": code, "early": 1, "on_time": 0, "late": late, "resolved": 1 + late}
        for code, late in (("A", 0), ("B", 9), ("C", 2))
    ]
    lines.append({"code": "D", "name": "D", "early": 0, "on_time": 0, "late": 0, "resolved": 0})
    bars = draw_departments(lines)
    assert [bar.code for bar in bars] == ["B", "C", "A"]
    assert sum(part.length for part in bars[0].parts) == WHOLE
