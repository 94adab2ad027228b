"""How parties that call in are known, as it crosses the border: their ways and their secrets."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from postal_bridge.domain.incoming import TOLERANCE_SECONDS, TOLERANCE_SECONDS_USUAL, Way
from schemas.shape import Shape

_HEADER_LENGTH_MAX, _SECRET_LENGTH_MAX, _OVERLAP_HOURS_MAX = 60, 200, 14 * 24


class SourceSecretFacts(Shape):
    """What may be told of a secret: everything but the secret."""

    secret_id: UUID
    """By which it is ended."""

    added_at: datetime
    """When it was added."""

    added_by: str
    """By whom."""

    ends_at: datetime | None
    """From when it is good no more; null while no other follows it."""


class IncomingSourceShape(Shape):
    """A party that may call in, and how the centre knows it."""

    source: str
    """Its name, which stands in the address of its calls."""

    address: str
    """Where it calls."""

    ways: list[Way]
    """The ways in which it can prove its calls."""

    way: Way | None
    """The one that is used; null until one is chosen, and until then no call is taken."""

    header_name: str | None
    """The header in which a key stands; null in other ways."""

    tolerance_seconds: int | None
    """By how much the moment of a signature may differ from ours."""

    secrets: list[SourceSecretFacts]
    """The secrets that it has and had, the newest first."""


class IncomingSourceList(Shape):
    """The parties that may call in."""

    items: list[IncomingSourceShape]
    """All of them for which the centre has to agree upon secrets."""


class SourceWayChoice(Shape):
    """How calls of a party are to be proved."""

    way: Way
    """The way, one of those that the party has."""

    header_name: str | None = Field(
        default=None, max_length=_HEADER_LENGTH_MAX, examples=["X-Api-Key"]
    )
    """The header in which a key stands; of no meaning in other ways."""

    tolerance_seconds: int = Field(
        default=TOLERANCE_SECONDS_USUAL,
        ge=TOLERANCE_SECONDS.start,
        le=TOLERANCE_SECONDS.stop - 1,
    )
    """By how much the moment of a signature may differ from ours."""


class ChosenWay(Shape):
    """The way that was chosen for a party."""

    source: str
    """The party."""

    way: Way
    """The way."""


class NewSourceSecret(Shape):
    """A secret to be added."""

    secret: str | None = Field(
        default=None, min_length=16, max_length=_SECRET_LENGTH_MAX, examples=[None]
    )
    """The secret that the other party gave; left out, one is made."""

    overlap_hours: int = Field(default=24, ge=0, le=_OVERLAP_HOURS_MAX)
    """For how long the secrets of before are good beside it."""


class AddedSourceSecret(Shape):
    """A secret that was added."""

    secret_id: UUID
    """By which it is ended."""

    secret: str | None
    """The secret that was made, here and nowhere else; null where the other party gave it."""
