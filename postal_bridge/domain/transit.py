"""How long the post took, against its norm of J + n working days (TT 17/2017/TT-BTTTT Đ7.2).

J is the day the post got the consignment and is not counted. The way ends where the consignment
is taken over, and on the way to the citizen with the first attempt, whether or not it succeeds
(Đ3.5), or with the word that it waits at a counter (Đ7.2c).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from postal_bridge.domain.calendar import Calendar


class TransitScope(StrEnum):
    """How far a consignment goes, as the norms tell it apart (Đ7.2)."""

    WITHIN_DISTRICT = "within_district"
    BETWEEN_DISTRICTS = "between_districts"
    BETWEEN_CITIES = "between_cities"
    INTER_PROVINCE = "inter_province"


#: How far a consignment goes of which nobody said it and the map of zones does not tell.
USUAL_SCOPE = TransitScope.BETWEEN_DISTRICTS


@dataclass(frozen=True, slots=True)
class TransitNorms:
    """J + n by scope, in force from a day on: to carry, and until the citizen has the slip back.

    `slip_days` include bringing the slip of appointment. `source` is the paper that sets them,
    None where the law's hold.

    Raises:
        ValueError: a scope has no norm, or the slip is back before the papers are there.

    """

    carry_days: Mapping[TransitScope, int] = field(hash=False)
    slip_days: Mapping[TransitScope, int] = field(hash=False)
    valid_from: date
    source: str | None = None

    def __post_init__(self) -> None:
        if any(self.slip_days[scope] < self.carry_days[scope] for scope in TransitScope):
            raise ValueError("a slip is brought back after the papers have come")


def norms_on(day: date, norms: Sequence[TransitNorms]) -> TransitNorms:
    """Return the norms in force on a day; days before all are judged by the oldest.

    `norms` are all that ever held, the newest first.
    """
    return next((each for each in norms if each.valid_from <= day), norms[-1])


def scope_between(zones: Mapping[str, str], one: str | None, other: str | None) -> TransitScope:
    """Return how far it is between two offices by the zones they lie in."""
    here, there = zones.get(one or ""), zones.get(other or "")
    if here is None or there is None:
        return USUAL_SCOPE
    return TransitScope.WITHIN_DISTRICT if here == there else TransitScope.BETWEEN_DISTRICTS


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
