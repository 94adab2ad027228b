"""Lets webhooks be told what was recorded, by following the logs of custody and of dossiers.

A scan writes nothing for it. What is recorded at the same moment may be seen one after the other,
so the last minutes are looked at each time once more; an event is to be told to a webhook once.
Where more was recorded than is looked at in one run, the next run goes on from there.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from postal_bridge.domain.access import Center
from postal_bridge.domain.webhook import TellableEvent, is_wanted
from postal_bridge.store import told_events, webhook_deliveries, webhooks
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.webhooks import Webhook

#: Much longer than any transaction lasts.
OVERLAP = timedelta(minutes=10)
BATCH = 1_000
#: So many batches of each log are looked at for a webhook in one run.
BATCHES_MAX = 50


@dataclass(frozen=True, slots=True)
class Batch:
    """What was read of one log, and up to which moment nothing of it is left to be read."""

    events: list[TellableEvent]
    read_to: datetime


async def follow_logs(database: Database, center: Center, webhook: Webhook, now: datetime) -> None:
    """Let a webhook be told what was recorded since it was looked at last."""
    since, followed_to = max(webhook.follows_from, webhook.followed_to - OVERLAP), now
    for read in LOGS:
        read_to = now
        async for batch in _batches(database, center, read, (since, now)):
            wanted = [each for each in batch.events if is_wanted(webhook.kinds, each.type)]
            async with database.transaction() as connection:
                await webhook_deliveries.add_deliveries(
                    connection, center.center_id, webhook.webhook_id, wanted, now
                )
            read_to = batch.read_to
        # What was read by then is not looked at again, whatever is left.
        followed_to = min(followed_to, read_to + OVERLAP)
    async with database.transaction() as connection:
        await webhooks.note_followed(connection, center.center_id, webhook.webhook_id, followed_to)


async def read_logs(
    database: Database, center: Center, between: tuple[datetime, datetime], most: int
) -> list[TellableEvent] | None:
    """Return what was recorded between two moments, None where that is more than `most`."""
    found: list[TellableEvent] = []
    for read in LOGS:
        async for batch in _batches(database, center, read, between):
            found += batch.events
            if len(found) > most:
                return None
    return found


#: From which moment, and after what of that moment, to go on.
_Place = tuple[datetime, Any]


async def _batches(
    database: Database, center: Center, read: "_Read", between: tuple[datetime, datetime]
) -> AsyncIterator[Batch]:
    """Yield what a log holds of the time between two moments, as far as one run goes."""
    place: _Place = between[0], None
    for _ in range(BATCHES_MAX):
        async with database.snapshot() as connection:
            found, place = await read(connection, center, (place[0], between[1]), place[1])
        is_last = len(found) < BATCH
        if found:
            yield Batch(found, between[1] if is_last else place[0])
        if is_last:
            break


async def _custody_events(
    connection: Connection, center: Center, between: tuple[datetime, datetime], after: Any
) -> tuple[list[TellableEvent], _Place]:
    which = center.center_id, center.code
    found, last = await told_events.custody_events(
        connection, which, between, after or ("", -1), BATCH
    )
    return found, (found[-1].recorded_at if found else between[0], last)


async def _dossier_steps(
    connection: Connection, center: Center, between: tuple[datetime, datetime], after: Any
) -> tuple[list[TellableEvent], _Place]:
    which = center.center_id, center.code
    found, last = await told_events.dossier_steps(
        connection, which, between, after or UUID(int=0), BATCH
    )
    return found, (found[-1].recorded_at if found else between[0], last)


_Read = Callable[
    [Connection, Center, tuple[datetime, datetime], Any],
    Awaitable[tuple[list[TellableEvent], _Place]],
]
LOGS: tuple[_Read, ...] = _custody_events, _dossier_steps
