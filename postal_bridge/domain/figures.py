"""What dossiers count for in a period: counts that add up, and the months that a period is made of.

Owns the counts every report is made of and what follows from them. What a report shows is left to
`domain.summary` and `domain.report`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Counts:
    """Dossiers of a period, by what happened to them in it; counts of any groups can be added."""

    carried_over: int = 0
    direct: int = 0
    online: int = 0
    postal: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    overdue: int = 0
    returned_counter: int = 0
    returned_postal: int = 0
    returned_online: int = 0
    very_satisfied: int = 0
    satisfied: int = 0
    dissatisfied: int = 0

    @property
    def received(self) -> int:
        """Received within the period."""
        return self.direct + self.online + self.postal

    @property
    def early_or_on_time(self) -> int:
        """Resolved within the period and no later than they were due."""
        return self.early + self.on_time

    @property
    def resolved(self) -> int:
        """Resolved within the period."""
        return self.early_or_on_time + self.late

    @property
    def pending(self) -> int:
        """Not resolved when the last day ended; it follows from the others."""
        return self.carried_over + self.received - self.resolved

    @property
    def in_time(self) -> int:
        """Pending and not overdue."""
        return self.pending - self.overdue

    @property
    def returned(self) -> int:
        """Handed back within the period."""
        return self.returned_counter + self.returned_postal + self.returned_online

    @property
    def rated(self) -> int:
        """Rated within the period."""
        return self.very_satisfied + self.satisfied + self.dissatisfied

    def __bool__(self) -> bool:
        """Whether anything is counted."""
        return any(getattr(self, each.name) for each in fields(self))

    def __add__(self, other: "Counts") -> "Counts":
        """Return the counts of both together."""
        return Counts(
            *(getattr(self, each.name) + getattr(other, each.name) for each in fields(self))
        )


class Figure(StrEnum):
    """The counts that can be looked behind: each is a set of dossiers."""

    CARRIED_OVER = "carried_over"
    RECEIVED = "received"
    DIRECT = "direct"
    ONLINE = "online"
    POSTAL = "postal"
    RESOLVED = "resolved"
    EARLY_OR_ON_TIME = "early_or_on_time"
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    PENDING = "pending"
    IN_TIME = "in_time"
    OVERDUE = "overdue"
    RETURNED = "returned"
    RETURNED_COUNTER = "returned_counter"
    RETURNED_POSTAL = "returned_postal"
    RETURNED_ONLINE = "returned_online"
    RATED = "rated"
    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"

    def of(self, counts: "Counts") -> int:
        """Return how many dossiers these are."""
        number: int = getattr(counts, self.value)
        return number


@dataclass(frozen=True, slots=True)
class CountedGroup:
    """Dossiers of one department and one field that came in by one way.

    `field` is None where the catalogue names none for their procedure.
    """

    department_code: str
    department_name: str
    field: str | None
    received_via: str
    counts: Counts


def total(groups: Iterable[CountedGroup]) -> Counts:
    """Return what groups count together."""
    return sum((group.counts for group in groups), Counts())


@dataclass(frozen=True, slots=True)
class WholeMonths:
    """Which days of a period, and before it, are told by months and which one by one.

    Whole months are those before `opening` and those from `first` to before `until`; from `opening`
    on to the end of the period the other days count by themselves.
    """

    opening: date
    first: date
    until: date

    @classmethod
    def within(cls, period_from: date, period_to: date) -> "WholeMonths":
        """Return how a period, both days included, is made of months."""
        opening = period_from.replace(day=1)
        first = period_from if period_from == opening else _next_month(opening)
        day_after = period_to + timedelta(days=1)
        until = day_after.replace(day=1)
        if first >= until:
            # No month is whole: all days count by themselves.
            first = until = day_after
        return cls(opening, first, until)


def _next_month(first_day: date) -> date:
    return (first_day + timedelta(days=31)).replace(day=1)
