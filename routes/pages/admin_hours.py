"""When a centre is open, which its administrators set from a day on."""

from datetime import date
from typing import Any

from postal_bridge.domain.refusals import Refusal
from postal_bridge.usecases.keep_office_hours import Opening, list_hours
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.office_hours import NewOfficeHours, WhichOfficeHours

PAGE = "/admin/hours"
#: No centre changes its hours so often; the page shows them all.
HOURS_MAX = 200


@operation(gives=HTML)
async def show_hours(call: Call[None, None]) -> Reply:
    """Show the hours of the centre, and a form for others."""
    return await _list(call, Form())


@operation(takes=FORM, gives=HTML)
async def keep_hours(call: Call[None, None]) -> Reply:
    """Keep hours from a day on, or correct those that are yet to begin."""
    form = await read_form(call.request)
    try:
        await Opening(call.asked).keep(form.shaped(NewOfficeHours).stated())
    except Refusal as refusal:
        return await _list(call, form.refused(refusal))
    return see_other(PAGE, done="office_hours_kept")


@operation(takes=FORM, gives=HTML)
async def withdraw_hours(call: Call[None, None]) -> Reply:
    """Take away hours whose first day is yet to come."""
    form = await read_form(call.request)
    try:
        await Opening(call.asked).withdraw(form.shaped(WhichOfficeHours).valid_from)
    except Refusal as refusal:
        return await _list(call, form.refused(refusal))
    return see_other(PAGE, done="office_hours_withdrawn")


async def _list(call: Call[Any, Any], form: Form) -> Reply:
    found, _ = await list_hours(call.bridge.database, call.viewer, date.max, HOURS_MAX)
    today = call.bridge.clock().astimezone(call.viewer.center.zone).date()
    in_force = next((each for each in found if each.valid_from <= today), None)
    return show(
        call,
        "admin_hours.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        kept=found,
        in_force=in_force,
        today=today,
    )
