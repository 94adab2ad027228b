"""Spans of days: those that figures are told for, and those whose books are closed and sealed."""

import hashlib
import json
import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from postal_bridge.domain.period_refusals import PeriodOutOfOrder, UnknownPeriod
from postal_bridge.domain.reconciliation import DIFFERENCES
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said

FIRST_SEAL = bytes(32)

_MONTH = re.compile(r"([1-9][0-9]{3})-(0[1-9]|1[0-2])")
#: Lines of lists and collections that nothing explains are counted under these names.
UNJUDGED = "unjudged"


def require_order(first: date, last: date) -> None:
    """Refuse a period that ends before it begins.

    Raises:
        InvalidInput: naming the field `to`.

    """
    if last < first:
        detail = Said("must not be before the first day")
        raise InvalidInput(FieldProblem("to", "before_from", detail))


@dataclass(frozen=True, slots=True)
class Period:
    """A month of account: 2026-03 for instance."""

    period_id: str
    first_on: date
    last_on: date

    @classmethod
    def of(cls, period_id: str) -> "Period":
        """Return the period of a name.

        Raises:
            UnknownPeriod: no period is called so.

        """
        found = _MONTH.fullmatch(period_id)
        if found is None:
            raise UnknownPeriod
        year, month = int(found[1]), int(found[2])
        last_on = date(year, month, monthrange(year, month)[1])
        return cls(period_id, date(year, month, 1), last_on)

    @classmethod
    def around(cls, day: date) -> "Period":
        """Return the period in which a day lies."""
        return cls.of(f"{day:%Y-%m}")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a period stands that was closed at least once; reopened ones are open again.

    `last_entry` is the last entry of the journal that the newest closing counts.
    """

    period: Period
    is_closed: bool
    action: str
    last_entry: int


def require_next(period: Period, standings: Sequence[Standing]) -> Standing | None:
    """Return the closed period before this one, None before the first; periods close in order.

    Raises:
        PeriodOutOfOrder: another one has to be closed first.

    """
    closed = [each for each in standings if each.is_closed]
    if closed:
        expected = Period.around(closed[-1].period.last_on + timedelta(days=1))
    elif standings:
        expected = standings[0].period
    else:
        return None
    if expected != period:
        raise PeriodOutOfOrder(expected=expected.period_id)
    return closed[-1] if closed else None


def days_to_explain(period: Period, standings: Sequence[Standing]) -> tuple[date, date]:
    """Return the days of which nothing may be left unexplained when a period is closed.

    The first closing answers for all days before it, too: no other ever will.
    """
    is_first = not any(each.is_closed for each in standings)
    return (date.min if is_first else period.first_on), period.last_on


#: What banks booked and nobody has explained, beside the classes of differences.
BANK_LINE = "bank_line"
#: What may be carried forward when a period is closed.
CARRIED = (*map(str, DIFFERENCES), BANK_LINE)


def canonical(figures: Mapping[str, Any]) -> str:
    """Return figures as the one text that stands for them, which is what is sealed."""
    return json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seal_of(previous: bytes, text: str) -> bytes:
    """Return the SHA-256 that chains the figures of a closing to the closing before it."""
    return hashlib.sha256(previous + text.encode()).digest()


@dataclass(frozen=True, slots=True)
class Closing:
    """A closing as it is kept."""

    period_id: str
    closing: int
    figures: str
    previous_seal: bytes
    seal: bytes


def broken_seals(closings: Sequence[Closing]) -> list[tuple[str, str]]:
    """Return (period, what is wrong) of every closing that is not as it was sealed."""
    found, last_seal = [], FIRST_SEAL
    for number, each in enumerate(closings, start=1):
        if each.closing != number or each.previous_seal != last_seal:
            found.append((each.period_id, f"closing {each.closing} does not follow the one before"))
        if each.seal != seal_of(each.previous_seal, each.figures):
            found.append((each.period_id, f"closing {each.closing} is not what was sealed"))
        last_seal = each.seal
    return found
