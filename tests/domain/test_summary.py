"""A summary exists only when its figures hold together; percentages are exact."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from postal_bridge.domain.summary import (
    CollectedByPost,
    DepartmentLine,
    Pending,
    Received,
    Resolved,
    Returned,
    SatisfactionCounts,
    Summary,
    SummaryDoesNotHold,
    Transit,
    percent,
)

COUNTS = st.integers(min_value=0, max_value=2_000_000)


@st.composite
def department_lines(draw: st.DrawFn, code: str) -> DepartmentLine:
    early, on_time, late, pending = (draw(COUNTS) for _ in range(4))
    resolved = early + on_time + late
    received = draw(st.integers(min_value=0, max_value=resolved + pending))
    return DepartmentLine(code, f"Sở {code}", received, resolved, early, on_time, late, pending)


@st.composite
def three_parts(draw: st.DrawFn, total: int) -> tuple[int, int, int]:
    first = draw(st.integers(min_value=0, max_value=total))
    second = draw(st.integers(min_value=0, max_value=total - first))
    return first, second, total - first - second


@st.composite
def summaries(draw: st.DrawFn) -> Summary:
    """Summaries counted from the departments upwards, as a correct count makes them."""
    codes = draw(st.lists(st.sampled_from("ABCDEFGH"), unique=True, max_size=4))
    lines = tuple(draw(department_lines(code)) for code in codes)
    received = sum(line.received for line in lines)
    pending = sum(line.pending for line in lines)
    resolved = sum(line.resolved for line in lines)
    direct, online, postal = draw(three_parts(received))
    overdue = draw(st.integers(min_value=0, max_value=pending))
    returned, rated, measured = draw(COUNTS), draw(COUNTS), draw(COUNTS)
    within_norm = draw(st.integers(min_value=0, max_value=measured))
    period_from = draw(st.dates(max_value=date(2999, 1, 1)))
    return Summary(
        center="H53",
        period_from=period_from,
        period_to=period_from + timedelta(days=draw(st.integers(0, 400))),
        received=Received(received, direct, online, postal),
        carried_over=resolved + pending - received,
        resolved=Resolved(
            resolved,
            sum(line.early for line in lines),
            sum(line.on_time for line in lines),
            sum(line.late for line in lines),
        ),
        pending=Pending(pending, pending - overdue, overdue),
        returned=Returned(returned, *draw(three_parts(returned))),
        collected_by_post=CollectedByPost(
            draw(st.integers(min_value=1, max_value=9999)), draw(st.integers(-(10**12), 10**12))
        ),
        satisfaction=SatisfactionCounts(rated, *draw(three_parts(rated))),
        by_department=lines,
        transit=Transit(measured, within_norm, measured - within_norm),
    )


def small_summary() -> Summary:
    return Summary(
        center="H53",
        period_from=date(2026, 1, 1),
        period_to=date(2026, 3, 31),
        received=Received(total=10, direct=5, online=3, postal=2),
        carried_over=2,
        resolved=Resolved(total=9, early=4, on_time=3, late=2),
        pending=Pending(total=3, in_time=2, overdue=1),
        returned=Returned(total=8, counter=4, postal=3, online=1),
        collected_by_post=CollectedByPost(dossiers=2, amount_dong=350_000),
        satisfaction=SatisfactionCounts(total=4, very_satisfied=2, satisfied=1, dissatisfied=1),
        by_department=(
            DepartmentLine("TP", "Sở Tư pháp", 6, 5, 2, 2, 1, 2),
            DepartmentLine("XD", "Sở Xây dựng", 4, 4, 2, 1, 1, 1),
        ),
        transit=Transit(measured=6, within_norm=5, late=1),
    )


@given(summaries())
def test_figures_counted_from_the_departments_upwards_always_hold(summary: Summary) -> None:
    came_in = summary.carried_over + summary.received.total
    assert came_in == summary.resolved.total + summary.pending.total
    assert json.loads(json.dumps(summary.to_document())) == summary.to_document()


CHECKED_PARTS = ("received", "resolved", "pending", "returned", "satisfaction", "transit")


@given(summaries(), st.data(), st.integers(-3_000_000, 3_000_000).filter(bool))
def test_one_changed_number_is_always_refused(
    summary: Summary, data: st.DataObject, change: int
) -> None:
    part = data.draw(st.sampled_from((*CHECKED_PARTS, "carried_over", "by_department")))
    changed: Any
    if part == "carried_over":
        changed = summary.carried_over + change
    elif part == "by_department":
        assume(summary.by_department)
        position = data.draw(st.integers(0, len(summary.by_department) - 1))
        lines = list(summary.by_department)
        field = data.draw(
            st.sampled_from(("received", "resolved", "early", "on_time", "late", "pending"))
        )
        number = getattr(lines[position], field) + change
        lines[position] = replace(lines[position], **{field: number})
        changed = tuple(lines)
    else:
        figures = getattr(summary, part)
        field = data.draw(st.sampled_from(sorted(asdict(figures))))
        changed = replace(figures, **{field: getattr(figures, field) + change})
    with pytest.raises(SummaryDoesNotHold):
        replace(summary, **{part: changed})


@pytest.mark.parametrize(
    ("spoil", "contradiction"),
    [
        (
            lambda s: replace(s, carried_over=1),
            "carried over and received make 11, resolved and pending make 12",
        ),
        (
            lambda s: replace(s, returned=Returned(9, 4, 3, 1)),
            "returned.total is 9, its parts make 8",
        ),
        (
            lambda s: replace(s, by_department=s.by_department[:1]),
            "received.total is 10, the departments make 6",
        ),
        (
            lambda s: replace(s, by_department=(*s.by_department, s.by_department[0])),
            "a department has more than one line",
        ),
        (
            lambda s: replace(s, satisfaction=SatisfactionCounts(4, 5, -1, 0)),
            "satisfaction.satisfied is -1, below zero",
        ),
        (
            lambda s: replace(s, collected_by_post=CollectedByPost(0, 5)),
            "the post collected money on no dossier",
        ),
        (
            lambda s: replace(s, period_to=date(2025, 12, 31)),
            "the period ends on 2025-12-31, before it begins on 2026-01-01",
        ),
    ],
)
def test_a_contradiction_is_named_in_words(
    spoil: Callable[[Summary], Summary], contradiction: str
) -> None:
    with pytest.raises(SummaryDoesNotHold) as refused:
        spoil(small_summary())
    assert contradiction in refused.value.contradictions


def test_a_department_cannot_have_received_more_than_it_accounts_for() -> None:
    """Sums over departments may still agree when one loses what another gains."""
    summary = small_summary()
    shifted = (
        replace(summary.by_department[0], received=8),
        replace(summary.by_department[1], received=2),
    )
    with pytest.raises(SummaryDoesNotHold, match=r"by_department\[TP\] received more"):
        replace(summary, by_department=shifted)


def test_money_taken_back_after_its_period_may_outweigh_what_was_collected() -> None:
    taken_back = replace(small_summary(), collected_by_post=CollectedByPost(0, -50_000))
    assert taken_back.collected_by_post.amount_dong == -50_000


def test_every_contradiction_is_reported_at_once() -> None:
    with pytest.raises(SummaryDoesNotHold) as refused:
        replace(small_summary(), carried_over=-1, transit=Transit(1, 0, 0))
    assert len(refused.value.contradictions) == 3


def test_the_document_has_the_agreed_keys_in_the_agreed_order() -> None:
    assert json.dumps(small_summary().to_document(), ensure_ascii=False) == (
        '{"center": "H53", "from": "2026-01-01", "to": "2026-03-31", '
        '"received": {"total": 10, "direct": 5, "online": 3, "postal": 2}, '
        '"carried_over": 2, '
        '"resolved": {"total": 9, "early": 4, "on_time": 3, "late": 2}, '
        '"pending": {"total": 3, "in_time": 2, "overdue": 1}, '
        '"returned": {"total": 8, "counter": 4, "postal": 3, "online": 1}, '
        '"collected_by_post": {"dossiers": 2, "amount_dong": 350000}, '
        '"satisfaction": {"total": 4, "very_satisfied": 2, "satisfied": 1, "dissatisfied": 1}, '
        '"by_department": ['
        '{"code": "TP", "name": "Sở Tư pháp", "received": 6, "resolved": 5, '
        '"early": 2, "on_time": 2, "late": 1, "pending": 2}, '
        '{"code": "XD", "name": "Sở Xây dựng", "received": 4, "resolved": 4, '
        '"early": 2, "on_time": 1, "late": 1, "pending": 1}], '
        '"transit": {"measured": 6, "within_norm": 5, "late": 1}}'
    )


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (52_332, 54_266, "96.4"),
        (1_934, 54_266, "3.6"),
        (12_348, 54_266, "22.8"),
        (1, 2_000, "0.1"),
        (1, 2_001, "0.0"),
        (1, 80, "1.3"),
        (0, 7, "0.0"),
        (7, 7, "100.0"),
        (8, 7, "114.3"),
    ],
)
def test_percentages_have_one_decimal_and_round_halves_upwards(
    part: int, whole: int, shown: str
) -> None:
    assert str(percent(part, whole)) == shown


def test_there_is_no_percentage_of_nothing() -> None:
    assert percent(0, 0) is None


@pytest.mark.parametrize(("part", "whole"), [(-1, 5), (5, -1)])
def test_there_is_no_percentage_of_negative_counts(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        percent(part, whole)


@given(part=st.integers(0, 10**15), whole=st.integers(1, 10**15))
def test_a_percentage_is_the_nearest_tenth_of_the_exact_ratio(part: int, whole: int) -> None:
    shown = percent(part, whole)
    assert shown is not None
    assert abs(Fraction(shown) - Fraction(100 * part, whole)) <= Fraction(1, 20)
    assert shown == shown.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
