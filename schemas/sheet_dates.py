"""Days and moments in XLSX: which number formats mean a date, and what a serial number means.

A spreadsheet keeps moments as numbers of days; only the format of the cell tells them from other
numbers (ECMA-376 part 1, 18.8.30 and 18.17.4). Time zones are left to the reader of the file.
"""

import re
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Final


class DateStyle(Enum):
    """What the format of a cell says its number is."""

    DAY = 1
    MOMENT = 2


# The built-in formats that no file spells out: days, then those that show hours.
_BUILT_IN_DAYS: Final = frozenset({14, 15, 16, 17, *range(27, 32), 36, *range(50, 55), 57, 58})
_BUILT_IN_MOMENTS: Final = frozenset({18, 19, 20, 21, 22, 32, 33, 34, 35, 55, 56})

# What in a format is shown as it stands: quoted words, escaped and padding characters, colours,
# languages. Elapsed hours such as [h] are taken out with them, for a duration is not a moment.
_LITERAL: Final = re.compile(r'"[^"]*"?|[\\_*].|\[[^\]]*\]?', re.DOTALL)
_HALF_OF_DAY: Final = re.compile("am/pm|a/p", re.IGNORECASE)

_FIRST_DAY: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's moments have no zone
_FIRST_DAY_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001 - the same
_PHANTOM_DAY: Final = 60
_AFTER_LAST_DAY: Final = 2_958_466
_DAY_SECONDS: Final = 86_400


def date_style(number_format: int, code: str | None) -> DateStyle | None:
    """Return what a number format means: `code` as the file spells it out, else the built-in."""
    if code is None:
        if number_format in _BUILT_IN_DAYS:
            return DateStyle.DAY
        return DateStyle.MOMENT if number_format in _BUILT_IN_MOMENTS else None
    shown = _HALF_OF_DAY.sub("h", _LITERAL.sub("", code.partition(";")[0])).lower()
    if shown.strip() == "general":
        return None
    if "h" in shown or "s" in shown:
        return DateStyle.MOMENT
    return DateStyle.DAY if any(letter in shown for letter in "ymd") else None


def moment_of(serial: float, style: DateStyle, *, from_1904: bool) -> date | None:
    """Return the day or moment of a serial number, to the second; None when it is neither.

    A time of the day without a day is neither. A day whose cell hides its hours keeps them.
    """
    if not 1 <= serial < _AFTER_LAST_DAY:
        return None
    whole_days = int(serial)
    # Seconds are rounded, because a third of a day has no exact binary fraction.
    seconds = round((serial - whole_days) * _DAY_SECONDS)
    if from_1904:
        first = _FIRST_DAY_1904
    else:
        # Spreadsheets count a 29 February 1900 that never was.
        first = _FIRST_DAY + timedelta(days=1 if whole_days < _PHANTOM_DAY else 0)
    try:
        moment = first + timedelta(days=whole_days, seconds=seconds)
    except OverflowError:
        return None
    if style is DateStyle.DAY and seconds == 0:
        return moment.date()
    return moment
