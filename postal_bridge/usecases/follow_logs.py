"""Lets webhooks be told what was recorded, by following the logs of custody and of dossiers.

A scan writes nothing for it. What is recorded at the same moment may be seen one after the other,
so the last minutes are looked at each time once more; an event is to be told to a webhook once.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
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


async def follow_logs(database: Database, center: Center, webhook: Webhook, now: datetime) -> None:
    """Let a webhook be told what was recorded since it was looked at last."""
    since = max(webhook.follows_from, webhook.followed_to - OVERLAP)
    async for events, _ in read_logs(database, center, (since, now)):
        wanted = [each for each in events if is_wanted(webhook.kinds, each.type)]
        async with database.transaction() as connection:
            await webhook_deliveries.add_deliveries(
                connection, center.center_id, webhook.webhook_id, wanted, now
            )
    async with database.transaction() as connection:
        await webhooks.note_followed(connection, center.center_id, webhook.webhook_id, now)


async def read_logs(
    database: Database, center: Center, between: tuple[datetime, datetime]
) -> AsyncIterator[tuple[list[TellableEvent], int]]:
    """Yield what was recorded between two moments, batch by batch, with how much that is by now."""
    number = 0
    for read in (_custody_events, _dossier_steps):
        place: tuple[datetime, tuple[str, int] | UUID | None] = between[0], None
        for _ in range(BATCHES_MAX):
            async with database.snapshot() as connection:
                found, place = await read(connection, center, (place[0], between[1]), place[1])
            number += len(found)
            if found:
                yield found, number
            if len(found) < BATCH:
                break


_Place = tuple[datetime, tuple[str, int] | UUID | None]


async def _custody_events(
    connection: Connection,
    center: Center,
    between: tuple[datetime, datetime],
    after: tuple[str, int] | UUID | None,
) -> tuple[list[TellableEvent], _Place]:
    place = after if isinstance(after, tuple) else ("", -1)
    which = center.center_id, center.code
    found, last = await told_events.custody_events(connection, which, between, place, BATCH)
    return found, (found[-1].recorded_at if found else between[0], last)


async def _dossier_steps(
    connection: Connection,
    center: Center,
    between: tuple[datetime, datetime],
    after: tuple[str, int] | UUID | None,
) -> tuple[list[TellableEvent], _Place]:
    place = after if isinstance(after, UUID) else UUID(int=0)
    which = center.center_id, center.code
    found, last = await told_events.dossier_steps(connection, which, between, place, BATCH)
    return found, (found[-1].recorded_at if found else between[0], last)
