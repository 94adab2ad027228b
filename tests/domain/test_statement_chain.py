"""Statements in a row: each begins where the one before ended, and none is left out."""

from decimal import Decimal

import pytest

from postal_bridge.domain.statement import Statement, StatementHead, StatementTotals
from postal_bridge.domain.statement_chain import ChainFault, chain_of


def statement(
    number: str | None, opening: int | None, closing: int | None, account: str = "1"
) -> StatementTotals:
    head = StatementHead(
        account=account, number=number, opening=None if opening is None else Decimal(opening)
    )
    return Statement(head, (), None if closing is None else Decimal(closing)).totals


def test_statements_that_follow_one_another_are_a_chain() -> None:
    chain = [
        statement("7/1", 0, 5),
        statement("3", 90, 80, account="2"),
        statement("7/2", 5, 6),
        statement("8", 6, 9),
        statement("4", 80, 80, account="2"),
        statement("1/1", 9, 9),
    ]
    assert chain_of(chain) == []


def test_money_between_statements_is_told() -> None:
    (broken,) = chain_of([statement("7", 0, 5), statement("8", 6, 9)])
    assert broken.fault is ChainFault.BALANCE
    assert (broken.earlier, broken.later) == ("7", "8")
    assert (broken.closing, broken.opening) == (Decimal(5), Decimal(6))


@pytest.mark.parametrize(
    ("earlier", "later"), [("7", "9"), ("7/1", "7/3"), ("7/1", "8/2"), ("7", "7"), ("8", "7")]
)
def test_a_number_left_out_is_told(earlier: str, later: str) -> None:
    (broken,) = chain_of([statement(earlier, 0, 5), statement(later, 5, 5)])
    assert broken.fault is ChainFault.GAP


def test_what_is_not_said_is_not_compared() -> None:
    assert chain_of([statement("7", 0, None), statement("8", 3, 5), statement(None, 5, 5)]) == []
    assert chain_of([statement("A", 0, 5), statement("C", 5, 5)]) == []
