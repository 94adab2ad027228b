"""Events exchanged with others: the file for the post, and what others told and nobody could enter.

What others told of a thing stands on its own page as well.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from postal_bridge.domain.refusals import Refusal
from postal_bridge.usecases.follow_captures import (
    look_up_open_observations,
    read_capture_again,
    settle_capture,
    settle_observation,
)
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.places import END
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.admin_forms import CaptureForm, SettledCaptureForm, SettledForm

SHOWN_MAX = 200
_PLACE = "/admin/observations"


@operation(gives=HTML)
async def show_events(call: Call[None, None]) -> Reply:
    """Show which codes our events have and the form that writes a file of them."""
    zone = call.viewer.center.zone
    last_on = call.bridge.clock().astimezone(zone).date() - timedelta(days=1)
    return show(
        call,
        "admin_events.html",
        first_on=last_on.replace(day=1).isoformat(),
        last_on=last_on.isoformat(),
    )


@operation(gives=HTML)
async def show_observations(call: Call[None, None]) -> Reply:
    """Show what others told and nobody could enter."""
    return await _list(call, Form())


@operation(takes=FORM, gives=HTML)
async def settle_by_form(call: Call[None, None]) -> Reply:
    """Note why something that others told may rest."""
    form = await read_form(call.request)
    try:
        said = form.shaped(SettledForm)
        await settle_observation(call.asked, said.observation_id, said.remark)
    except Refusal as refusal:
        return await _list(call, form.refused(refusal))
    return see_other(_PLACE, done="observation_settled")


@operation(takes=FORM, gives=HTML)
async def settle_capture_by_form(call: Call[None, None]) -> Reply:
    """Note why a document of somebody else's may rest in spite of its faults."""
    form = await read_form(call.request)
    try:
        said = form.shaped(SettledCaptureForm)
        await settle_capture(call.asked, said.capture_id, said.remark)
    except Refusal as refusal:
        return await _list(call, form.refused(refusal))
    return see_other(_PLACE, done="capture_settled")


@operation(takes=FORM, gives=HTML)
async def read_again_by_form(call: Call[None, None]) -> Reply:
    """Have a document of somebody else's read once more."""
    form = await read_form(call.request)
    try:
        await read_capture_again(call.asked, form.shaped(CaptureForm).capture_id)
    except Refusal as refusal:
        return await _list(call, form.refused(refusal))
    return see_other(_PLACE, done="capture_read_again")


async def _list(call: Call[Any, Any], form: Form) -> Reply:
    found = await look_up_open_observations(
        call.bridge.database, call.viewer, (END, UUID(int=0)), SHOWN_MAX
    )
    return show(
        call,
        "admin_observations.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        found=found,
        shown_max=SHOWN_MAX,
        zone=call.viewer.center.zone,
    )
