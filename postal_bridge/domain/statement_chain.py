"""Whether statements of an account follow one another: no money between them, no number left out.

Looks at numbers and balances only; whether a statement adds up in itself is its own word.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from postal_bridge.domain.statement import StatementTotals

_NUMBER = re.compile(r"([0-9]{1,18})(?:/([0-9]{1,18}))?")


class ChainFault(StrEnum):
    """What may be wrong between two statements that follow one another."""

    BALANCE = "balance"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """A place where the chain of an account's statements is broken.

    `closing` is what the earlier statement ended with and `opening` what the later one begins
    with; `earlier` and `later` are their numbers, as far as they have any.
    """

    fault: ChainFault
    account: str | None
    currency: str
    earlier: str | None
    later: str | None
    closing: Decimal | None
    opening: Decimal | None


def chain_of(statements: Iterable[StatementTotals]) -> list[ChainBreak]:
    """Return every break between neighbours, account by account, in the order they are given.

    Where one of two balances is missing, or one of two numbers, it is not compared.
    """
    breaks: list[ChainBreak] = []
    latest: dict[tuple[str | None, str], StatementTotals] = {}
    for later in statements:
        account = (later.account, later.currency)
        earlier = latest.get(account)
        latest[account] = later
        if earlier is not None:
            breaks += [
                ChainBreak(
                    fault,
                    *account,
                    earlier=earlier.number,
                    later=later.number,
                    closing=earlier.closing,
                    opening=later.opening,
                )
                for fault in _faults(earlier, later)
            ]
    return breaks


def _faults(earlier: StatementTotals, later: StatementTotals) -> Iterator[ChainFault]:
    if None not in (earlier.closing, later.opening) and earlier.closing != later.opening:
        yield ChainFault.BALANCE
    if not _follows(earlier.number, later.number):
        yield ChainFault.GAP


def _follows(earlier: str | None, later: str | None) -> bool:
    """Return whether a number may come after another: 7, 8; 7/1, 7/2, 8/1; and 1 in a new year."""
    before = _NUMBER.fullmatch(earlier or "")
    after = _NUMBER.fullmatch(later or "")
    if before is None or after is None:
        return True
    number, page = int(after[1]), int(after[2] or 1)
    if number == int(before[1]):
        return page == int(before[2] or 1) + 1
    return page == 1 and number in (int(before[1]) + 1, 1)
