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
from postal_bridge.domain.said import Said
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

#: What readers of several kinds of files say.
NO_AMOUNT: Final = Said("is not an amount")
HAS_DECIMALS: Final = Said("has decimals: amounts are whole đồng")
EMPTY: Final = Said("is required but empty")
TOO_MANY_CELLS: Final = Said(
    "has more cells than the header: a text with the separator needs quotes"
)

_Choice = TypeVar("_Choice")


class BadCell(ValueError):  # noqa: N818 - an expected answer about a cell, gathered into a list
    """A cell does not hold what its column wants; `said` is the reason, for people."""

    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said = said


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
        raise BadCell(Said("longer than {most} characters", most=most_characters))
    if text.startswith("="):
        raise BadCell(Said("looks like a formula"))
    if text.startswith("#") and _ERROR_VALUE.fullmatch(text):
        raise BadCell(Said("is an error value of the spreadsheet"))
    if not text.isprintable():
        if _NOT_TEXT.search(text):
            raise BadCell(Said("holds characters that are no text"))
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
        raise BadCell(
            Said(
                "out of range: the year must lie from {first} to {last}",
                first=FIRST_YEAR,
                last=LAST_YEAR,
            )
        )
    return moment


def day_of(cell: Cell, zone: ZoneInfo) -> date:
    """Return a day, as `moment_of`; the hours of a moment are left away."""
    return moment_of(cell, zone).date()


def amount_of(cell: Cell) -> int:
    """Return an amount in whole đồng: digits, or 1.234.567 or 1,234,567, perhaps with đ or VND.

    Raises BadCell for anything below zero, with decimals, or above 9,000,000,000,000.
    """
    if isinstance(cell, float):
        raise BadCell(HAS_DECIMALS)
    text = cell if isinstance(cell, str) else written(cell)
    if len(text) <= _LONGEST_AMOUNT:
        text = _CURRENCY.sub("", text)
    if text.startswith(("-", "\N{MINUS SIGN}", "(")):
        raise BadCell(Said("is below zero"))
    if len(text) > _LONGEST_AMOUNT:
        raise BadCell(NO_AMOUNT)
    if not _PLAIN.fullmatch(text):
        if not _GROUPED.fullmatch(text):
            raise BadCell(HAS_DECIMALS if _DECIMAL.fullmatch(text) else NO_AMOUNT)
        text = text.replace(".", "").replace(",", "")
    amount_dong = int(text)
    if amount_dong > AMOUNT_MAX_DONG:
        raise BadCell(Said("is above {limit_dong} đồng", limit_dong=AMOUNT_MAX_DONG))
    return amount_dong


def choice_of(cell: Cell, choices: Mapping[str, _Choice], otherwise: Said) -> _Choice:
    """Return what a folded text stands for; raises BadCell, which says `otherwise`."""
    choice = choices.get(fold(cell)) if isinstance(cell, str) else None
    if choice is None:
        raise BadCell(otherwise)
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
            raise BadCell(Said("there is no such day or hour")) from None
    raise BadCell(
        Said("is not a date: write 2026-03-14 or 14/03/2026, with 09:30 behind it if need be")
    )
