"""Each telling of an event to a webhook: to be told, told, given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from postal_bridge.domain.webhook import DeliveryState, TellableEvent
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("webhook_deliveries")


@dataclass(frozen=True, slots=True)
class TakenDelivery:
    """An event as whoever tells it has it; `tries` is the number of this try."""

    event_id: str
    event_type: str
    payload: dict[str, Any]
    tries: int
    failures: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended, and when it is tried again or was settled."""

    state: DeliveryState
    status_code: int | None
    trouble: str | None
    failures: int
    next_try_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeptDelivery:
    """A telling as people see it."""

    event_id: str
    event_type: str
    recorded_at: datetime
    payload: dict[str, Any]
    state: DeliveryState
    tries: int
    failures: int
    next_try_at: datetime
    status_code: int | None
    trouble: str | None
    tried_at: datetime | None
    settled_at: datetime | None


async def add_deliveries(
    connection: Connection,
    center_id: int,
    webhook_id: UUID,
    events: Sequence[TellableEvent],
    now: datetime,
) -> None:
    """Let events be told to a webhook, those that are not to be told already."""
    await connection.execute(
        QUERIES["add_deliveries"],
        center_id,
        webhook_id,
        [each.event_id for each in events],
        [each.type for each in events],
        [each.recorded_at for each in events],
        [each.payload for each in events],
        now,
    )


async def tell_again(
    connection: Connection,
    center_id: int,
    webhook_id: UUID,
    event_ids: Sequence[str],
    now: datetime,
) -> int:
    """Let events be told once more; return how many there are."""
    rows = await connection.fetch(
        QUERIES["tell_again"], center_id, webhook_id, list(event_ids), now
    )
    return len(rows)


async def take_delivery(
    connection: Connection,
    center_id: int,
    webhook_id: UUID,
    lease: tuple[datetime, datetime],
    failures_to_pass: int,
    url_sealed: bytes | None,
) -> TakenDelivery | None:
    """Take the next event to be told; `lease` is from now until when nobody else has it.

    None where nothing is due, or where the webhook leads was sealed anew: it leads elsewhere.
    """
    row = await connection.fetchrow(
        QUERIES["take_delivery"], center_id, webhook_id, *lease, failures_to_pass, url_sealed
    )
    return TakenDelivery(**row) if row else None


async def note_told(
    connection: Connection,
    center_id: int,
    webhook_id: UUID,
    delivery: TakenDelivery,
    outcome: Outcome,
) -> None:
    """Note how a try ended."""
    await connection.execute(
        QUERIES["note_told"],
        center_id,
        webhook_id,
        delivery.event_id,
        delivery.tries,
        outcome.state,
        outcome.status_code,
        outcome.trouble,
        outcome.failures,
        outcome.next_try_at,
        outcome.settled_at,
    )


async def deliveries_before(
    connection: Connection,
    center_id: int,
    webhook_id: UUID,
    state: DeliveryState | None,
    before: tuple[datetime, str],
    limit: int,
) -> list[KeptDelivery]:
    """Return what a webhook was told, in a state where one is given, the latest first."""
    rows = await connection.fetch(
        QUERIES["deliveries_before"], center_id, webhook_id, state, *before, limit
    )
    return [KeptDelivery(**{**row, "state": DeliveryState(row["state"])}) for row in rows]


async def forget_deliveries(connection: Connection, center_id: int, before: datetime) -> None:
    """Remove what was settled before a moment."""
    await connection.execute(QUERIES["forget_deliveries"], center_id, before)


async def forget_removed(connection: Connection, center_id: int, before: datetime) -> None:
    """Remove what was still to be told to webhooks that were removed before a moment."""
    await connection.execute(QUERIES["forget_removed"], center_id, before)


async def try_soon(connection: Connection, center_id: int, webhook_id: UUID, now: datetime) -> None:
    """Let what waits to be told be told at once, as if it had not failed."""
    await connection.execute(QUERIES["try_soon"], center_id, webhook_id, now)
