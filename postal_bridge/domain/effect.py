"""From which day on something new may hold, so that days gone by stay as they were judged."""

from datetime import date, timedelta

from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said


def require_free_day(
    valid_from: date, *, held_until: date | None, closed_through: date | None
) -> None:
    """Refuse a first day that would have days judged anew.

    `held_until` is the last day on which something else counts in its place, None where nothing
    ever did; `closed_through` is the last day of the last closed period.

    Raises:
        InvalidInput: it is one of these days, or lies before them.

    """
    taken = [day for day in (held_until, closed_through) if day is not None]
    if taken and valid_from <= max(taken):
        first = max(taken) + timedelta(days=1)
        detail = Said("days gone by stay as they were judged: may be {first} or later", first=first)
        raise InvalidInput(FieldProblem("valid_from", "already_in_force", detail))
