"""By when the post sends on what it collected: a matter of contract, not of law.

QĐ 45/2016/QĐ-TTg Đ15.2 asks for all of it, on time, and names no number of days; bodies that
collect pay in daily, weekly or monthly (NĐ 120/2016/NĐ-CP Đ3).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from postal_bridge.domain.calendar import Calendar

_SUNDAY = 6


class Cycle(StrEnum):
    """After which span the money of its days is sent together."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class RemittanceTerms:
    """Money of one span is due so many working days after its last day; in force from a day on."""

    cycle: Cycle
    working_days: int
    valid_from: date

    def due_on(self, collected_on: date, calendar: Calendar) -> date:
        """Return the last day on which money of a day is sent on time."""
        return calendar.add_working_days(self._end_of_span(collected_on), self.working_days)

    def _end_of_span(self, day: date) -> date:
        match self.cycle:
            case Cycle.DAILY:
                return day
            case Cycle.WEEKLY:
                return day + timedelta(days=_SUNDAY - day.weekday())
            case Cycle.MONTHLY:
                return day.replace(day=monthrange(day.year, day.month)[1])


def due_days(
    first: date, last: date, terms: list[RemittanceTerms], calendar: Calendar
) -> dict[date, date]:
    """Return for each day from `first` to `last` when its money is due; the newest terms count.

    Raises:
        ValueError: no terms were in force on the first day.

    """
    newest_first = sorted(terms, key=lambda each: each.valid_from, reverse=True)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    due: dict[date, date] = {}
    for day in days:
        in_force = next((each for each in newest_first if each.valid_from <= day), None)
        if in_force is None:
            raise ValueError(f"no terms of remittance were in force on {day}")
        due[day] = in_force.due_on(day, calendar)
    return due
