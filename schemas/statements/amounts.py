"""Amounts as statements write them, into exact decimals with a sign; nothing is ever rounded.

Owns how digits are grouped, where decimals begin and how people mark what is below zero. Which
column or field an amount comes from, and what its sign means there, is known by the readers.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Final

from postal_bridge.domain.said import Said
from postal_bridge.domain.statement import DECIMALS_MAX, DONG, WHOLE_DIGITS_MAX
from schemas.cells import HAS_DECIMALS, NO_AMOUNT, BadCell
from schemas.table import Cell

_LONGEST_AMOUNT: Final = 40
_CENTS: Final = 2

_CURRENCY: Final = re.compile(r"(?:đ|₫|đồng|dong|vnđ|vnd)\.?$", re.IGNORECASE)
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:([.,' ])[0-9]{3}(?:\1[0-9]{3})*)(?:([.,])([0-9]*))?")
_PLAIN: Final = re.compile(r"[0-9]+(?:[.,][0-9]*)?")
_NOT_SEPARATED: Final = str.maketrans(
    "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}", "   "
)

_CONTRADICTION: Final = Said("has dots and commas that contradict each other")


def amount_of(cell: Cell, currency: str = DONG) -> Decimal:
    """Return the amount that a cell of a table holds.

    A dot or a comma before three digits groups them; before fewer, decimals follow. Below zero is
    -1, 1-, or (1). Raises BadCell, also for fractions of a đồng.
    """
    if isinstance(cell, float):
        return checked(Decimal(repr(cell)), currency)
    if isinstance(cell, date):
        raise BadCell(Said("is a day, not an amount"))
    text = cell.strip()
    if text.isdecimal() and text.isascii() and len(text) <= WHOLE_DIGITS_MAX:
        return Decimal(text)
    if len(text) > _LONGEST_AMOUNT:
        raise BadCell(NO_AMOUNT)
    digits, is_negative = _without_sign(text.translate(_NOT_SEPARATED))
    amount = checked(Decimal(_with_point(digits)), currency)
    return -amount if is_negative else amount


def checked(amount: Decimal, currency: str) -> Decimal:
    """Return an amount that its currency can have; raises BadCell for any other.

    Banks write đồng with two decimals of nought; more of them would be something else.
    """
    sign, digits, exponent = amount.as_tuple()
    del sign
    if not isinstance(exponent, int):
        raise BadCell(NO_AMOUNT)
    if len(digits) + exponent > WHOLE_DIGITS_MAX or exponent < -DECIMALS_MAX:
        raise BadCell(
            Said(
                "has more than {digits} digits or {decimals} decimals",
                digits=WHOLE_DIGITS_MAX,
                decimals=DECIMALS_MAX,
            )
        )
    if currency == DONG and (exponent < -_CENTS or amount != amount.to_integral_value()):
        raise BadCell(HAS_DECIMALS)
    return amount


def _without_sign(text: str) -> tuple[str, bool]:
    """Return an amount without currency and sign, and whether it is below zero."""
    bracketed = text.startswith("(") and text.endswith(")")
    if bracketed:
        text = text[1:-1].strip()
    text = _CURRENCY.sub("", text).strip()
    if not bracketed and text.startswith("(") and text.endswith(")"):
        bracketed, text = True, text[1:-1].strip()
    minus = text.startswith(("-", "\N{MINUS SIGN}")) or text.endswith("-")
    if minus or text.startswith("+"):
        if minus and bracketed:
            raise BadCell(NO_AMOUNT)
        text = text[:-1] if text.endswith("-") and not text.startswith("-") else text[1:]
    return text.strip(), minus or bracketed


def _with_point(text: str) -> str:
    """Return digits with a point before their decimals, as Decimal reads them."""
    grouped = _GROUPED.fullmatch(text)
    if grouped is not None:
        separator, point, decimals = grouped.groups()
        if point == separator:
            raise BadCell(_CONTRADICTION)
        whole = text[: grouped.start(2)] if point else text
        return f"{whole.replace(separator, '')}.{decimals or ''}"
    if _PLAIN.fullmatch(text):
        return text.replace(",", ".")
    if re.fullmatch(r"[0-9][0-9.,' ]*", text):
        raise BadCell(_CONTRADICTION)
    raise BadCell(NO_AMOUNT)
