"""How the centre knows who calls in: one page of each party with its way and its secrets."""

from datetime import timedelta
from typing import Any

from postal_bridge.domain.incoming_refusals import (
    SecretKnown,
    UnknownSecret,
    UnknownSource,
    UnusableSecret,
    WayNotOffered,
)
from postal_bridge.domain.refusals import Refusal
from postal_bridge.usecases.keep_incoming_sources import (
    KeepingSource,
    address_of_source,
    look_up_sources,
)
from postal_bridge.usecases.once import RequestKey
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.pages.sending import request_key_of
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.incoming import SourceSecretEndForm, SourceSecretForm, SourceWayForm
from schemas.pages import PlaceAddress

PAGE = "/admin/incoming/sources"


@operation(query=PlaceAddress, gives=HTML)
async def show_sources(call: Call[None, PlaceAddress]) -> Reply:
    """Show who may call in, and how each of them is known."""
    return show(
        call,
        "admin_incoming_sources.html",
        sources=await look_up_sources(call.bridge.database, call.viewer, call.bridge.sources),
        now=call.bridge.clock(),
    )


@operation(query=PlaceAddress, gives=HTML, refuses=(UnknownSource,))
async def show_source(call: Call[None, PlaceAddress]) -> Reply:
    """Show how a party is known, with the secrets it has and had."""
    return await _one(call, Form())


@operation(takes=FORM, gives=HTML, refuses=(UnknownSource, WayNotOffered))
async def choose_way(call: Call[None, None]) -> Reply:
    """Say how calls of a party are proved."""
    form = await read_form(call.request)
    try:
        said = form.shaped(SourceWayForm)
        await _keeping(call, None).choose_way(said.way, said.header_name, said.tolerance_seconds)
    except UnknownSource:
        raise
    except Refusal as refusal:
        return await _one(call, form.refused(refusal))
    return see_other(_path(call), done="way_chosen")


@operation(
    takes=FORM, gives=HTML, refuses=(UnknownSource, WayNotOffered, UnusableSecret, SecretKnown)
)
async def add_secret(call: Call[None, None]) -> Reply:
    """Add a secret of a party; one that is made here is shown, this once."""
    form = await read_form(call.request)
    try:
        said = form.shaped(SourceSecretForm)
        overlap = timedelta(hours=said.overlap_hours)
        keeping = _keeping(call, request_key_of(call, form))
        answer = await keeping.add_secret(said.secret, overlap)
    except UnknownSource:
        raise
    except Refusal as refusal:
        return await _one(call, form.without("secret").refused(refusal))
    made = (answer.document or {})["secret"]
    if made is None:
        return see_other(_path(call), done="secret_added")
    return show(
        call,
        "admin_secret.html",
        answer.status,
        secret=made,
        whose=call.path["source"],
        back=_path(call),
    )


@operation(takes=FORM, gives=HTML, refuses=(UnknownSource, UnknownSecret))
async def end_secret(call: Call[None, None]) -> Reply:
    """Let a secret of a party be good no more."""
    said = (await read_form(call.request)).shaped(SourceSecretEndForm)
    await _keeping(call, None).end_secret(said.secret_id)
    return see_other(_path(call), done="secret_ended")


async def _one(call: Call[Any, Any], form: Form) -> Reply:
    bridge = call.bridge
    sources = await look_up_sources(bridge.database, call.viewer, bridge.sources)
    found = next((each for each in sources if each.name == call.path["source"]), None)
    if found is None:
        raise UnknownSource
    return show(
        call,
        "admin_incoming_source.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        source=found,
        address=address_of_source(bridge.config.base_url, call.viewer, found.name),
        path=_path(call),
        now=bridge.clock(),
        zone=call.viewer.center.zone,
    )


def _keeping(call: Call[Any, Any], key: RequestKey | None) -> KeepingSource:
    return KeepingSource(call.asked_under(key), call.bridge.sources, call.path["source"])


def _path(call: Call[Any, Any]) -> str:
    return f"{PAGE}/{call.path['source']}"
