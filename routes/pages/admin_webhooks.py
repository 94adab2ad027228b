"""Webhooks: where programs of others are told what happened, what they took, told again."""

from typing import Any

from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.webhook import EVENT_TYPES, GROUPS, DeliveryState
from postal_bridge.domain.webhook_refusals import (
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
from schemas.webhooks import WebhookActForm, WebhookAddress, WebhookForm

PAGE = "/admin/webhooks"
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
    bridge, query, webhook_id = call.bridge, call.query, webhook_id_of(call.path["webhook_id"])
    found = await keeping.look_up_webhook(bridge.database, call.viewer, webhook_id)
    deliveries, last = await replaying.list_deliveries(
        bridge.database,
        call.viewer,
        webhook_id,
        query.state,
        decode_place(query.cursor, END),
        PAGE_LIMIT,
    )
    return show(
        call,
        "admin_webhook.html",
        webhook=found,
        deliveries=deliveries,
        states=tuple(DeliveryState),
        state=query.state,
        path=f"{PAGE}/{webhook_id}",
        next_cursor=encode_place(last),
        zone=call.viewer.center.zone,
    )


@operation(takes=FORM, gives=HTML, refuses=(UnknownWebhook, UnknownDelivery, WebhookDisabled))
async def act_on_webhook(call: Call[None, None]) -> Reply:
    """Enable a webhook, disable it, try it, sign anew, remove it, or tell one event again."""
    form = await read_form(call.request)
    said, webhook_id = form.shaped(WebhookActForm), webhook_id_of(call.path["webhook_id"])
    doing = _keeping(call, form)
    again = replaying.Replaying(doing.asked, webhook_id)
    if said.act == "rotate":
        return _secret(call, (await doing.rotate(webhook_id)).document or {})
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
    return show(
        call,
        "admin_webhooks.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        webhooks=await keeping.list_webhooks(call.bridge.database, call.viewer),
        types=(*GROUPS, *EVENT_TYPES),
        zone=call.viewer.center.zone,
    )


def _secret(call: Call[Any, Any], document: Any) -> Reply:
    back = f"{PAGE}/{document['webhook_id']}"
    return show(call, "admin_secret.html", secret=document["secret"], whose="webhook", back=back)


def _keeping(call: Call[Any, Any], form: Form) -> keeping.KeepingWebhooks:
    asked = call.asked_under(request_key_of(call, form))
    return keeping.KeepingWebhooks(asked, call.bridge.config.private_webhook_hosts)
