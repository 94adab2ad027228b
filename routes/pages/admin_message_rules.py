"""When and by which ways a centre reaches people, and who wants no messages."""

from datetime import time
from typing import Any

from postal_bridge.domain.message_rules import ChannelRule
from postal_bridge.domain.refusals import Refusal
from postal_bridge.usecases import keep_message_rules as keeping
from postal_bridge.usecases.opt_out import count_opted_out, note_opt_out
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.messages import ChannelForm, MessageSettingForm, OptOutForm
from schemas.pages import PlaceAddress

PAGE = "/admin/messages/rules"


@operation(query=PlaceAddress, gives=HTML)
async def show_message_rules(call: Call[None, PlaceAddress]) -> Reply:
    """Show quiet hours, channels, and how many want no messages."""
    return await _rules(call, Form())


@operation(takes=FORM, gives=HTML)
async def keep_message_setting(call: Call[None, None]) -> Reply:
    """Keep quiet hours and the limit for each recipient."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(MessageSettingForm)
        quiet = time.fromisoformat(said.quiet_from), time.fromisoformat(said.quiet_until)
        await keeping.keep_setting(
            bridge.database, bridge.clock, call.viewer, quiet, said.daily_most
        )
    except Refusal as refusal:
        return await _rules(call, form.refused(refusal))
    return see_other(PAGE, done="message_rules_kept")


@operation(takes=FORM, gives=HTML)
async def keep_message_channel(call: Call[None, None]) -> Reply:
    """Keep how the centre uses a channel."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(ChannelForm)
        rule = ChannelRule(
            said.channel,
            said.place,
            said.enabled,
            said.rate_per_minute,
            said.patience_minutes,
            said.price_dong,
            said.sender,
        )
        await keeping.keep_channel(bridge.database, bridge.clock, call.viewer, rule)
    except Refusal as refusal:
        return await _rules(call, form.refused(refusal))
    return see_other(PAGE, done="message_rules_kept")


@operation(takes=FORM, gives=HTML)
async def keep_opt_out(call: Call[None, None]) -> Reply:
    """Note that somebody wants no messages, or wants them again."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(OptOutForm)
        await note_opt_out(
            bridge.database,
            bridge.clock,
            bridge.sealer,
            call.viewer,
            said.address,
            wants_messages=said.wants_messages,
        )
    except Refusal as refusal:
        return await _rules(call, form.refused(refusal))
    return see_other(PAGE, done="opt_out_kept")


async def _rules(call: Call[Any, Any], form: Form) -> Reply:
    database, viewer = call.bridge.database, call.viewer
    return show(
        call,
        "admin_message_rules.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        rules=await keeping.look_up_rules(database, viewer),
        carried=frozenset(call.bridge.messengers),
        opted_out=await count_opted_out(database, viewer),
    )
