"""Judging the lines of one dossier: classes, ties, and that the order of rows says nothing."""

from dataclasses import replace
from datetime import date
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.agency_account import AccountSpan
from postal_bridge.domain.reconciliation import (
    Collected,
    Decision,
    FiguresDoNotHold,
    Line,
    LineClass,
    PeriodFigures,
    Standing,
    judge,
)

DAY = date(2026, 3, 10)
DUE = date(2026, 3, 20)
LATE = date(2026, 3, 21)
DAY_BEFORE = date(2026, 3, 9)
NO_ACCOUNTS: tuple[AccountSpan, ...] = ()


def line(number: int, amount_dong: int = 50_000, **more: object) -> Line:
    made = Line(
        line_id=number,
        key=UUID(int=number),
        remittance_id=UUID(int=1),
        sent_on=DAY,
        amount_dong=amount_dong,
        item_code=None,
        receipt_number=None,
        kind=None,
        account=None,
        found_by="reference",
    )
    return replace(made, **more)  # type: ignore[arg-type]  # names of fields


def collected(number: int, amount_dong: int = 50_000, **more: object) -> Collected:
    made = Collected(
        collection_id=UUID(int=number),
        amount_dong=amount_dong,
        collected_on=DAY,
        due_on=DUE,
        item_code=None,
        receipt_number=None,
        kinds=frozenset({"unstated"}),
        standing=Standing.OPEN,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # names of fields


def classes(*decisions: Decision) -> dict[int, tuple[str, str]]:
    return {each.line_id: (each.line_class, each.rule) for each in decisions}


def test_a_line_of_the_same_amount_is_matched() -> None:
    (decision,) = judge([line(1)], [collected(7)], NO_ACCOUNTS)
    assert decision == Decision(1, LineClass.MATCHED, "reference", UUID(int=7), 50_000)


@pytest.mark.parametrize(
    ("sent", "kept", "expected"),
    [
        (line(1, 40_000), collected(7), LineClass.SHORT),
        (line(1, 60_000), collected(7), LineClass.OVER),
        (line(1, sent_on=LATE), collected(7), LineClass.LATE),
        (line(1, sent_on=DUE), collected(7), LineClass.MATCHED),
        (line(1, kind="fee"), collected(7, kinds=frozenset({"charge"})), LineClass.KIND_MISMATCH),
        (line(1, kind="fee"), collected(7, kinds=frozenset({"fee"})), LineClass.MATCHED),
        (line(1, kind="fee"), collected(7), LineClass.MATCHED),
        (line(1, account="111"), collected(7), LineClass.WRONG_BENEFICIARY),
        (line(1, account="222"), collected(7), LineClass.MATCHED),
        (line(1), collected(7, standing=Standing.TAKEN_BACK), LineClass.REFUNDED_AFTER),
        (line(1), collected(7, standing=Standing.CONSUMED), LineClass.DUPLICATE),
        (line(1, 0), collected(7, 1), LineClass.UNKNOWN),
        (line(1, -50_000), collected(7), LineClass.UNKNOWN),
    ],
)
def test_a_line_has_the_gravest_class(sent: Line, kept: Collected, expected: LineClass) -> None:
    (decision,) = judge([sent], [kept], [AccountSpan("222", DAY)])
    assert decision.line_class is expected


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([AccountSpan("222", DAY, DAY)], LineClass.MATCHED),
        ([AccountSpan("111", DAY), AccountSpan("222", date(2026, 3, 11))], "wrong_beneficiary"),
        (
            [AccountSpan("111", DAY), AccountSpan("222", DAY_BEFORE, DAY_BEFORE)],
            "wrong_beneficiary",
        ),
        ([AccountSpan("111", date(2026, 3, 11))], LineClass.MATCHED),
    ],
)
def test_an_account_counts_on_the_days_on_which_it_holds(
    spans: list[AccountSpan], expected: str
) -> None:
    (decision,) = judge([line(1, account="222")], [collected(7)], spans)
    assert decision.line_class == expected


def test_a_second_line_for_one_collection_is_a_duplicate_of_it() -> None:
    first, second = judge([line(2), line(1)], [collected(7)], NO_ACCOUNTS)
    assert first == Decision(1, LineClass.MATCHED, "reference", UUID(int=7), 50_000)
    assert second == Decision(2, LineClass.DUPLICATE, "repeated", about=UUID(int=7))


def test_a_line_that_may_be_either_of_two_collections_is_left_to_people() -> None:
    found = judge([line(1)], [collected(7), collected(8)], NO_ACCOUNTS)
    assert classes(*found) == {1: (LineClass.UNKNOWN, "tie")}


def test_a_receipt_tells_equal_collections_apart() -> None:
    pair = [collected(7, receipt_number="0000001"), collected(8, receipt_number="0000002")]
    (decision,) = judge([line(1, receipt_number="0000002")], pair, NO_ACCOUNTS)
    assert (decision.collection_id, decision.rule) == (UUID(int=8), "receipt")


def test_as_many_lines_as_equal_collections_serve_all_of_them() -> None:
    found = judge([line(1), line(2)], [collected(7), collected(8)], NO_ACCOUNTS)
    assert {each.collection_id for each in found} == {UUID(int=7), UUID(int=8)}
    assert {each.line_class for each in found} == {LineClass.MATCHED}


def test_lines_of_one_batch_may_make_up_a_collection() -> None:
    kept = collected(7, kinds=frozenset({"fee", "charge"}))
    parts = [line(1, 20_000, kind="fee"), line(2, 30_000, kind="charge")]
    found = judge(parts, [kept], NO_ACCOUNTS)
    assert classes(*found) == dict.fromkeys((1, 2), (LineClass.MATCHED, "sum"))
    assert sorted(each.part for each in found) == [0, 1]


def test_lines_of_two_batches_are_not_added_up() -> None:
    parts = [line(1, 20_000), line(2, 30_000, remittance_id=UUID(int=2))]
    found = judge(parts, [collected(7)], NO_ACCOUNTS)
    assert {rule for _, rule in classes(*found).values()} == {"tie"}


_LINES = st.lists(
    st.builds(
        line,
        st.integers(1, 10**6),
        st.sampled_from([-10, 0, 10, 20, 30, 50]),
        receipt_number=st.sampled_from([None, "1", "2"]),
        remittance_id=st.sampled_from([UUID(int=1), UUID(int=2)]),
        sent_on=st.sampled_from([DAY, LATE]),
    ),
    max_size=6,
    unique_by=lambda each: each.line_id,
)
_COLLECTIONS = st.lists(
    st.builds(
        collected,
        st.integers(1, 10**6),
        st.sampled_from([10, 20, 30, 50]),
        receipt_number=st.sampled_from([None, "1", "2"]),
        standing=st.sampled_from(Standing),
    ),
    max_size=6,
    unique_by=lambda each: each.collection_id,
)


@given(_LINES, _COLLECTIONS, st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing(
    lines: list[Line], collections: list[Collected], random: Random
) -> None:
    once = judge(lines, collections, NO_ACCOUNTS)
    random.shuffle(lines)
    random.shuffle(collections)
    assert sorted(judge(lines, collections, NO_ACCOUNTS), key=repr) == sorted(once, key=repr)


@given(_LINES, _COLLECTIONS)
def test_every_line_is_decided_once_and_no_collection_is_consumed_twice(
    lines: list[Line], collections: list[Collected]
) -> None:
    found = judge(lines, collections, NO_ACCOUNTS)
    assert sorted(each.line_id for each in found) == sorted(each.line_id for each in lines)
    consumed = [(each.collection_id, each.part) for each in found if each.collection_id]
    assert len(set(consumed)) == len(consumed)
    opened = {c.collection_id: c.amount_dong for c in collections if c.standing is Standing.OPEN}
    covered: dict[UUID, int] = {}
    for each in found:
        if each.collection_id:
            total = covered.get(each.collection_id, 0) + each.covered_dong
            covered[each.collection_id] = total
            assert total <= opened[each.collection_id]


def test_figures_that_contradict_themselves_are_refused() -> None:
    figures = PeriodFigures(
        lines={"matched": 1, "none": 1},
        lines_dong={"matched": 10, "none": 5},
        covered_dong={"matched": 9},
        short_dong=0,
        collections=1,
        collected_dong=10,
        missing=0,
        missing_dong=0,
        settled=0,
        settled_dong=0,
        short_settled=1,
        short_settled_dong=1,
        collections_covered_dong=9,
        collections_short_dong=0,
        overcovered=1,
    )
    with pytest.raises(FiguresDoNotHold) as refused:
        figures.to_document()
    assert len(refused.value.contradictions) == 5
