"""Tells programs of others what happened: each event once as far as they say that they took it.

An event is taken for the time of a lease, told while no connection is held, and noted. Each webhook
is told one event at a time and all of them side by side, so that one that hangs is slow by itself.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

import structlog

from postal_bridge.domain.access import Center
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.message import Announcement, HeadOf, MessageKind
from postal_bridge.domain.webhook import (
    FAILING_MAX,
    FAILURES_TO_PASS,
    GONE,
    DeliveryState,
    EndpointState,
    Told,
    pause_after,
)
from postal_bridge.domain.webhook_signature import signed_headers
from postal_bridge.ports import OutsideError, Trouble, Webhooks
from postal_bridge.sealing import Sealer
from postal_bridge.store import webhook_deliveries, webhooks
from postal_bridge.store.database import Database
from postal_bridge.store.webhook_deliveries import Outcome, TakenDelivery
from postal_bridge.store.webhooks import Webhook
from postal_bridge.telemetry import WEBHOOKS
from postal_bridge.usecases.announce import announce
from postal_bridge.usecases.follow_logs import follow_logs
from postal_bridge.usecases.keep_webhooks import open_secrets, open_url

#: Much longer than anybody is waited for.
LEASE = timedelta(minutes=2)
#: A webhook is told so much in one run, or for so long; the next run, which all of them wait for
#: together, goes on.
TOLD_IN_A_RUN, RUN = 1_000, timedelta(seconds=40)

OpenWebhooks: TypeAlias = Callable[[], AbstractAsyncContextManager[Webhooks]]

log = structlog.get_logger("postal_bridge.webhooks")


@dataclass(frozen=True, slots=True)
class _Posts:
    """How one webhook is told."""

    webhooks: Webhooks
    url: str = field(repr=False)
    secrets: Sequence[str] = field(repr=False)

    async def post(self, taken: TakenDelivery, now: datetime) -> Told:
        """Tell an event; raises as `Webhooks.post` does."""
        body = json.dumps(taken.payload, ensure_ascii=False, separators=(",", ":")).encode()
        headers = signed_headers(self.secrets, taken.event_id, now, body)
        return await self.webhooks.post(self.url, headers, body)


@dataclass(frozen=True, slots=True)
class WebhookTeller:
    """What webhooks are told with."""

    database: Database
    clock: Clock
    sealer: Sealer
    open_webhooks: OpenWebhooks

    async def tell_due(self, center: Center) -> int:
        """Tell what is due to the webhooks of a centre; return how much was taken."""
        async with self.database.snapshot() as connection:
            known = await webhooks.webhooks_of(connection, center.center_id)
        active = [each for each in known if each.state is EndpointState.ACTIVE]
        if not active:
            return 0
        async with self.open_webhooks() as posting, asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._tell(posting, center, each)) for each in active]
        return sum(task.result() for task in tasks)

    async def _tell(self, posting: Webhooks, center: Center, webhook: Webhook) -> int:
        began, told = self.clock(), 0
        await follow_logs(self.database, center, webhook, began)
        async with self.database.snapshot() as connection:
            secrets = await open_secrets(connection, self.sealer, center, webhook.webhook_id, began)
        posts = _Posts(posting, open_url(self.sealer, center, webhook), secrets)
        for _ in range(TOLD_IN_A_RUN):
            now = self.clock()
            if now - began > RUN:
                break
            async with self.database.transaction() as connection:
                taken = await webhook_deliveries.take_delivery(
                    connection,
                    center.center_id,
                    webhook.webhook_id,
                    (now, now + LEASE),
                    FAILURES_TO_PASS,
                    webhook.url_sealed,
                )
            if taken is None or not await self._post(posts, center, webhook, taken):
                break
            told += 1
        return told

    async def _post(
        self, posts: _Posts, center: Center, webhook: Webhook, taken: TakenDelivery
    ) -> bool:
        """Tell one event; return whether it was taken."""
        try:
            answer = await posts.post(taken, self.clock())
        except OutsideError as error:
            await self._note_failure(center, webhook, taken, None, error.trouble)
            return False
        if not answer.is_taken:
            await self._note_failure(center, webhook, taken, answer, Trouble.REFUSED)
            return False
        now = self.clock()
        outcome = Outcome(DeliveryState.DELIVERED, answer.status, None, taken.failures, now, now)
        async with self.database.transaction() as connection:
            await webhook_deliveries.note_told(
                connection, center.center_id, webhook.webhook_id, taken, outcome
            )
            await webhooks.note_success(connection, center.center_id, webhook.webhook_id)
        WEBHOOKS.labels("taken").inc()
        return True

    async def _note_failure(
        self,
        center: Center,
        webhook: Webhook,
        taken: TakenDelivery,
        answer: Told | None,
        trouble: Trouble,
    ) -> None:
        now, center_id = self.clock(), center.center_id
        outcome = _failed(webhook, taken, answer, trouble, now)
        async with self.database.transaction() as connection:
            await webhook_deliveries.note_told(
                connection, center_id, webhook.webhook_id, taken, outcome
            )
            since = await webhooks.note_failure(connection, center_id, webhook.webhook_id, now)
            why = None
            if answer is not None and answer.status == GONE:
                why = "gone"
            elif now - since >= FAILING_MAX:
                why = "failing"
            if why and await webhooks.disable_webhook(
                connection, center_id, webhook.webhook_id, why, now
            ):
                log.error("webhook_disabled", center=center.code, why=why)
                told = _notice(center, webhook, now)
                await announce(connection, self.sealer, self.clock, center, told)
        WEBHOOKS.labels("later" if outcome.settled_at is None else "given_up").inc()


def _failed(
    webhook: Webhook,
    taken: TakenDelivery,
    answer: Told | None,
    trouble: Trouble,
    now: datetime,
) -> Outcome:
    failures, status = taken.failures + 1, answer.status if answer else None
    retry_after = answer.retry_after if answer else None
    pause = pause_after(failures, f"{webhook.webhook_id.hex} {taken.event_id}", retry_after)
    if pause is None or status == GONE:
        return Outcome(DeliveryState.FAILED, status, trouble.value, failures, now, now)
    return Outcome(DeliveryState.WAITING, status, trouble.value, failures, now + pause, None)


def _notice(center: Center, webhook: Webhook, now: datetime) -> Announcement:
    """Return what the head of the centre is told of a webhook that was disabled."""
    day = now.astimezone(center.zone).date()
    return Announcement(
        f"webhook {webhook.webhook_id} {now.isoformat()}",
        MessageKind.OFFICE_REMINDER,
        HeadOf(center.code),
        {
            "day_on": day,
            "text": "Một kết nối webhook đã bị tắt vì bên nhận không nhận; xem trang quản trị.",
        },
    )
