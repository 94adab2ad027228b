"""Numbers of receipts: how they are written, whose block they lie in, and what is odd about one.

Money was taken whatever its receipt says, so nothing is refused here: what does not fit is named,
and a person looks into it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

#: Electronic receipts have at most eight digits (NĐ 254/2026/NĐ-CP Đ23), paper ones seven.
NUMBER_MAX = 99_999_999

_WRITTEN = re.compile(r"(?:(?P<symbol>\S+)\s+)?(?P<number>[0-9]{1,8})", re.ASCII)


class ReceiptProblem(StrEnum):
    """What may be odd about the number of a receipt."""

    UNREADABLE = "unreadable"
    OUTSIDE = "outside"
    AMBIGUOUS = "ambiguous"
    USED = "used"
    VOID = "void"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class ReceiptNumber:
    """A number as somebody wrote it; the symbol of its series only where it was written."""

    number: int
    symbol: str | None = None


@dataclass(frozen=True, slots=True)
class ReceiptBlock:
    """Numbers of one series and year that an office may use, or one person of it."""

    block_id: UUID
    form_code: str
    symbol: str
    year: int
    first: int
    last: int
    office_code: str
    login: str | None
    allotted_on: date
    allotted_by: str

    def takes(self, told: ReceiptNumber, year: int, office_code: str, login: str) -> bool:
        """Return whether a number that a collector told may be one of this block."""
        return (
            self.first <= told.number <= self.last
            and self.year == year
            and self.office_code == office_code
            and self.login in (None, login)
            and told.symbol in (None, self.symbol)
        )


def read_receipt_number(text: str) -> ReceiptNumber | None:
    """Return what is written on a receipt as a number, or None: "0000123" is 123."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None or int(found["number"]) == 0:
        return None
    symbol = found["symbol"]
    return ReceiptNumber(int(found["number"]), normal_symbol(symbol) if symbol else None)


def normal_symbol(text: str) -> str:
    """Return a symbol as it is compared."""
    return text.strip().upper()


def find_block(
    blocks: Iterable[ReceiptBlock], told: ReceiptNumber, year: int, office_code: str, login: str
) -> ReceiptBlock | ReceiptProblem:
    """Return the block a number lies in: one's own before that of the whole office.

    What else was told of the blocks does not count, so that it is the same whatever came first.
    """
    fitting = [block for block in blocks if block.takes(told, year, office_code, login)]
    own = [block for block in fitting if block.login is not None]
    chosen = own or fitting
    if not chosen:
        return ReceiptProblem.OUTSIDE
    return chosen[0] if len(chosen) == 1 else ReceiptProblem.AMBIGUOUS


@dataclass(frozen=True, slots=True)
class BlockCount:
    """How much is known of a block: how many numbers, and the highest of them."""

    first: int
    told: int
    highest: int

    @property
    def missing(self) -> int:
        """How many numbers below the highest nothing is known of."""
        return self.highest - self.first + 1 - self.told

    def with_numbers(self, fresh: Iterable[int]) -> "BlockCount":
        """Return the count after numbers were told that were not known before."""
        numbers = set(fresh)
        return BlockCount(self.first, self.told + len(numbers), max(numbers | {self.highest}))
