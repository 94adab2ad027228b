"""What programs of others are told by webhooks, and how it goes on when they do not listen.

What is told names codes and states, never people: who wants more asks the API, which knows who may
see it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from postal_bridge.domain.backoff import spread
from postal_bridge.domain.custody import Event
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.public_address import ADDRESS_LENGTH_MAX, may_be_asked
from postal_bridge.domain.webhook_refusals import WebhookAddressRefused

_EVENTS = UUID("5a3f0e52-8d5c-5a6e-9b58-1f9c6b0f7c11")
TEST_TYPE = "webhook.test"
#: What is told, by type: what happened to consignments and bags, and the steps of dossiers.
EVENT_TYPES = (
    *(f"consignment.{event}" for event in Event),
    *(f"bag.{event}" for event in Event),
    *(f"dossier.{status.name.lower()}" for status in PortalStatus),
)
#: Those of one group, whichever there are.
GROUPS = ("consignment.*", "bag.*", "dossier.*")

#: Between tries, as the specification proposes: some three days. A job looks once a minute.
_PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
#: After so many failures what came later need not wait any more.
FAILURES_TO_PASS = 3
#: A webhook that failed for so long, without one success, is disabled.
FAILING_MAX = timedelta(days=5)
RETRY_AFTER_MAX = timedelta(hours=24)
GONE, _TAKEN = 410, range(200, 300)
ENDPOINTS_MAX = 20
URL_LENGTH_MAX = ADDRESS_LENGTH_MAX


class EndpointState(StrEnum):
    """Whether a webhook is told anything."""

    ACTIVE = "active"
    DISABLED = "disabled"


class DeliveryState(StrEnum):
    """What became of telling one event."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Told:
    """What whoever was told answered: a status, and for how long to wait if they said so."""

    status: int
    retry_after: timedelta | None = None

    @property
    def is_taken(self) -> bool:
        """Whether they took it."""
        return self.status in _TAKEN


@dataclass(frozen=True, slots=True)
class TellableEvent:
    """Something that happened, as it is told; `place` orders events as they were recorded."""

    event_id: str
    type: str
    happened_at: datetime
    recorded_at: datetime
    data: dict[str, Any]

    @property
    def payload(self) -> dict[str, Any]:
        """What is told of it."""
        return {"type": self.type, "timestamp": written(self.happened_at), "data": self.data}


def event_id_of(*parts: object) -> str:
    """Return the identity of an event, the same whenever it is told."""
    return f"evt_{uuid5(_EVENTS, ' '.join(map(str, parts))).hex}"


def written(moment: datetime) -> str:
    """Return a moment as payloads have it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def is_wanted(kinds: Iterable[str], event_type: str) -> bool:
    """Tell whether a webhook that wants some kinds is told of an event; none is all."""
    kinds = frozenset(kinds)
    return not kinds or event_type in kinds or f"{event_type.partition('.')[0]}.*" in kinds


def pause_after(failures: int, seed: str, retry_after: timedelta | None) -> timedelta | None:
    """Return how long to wait after so many failures, None when that is enough of them.

    Whoever asks for more time gets it, up to a day.
    """
    if failures > len(_PAUSES):
        return None
    pause = _PAUSES[failures - 1] * spread(f"{seed} {failures}")
    return max(pause, min(retry_after, RETRY_AFTER_MAX)) if retry_after else pause


def require_allowed(url: str, private_hosts: Collection[str]) -> None:
    """Raise unless a webhook may lead to an address.

    `private_hosts` are those to which it may lead without https, and within our own network; which
    addresses the name of any other leads to is looked at each time it is connected to.

    Raises:
        WebhookAddressRefused: it may not.

    """
    if not may_be_asked(url, private_hosts):
        raise WebhookAddressRefused


def host_of(url: str) -> str:
    """Return the host that an address of a webhook names, which may be shown to anybody."""
    return urlsplit(url).hostname or ""
