"""Credits and batches: what belongs together is found whole, and the order of rows says nothing."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.bank_credits import (
    Batch,
    Credit,
    CreditsDoNotHold,
    Group,
    match_credits,
    require_proof,
)
from postal_bridge.domain.calendar import Calendar

DAY = date(2026, 3, 2)
WORKED = Calendar()


def batch(number: int, amount_dong: int = 900, name: str = "LO-260302-A", **more: object) -> Batch:
    made = Batch(UUID(int=number), name, None, amount_dong, DAY)
    return replace(made, **more)  # type: ignore[arg-type]  # names of fields


def credit(number: int, amount_dong: int = 900, text: str = "", **more: object) -> Credit:
    made = Credit(number, None, amount_dong, DAY, frozenset(), text)
    return replace(made, **more)  # type: ignore[arg-type]  # names of fields


def rules(batches: list[Batch], credits_found: list[Credit]) -> list[tuple[str, int, int]]:
    groups, _ = match_credits(batches, credits_found, WORKED)
    return [(group.rule, len(group.batches), len(group.credits)) for group in groups]


def proposed(batches: list[Batch], credits_found: list[Credit]) -> list[str]:
    groups, proposals = match_credits(batches, credits_found, WORKED)
    assert not groups
    return [proposal.rule for proposal in proposals]


def test_a_reference_of_its_own_field_comes_first() -> None:
    named = credit(1, references=frozenset({"LO-260302-A"}))
    groups, proposals = match_credits([batch(1)], [named, credit(2, text="lo 260302 a")], WORKED)
    assert [(group.rule, group.credits) for group in groups] == [("reference", (named,))]
    assert proposals == []


@pytest.mark.parametrize(
    "text", ["BUU DIEN CT lo/260302.a thang 3", "LO260302A", "(Lo 26 03 02 A)", "x LO-260302-A."]
)
def test_a_reference_is_found_in_words_however_they_are_parted(text: str) -> None:
    assert rules([batch(1)], [credit(1, text=text)]) == [("text", 1, 1)]


@pytest.mark.parametrize("text", ["LO-260302-AB", "XLO-260302-A", "LO-260302", "260302-A-LO", ""])
def test_a_part_of_a_reference_names_nothing(text: str) -> None:
    assert rules([batch(1)], [credit(1, text=text)]) == []


def test_a_short_name_is_not_looked_for_in_words() -> None:
    assert rules([batch(1, name="12345")], [credit(1, text="tien 12345")]) == []
    exact = credit(1, references=frozenset({"12345"}))
    assert rules([batch(1, name="12345")], [exact]) == [("reference", 1, 1)]


def test_a_batch_without_a_name_is_never_named() -> None:
    assert rules([batch(1, name="")], [credit(1, references=frozenset({""}))]) == []


def test_several_batches_come_in_one_credit_and_one_in_several() -> None:
    many = [batch(1, 300), batch(2, 600, "LO-260302-B")]
    assert rules(many, [credit(1, text="LO-260302-A va LO-260302-B")]) == [("sum", 2, 1)]
    parts = [credit(n, 450, text="LO-260302-A") for n in (1, 2)]
    assert rules([batch(1)], parts) == [("sum", 1, 2)]


def test_two_credits_for_one_batch_are_a_tie_that_people_decide() -> None:
    twice = [credit(n, text="LO-260302-A") for n in (1, 2)]
    assert proposed([batch(1)], twice) == ["alike", "alike"]


def test_another_amount_and_another_account_are_only_proposed() -> None:
    assert proposed([batch(1)], [credit(1, 890, text="LO-260302-A")]) == ["named"]
    elsewhere = credit(1, text="LO-260302-A", account="999")
    assert proposed([batch(1, account="111")], [elsewhere]) == ["other_account"]


def test_amount_and_days_on_one_account_are_only_proposed() -> None:
    mine = batch(1, account="111")
    in_time = credit(1, account="111", booked_on=DAY + timedelta(days=7))
    assert proposed([mine], [in_time]) == ["amount"]
    assert proposed([mine], [replace(in_time, booked_on=DAY + timedelta(days=8))]) == []
    assert proposed([mine], [replace(in_time, booked_on=DAY - timedelta(days=1))]) == []
    assert proposed([mine], [replace(in_time, account=None)]) == []


NAMES = ("LO-260302-A", "LO-260302-B", "LO-260302-C")
BATCHES = st.lists(
    st.builds(
        lambda name, amount, account: (name, amount, account),
        st.sampled_from(NAMES),
        st.integers(-1, 6),
        st.sampled_from((None, "111", "222")),
    ),
    max_size=7,
)
CREDITS = st.lists(
    st.tuples(
        st.sets(st.sampled_from(NAMES), max_size=2),
        st.booleans(),
        st.integers(-1, 9),
        st.sampled_from((None, "111", "222")),
    ),
    max_size=7,
)


@given(BATCHES, CREDITS, st.randoms(use_true_random=False))
def test_any_order_of_rows_gives_the_same_and_both_sides_always_agree(
    told: list[tuple[str, int, str | None]],
    came: list[tuple[set[str], bool, int, str | None]],
    random: object,
) -> None:
    batches = [
        batch(n, amount, name, account=account)
        for n, (name, amount, account) in enumerate(told, start=1)
    ]
    found = [
        credit(
            n,
            amount,
            "" if exact else " ".join(sorted(names)).lower(),
            references=frozenset(names if exact else ()),
            account=account,
        )
        for n, (names, exact, amount, account) in enumerate(came, start=1)
    ]
    outcome = match_credits(batches, found, WORKED)
    random.shuffle(batches)  # type: ignore[attr-defined]  # a Random of Hypothesis
    random.shuffle(found)  # type: ignore[attr-defined]
    assert match_credits(batches, found, WORKED) == outcome
    groups, proposals = outcome
    require_proof(groups)
    grouped = {each.line_id for group in groups for each in group.credits}
    assert not grouped & {each.credit.line_id for each in proposals}
    assert all(each.amount_dong > 0 for group in groups for each in group.batches)


def test_groups_that_contradict_themselves_are_refused() -> None:
    unequal = Group("reference", (batch(1),), (credit(1, 800),))
    with pytest.raises(CreditsDoNotHold, match="remits 900 and credits 800"):
        require_proof([unequal])
    group = Group("reference", (batch(1),), (credit(1),))
    other = Group("reference", (batch(2),), (credit(1),))
    with pytest.raises(CreditsDoNotHold, match="1 is in two groups"):
        require_proof([group, other])
