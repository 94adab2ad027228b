"""Suggestions: what is nearly the same, what fits by amount and days, what adds up; all or none."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.proposing import (
    CANDIDATES_MAX,
    LeftCollection,
    LeftLine,
    Proposal,
    References,
    propose,
)
from postal_bridge.usecases.near_references import near_references

DAY = date(2026, 3, 10)
CODE = "H53.14-260313-0001"


def line(number: int, amount_dong: int = 50_000, dossier: str | None = None) -> LeftLine:
    return LeftLine(number, amount_dong, DAY, "H53.BC", (dossier, None, None))


def collected(number: int, amount_dong: int = 50_000, code: str = CODE) -> LeftCollection:
    return LeftCollection(UUID(int=number), amount_dong, DAY, "H53.BC", (code, None, None))


def proposed(*rows: LeftLine | LeftCollection) -> list[Proposal]:
    lines = [row for row in rows if isinstance(row, LeftLine)]
    collections = [row for row in rows if isinstance(row, LeftCollection)]
    first = {each.day: each.day - timedelta(days=14) for each in lines}
    return propose(lines, collections, first, near_references)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (CODE, ("same_reference", 95)),
        ("H53.14-260313-0007", ("near_reference", 85)),
        ("H53.14-260331-0001", ("near_reference", 75)),
        ("H53.14-260415-0099", ("amount_and_days", 60)),
        (None, ("amount_and_days", 60)),
    ],
)
def test_a_reference_counts_by_how_near_it_is(told: str | None, expected: tuple[str, int]) -> None:
    (found,) = proposed(line(1, dossier=told), collected(7))
    assert (found.rule, found.score) == expected


def test_another_amount_is_not_proposed_however_near_the_reference() -> None:
    assert proposed(line(1, 50_001, CODE), collected(7)) == []


def test_references_are_compared_with_their_own_kind_alone() -> None:
    item: References = (None, CODE, None)
    far = replace(collected(7), day=DAY - timedelta(days=90))
    assert proposed(replace(line(1), references=item), far) == []


def test_money_taken_later_or_long_before_is_not_proposed_by_its_amount() -> None:
    days = (DAY + timedelta(days=1), DAY - timedelta(days=15))
    assert proposed(line(1), *(replace(collected(n), day=day) for n, day in enumerate(days))) == []


def test_of_rows_that_fit_alike_all_are_shown_or_none() -> None:
    some = [collected(number) for number in range(CANDIDATES_MAX)]
    assert len(proposed(line(1), *some)) == CANDIDATES_MAX
    assert proposed(line(1), *some, collected(99)) == []


def test_collections_that_make_up_a_line_are_proposed_together() -> None:
    (found,) = proposed(line(1, 60), collected(1, 10), collected(2, 20), collected(3, 30))
    assert (found.rule, len(found.collection_ids)) == ("sum_of_collections", 3)


def test_lines_that_make_up_a_collection_are_proposed_together() -> None:
    (found,) = proposed(line(1, 10), line(2, 20), collected(1, 30), line(3, 7))
    assert (found.rule, found.line_ids) == ("sum_of_lines", (2, 1))


def test_another_office_makes_up_nothing() -> None:
    other = replace(collected(2, 20), office_code="H53.B2")
    assert proposed(line(1, 30), collected(1, 10), other) == []


_AMOUNTS = st.sampled_from([10, 20, 30, 50, 60])


@given(
    st.lists(_AMOUNTS, max_size=8),
    st.lists(_AMOUNTS, max_size=8),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_says_nothing_and_sums_agree(
    sent: list[int], taken: list[int], random: Random
) -> None:
    lines = [line(number, amount) for number, amount in enumerate(sent, start=1)]
    collections = [collected(number, amount) for number, amount in enumerate(taken, start=1)]
    found = proposed(*lines, *collections)
    for each in found:
        mine = sum(sent[number - 1] for number in each.line_ids)
        assert mine == sum(taken[one.int - 1] for one in each.collection_ids)
        assert min(len(each.line_ids), len(each.collection_ids)) == 1
    assert len(set(found)) == len(found)
    random.shuffle(lines)
    random.shuffle(collections)
    assert proposed(*lines, *collections) == found
