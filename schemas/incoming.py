"""Calls of other parties as they are answered, and what administrators say of them."""

from uuid import UUID

from pydantic import Field

from postal_bridge.domain.incoming import (
    TOLERANCE_SECONDS,
    TOLERANCE_SECONDS_USUAL,
    IncomingState,
    Way,
)
from schemas.pages import PlaceAddress
from schemas.shape import CURSOR_LENGTH_MAX, READABLE, Query, Shape


class TakenCall(Shape):
    """That a call was taken."""

    call_id: UUID
    """Under which identity it is kept."""

    repeated: bool
    """Whether the very same came before."""


class SourceWayForm(Query):
    """How calls of a party are to be proved."""

    way: Way
    """The way."""

    header_name: str | None = Field(default=None, max_length=60)
    """The header in which a key stands; of no meaning in other ways."""

    tolerance_seconds: int = Field(
        default=TOLERANCE_SECONDS_USUAL,
        ge=TOLERANCE_SECONDS.start,
        le=TOLERANCE_SECONDS.stop - 1,
    )
    """By how much the moment of a signature may differ from ours."""


class SourceSecretForm(Query):
    """A secret to be added."""

    sending: UUID
    """Made with the page, so that a second click changes nothing."""

    secret: str | None = Field(default=None, max_length=200)
    """The secret that the other party gave; left out, one is made."""

    overlap_hours: int = Field(default=24, ge=0, le=336)
    """For how long the secrets of before are good beside it."""


class SourceSecretEndForm(Query):
    """A secret that is to be good no more."""

    secret_id: UUID
    """Its identity."""


class IncomingAddress(PlaceAddress):
    """Which calls are looked at."""

    source: str | None = Field(default=None, max_length=60)
    """The party; left out, any."""

    state: IncomingState | None = None
    """The state; left out, any."""

    cursor: str | None = Field(default=None, max_length=CURSOR_LENGTH_MAX)
    """The place of the last one shown."""


class SettleForm(Query):
    """Why a call needs nothing more."""

    reason: str = Field(min_length=3, max_length=500, pattern=READABLE)
    """In words, for the list of changes."""
