"""Turns one cell into one value: texts, days, moments, amounts, choices; or says what is wrong.

Owns the ways in which people and programs write them, in Vietnamese and in English. Which column
wants which is known by the readers of files, and what values must agree with one another too.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from postal_bridge.domain.money import AMOUNT_MAX_DONG
from schemas.table import Cell

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100

_LONGEST_HEADING: Final = 200
_LONGEST_MOMENT: Final = 40
_LONGEST_AMOUNT: Final = 40
_SHOWN_CHARACTERS: Final = 80

_BRACKETED: Final = re.compile(r"\([^()]*\)|\[[^][]*\]")
_NOT_WORD: Final = re.compile(r"[\W_]+")
_BLANKS: Final = re.compile(r"\s+")
# Line breaks and tabs come from people; other control characters are no text, and marks that turn
# the direction of writing hide what a text says.
_NOT_TEXT: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_ERROR_VALUE: Final = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)")

_ISO: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
_VIETNAMESE: Final = re.compile(
    r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?: +([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?"
)
_CURRENCY: Final = re.compile(r"\s*(?:đ|₫|đồng|vnđ|vnd)\.?$", re.IGNORECASE)
_PLAIN: Final = re.compile("[0-9]+")
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:(?:\.[0-9]{3})+|(?:,[0-9]{3})+)")
_DECIMAL: Final = re.compile(r"[0-9][0-9.,]*[.,][0-9]+")

_Choice = TypeVar("_Choice")


class BadCell(ValueError):  # noqa: N818 - an expected answer about a cell, gathered into a list
    """A cell does not hold what its column wants; the message is the reason, for people."""


def fold(text: str) -> str:
    """Return text without accents, case, punctuation and surplus blanks: "Mã hồ  sơ" → "ma ho so".

    For comparing headings and choices with those that are known; never for keeping.
    """
    plain = text[:_LONGEST_HEADING].casefold().replace("đ", "d")
    letters = unicodedata.normalize("NFD", plain)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", bare).strip()


def fold_heading(text: str) -> str:
    """Return a heading folded, without units and marks in brackets: "Lệ phí (đồng)" → "le phi"."""
    return fold(_BRACKETED.sub(" ", text[:_LONGEST_HEADING]))


def text_of(cell: Cell, most_characters: int) -> str:
    """Return a text in composed form (NFC) with line breaks and tabs as blanks.

    Raises BadCell for formulas, error values, control characters and texts that are too long.
    """
    text = cell if isinstance(cell, str) else written(cell)
    if len(text) > most_characters:
        message = f"longer than {most_characters} characters"
        raise BadCell(message)
    if text.startswith("="):
        message = "looks like a formula"
        raise BadCell(message)
    if text.startswith("#") and _ERROR_VALUE.fullmatch(text):
        message = "is an error value of the spreadsheet"
        raise BadCell(message)
    if not text.isprintable():
        if _NOT_TEXT.search(text):
            message = "holds characters that are no text"
            raise BadCell(message)
        text = _BLANKS.sub(" ", text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def moment_of(cell: Cell, zone: ZoneInfo) -> datetime:
    """Return a moment in the time zone of the centre; a day alone is its midnight.

    Text is ISO 8601 or dd/mm/yyyy with or without hours. Raises BadCell, also for years outside
    1990 to 2100.
    """
    if isinstance(cell, datetime):
        moment = cell
    elif isinstance(cell, date):
        moment = datetime(cell.year, cell.month, cell.day, tzinfo=zone)
    else:
        moment = _moment_of_text(str(cell))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    elif FIRST_YEAR <= moment.year <= LAST_YEAR:
        moment = moment.astimezone(zone)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        message = f"out of range: the year must lie from {FIRST_YEAR} to {LAST_YEAR}"
        raise BadCell(message)
    return moment


def day_of(cell: Cell, zone: ZoneInfo) -> date:
    """Return a day, as `moment_of`; the hours of a moment are left away."""
    return moment_of(cell, zone).date()


def amount_of(cell: Cell) -> int:
    """Return an amount in whole đồng: digits, or 1.234.567 or 1,234,567, perhaps with đ or VND.

    Raises BadCell for anything below zero, with decimals, or above 9,000,000,000,000.
    """
    if isinstance(cell, float):
        message = "has decimals: amounts are whole đồng"
        raise BadCell(message)
    text = cell if isinstance(cell, str) else written(cell)
    if len(text) <= _LONGEST_AMOUNT:
        text = _CURRENCY.sub("", text)
    if text.startswith(("-", "\N{MINUS SIGN}", "(")):
        message = "is below zero"
        raise BadCell(message)
    if len(text) > _LONGEST_AMOUNT:
        message = "is not an amount"
        raise BadCell(message)
    if not _PLAIN.fullmatch(text):
        if not _GROUPED.fullmatch(text):
            decimals = _DECIMAL.fullmatch(text)
            message = "has decimals: amounts are whole đồng" if decimals else "is not an amount"
            raise BadCell(message)
        text = text.replace(".", "").replace(",", "")
    amount_dong = int(text)
    if amount_dong > AMOUNT_MAX_DONG:
        message = f"is above {AMOUNT_MAX_DONG:,} đồng"
        raise BadCell(message)
    return amount_dong


def choice_of(cell: Cell, choices: Mapping[str, _Choice], names: str) -> _Choice:
    """Return what a folded text stands for; raises BadCell with the `names` that may be written."""
    choice = choices.get(fold(cell)) if isinstance(cell, str) else None
    if choice is None:
        message = f"must be one of {names}"
        raise BadCell(message)
    return choice


def written(cell: Cell) -> str:
    """Return a cell as text, the way a person would write it."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def shown_of(cell: Cell, *, personal: bool) -> str:
    """Return what a problem may show of a cell: short, printable, of a person the first letter."""
    text = written(cell)
    if personal and text:
        text = f"{text[:1]}***"
    if len(text) > _SHOWN_CHARACTERS:
        text = f"{text[: _SHOWN_CHARACTERS - 1]}…"
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _moment_of_text(text: str) -> datetime:
    if len(text) <= _LONGEST_MOMENT:
        try:
            if _ISO.fullmatch(text):
                return datetime.fromisoformat(text)
            match = _VIETNAMESE.fullmatch(text)
            if match:
                day, month, year, hour, minute, second = map(int, match.groups(default="0"))
                # The zone is the caller's to add.
                return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
        except ValueError:
            message = "there is no such day or hour"
            raise BadCell(message) from None
    message = "is not a date: write 2026-03-14 or 14/03/2026, with 09:30 behind it if need be"
    raise BadCell(message)
