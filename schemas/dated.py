"""What is kept of a centre from a day on, but for what contracts say: hours, norms, zones.

Forms are read in the same shapes as calls.
"""

from datetime import date, time
from typing import Annotated

from pydantic import Field

from postal_bridge.domain.forwarding import ForwardingHour
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.domain.transit import TransitNorms, TransitScope
from schemas.catalogue_file import Hour, OfficeCode
from schemas.cells import FIRST_YEAR, LAST_YEAR
from schemas.shape import READABLE, Query, Shape

NORM_DAYS_MAX = 60

FirstDay = Annotated[date, Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31))]
Source = Annotated[str, Field(min_length=1, max_length=200, pattern=READABLE)]
_Days = Annotated[int, Field(ge=0, le=NORM_DAYS_MAX)]


class WhichDay(Shape):
    """What is kept, by the day it begins."""

    valid_from: FirstDay
    """The first day."""


class ForwardingHourShape(Shape):
    """Until when a dossier goes to its department on the same day, from a day on."""

    cutoff: str
    """The hour."""

    valid_from: date
    """The first day."""

    source: str | None
    """The paper that set it; null for the law's hour, which holds until a centre has its own."""


class NewForwardingHour(Shape):
    """Such an hour as a centre sets it."""

    cutoff: Hour
    """The hour."""

    valid_from: FirstDay
    """The first day."""

    source: Source
    """The paper that sets it."""

    def stated(self) -> ForwardingHour:
        """Return the hour this states."""
        return ForwardingHour(time.fromisoformat(self.cutoff), self.valid_from, self.source)


class NormDays(Shape):
    """Working days after the day on the slip, by how far it is."""

    within_district: int
    """Within one zone."""

    between_districts: int
    """Between zones of a province."""

    between_cities: int
    """Between cities of the special and the first class."""

    inter_province: int
    """Between other provinces."""


class TransitNormsShape(Shape):
    """How long the post may take, from a day on."""

    carry_days: NormDays
    """To carry the papers."""

    slip_days: NormDays
    """Until the citizen has the slip of appointment back."""

    valid_from: date
    """The first day."""

    source: str | None
    """The paper that set them; null for the law's, which hold until a centre has set its own."""


class NewTransitNorms(Shape):
    """The norms as a centre and its post agree on them, where the law leaves that to them."""

    within_district: _Days
    """Within one zone."""

    between_districts: _Days
    """Between zones of a province."""

    between_cities: _Days
    """Between cities of the special and the first class."""

    inter_province: _Days
    """Between other provinces."""

    within_district_slip: _Days
    """Within one zone, bringing the slip of appointment included."""

    between_districts_slip: _Days
    """Between zones of a province, the slip included."""

    between_cities_slip: _Days
    """Between such cities, the slip included."""

    inter_province_slip: _Days
    """Between other provinces, the slip included."""

    valid_from: FirstDay
    """The first day."""

    source: Source
    """The paper that sets them."""

    def stated(self) -> TransitNorms:
        """Return the norms this states.

        Raises:
            InvalidInput: a slip would be back before the papers are there.

        """
        carry = {scope: getattr(self, scope.value) for scope in TransitScope}
        slip = {scope: getattr(self, f"{scope.value}_slip") for scope in TransitScope}
        problems = [
            FieldProblem(f"{scope}_slip", "too_few", Said("is less than carrying alone"))
            for scope in TransitScope
            if slip[scope] < carry[scope]
        ]
        if problems:
            raise InvalidInput(*problems)
        return TransitNorms(carry, slip, self.valid_from, self.source)


class ZoneForm(Query):
    """Where an office lies."""

    office_code: OfficeCode
    """The office."""

    zone: str | None = Field(default=None, max_length=100, pattern=READABLE)
    """The zone, by any name; left out, it is not known."""
