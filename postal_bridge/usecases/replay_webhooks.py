"""Shows what webhooks were told, tells it again, and tries whether a webhook listens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.webhook import (
    TEST_TYPE,
    DeliveryState,
    EndpointState,
    TellableEvent,
    event_id_of,
    is_wanted,
    written,
)
from postal_bridge.domain.webhook_refusals import ReplayTooLong, UnknownDelivery, WebhookDisabled
from postal_bridge.store import webhook_deliveries
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.webhook_deliveries import KeptDelivery
from postal_bridge.store.webhooks import Webhook
from postal_bridge.usecases.follow_logs import read_logs
from postal_bridge.usecases.keep_webhooks import find_webhook, look_up_webhook
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.once import Answer, Asked

DAYS_MAX, EVENTS_MAX = 31, 10_000


async def list_deliveries(
    database: Database,
    viewer: Viewer,
    webhook_id: UUID,
    state: DeliveryState | None,
    before: tuple[datetime, str],
    limit: int,
) -> tuple[list[KeptDelivery], tuple[datetime, str] | None]:
    """Return a page of what a webhook was told, the latest first, and the next place.

    Raises:
        UnknownWebhook: the viewer's centre has none of this identity.

    """
    async with database.snapshot() as connection:
        await find_webhook(connection, viewer, webhook_id)
        found = await webhook_deliveries.deliveries_before(
            connection, viewer.center_id, webhook_id, state, before, limit + 1
        )
    page = found[:limit]
    return page, (page[-1].recorded_at, page[-1].event_id) if len(found) > limit else None


@dataclass(frozen=True, slots=True)
class Replaying:
    """Telling a webhook again on its way.

    Its methods raise `UnknownWebhook` where there is none and `WebhookDisabled` for one that is
    told nothing.
    """

    asked: Asked
    webhook_id: UUID

    async def test(self) -> Answer:
        """Let the webhook be told that this is a test."""

        async def act(connection: Connection) -> Answer:
            viewer, now = self.asked.viewer, self.asked.clock()
            await self._find(connection)
            event = TellableEvent(
                event_id_of(viewer.center.code, "test", uuid4()),
                TEST_TYPE,
                now,
                now,
                {"center": viewer.center.code, "recorded_at": written(now)},
            )
            await webhook_deliveries.add_deliveries(
                connection, viewer.center_id, self.webhook_id, [event], now
            )
            return Answer(202, {"events": 1})

        return await self.asked.once(act)

    async def one(self, event_id: str) -> Answer:
        """Let the webhook be told one event again.

        Raises:
            UnknownDelivery: it was not to be told this event.

        """

        async def act(connection: Connection) -> Answer:
            viewer, now = self.asked.viewer, self.asked.clock()
            await self._find(connection)
            found = await webhook_deliveries.tell_again(
                connection, viewer.center_id, self.webhook_id, [event_id], now
            )
            if not found:
                raise UnknownDelivery
            await self._note(connection, event=event_id)
            return Answer(202, {"events": found})

        return await self.asked.once(act)

    async def span(self, begins_at: datetime, ends_at: datetime) -> Answer:
        """Let the webhook be told again what was recorded between two moments, told before or not.

        Raises:
            ReplayTooLong: that is too much at once.

        """
        too_long = ReplayTooLong(days=DAYS_MAX, events=EVENTS_MAX)
        if not timedelta(0) < ends_at - begins_at <= timedelta(days=DAYS_MAX):
            raise too_long
        asked = self.asked
        webhook = await look_up_webhook(asked.database, asked.viewer, self.webhook_id)
        between = begins_at, min(ends_at, asked.clock())
        found = await read_logs(asked.database, asked.viewer.center, between, EVENTS_MAX)
        if found is None:
            raise too_long
        wanted = [each for each in found if is_wanted(webhook.kinds, each.type)]

        async def act(connection: Connection) -> Answer:
            viewer, now = asked.viewer, asked.clock()
            await self._find(connection)
            which = viewer.center_id, self.webhook_id
            ids = [each.event_id for each in wanted]
            await webhook_deliveries.add_deliveries(connection, *which, wanted, now)
            await webhook_deliveries.tell_again(connection, *which, ids, now)
            await self._note(
                connection, begins_at=begins_at.isoformat(), ends_at=ends_at.isoformat()
            )
            return Answer(202, {"events": len(ids)})

        return await asked.once(act)

    async def _find(self, connection: Connection) -> Webhook:
        found = await find_webhook(connection, self.asked.viewer, self.webhook_id)
        if found.state is not EndpointState.ACTIVE:
            raise WebhookDisabled
        return found

    async def _note(self, connection: Connection, **detail: object) -> None:
        viewer = self.asked.viewer
        await note_change(
            connection,
            viewer.center_id,
            viewer.login,
            self.asked.clock(),
            ChangeKind.WEBHOOK_REPLAYED,
            webhook=self.webhook_id,
            **detail,
        )


def document_of(delivery: KeptDelivery) -> dict[str, object]:
    """Return a delivery as it goes out."""
    waits = delivery.state is DeliveryState.WAITING
    return {
        "event_id": delivery.event_id,
        "type": delivery.event_type,
        "payload": delivery.payload,
        "state": delivery.state.value,
        "tries": delivery.tries,
        "status": delivery.status_code,
        "trouble": delivery.trouble,
        "recorded_at": delivery.recorded_at.isoformat(),
        "tried_at": delivery.tried_at.isoformat() if delivery.tried_at else None,
        "next_try_at": delivery.next_try_at.isoformat() if waits else None,
        "settled_at": delivery.settled_at.isoformat() if delivery.settled_at else None,
    }
