"""Periods that reports are made for: named ones such as 2026-Q1, and any days; which came before.

Owns how a period is called and what the period before it is. What is counted in one is left to the
reports.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from postal_bridge.domain.period import require_order
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said

_NAMED = re.compile(r"(19[0-9]{2}|2[0-9]{3})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])))?")
_MONTHS_OF_YEAR = 12
#: Reports reach neither further back nor further ahead, and over no more days.
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
DAYS_MAX = 3_660
#: The periods that have a name, by how many months they are long.
_MONTHS_OF_NAMED = (1, 3, 6, _MONTHS_OF_YEAR)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both included.

    Raises:
        InvalidInput: it ends before it begins, is too long, or in no year that reports reach; the
            field is `to`.

    """

    first_on: date
    last_on: date

    def __post_init__(self) -> None:
        require_order(self.first_on, self.last_on)
        days = (self.last_on - self.first_on).days + 1
        if self.first_on < EARLIEST or self.last_on > LATEST or days > DAYS_MAX:
            detail = Said("must be in the years 1900 to 2999, at most ten years after the first")
            raise InvalidInput(FieldProblem("to", "too_far", detail))

    @classmethod
    def of(cls, name: str) -> "Span":
        """Return the period of a name: 2026-03, 2026-Q1, 2026-H1 or 2026.

        Raises:
            InvalidInput: no period is called so; the field is `period`.

        """
        found = _NAMED.fullmatch(name.strip().upper())
        if found is None:
            detail = Said("is no period; one is called 2026-03, 2026-Q1, 2026-H1 or 2026")
            raise InvalidInput(FieldProblem("period", "bad_period", detail))
        year, month, quarter, half = (int(part) if part else 0 for part in found.groups())
        if month:
            return cls._of_months(year, month, 1)
        if quarter:
            return cls._of_months(year, 3 * quarter - 2, 3)
        if half:
            return cls._of_months(year, 6 * half - 5, 6)
        return cls._of_months(year, 1, _MONTHS_OF_YEAR)

    @classmethod
    def month_of(cls, day: date) -> "Span":
        """Return the month in which a day lies."""
        return cls._of_months(day.year, day.month, 1)

    @property
    def months(self) -> int | None:
        """How many whole months it is made of; None where it is made of days."""
        after = self.last_on + timedelta(days=1)
        if self.first_on.day != 1 or after.day != 1:
            return None
        return _month_number(after) - _month_number(self.first_on)

    @property
    def name(self) -> str | None:
        """What it is called, if it has a name."""
        year, begins = self.first_on.year, self.first_on.month - 1
        if self.months not in _MONTHS_OF_NAMED or begins % self.months:
            return None
        place = begins // self.months + 1
        return {
            1: f"{year}-{self.first_on:%m}",
            3: f"{year}-Q{place}",
            6: f"{year}-H{place}",
            _MONTHS_OF_YEAR: f"{year}",
        }[self.months]

    def before(self) -> "Span":
        """Return the period of the same length right before: as many months, or as many days.

        Raises:
            InvalidInput: it would be in no year that reports reach.

        """
        last_on = self.first_on - timedelta(days=1)
        if self.months is None:
            return Span(last_on - (self.last_on - self.first_on), last_on)
        first = _month_number(self.first_on) - self.months
        return Span(date(first // _MONTHS_OF_YEAR, first % _MONTHS_OF_YEAR + 1, 1), last_on)

    @classmethod
    def _of_months(cls, year: int, month: int, months: int) -> "Span":
        first = year * _MONTHS_OF_YEAR + month - 1
        after = first + months
        next_day = date(after // _MONTHS_OF_YEAR, after % _MONTHS_OF_YEAR + 1, 1)
        first_on = date(first // _MONTHS_OF_YEAR, first % _MONTHS_OF_YEAR + 1, 1)
        return cls(first_on, next_day - timedelta(days=1))


def _month_number(day: date) -> int:
    return day.year * _MONTHS_OF_YEAR + day.month - 1
