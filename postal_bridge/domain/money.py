"""Money: whole đồng in a type of its own, so that no float and no bare number slips in.

Amounts are added, multiplied by whole numbers and shared out exactly; there is no division. What
an amount is for, and who owes it, is said elsewhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from postal_bridge.domain.refusals import AmountOutOfRange

#: Far above any public fee, and a million such amounts still add up within a 64-bit integer.
AMOUNT_MAX_DONG = 9_000_000_000_000


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in đồng, from -9 to 9 trillion (10^12).

    Raises:
        AmountOutOfRange: when made, or when the result of a sum or product, lies beyond that.
        TypeError: for anything but an int; True is no amount.

    """

    amount_dong: int

    def __post_init__(self) -> None:
        _refuse_other_than_int(self.amount_dong)
        if not -AMOUNT_MAX_DONG <= self.amount_dong <= AMOUNT_MAX_DONG:
            # The amount itself stays out of the message: it may have thousands of digits.
            raise AmountOutOfRange(lowest_dong=-AMOUNT_MAX_DONG, highest_dong=AMOUNT_MAX_DONG)

    def __add__(self, other: Self) -> Self:
        if not isinstance(other, Money):
            return NotImplemented
        return type(self)(self.amount_dong + other.amount_dong)

    def __sub__(self, other: Self) -> Self:
        if not isinstance(other, Money):
            return NotImplemented
        return type(self)(self.amount_dong - other.amount_dong)

    def __neg__(self) -> Self:
        return type(self)(-self.amount_dong)

    def __mul__(self, factor: int) -> Self:
        _refuse_other_than_int(factor)
        return type(self)(self.amount_dong * factor)

    __rmul__ = __mul__

    def __str__(self) -> str:
        """Write the amount as people in Việt Nam do: 5.592.145.403 ₫."""
        return f"{self.amount_dong:,} ₫".replace(",", ".")

    @classmethod
    def total(cls, amounts: Iterable[Self]) -> Self:
        """Return the sum of the amounts; of none, zero đồng. Only the sum must be in range."""
        return cls(sum(amount.amount_dong for amount in amounts))

    def share(self, weights: Sequence[int]) -> list[Self]:
        """Share the amount out by weights, one part for each, so that the parts add up exactly.

        Each part is its weight's share cut to whole đồng; the đồng left over go one by one to the
        parts that lost most by the cut, the earlier one first (largest remainder). A negative
        amount is shared as its opposite is.

        Raises:
            ValueError: when a weight is negative, or none is positive.

        """
        for weight in weights:
            _refuse_other_than_int(weight)
        whole = sum(weights)
        if whole == 0 or min(weights) < 0:
            raise ValueError("weights are not negative and at least one is positive")
        cuts = [divmod(abs(self.amount_dong) * weight, whole) for weight in weights]
        parts = [part for part, _ in cuts]
        left_over = abs(self.amount_dong) - sum(parts)
        by_loss = sorted(range(len(cuts)), key=lambda place: -cuts[place][1])
        for place in by_loss[:left_over]:
            parts[place] += 1
        sign = -1 if self.amount_dong < 0 else 1
        return [type(self)(sign * part) for part in parts]


def _refuse_other_than_int(value: object) -> None:
    # bool is a subclass of int, and True would count as one đồng.
    if type(value) is not int:
        raise TypeError(f"an int is needed, not {type(value).__name__}")
