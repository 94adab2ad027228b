"""When a centre is open: what administrators state, by form or by call, and what is told of it."""

from datetime import date, time

from postal_bridge.domain.office_hours import OfficeHours, are_in_order
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from schemas.catalogue_file import Hour
from schemas.dated import FirstDay, Source
from schemas.shape import Shape


class OfficeHoursShape(Shape):
    """The hours of a working day, from a day on."""

    opens_at: str
    """When the office opens."""

    lunch_from: str | None
    """When the rest at noon begins; null where there is none."""

    lunch_until: str | None
    """When it ends."""

    closes_at: str
    """When the office closes."""

    valid_from: date
    """The first day."""

    source: str | None
    """The paper that set them; null for the hours that hold until a centre has set its own."""


class NewOfficeHours(Shape):
    """The hours of a working day as a centre sets them."""

    opens_at: Hour
    """When the office opens."""

    lunch_from: Hour | None = None
    """When the rest at noon begins; left out with its end where there is none."""

    lunch_until: Hour | None = None
    """When it ends."""

    closes_at: Hour
    """When the office closes."""

    valid_from: FirstDay
    """The first day."""

    source: Source
    """The paper that sets them."""

    def stated(self) -> OfficeHours:
        """Return the hours this states.

        Raises:
            InvalidInput: they do not follow each other.

        """
        opens_at, closes_at = time.fromisoformat(self.opens_at), time.fromisoformat(self.closes_at)
        lunch_from, lunch_until = hour_of(self.lunch_from), hour_of(self.lunch_until)
        if not are_in_order(opens_at, lunch_from, lunch_until, closes_at):
            detail = Said("hours follow each other through the day, lunch has both ends or none")
            raise InvalidInput(FieldProblem("opens_at", "not_in_order", detail))
        return OfficeHours(
            opens_at, closes_at, self.valid_from, lunch_from, lunch_until, self.source
        )


def hour_of(text: str | None) -> time | None:
    """Return the hour a text states, which is one."""
    return time.fromisoformat(text) if text else None
