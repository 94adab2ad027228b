"""By when the post sends on what it collected: a matter of contract, not of law.

QĐ 45/2016/QĐ-TTg Đ15.2 asks for all of it, on time, and names no number of days; bodies that
collect pay in daily, weekly or monthly (NĐ 120/2016/NĐ-CP Đ3).
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
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
    """Money of one span is due so many working days after its last day; in force from a day on.

    What is taken after `cutoff` counts for the next day. `source` is the contract, None where no
    centre has agreed on it and the rule of the installation holds.
    """

    cycle: Cycle
    working_days: int
    valid_from: date
    cutoff: time | None = None
    source: str | None = None

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


@dataclass(frozen=True, slots=True)
class BatchDue:
    """When a batch was due and its credit is expected, and how many working days late either is."""

    due_on: date
    expected_on: date
    late_days: int
    credit_late_days: int


def due_days(
    first: date, last: date, terms: Sequence[RemittanceTerms], calendar: Calendar
) -> dict[date, date]:
    """Return for each day from `first` to `last` when its money is due; the newest terms count.

    Days before all terms are judged by the oldest.
    """
    newest_first = sorted(terms, key=lambda each: each.valid_from, reverse=True)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    due: dict[date, date] = {}
    for day in days:
        in_force = next((each for each in newest_first if each.valid_from <= day), newest_first[-1])
        due[day] = in_force.due_on(day, calendar)
    return due


def batch_due(
    oldest_on: date,
    sent_on: date,
    seen_on: date,
    terms: Sequence[RemittanceTerms],
    calendar: Calendar,
) -> BatchDue:
    """Return how a batch stands whose oldest money is of a day.

    `seen_on` is the day of its credit, or today as long as there is none. A credit is expected by
    the due day; of what was sent later, on the day it was sent, or the next working day.
    """
    due_on = due_days(oldest_on, oldest_on, terms, calendar)[oldest_on]
    return BatchDue(
        due_on=due_on,
        expected_on=calendar.next_working_day_on_or_after(max(due_on, sent_on)),
        late_days=calendar.working_days_between(due_on, sent_on),
        credit_late_days=calendar.working_days_between(due_on, seen_on),
    )
