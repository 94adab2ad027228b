"""What happened to consignments, as it crosses the border."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from postal_bridge.domain.scan import CodeJudgement
from schemas.shape import Shape


class EventShape(Shape):
    """One thing that happened to a consignment."""

    sequence: int
    """Its number in the order of recording, which is that of the hash chain."""

    event: str = Field(examples=["given"])
    """What happened."""

    happened_at: datetime
    """When, as far as the device knew; corrected where its clock was seen to be off."""

    recorded_at: datetime
    """When the server recorded it."""

    device_at: datetime | None
    """What the clock of the device said; far from `happened_at` it was wrong. Null of no scan."""

    office: str
    """Where."""

    office_name: str | None
    """What the office is called."""

    login: str | None
    """Who; null for people of other offices."""

    state: str
    """How the consignment stood when this had been recorded."""

    holder: str
    """Who held it then."""

    to_office: str | None
    """With `given`: to whom."""

    bag: str | None
    """The bag it went into, came out of or moved in."""

    reason: str | None
    """Why a delivery failed or it went back."""

    one_time_code: CodeJudgement | None
    """With `delivered`: whether the recipient's code was right, where one was typed."""

    scan_id: UUID | None
    """The scan that told."""

    corrects: int | None
    """With `corrected`: the sequence of the event that was wrong."""

    corrected: bool
    """Whether a later event took this one out of the reckoning."""

    hash: str = Field(pattern=r"^[0-9a-f]{64}$")
    """SHA-256 over this event and the hash of the one recorded before."""
