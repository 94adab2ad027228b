"""Money stays whole, exact and within bounds."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.money import AMOUNT_MAX_DONG, Money
from postal_bridge.domain.refusals import AmountOutOfRange

AMOUNTS = st.integers(min_value=-AMOUNT_MAX_DONG, max_value=AMOUNT_MAX_DONG)
HALVES = st.integers(min_value=-(AMOUNT_MAX_DONG // 2), max_value=AMOUNT_MAX_DONG // 2)
WEIGHTS = st.lists(st.integers(min_value=0, max_value=10**12), min_size=1, max_size=30).filter(any)


@given(HALVES, HALVES)
def test_money_adds_as_whole_numbers_do(first: int, second: int) -> None:
    assert Money(first) + Money(second) == Money(first + second)
    assert Money(first) - Money(second) == Money(first - second)
    assert -Money(first) == Money(-first)
    assert (Money(first) < Money(second)) is (first < second)
    assert (Money(first) >= Money(second)) is (first >= second)


@given(st.integers(min_value=-(10**6), max_value=10**6), st.integers(-1000, 1000))
def test_money_is_multiplied_by_whole_numbers(amount: int, factor: int) -> None:
    assert Money(amount) * factor == factor * Money(amount) == Money(amount * factor)


@given(st.lists(st.integers(min_value=-(10**9), max_value=10**9), max_size=50))
def test_a_total_is_the_sum(amounts: list[int]) -> None:
    assert Money.total(map(Money, amounts)) == Money(sum(amounts))


def test_a_total_may_pass_the_bounds_on_its_way() -> None:
    most = Money(AMOUNT_MAX_DONG)
    assert Money.total([most, most, -most]) == most


@given(AMOUNTS, WEIGHTS)
def test_shares_add_up_and_each_is_as_near_as_whole_dong_allow(
    amount: int, weights: list[int]
) -> None:
    shares = Money(amount).share(weights)
    exact = [Fraction(amount * weight, sum(weights)) for weight in weights]
    assert sum(share.amount_dong for share in shares) == amount
    assert all(abs(share.amount_dong - e) < 1 for share, e in zip(shares, exact, strict=True))
    # Largest remainder: who was rounded away from zero lost no less than who was cut.
    loss = [abs(e) - int(abs(e)) for e in exact]
    raised = [abs(s.amount_dong) > abs(e) for s, e in zip(shares, exact, strict=True)]
    cut = [abs(s.amount_dong) < abs(e) for s, e in zip(shares, exact, strict=True)]
    lost_by_raised = [lost for lost, up in zip(loss, raised, strict=True) if up]
    lost_by_cut = [lost for lost, down in zip(loss, cut, strict=True) if down]
    assert min(lost_by_raised, default=1) >= max(lost_by_cut, default=0)


def test_equal_losses_are_made_good_from_the_first_on() -> None:
    assert Money(100).share([1, 1, 1]) == [Money(34), Money(33), Money(33)]
    assert Money(-100).share([1, 1, 1]) == [Money(-34), Money(-33), Money(-33)]
    assert Money(5).share([0, 2, 0]) == [Money(0), Money(5), Money(0)]


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [2, -1]])
def test_weights_that_share_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Money(100).share(weights)


@pytest.mark.parametrize("value", [True, 1.0, "1", None, Fraction(1)])
def test_only_whole_numbers_are_amounts_factors_and_weights(value: object) -> None:
    with pytest.raises(TypeError):
        Money(value)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money(1) * value  # type: ignore[operator]
    with pytest.raises(TypeError):
        Money(1).share([value])  # type: ignore[list-item]


def test_money_does_not_mix_with_numbers_and_is_not_divided() -> None:
    amount = Money(10)
    with pytest.raises(TypeError):
        amount + 1  # type: ignore[operator]
    with pytest.raises(TypeError):
        amount - 1  # type: ignore[operator]
    with pytest.raises(TypeError):
        amount / 2  # type: ignore[operator]
    with pytest.raises(TypeError):
        amount // 2  # type: ignore[operator]
    with pytest.raises(TypeError):
        amount < 1  # type: ignore[operator]  # noqa: B015 - the comparison itself is refused


def test_amounts_end_at_nine_trillion() -> None:
    most = Money(AMOUNT_MAX_DONG)
    with pytest.raises(AmountOutOfRange, match="9,000,000,000,000"):
        most + Money(1)
    with pytest.raises(AmountOutOfRange):
        -most - Money(1)
    with pytest.raises(AmountOutOfRange):
        most * 2
    with pytest.raises(AmountOutOfRange):
        Money.total([most, most])
    # An integer of thousands of digits cannot even be written in a message.
    with pytest.raises(AmountOutOfRange):
        Money(10**5000)


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (0, "0 ₫"),
        (999, "999 ₫"),
        (1_000, "1.000 ₫"),
        (-20_000, "-20.000 ₫"),
        (5_592_145_403, "5.592.145.403 ₫"),
    ],
)
def test_amounts_are_written_as_people_write_them(amount: int, written: str) -> None:
    assert str(Money(amount)) == written
