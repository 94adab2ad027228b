"""Webhooks as they cross the border: where they lead, what they are told, what became of it."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field, NaiveDatetime

from postal_bridge.domain.webhook import URL_LENGTH_MAX, DeliveryState, EndpointState
from schemas.pages import PlaceAddress
from schemas.shape import CURSOR_LENGTH_MAX, READABLE, PageQuery, Query, Shape

_KINDS_MAX, _OVERLAP_HOURS_MAX = 60, 14 * 24

_Address = Annotated[
    str,
    Field(min_length=8, max_length=URL_LENGTH_MAX, examples=["https://mot-cua.example/webhook"]),
]
_Kinds = Annotated[
    list[Annotated[str, Field(max_length=60, examples=["consignment.delivered"])]],
    Field(max_length=_KINDS_MAX),
]
_Words = Annotated[str, Field(min_length=1, max_length=200, pattern=READABLE)]


class NewWebhook(Shape):
    """A webhook to be added."""

    url: _Address
    """Where it leads: an https address that is public."""

    kinds: _Kinds = Field(default_factory=list)
    """The types of events it is told, or whole groups as `dossier.*`; empty, all of them."""

    description: _Words | None = None
    """What it is for, in words."""


class WebhookChange(Shape):
    """What is to be changed of a webhook; what is left out stays."""

    url: _Address | None = None
    """Where it leads."""

    kinds: _Kinds | None = None
    """The types of events it is told."""

    description: _Words | None = None
    """What it is for."""

    enabled: bool | None = None
    """Whether it is told anything; enabled again, what happens from then on."""


class WebhookShape(Shape):
    """A webhook of the centre."""

    webhook_id: UUID
    """By which it is asked for."""

    url: str
    """Where it leads."""

    kinds: list[str]
    """The types of events it is told; empty, all."""

    description: str | None
    """What it is for."""

    state: EndpointState
    """Whether it is told anything."""

    disabled_why: str | None
    """Why not: `by_hand`, `failing` for days, or `gone`, as it answered itself."""

    disabled_at: datetime | None
    """Since when not."""

    created_at: datetime
    """When it was added."""

    failing_since: datetime | None
    """Since when it has taken nothing; null while it listens."""

    delivered_at: datetime | None
    """When it took something last."""

    waiting: int
    """How many events wait to be told."""

    failed: int
    """How many were given up."""


class AddedWebhook(WebhookShape):
    """A webhook just added, with its secret."""

    secret: str
    """With it what is told is signed; it is told this once."""


class WebhookList(Shape):
    """The webhooks of the centre."""

    items: list[WebhookShape]
    """In the order in which they were added."""


class WebhookRotation(Shape):
    """That a webhook is to have another secret."""

    overlap_hours: int = Field(default=24, ge=0, le=_OVERLAP_HOURS_MAX)
    """For how long the secret of before signs as well."""


class WebhookSecretShape(Shape):
    """A secret just made."""

    webhook_id: UUID
    """Of which webhook."""

    secret: str
    """The secret; it is told this once."""


class WebhookReplay(Shape):
    """What is to be told again."""

    begins_at: AwareDatetime
    """From which moment on it was recorded."""

    ends_at: AwareDatetime
    """Before which moment."""


class WebhookQueued(Shape):
    """How much is going to be told."""

    events: int
    """The number of events."""


class DeliveryShape(Shape):
    """An event that a webhook was told or is to be told."""

    event_id: str
    """The identity of the event, which is `webhook-id` of each try."""

    type: str
    """What happened."""

    payload: dict[str, Any]
    """What is told."""

    state: DeliveryState
    """What became of it."""

    tries: int
    """How often it was tried."""

    status: int | None
    """What was answered last; null where nobody answered."""

    trouble: str | None
    """Why it was not taken."""

    recorded_at: datetime
    """When the event was recorded."""

    tried_at: datetime | None
    """When it was tried last."""

    next_try_at: datetime | None
    """When it is tried next; null unless it waits."""

    settled_at: datetime | None
    """When it was taken or given up."""


class DeliveriesQuery(PageQuery):
    """Which deliveries are wanted."""

    state: DeliveryState | None = None
    """In which state; left out, in any."""


class WebhookAddress(PlaceAddress):
    """Which deliveries of a webhook a page shows."""

    state: DeliveryState | None = None
    """In which state; left out, in any."""

    cursor: str | None = Field(default=None, max_length=CURSOR_LENGTH_MAX)
    """The place of the last one shown."""


class WebhookForm(Query):
    """A webhook to be added by a form."""

    sending: UUID
    """Made with the page, so that a second click changes nothing."""

    url: _Address
    """Where it leads."""

    kinds: str | None = Field(default=None, max_length=2000)
    """Types with blanks between; left out, all."""

    description: _Words | None = None
    """What it is for."""


class WebhookActForm(Query):
    """What is to be done with a webhook."""

    sending: UUID
    """Made with the page, so that a second click changes nothing."""

    act: str = Field(pattern=r"^(enable|disable|test|remove|again)$")
    """Which button was pressed."""

    event_id: str | None = Field(default=None, max_length=60)
    """Which event is told again."""


class WebhookChangeForm(Query):
    """Where a webhook is to lead from now on, and what it is to be told."""

    sending: UUID
    """Made with the page, so that a second click changes nothing."""

    url: _Address
    """Where it leads."""

    kinds: str | None = Field(default=None, max_length=2000)
    """Types with blanks between; left out, all."""

    description: _Words | None = None
    """What it is for; left out, as before."""


class WebhookRotationForm(Query):
    """How another secret is to follow the one of a webhook."""

    sending: UUID
    """Made with the page, so that a second click changes nothing."""

    overlap_hours: int = Field(ge=0, le=_OVERLAP_HOURS_MAX)
    """For so long both sign."""


class WebhookReplayForm(Query):
    """What a webhook is to be told again: moments by the clock of the centre."""

    sending: UUID
    """Made with the page, so that a second click changes nothing."""

    begins_at: NaiveDatetime
    """The first moment."""

    ends_at: NaiveDatetime
    """The moment before which it ends."""
