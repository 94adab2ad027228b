"""What the elements of camt.053 and camt.054 (ISO 20022) say, from version 2 to version 8 and on.

Owns how accounts, amounts, signs and days are written, which differs little between versions. What
an entry is made of is known by `camt_entry`; walking a file is `camt`'s business.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Final

from lxml.etree import QName, _Element

from postal_bridge.domain.said import Said
from postal_bridge.domain.statement import DECIMALS_MAX
from schemas.cells import NO_AMOUNT, BadCell
from schemas.statements.amounts import checked
from schemas.statements.texts import named, tidy

_AMOUNT: Final = re.compile(rf"\+?[0-9]{{1,18}}(?:\.[0-9]{{0,{DECIMALS_MAX}}})?")
_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T.*|Z|[+-][0-9:]{5})?")
_SIGNS: Final = {"CRDT": 1, "DBIT": -1}

_ACCOUNT: Final = ("Id/IBAN", "Id/Othr/Id")


class Words:
    """Finds elements of one namespace by their paths, names without prefixes."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace
        self._known: dict[str, list[str]] = {}

    def find(self, element: _Element, path: str) -> _Element | None:
        """Return the first element at a path, always by the first element of each name on it."""
        steps = self._known.get(path)
        if steps is None:
            steps = [f"{{{self._namespace}}}{name}" for name in path.split("/")]
            self._known[path] = steps
        # A walk of our own is several times as fast as the general search by paths.
        for step in steps:
            below = next(element.iterchildren(step), None)
            if below is None:
                return None
            element = below
        return element

    def find_all(self, element: _Element, name: str) -> list[_Element]:
        """Return the children of a name."""
        return element.findall(f"{{{self._namespace}}}{name}")

    def text(self, element: _Element, *paths: str) -> str | None:
        """Return the text at the first of the paths that has one."""
        for path in paths:
            found = self.find(element, path)
            if found is not None and found.text and found.text.strip():
                return found.text.strip()
        return None


def local_name(element: _Element) -> str:
    """Return the name of an element without its namespace."""
    return QName(element).localname


def account_of(words: Words, account: _Element) -> tuple[str | None, str | None]:
    """Return the number of an account, and its currency where that is said."""
    return named(words.text(account, *_ACCOUNT)), words.text(account, "Ccy")


def money_of(words: Words, element: _Element, path: str = "Amt") -> tuple[Decimal, str]:
    """Return an amount, which has no sign yet, and its currency; raises BadCell."""
    found = words.find(element, path)
    text = (found.text or "").strip() if found is not None else ""
    if found is None or not _AMOUNT.fullmatch(text):
        raise BadCell(NO_AMOUNT)
    currency = (found.get("Ccy") or "").strip().upper()
    return checked(Decimal(text), currency), currency


def sign_of(words: Words, element: _Element) -> int:
    """Return 1 for a credit and -1 for a debit.

    This is the direction of the booking itself, of a reversal too: one that undoes a credit is a
    debit (ISO 20022, ReversalIndicator).
    """
    sign = _SIGNS.get(words.text(element, "CdtDbtInd") or "")
    if sign is None:
        raise BadCell(Said("is neither credit (CRDT) nor debit (DBIT)"))
    return sign


def day_of(words: Words, element: _Element, name: str) -> date | None:
    """Return a day, or that of a moment as the bank wrote it; None where there is none."""
    text = words.text(element, f"{name}/Dt", f"{name}/DtTm")
    if text is None:
        return None
    match = _DAY.fullmatch(text)
    try:
        if match is not None:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise BadCell(Said("has no such day: {text}", text=tidy(text)[:40]))
