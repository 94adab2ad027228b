"""Keeps where programs of others are told what happened: added, changed, disabled, signed anew.

A secret is sealed and told once, when it is made. While one follows another, both sign. Where a
webhook leads is sealed as well, for an address may be a key.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from postal_bridge.domain.access import Center, Viewer
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.domain.webhook import (
    ENDPOINTS_MAX,
    EVENT_TYPES,
    GROUPS,
    EndpointState,
    host_of,
    require_allowed,
)
from postal_bridge.domain.webhook_refusals import TooManyWebhooks, UnknownWebhook
from postal_bridge.domain.webhook_signature import written_secret
from postal_bridge.sealing import Sealer
from postal_bridge.store import webhook_deliveries, webhooks
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.webhooks import Webhook, WebhookSecret
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.once import Answer, Asked

_SECRET_BYTES = 32
#: For so long the secret of before signs beside the one that follows it.
OVERLAP = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class WebhookOrder:
    """What is to be kept of a webhook; what is None stays as it is."""

    url: str | None = None
    kinds: Sequence[str] | None = None
    description: str | None = None
    enabled: bool | None = None


async def list_webhooks(
    database: Database, sealer: Sealer, viewer: Viewer
) -> list[tuple[Webhook, str]]:
    """Return the webhooks of the viewer's centre, each with where it leads."""
    async with database.snapshot() as connection:
        found = await webhooks.webhooks_of(connection, viewer.center_id)
    return [(each, open_url(sealer, viewer.center, each)) for each in found]


async def find_webhook(connection: Connection, viewer: Viewer, webhook_id: UUID) -> Webhook:
    """Return a webhook of the viewer's centre.

    Raises:
        UnknownWebhook: there is none of this identity.

    """
    found = await webhooks.webhooks_of(connection, viewer.center_id, webhook_id)
    if not found:
        raise UnknownWebhook
    return found[0]


async def look_up_webhook(database: Database, viewer: Viewer, webhook_id: UUID) -> Webhook:
    """Return a webhook; raises as `find_webhook` does."""
    async with database.snapshot() as connection:
        return await find_webhook(connection, viewer, webhook_id)


@dataclass(frozen=True, slots=True)
class KeepingWebhooks:
    """One change to the webhooks of a centre on its way.

    `private_hosts` are those of the installation to which webhooks may lead within its network.
    """

    asked: Asked
    private_hosts: Collection[str]

    async def add(self, order: WebhookOrder) -> Answer:
        """Add a webhook, and tell its secret in the answer.

        Raises:
            WebhookAddressRefused: it leads where nobody may be told.
            InvalidInput: it wants kinds that there are not.
            TooManyWebhooks: the centre has enough of them.

        """
        url, kinds = order.url or "", order.kinds or ()
        self._check(url, kinds)

        async def act(connection: Connection) -> Answer:
            viewer, now = self.asked.viewer, self.asked.clock()
            if len(await webhooks.webhooks_of(connection, viewer.center_id)) >= ENDPOINTS_MAX:
                raise TooManyWebhooks(most=ENDPOINTS_MAX)
            webhook_id = uuid4()
            await webhooks.add_webhook(
                connection,
                viewer.center_id,
                webhook_id,
                (self._sealed(webhook_id, url), kinds, order.description),
                (now, viewer.login),
            )
            secret = await self._add_secret(connection, webhook_id, now)
            leads = {"url": host_of(url), "kinds": _listed(kinds)}
            await self._note(connection, ChangeKind.WEBHOOK_ADDED, webhook_id, **leads)
            found = await find_webhook(connection, viewer, webhook_id)
            return Answer(201, {**document_of(found, url), "secret": secret})

        return await self.asked.once(act)

    async def change(self, webhook_id: UUID, order: WebhookOrder) -> Answer:
        """Change a webhook, disable it or enable it again.

        Raises:
            UnknownWebhook: there is none of this identity.
            WebhookAddressRefused: it leads where nobody may be told.
            InvalidInput: it wants kinds that there are not.

        """
        if order.url is not None:
            require_allowed(order.url, self.private_hosts)
        self._check_kinds(order.kinds or ())

        async def act(connection: Connection) -> Answer:
            viewer, now = self.asked.viewer, self.asked.clock()
            await self._lock(connection, webhook_id)
            before = await find_webhook(connection, viewer, webhook_id)
            url = open_url(self.asked.sealer, viewer.center, before)
            is_active = before.state is EndpointState.ACTIVE
            enables = order.enabled is True and not is_active
            changed = _changed(before, url, order)
            if changed:
                sealed = self._sealed(webhook_id, order.url or "") if "url" in changed else None
                leads = sealed, order.kinds, order.description
                await webhooks.change_webhook(connection, viewer.center_id, webhook_id, leads)
                await self._note(connection, ChangeKind.WEBHOOK_CHANGED, webhook_id, **changed)
            if enables:
                await webhooks.enable_webhook(connection, viewer.center_id, webhook_id, now)
                await self._note(connection, ChangeKind.WEBHOOK_ENABLED, webhook_id)
            if enables or "url" in changed:
                await webhook_deliveries.try_soon(connection, viewer.center_id, webhook_id, now)
            if order.enabled is False and is_active:
                await webhooks.disable_webhook(
                    connection, viewer.center_id, webhook_id, "by_hand", now
                )
                await self._note(connection, ChangeKind.WEBHOOK_DISABLED, webhook_id)
            found = await find_webhook(connection, viewer, webhook_id)
            return Answer(200, document_of(found, order.url or url))

        return await self.asked.once(act)

    async def remove(self, webhook_id: UUID) -> Answer:
        """Remove a webhook; raises `UnknownWebhook` where there is none."""

        async def act(connection: Connection) -> Answer:
            viewer, now = self.asked.viewer, self.asked.clock()
            await self._lock(connection, webhook_id)
            await webhooks.disable_webhook(connection, viewer.center_id, webhook_id, "by_hand", now)
            await webhooks.remove_webhook(connection, viewer.center_id, webhook_id, now)
            await self._note(connection, ChangeKind.WEBHOOK_REMOVED, webhook_id)
            return Answer(204, None)

        return await self.asked.once(act)

    async def rotate(self, webhook_id: UUID, overlap: timedelta = OVERLAP) -> Answer:
        """Make another secret and tell it in the answer; raises as `remove` does.

        The one of before signs as well until the overlap is over.
        """

        async def act(connection: Connection) -> Answer:
            now = self.asked.clock()
            await self._lock(connection, webhook_id)
            secret = await self._add_secret(connection, webhook_id, now, overlap)
            await self._note(connection, ChangeKind.WEBHOOK_ROTATED, webhook_id)
            return Answer(200, {"webhook_id": str(webhook_id), "secret": secret})

        return await self.asked.once(act)

    @property
    def _center(self) -> Center:
        return self.asked.viewer.center

    def _sealed(self, webhook_id: UUID, url: str) -> bytes:
        return self.asked.sealer.seal(url, _place_of_url(self._center, webhook_id))

    def _check(self, url: str, kinds: Sequence[str]) -> None:
        require_allowed(url, self.private_hosts)
        self._check_kinds(kinds)

    def _check_kinds(self, kinds: Sequence[str]) -> None:
        known = {*EVENT_TYPES, *GROUPS}
        detail = Said("is no kind of event that is told")
        wrong = [
            FieldProblem(f"kinds.{place}", "unknown_kind", detail)
            for place, kind in enumerate(kinds)
            if kind not in known
        ]
        if wrong:
            raise InvalidInput(*wrong)

    async def _lock(self, connection: Connection, webhook_id: UUID) -> None:
        if not await webhooks.lock_webhook(connection, self._center.center_id, webhook_id):
            raise UnknownWebhook

    async def _add_secret(
        self,
        connection: Connection,
        webhook_id: UUID,
        now: datetime,
        overlap: timedelta = OVERLAP,
    ) -> str:
        secret, secret_id = written_secret(secrets.token_bytes(_SECRET_BYTES)), uuid4()
        sealed = self.asked.sealer.seal(secret, _place(self._center, secret_id))
        center_id = self._center.center_id
        await webhooks.add_secret(
            connection, center_id, webhook_id, WebhookSecret(secret_id, sealed), now
        )
        await webhooks.end_other_secrets(
            connection, center_id, webhook_id, secret_id, now + overlap
        )
        return secret

    async def _note(
        self, connection: Connection, what: ChangeKind, webhook_id: UUID, **detail: object
    ) -> None:
        viewer = self.asked.viewer
        await note_change(
            connection,
            viewer.center_id,
            viewer.login,
            self.asked.clock(),
            what,
            webhook=webhook_id,
            **detail,
        )


def _changed(before: Webhook, url: str, order: WebhookOrder) -> dict[str, object]:
    """Return what a change is noted with: each thing that is new, and what it was before.

    Of an address the host alone, for what stands behind it may be a key.
    """
    changed: dict[str, object] = {}
    if order.url not in (None, url):
        changed |= {"url": host_of(order.url or ""), "url_before": host_of(url)}
    if order.kinds is not None and [*order.kinds] != [*before.kinds]:
        changed |= {"kinds": _listed(order.kinds), "kinds_before": _listed(before.kinds)}
    if order.description not in (None, before.description):
        changed |= {"description": order.description}
    return changed


def _listed(kinds: Sequence[str]) -> str:
    return " ".join(kinds) or "*"


def open_url(sealer: Sealer, center: Center, webhook: Webhook) -> str:
    """Return where a webhook leads; raises SealBroken as the sealer does.

    What a process of the release before kept since it was sealed is newer.
    """
    sealed = webhook.url_sealed or b""
    return webhook.url_in_clear or sealer.open(sealed, _place_of_url(center, webhook.webhook_id))


async def seal_urls(database: Database, sealer: Sealer, center: Center) -> None:
    """Seal where the webhooks of a centre lead, as far as it is in clear; each by itself."""
    async with database.snapshot() as connection:
        found = await webhooks.urls_in_clear(connection, center.center_id)
    for webhook_id, url in found:
        sealed = sealer.seal(url, _place_of_url(center, webhook_id))
        async with database.transaction() as connection:
            await webhooks.seal_url(connection, center.center_id, webhook_id, url, sealed)


async def open_secrets(
    connection: Connection, sealer: Sealer, center: Center, webhook_id: UUID, now: datetime
) -> list[str]:
    """Return the secrets with which a webhook is signed now, the newest first."""
    found = await webhooks.secrets_of(connection, center.center_id, webhook_id, now)
    return [sealer.open(each.secret_sealed, _place(center, each.secret_id)) for each in found]


def _place(center: Center, secret_id: UUID) -> str:
    return f"webhook_secret {center.code} {secret_id}"


def _place_of_url(center: Center, webhook_id: UUID) -> str:
    return f"webhook.url {center.code} {webhook_id}"


def document_of(webhook: Webhook, url: str) -> dict[str, object]:
    """Return a webhook as it goes out, with where it leads and without its secrets."""
    return {
        "webhook_id": str(webhook.webhook_id),
        "url": url,
        "kinds": list(webhook.kinds),
        "description": webhook.description,
        "state": webhook.state.value,
        "disabled_why": webhook.disabled_why,
        "disabled_at": _told(webhook.disabled_at),
        "created_at": _told(webhook.created_at),
        "failing_since": _told(webhook.failing_since),
        "delivered_at": _told(webhook.delivered_at),
        "waiting": webhook.waiting,
        "failed": webhook.failed,
    }


def _told(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
