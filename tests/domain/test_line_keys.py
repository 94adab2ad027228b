"""Keys of lines: the same file twice adds nothing, and equal payments are all kept."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from postal_bridge.domain.fees import MoneyKind
from postal_bridge.domain.statement import LineKeys, StatementHead, StatementLine

HEAD = StatementHead(account="1234567890")
DAY = date(2026, 3, 31)
LINE = StatementLine(place=7, entry=3, booked_on=DAY, value_on=DAY, amount=Decimal(5000))


def keys(*lines: StatementLine, head: StatementHead = HEAD) -> list[bytes]:
    made = LineKeys()
    return [made.key_of(head, line) for line in lines]


def test_the_same_file_has_the_same_keys() -> None:
    lines = [LINE, LINE, replace(LINE, narration="Phí"), LINE]
    assert keys(*lines) == keys(*lines)
    assert len(set(keys(*lines))) == 4


def test_where_a_line_stands_does_not_count() -> None:
    moved = replace(LINE, place=8, entry=4, amount=Decimal("5000.00"))
    assert keys(LINE) == keys(moved)


def test_a_file_of_more_days_knows_the_lines_of_the_days_before() -> None:
    later = replace(LINE, booked_on=date(2026, 4, 1))
    before = keys(LINE, LINE)
    assert keys(LINE, LINE, later)[:2] == before
    assert keys(later, LINE, LINE)[1:] == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (field.name, value)
        for field in fields(StatementLine)
        if field.name not in ("place", "entry")
        for value in [
            {
                "booked_on": date(2026, 4, 1),
                "value_on": date(2026, 4, 1),
                "amount": Decimal(-5000),
                "is_reversal": True,
                "kind": MoneyKind.FEE,
            }.get(field.name, "X")
        ]
    ],
)
def test_whatever_a_line_says_counts(name: str, value: Any) -> None:
    other = replace(LINE, **{name: value})
    assert keys(LINE) != keys(other)


def test_accounts_and_currencies_are_kept_apart() -> None:
    others = [StatementHead(account="2"), StatementHead(account="1234567890", currency="USD")]
    assert len({key for head in (HEAD, *others) for key in keys(LINE, head=head)}) == 3
