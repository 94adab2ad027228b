"""Webhooks: where programs of others are told what happened, what they took, told again."""

from datetime import datetime, timedelta
from typing import Any

from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.webhook import EVENT_TYPES, GROUPS, DeliveryState
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
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.pages.sending import request_key_of
from routes.places import END, decode_place, encode_place
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from routes.webhooks import webhook_id_of
from schemas.pages import PlaceAddress
from schemas.shape import PAGE_LIMIT
from schemas.webhooks import (
    WebhookActForm,
    WebhookAddress,
    WebhookChangeForm,
    WebhookForm,
    WebhookReplayForm,
    WebhookRotationForm,
)

PAGE = "/admin/webhooks"
#: Of so long a webhook is proposed to be told again, unless it is known since when it misses some.
_LATELY = timedelta(hours=1)
_DONE = {
    "enable": "webhook_enabled",
    "disable": "webhook_disabled",
    "test": "webhook_queued",
    "again": "webhook_queued",
}


@operation(query=PlaceAddress, gives=HTML)
async def show_webhooks(call: Call[None, PlaceAddress]) -> Reply:
    """Show the webhooks of the centre, and a form for a new one."""
    return await _list(call, Form())


@operation(takes=FORM, gives=HTML, refuses=(WebhookAddressRefused, TooManyWebhooks))
async def add_webhook(call: Call[None, None]) -> Reply:
    """Add a webhook and show its secret, this once."""
    form = await read_form(call.request)
    try:
        said = form.shaped(WebhookForm)
        kinds = (said.kinds or "").split()
        order = keeping.WebhookOrder(said.url, kinds, said.description)
        answer = await _keeping(call, form).add(order)
    except Refusal as refusal:
        return await _list(call, form.refused(refusal))
    return _secret(call, answer.document or {})


@operation(query=WebhookAddress, gives=HTML, refuses=(UnknownWebhook,))
async def show_webhook(call: Call[None, WebhookAddress]) -> Reply:
    """Show a webhook with what it was told."""
    return await _one(call, Form(), call.query)


@operation(takes=FORM, gives=HTML, refuses=(UnknownWebhook, WebhookAddressRefused))
async def change_webhook(call: Call[None, None]) -> Reply:
    """Change where a webhook leads and what it is told."""
    form, webhook_id = await read_form(call.request), webhook_id_of(call.path["webhook_id"])
    try:
        said = form.shaped(WebhookChangeForm)
        order = keeping.WebhookOrder(said.url, (said.kinds or "").split(), said.description)
        await _keeping(call, form).change(webhook_id, order)
    except UnknownWebhook:
        raise
    except Refusal as refusal:
        return await _one(call, form.refused(refusal), WebhookAddress())
    return see_other(f"{PAGE}/{webhook_id}", done="webhook_changed")


@operation(takes=FORM, gives=HTML, refuses=(UnknownWebhook,))
async def rotate_webhook(call: Call[None, None]) -> Reply:
    """Make another secret of a webhook and show it, this once."""
    form, webhook_id = await read_form(call.request), webhook_id_of(call.path["webhook_id"])
    try:
        overlap = timedelta(hours=form.shaped(WebhookRotationForm).overlap_hours)
        answer = await _keeping(call, form).rotate(webhook_id, overlap)
    except UnknownWebhook:
        raise
    except Refusal as refusal:
        return await _one(call, form.refused(refusal), WebhookAddress())
    return _secret(call, answer.document or {})


@operation(takes=FORM, gives=HTML, refuses=(UnknownWebhook, ReplayTooLong, WebhookDisabled))
async def replay_webhook(call: Call[None, None]) -> Reply:
    """Let a webhook be told what was recorded between two moments, told before or not."""
    form, webhook_id = await read_form(call.request), webhook_id_of(call.path["webhook_id"])
    zone = call.viewer.center.zone
    try:
        said = form.shaped(WebhookReplayForm)
        begins_at, ends_at = (each.replace(tzinfo=zone) for each in (said.begins_at, said.ends_at))
        again = replaying.Replaying(_keeping(call, form).asked, webhook_id)
        await again.span(begins_at, ends_at)
    except UnknownWebhook:
        raise
    except Refusal as refusal:
        return await _one(call, form.refused(refusal), WebhookAddress())
    return see_other(f"{PAGE}/{webhook_id}", done="webhook_queued")


@operation(takes=FORM, gives=HTML, refuses=(UnknownWebhook, UnknownDelivery, WebhookDisabled))
async def act_on_webhook(call: Call[None, None]) -> Reply:
    """Enable a webhook, disable it, try it, remove it, or tell one event again."""
    form = await read_form(call.request)
    said, webhook_id = form.shaped(WebhookActForm), webhook_id_of(call.path["webhook_id"])
    doing = _keeping(call, form)
    again = replaying.Replaying(doing.asked, webhook_id)
    if said.act == "remove":
        await doing.remove(webhook_id)
        return see_other(PAGE, done="webhook_removed")
    if said.act == "test":
        await again.test()
    elif said.act == "again":
        await again.one(said.event_id or "")
    else:
        order = keeping.WebhookOrder(enabled=said.act == "enable")
        await doing.change(webhook_id, order)
    return see_other(f"{PAGE}/{webhook_id}", done=_DONE[said.act])


async def _list(call: Call[Any, Any], form: Form) -> Reply:
    bridge = call.bridge
    return show(
        call,
        "admin_webhooks.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        webhooks=await keeping.list_webhooks(bridge.database, bridge.sealer, call.viewer),
        types=(*GROUPS, *EVENT_TYPES),
        zone=call.viewer.center.zone,
    )


async def _one(call: Call[Any, Any], form: Form, address: WebhookAddress) -> Reply:
    bridge, viewer = call.bridge, call.viewer
    webhook_id, now = webhook_id_of(call.path["webhook_id"]), bridge.clock()
    found = await keeping.look_up_webhook(bridge.database, viewer, webhook_id)
    deliveries, last = await replaying.list_deliveries(
        bridge.database,
        viewer,
        webhook_id,
        address.state,
        decode_place(address.cursor, END),
        PAGE_LIMIT,
    )
    missed_from = found.failing_since or now - _LATELY
    return show(
        call,
        "admin_webhook.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        webhook=found,
        url=keeping.open_url(bridge.sealer, viewer.center, found),
        deliveries=deliveries,
        states=tuple(DeliveryState),
        state=address.state,
        types=(*GROUPS, *EVENT_TYPES),
        path=f"{PAGE}/{webhook_id}",
        next_cursor=encode_place(last),
        zone=viewer.center.zone,
        missed=[_typed(each.astimezone(viewer.center.zone)) for each in (missed_from, now)],
        overlap_hours=keeping.OVERLAP // timedelta(hours=1),
    )


def _typed(moment: datetime) -> str:
    """Return a moment as fields for moments have it."""
    return moment.strftime("%Y-%m-%dT%H:%M")


def _secret(call: Call[Any, Any], document: Any) -> Reply:
    back = f"{PAGE}/{document['webhook_id']}"
    return show(call, "admin_secret.html", secret=document["secret"], whose="webhook", back=back)


def _keeping(call: Call[Any, Any], form: Form) -> keeping.KeepingWebhooks:
    asked = call.asked_under(request_key_of(call, form))
    return keeping.KeepingWebhooks(asked, call.bridge.config.private_webhook_hosts)
