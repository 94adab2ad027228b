"""The portal's list of procedures beside the catalogue of the centre, as it is told."""

from datetime import datetime

from postal_bridge.domain.portal_catalogue import Difference
from schemas.shape import Shape


class DifferenceCounts(Shape):
    """How many procedures differ in which way."""

    missing_here: int
    """The portal lists them and the catalogue has them not."""

    missing_there: int
    """The catalogue has them and the portal does not list them."""

    other_name: int
    """Both have them under different names."""

    other_term: int
    """Both have them with different terms in days."""


class CatalogueCompared(Shape):
    """The portal's list of procedures beside the catalogue of the centre."""

    read_at: datetime | None
    """When the portal's list was read; null when it never was."""

    trouble: str | None
    """Why it could not be read since."""

    listed: int
    """How many procedures it has."""

    counts: DifferenceCounts
    """What differs."""


class ProcedureDifference(Shape):
    """A procedure that differs; what one side has not is null."""

    kind: Difference
    """How it differs."""

    our_code: str | None
    """Our code."""

    their_code: str | None
    """The portal's code: the same, or the national one that ours begins with."""

    our_name: str | None
    """Our name of it."""

    their_name: str | None
    """The portal's name of it."""

    our_term_days: int | None
    """Our term, where it is in days."""

    their_term_days: int | None
    """The portal's term in days."""


class CatalogueWanted(Shape):
    """That the portal's list is read anew."""

    wanted_at: datetime
    """Since when."""
