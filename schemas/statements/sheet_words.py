"""Words outside of the columns of a table: what stands above its header, and sums among its lines.

Owns the labels by which people mark balances, totals, accounts and currencies. What is done with
what they say is `sheet`'s.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Final

from postal_bridge.domain.said import Said
from postal_bridge.domain.statement import DONG
from schemas.cells import BadCell, fold
from schemas.statements.amounts import amount_of
from schemas.statements.texts import named
from schemas.table import Cell

_CELLS_KEPT: Final = 4096
_COLUMN_NUMBERS_MIN: Final = 3


class Label(Enum):
    """What a label says of what stands beside it."""

    ACCOUNT = 1
    CURRENCY = 2
    NUMBER = 3
    OPENING = 4
    CLOSING = 5
    TOTAL = 6


_LABELS: Final = (
    (
        Label.OPENING,
        "so du dau|du dau|so du ky truoc|ton dau|opening balance|balance brought forward",
    ),
    (Label.CLOSING, "so du cuoi|du cuoi|ton cuoi|closing balance|balance carried forward"),
    (Label.TOTAL, "tong|cong|luy ke|total|sub ?total|grand total|sum"),
    (Label.ACCOUNT, "so tai khoan|tai khoan|so tk|account number|account no|account"),
    (Label.CURRENCY, "loai tien|tien te|don vi tien|currency|ccy"),
    (Label.NUMBER, "so sao ke|sao ke so|statement number|statement no"),
)
_FOUND: Final = re.compile(
    "(?:" + "|".join(f"(?P<{label.name}>{words})" for label, words in _LABELS) + r")\b"
)
_ACCOUNT: Final = re.compile(r"[0-9][0-9 .-]{4,}[0-9]")
_COLUMN_NUMBER: Final = re.compile(r"[([]?(?:[0-9]{1,2}|[A-Za-z])[)\]]?")
_DONG: Final = frozenset({"VNĐ", "Đ", "ĐỒNG", "DONG"})
_CURRENCY: Final = re.compile(r"\b[A-Z]{3}\b")


@lru_cache(_CELLS_KEPT)
def label_of(text: str) -> Label | None:
    """Return what a text begins to say, or None where it is no label."""
    match = _FOUND.match(fold(text))
    return None if match is None else Label[match.lastgroup or ""]


def labels_in(cells: Iterable[Cell]) -> Iterator[tuple[Label, int]]:
    """Yield the labels of a row, each with its place from the left."""
    for index, cell in enumerate(cells):
        if isinstance(cell, str) and cell and not cell[0].isdecimal():
            label = label_of(cell)
            if label is not None:
                yield label, index


def beside(cells: Sequence[Cell], index: int) -> Cell:
    """Return what a label speaks of: what follows its colon, else the next cell with anything."""
    _, colon, behind = str(cells[index]).partition(":")
    if colon and behind.strip():
        return behind.strip()
    return next((cell for cell in cells[index + 1 :] if cell != ""), "")


def balance_in(cells: Sequence[Cell], index: int, currency: str) -> Decimal | None:
    """Return the balance of a row that has a label for one: what is beside it, else the last."""
    for cell in (beside(cells, index), *reversed(cells[index + 1 :])):
        try:
            return amount_of(cell, currency)
        except BadCell:
            continue
    return None


def account_of(cell: Cell) -> str | None:
    """Return the number of an account, without what stands behind it and without blanks."""
    text = str(cell)
    match = _ACCOUNT.search(text)
    return named(text) if match is None else re.sub("[ .-]", "", match[0])


def currency_of(text: str) -> str:
    """Return the code of a currency; raises BadCell for what is none."""
    said = text.strip().upper()
    if said in _DONG:
        return DONG
    match = _CURRENCY.search(said)
    if match is None:
        raise BadCell(Said("is not the code of a currency, such as VND"))
    return match[0]


def is_column_numbers(cells: Sequence[Cell]) -> bool:
    """Return whether a row only numbers the columns, as reports do below their header."""
    said = [cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()]
    if len(said) < _COLUMN_NUMBERS_MIN or len(said) != sum(cell != "" for cell in cells):
        return False
    numbers = [re.sub("[^0-9]", "", cell) for cell in said if _COLUMN_NUMBER.fullmatch(cell)]
    counted = [int(number) for number in numbers if number]
    return len(numbers) == len(said) and counted == sorted(set(counted))
