"""How long the post took, against its norm of J + n working days (TT 17/2017/TT-BTTTT Đ7.2).

J is the day the post got the consignment and is not counted. The way ends where the consignment
is taken over, and on the way to the citizen with the first attempt, whether or not it succeeds
(Đ3.5), or with the word that it waits at a counter (Đ7.2c).
"""

from dataclasses import dataclass
from datetime import date

from postal_bridge.domain.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Transit:
    """Working days of a way: those of the norm, those used so far or in all, those beyond it."""

    norm_days: int
    used_days: int
    late_days: int


def transit_of(
    posted_on: date, norm_on: date, reached_on: date | None, today: date, calendar: Calendar
) -> Transit:
    """Return how a consignment stands that has to arrive by `norm_on`; today while it travels."""
    until = reached_on or today
    return Transit(
        norm_days=calendar.working_days_between(posted_on, norm_on),
        used_days=calendar.working_days_between(posted_on, until),
        late_days=calendar.working_days_between(norm_on, until),
    )
