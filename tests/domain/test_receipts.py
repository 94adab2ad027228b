"""How numbers of receipts are read, and whose block they lie in."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from postal_bridge.domain.receipts import (
    BlockCount,
    ReceiptBlock,
    ReceiptNumber,
    ReceiptProblem,
    find_block,
    read_receipt_number,
)

OFFICE = ReceiptBlock(
    UUID(int=1), "01BLP2-001", "AB/26T", 2026, 1, 50, "H53.BC", None, date(2026, 1, 2), "an"
)
OWN = replace(OFFICE, block_id=UUID(int=2), symbol="AC/26T", login="binh")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("0000123", ReceiptNumber(123)),
        ("123", ReceiptNumber(123)),
        ("99999999", ReceiptNumber(99_999_999)),
        ("AB/26T 0000123", ReceiptNumber(123, "AB/26T")),
        ("  ab/26t   7 ", ReceiptNumber(7, "AB/26T")),
        ("0", None),
        ("000", None),
        ("100000000", None),
        ("", None),
        ("AB/26T", None),
        ("AB/26T0000123", None),
        ("١٢٣", None),
        ("12 a", None),
    ],
)
def test_a_number_is_read_as_a_number(text: str, read: ReceiptNumber | None) -> None:
    assert read_receipt_number(text) == read


@pytest.mark.parametrize(
    ("told", "year", "office", "login", "found"),
    [
        (ReceiptNumber(1), 2026, "H53.BC", "an", OFFICE),
        (ReceiptNumber(1), 2026, "H53.BC", "binh", OWN),
        (ReceiptNumber(1, "AB/26T"), 2026, "H53.BC", "binh", OFFICE),
        (ReceiptNumber(51), 2026, "H53.BC", "an", ReceiptProblem.OUTSIDE),
        (ReceiptNumber(1), 2027, "H53.BC", "an", ReceiptProblem.OUTSIDE),
        (ReceiptNumber(1), 2026, "H53.P2", "an", ReceiptProblem.OUTSIDE),
        (ReceiptNumber(1, "AC/26T"), 2026, "H53.BC", "an", ReceiptProblem.OUTSIDE),
    ],
)
def test_a_number_lies_in_the_block_of_its_collector(
    told: ReceiptNumber, year: int, office: str, login: str, found: object
) -> None:
    for blocks in ([OFFICE, OWN], [OWN, OFFICE]):
        assert find_block(blocks, told, year, office, login) == found


def test_a_number_of_two_blocks_alike_lies_in_neither() -> None:
    other = replace(OFFICE, block_id=UUID(int=3), symbol="AD/26T")
    found = find_block([OFFICE, other], ReceiptNumber(1), 2026, "H53.BC", "an")
    assert found is ReceiptProblem.AMBIGUOUS


def test_what_is_missing_lies_below_the_highest_number_told() -> None:
    count = BlockCount(first=10, told=0, highest=9)
    assert count.missing == 0
    count = count.with_numbers([14, 10])
    assert (count.told, count.highest, count.missing) == (2, 14, 3)
    assert count.with_numbers([]) == count
    assert count.with_numbers([11, 12, 13]).missing == 0
