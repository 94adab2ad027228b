"""Who took a consignment over, and where: told by scans, seen by those who may."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from postal_bridge.domain.scan import CodeJudgement
from schemas.scans import PlaceShape
from schemas.shape import Query, Shape


class SeenRecipient(Shape):
    """Who took a delivery, as far as the viewer may know."""

    kind: str | None
    """The addressee, somebody with an authorisation paper, or a member of the household."""

    name: str | None
    """The name, or its first letters."""

    id_kind: str | None
    """Which identity paper was shown."""

    id_last4: str | None
    """The last four characters of its number."""

    authorisation: str | None
    """What the authorisation paper is called or numbered."""


class DeliveryAttemptShape(Shape):
    """One attempt to hand a consignment over that stands."""

    scan_id: UUID
    """The scan that told of it."""

    event: Literal["delivered", "failed"]
    """What came of it."""

    happened_at: datetime
    """When."""

    office: str
    """Which office made it."""

    login: str | None
    """Who did; null for people of other offices."""

    reason: str | None
    """Why it failed."""

    one_time_code: CodeJudgement | None
    """Whether the recipient's code was right, where one was typed."""

    recipient: SeenRecipient | None
    """Who took it; null where that was not told, or is forgotten."""

    place: PlaceShape | None
    """Where the device was; null where that was not told, or is not the viewer's to know."""

    masked: bool
    """Whether this is only enough to recognise somebody one knows."""


class DeliveryAttemptsShape(Shape):
    """The attempts to hand a consignment over."""

    items: list[DeliveryAttemptShape]
    """In the order in which they were made."""


class DeliveryAttemptsQuery(Query):
    """How much is wanted of whoever took it."""

    whole: bool = False
    """The whole of attempts that the viewer may open, which is noted; else masked."""
