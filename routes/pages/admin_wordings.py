"""How a centre words its messages: each kind in each language, its versions, and a preview."""

from typing import Any

from postal_bridge.domain.message import Language, MessageKind
from postal_bridge.domain.message_wording import Wording
from postal_bridge.domain.refusals import Refusal
from postal_bridge.usecases import keep_wordings as keeping
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.problems import UnknownAddress, status_of
from routes.route import HTML, Call, Reply, operation
from schemas.messages import WithdrawWordingForm, WordingForm
from schemas.pages import PlaceAddress

PAGE = "/admin/messages/wordings"


@operation(query=PlaceAddress, gives=HTML)
async def show_wordings(call: Call[None, PlaceAddress]) -> Reply:
    """Show how each kind of message is worded today."""
    bridge = call.bridge
    found = await keeping.list_wordings(bridge.database, bridge.clock, call.viewer)
    return show(
        call, "admin_wordings.html", wordings=found, kinds=MessageKind, languages=tuple(Language)
    )


@operation(query=PlaceAddress, gives=HTML)
async def show_wording(call: Call[None, PlaceAddress]) -> Reply:
    """Show a wording with its versions and how it looks, and a form for another."""
    return await _wording(call, Form())


@operation(takes=FORM, gives=HTML)
async def keep_wording(call: Call[None, None]) -> Reply:
    """Keep another version of a wording from a day on, or show how it would look."""
    form = await read_form(call.request)
    kind, language = _which(call)
    try:
        said = form.shaped(WordingForm)
        wording = _stated(said)
        if said.preview:
            return await _wording(call, form, wording)
        today = call.bridge.clock().astimezone(call.viewer.center.zone).date()
        changing = keeping.Rewording(call.asked_under(None), kind, language)
        await changing.keep(said.valid_from or today, wording)
    except Refusal as refusal:
        return await _wording(call, form.refused(refusal))
    return see_other(f"{PAGE}/{kind}/{language}", done="wording_kept")


@operation(takes=FORM, gives=HTML)
async def withdraw_wording(call: Call[None, None]) -> Reply:
    """Take away a version that is yet to begin."""
    form = await read_form(call.request)
    kind, language = _which(call)
    try:
        version = form.shaped(WithdrawWordingForm).version
        await keeping.Rewording(call.asked_under(None), kind, language).withdraw(version)
    except Refusal as refusal:
        return await _wording(call, form.refused(refusal))
    return see_other(f"{PAGE}/{kind}/{language}", done="wording_withdrawn")


def _which(call: Call[Any, Any]) -> tuple[MessageKind, Language]:
    try:
        return MessageKind(call.path["kind"]), Language(call.path["language"])
    except ValueError:
        raise UnknownAddress from None


def _stated(said: WordingForm) -> Wording:
    facts = tuple(name for each in said.zalo_facts.split(",") if (name := each.strip()))
    # Browsers end lines in two signs.
    body = said.body.replace("\r\n", "\n")
    return Wording(said.subject, body, said.short, said.zalo_template, facts)


async def _wording(call: Call[Any, Any], form: Form, tried: Wording | None = None) -> Reply:
    bridge, viewer = call.bridge, call.viewer
    kind, language = _which(call)
    shown = await keeping.look_up_wording(bridge.database, bridge.clock, viewer, kind, language)
    return show(
        call,
        "admin_wording.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        shown=shown,
        tried=keeping.preview(viewer, language, tried) if tried else None,
        today=bridge.clock().astimezone(viewer.center.zone).date(),
    )
