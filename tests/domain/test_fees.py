"""What is asked of citizens, what the law lets off, and how money taken is shared among kinds."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.catalogue import FeeKind, FeeLine
from postal_bridge.domain.fees import (
    DemandState,
    LetOff,
    MoneyKind,
    Obligation,
    Part,
    asked_on_filing,
    demand_state,
    lines_in_force,
    off_tariff,
    share_among,
)
from postal_bridge.domain.money import Money

DAY = date(2026, 3, 13)
AMOUNTS = st.integers(0, 10_000_000)


def fee(kind: str, name: str, amount: int | None, valid_from: date = DAY) -> FeeLine:
    return FeeLine(FeeKind(kind), name, amount, valid_from)


@given(AMOUNTS, st.integers(1, 100))
def test_what_is_left_is_rounded_to_the_citizens_favour_and_by_less_than_one_dong(
    tariff: int, percent: int
) -> None:
    left = LetOff(percent, "hộ nghèo").of(Money(tariff)).amount_dong
    exact_hundredths = tariff * (100 - percent)
    assert 0 <= exact_hundredths - left * 100 < 100


def test_who_is_exempt_pays_nothing() -> None:
    assert LetOff(100, "trẻ em").of(Money(50_000)) == Money(0)


@pytest.mark.parametrize("percent", [0, -1, 101])
def test_no_other_share_than_one_to_a_hundred_percent_is_let_off(percent: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 100"):
        LetOff(percent, "hộ nghèo")


def test_of_each_kind_and_name_the_newest_line_that_holds_is_in_force() -> None:
    old, new = fee("fee", "Phí", 10, DAY - timedelta(days=9)), fee("fee", "Phí", 20)
    to_come, other = fee("fee", "Phí", 30, DAY + timedelta(days=1)), fee("charge", "Lệ phí", 5)
    assert lines_in_force([to_come, new, old, other], DAY) == [new, other]
    assert lines_in_force([to_come, new, old], DAY - timedelta(days=1)) == [old]


def test_the_tariff_is_asked_when_nobody_states_a_total_or_the_same() -> None:
    lines = [fee("fee", "Phí", 10), fee("charge", "Lệ phí", 5), fee("tax", "Thuế", None)]
    asked = [(MoneyKind.FEE, "Phí", Money(10)), (MoneyKind.CHARGE, "Lệ phí", Money(5))]
    assert asked_on_filing(lines, None) == asked
    assert asked_on_filing(lines, Money(15)) == asked


def test_a_total_the_tariff_does_not_explain_is_kept_as_it_was_stated() -> None:
    lines = [fee("fee", "Phí", 10), fee("charge", "Lệ phí", 5)]
    assert asked_on_filing(lines, Money(12)) == [(MoneyKind.UNSTATED, "", Money(12))]
    assert asked_on_filing(lines[:1], Money(12)) == [(MoneyKind.FEE, "Phí", Money(12))]
    assert asked_on_filing(lines, Money(0)) == []


@pytest.mark.parametrize(
    ("amounts", "stated", "asked"),
    [
        ((10, 5), 15, None),
        ((10, 5), 14, 15),
        ((10, 5), 16, 15),
        ((10, 5), 0, 15),
        ((10, 5), None, None),
        ((10, None), 10, None),
        ((10, None), 99, None),
        ((10, None), 9, 10),
        ((0,), 7, 0),
        ((), 7, None),
    ],
)
def test_a_total_is_off_where_the_tariff_knows_better(
    amounts: tuple[int | None, ...], stated: int | None, asked: int | None
) -> None:
    lines = [fee("fee", f"Phí {place}", amount) for place, amount in enumerate(amounts)]
    found = off_tariff(lines, None if stated is None else Money(stated))
    assert found == (None if asked is None else Money(asked))


@given(AMOUNTS, st.dictionaries(st.sampled_from(MoneyKind), AMOUNTS))
def test_sharing_loses_nothing_and_covers_no_kind_before_those_in_front_of_it(
    taken: int, owed: dict[MoneyKind, int]
) -> None:
    parts, left = share_among(Money(taken), {kind: Money(owed[kind]) for kind in owed})
    covered = {part.kind: part.amount.amount_dong for part in parts}
    assert sum(covered.values()) + left.amount_dong == taken
    assert all(0 < covered[kind] <= owed[kind] for kind in covered)
    still_owed = [owed.get(kind, 0) - covered.get(kind, 0) for kind in MoneyKind]
    for place, kind in enumerate(MoneyKind):
        assert not (covered.get(kind) and any(still_owed[:place]))
    assert not (left.amount_dong and any(still_owed))


def test_what_is_owed_below_zero_takes_no_money() -> None:
    owed = {MoneyKind.FEE: Money(-5), MoneyKind.CHARGE: Money(3)}
    assert share_among(Money(4), owed) == ([Part(MoneyKind.CHARGE, Money(3))], Money(1))


def test_a_line_is_taken_back_by_its_opposite_with_a_reason() -> None:
    line = Obligation(uuid4(), "H53.1", MoneyKind.FEE, "Phí", Money(10), Money(5), DAY, "hộ nghèo")
    back = line.cancelled(uuid4(), DAY + timedelta(days=1), "nhập nhầm")
    assert (back.tariff, back.amount) == (Money(-10), Money(-5))
    assert (back.cancels, back.ground) == (line.obligation_id, "nhập nhầm")
    assert (back.kind, back.name, back.dossier_code) == (line.kind, line.name, line.dossier_code)


@pytest.mark.parametrize(
    ("amounts", "owed", "paid", "refunded", "state"),
    [
        ((), 0, False, False, DemandState.NONE),
        ((), 0, True, False, DemandState.PAID),
        ((5,), 5, False, False, DemandState.WAITING),
        ((5,), 5, True, True, DemandState.WAITING),
        ((5,), 0, True, False, DemandState.PAID),
        ((5,), 0, True, True, DemandState.REFUNDED),
        ((0,), 0, False, False, DemandState.EXEMPT),
        ((5, -5), 0, True, False, DemandState.CANCELLED),
        ((5, -5, 3), 0, True, False, DemandState.PAID),
    ],
)
def test_how_it_stands_with_what_is_asked(
    amounts: tuple[int, ...], owed: int, *, paid: bool, refunded: bool, state: DemandState
) -> None:
    lines: list[Obligation] = []
    for amount in amounts:
        if amount < 0:
            lines.append(lines[-1].cancelled(uuid4(), DAY, "Nhầm"))
        else:
            money = Money(amount)
            lines.append(Obligation(uuid4(), "H53.1", MoneyKind.FEE, "Phí", money, money, DAY))
    assert demand_state(lines, Money(owed), is_paid=paid, is_refunded=refunded) is state
