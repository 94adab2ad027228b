"""Webhooks over HTTP: kept, tried, and told again."""

from datetime import timedelta
from uuid import UUID

from postal_bridge.domain.webhook_refusals import (
    ReplayTooLong,
    TooManyWebhooks,
    UnknownDelivery,
    UnknownWebhook,
    WebhookAddressRefused,
    WebhookDisabled,
)
from postal_bridge.usecases import keep_webhooks as keeping
from postal_bridge.usecases import replay_webhooks as replaying
from postal_bridge.usecases.once import Answer
from routes.places import END, decode_place, encode_place
from routes.route import Call, Reply, operation
from schemas.shape import Page
from schemas.webhooks import (
    AddedWebhook,
    DeliveriesQuery,
    DeliveryShape,
    NewWebhook,
    WebhookChange,
    WebhookList,
    WebhookQueued,
    WebhookReplay,
    WebhookRotation,
    WebhookSecretShape,
    WebhookShape,
)


@operation(gives=WebhookList)
async def list_webhooks(call: Call[None, None]) -> Reply:
    """List the webhooks of the centre."""
    bridge = call.bridge
    found = await keeping.list_webhooks(bridge.database, bridge.sealer, call.viewer)
    return Reply({"items": [keeping.document_of(each, url) for each, url in found]})


@operation(
    takes=NewWebhook,
    gives=AddedWebhook,
    status=201,
    refuses=(WebhookAddressRefused, TooManyWebhooks),
)
async def add_webhook(call: Call[NewWebhook, None]) -> Answer:
    """Add a webhook; what happens from now on is told there.

    Each event is posted as JSON with the headers of the Standard Webhooks specification, signed
    with the secret that this answer tells, once.
    """
    said = call.body
    order = keeping.WebhookOrder(said.url, said.kinds, said.description)
    return await _keeping(call).add(order)


@operation(takes=WebhookChange, gives=WebhookShape, refuses=(UnknownWebhook, WebhookAddressRefused))
async def change_webhook(call: Call[WebhookChange, None]) -> Answer:
    """Change a webhook, disable it, or enable it again."""
    said = call.body
    order = keeping.WebhookOrder(said.url, said.kinds, said.description, said.enabled)
    return await _keeping(call).change(webhook_id_of(call.path["webhook_id"]), order)


@operation(status=204, refuses=(UnknownWebhook,))
async def remove_webhook(call: Call[None, None]) -> Answer:
    """Remove a webhook."""
    return await _keeping(call).remove(webhook_id_of(call.path["webhook_id"]))


@operation(takes=WebhookRotation, gives=WebhookSecretShape, refuses=(UnknownWebhook,))
async def rotate_webhook(call: Call[WebhookRotation, None]) -> Answer:
    """Make another secret; until the overlap is over, both sign what is told."""
    overlap = timedelta(hours=call.body.overlap_hours)
    return await _keeping(call).rotate(webhook_id_of(call.path["webhook_id"]), overlap)


@operation(gives=WebhookQueued, status=202, refuses=(UnknownWebhook, WebhookDisabled))
async def test_webhook(call: Call[None, None]) -> Answer:
    """Let a webhook be told an event of the type `webhook.test`, within a minute."""
    return await _replaying(call).test()


@operation(query=DeliveriesQuery, gives=Page[DeliveryShape], refuses=(UnknownWebhook,))
async def list_deliveries(call: Call[None, DeliveriesQuery]) -> Reply:
    """List what a webhook was told and is to be told, the latest first."""
    query = call.query
    items, last = await replaying.list_deliveries(
        call.bridge.database,
        call.viewer,
        webhook_id_of(call.path["webhook_id"]),
        query.state,
        decode_place(query.cursor, END),
        query.limit,
    )
    documents = [replaying.document_of(each) for each in items]
    return Reply({"items": documents, "next_cursor": encode_place(last)})


@operation(
    gives=WebhookQueued, status=202, refuses=(UnknownWebhook, UnknownDelivery, WebhookDisabled)
)
async def tell_again(call: Call[None, None]) -> Answer:
    """Let a webhook be told one event again, under the same identity."""
    return await _replaying(call).one(call.path["event_id"])


@operation(
    takes=WebhookReplay,
    gives=WebhookQueued,
    status=202,
    refuses=(UnknownWebhook, ReplayTooLong, WebhookDisabled),
)
async def replay_webhook(call: Call[WebhookReplay, None]) -> Answer:
    """Let a webhook be told what was recorded between two moments, told before or not."""
    return await _replaying(call).span(call.body.begins_at, call.body.ends_at)


def webhook_id_of(text: str) -> UUID:
    """Return the identity that an address names; what is none is the identity of nothing."""
    try:
        return UUID(text)
    except ValueError:
        raise UnknownWebhook from None


def _keeping(
    call: Call[NewWebhook, None]
    | Call[WebhookChange, None]
    | Call[WebhookRotation, None]
    | Call[None, None],
) -> keeping.KeepingWebhooks:
    return keeping.KeepingWebhooks(call.asked, call.bridge.config.private_webhook_hosts)


def _replaying(call: Call[WebhookReplay, None] | Call[None, None]) -> replaying.Replaying:
    return replaying.Replaying(call.asked, webhook_id_of(call.path["webhook_id"]))
