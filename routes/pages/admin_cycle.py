"""By when the post sends money on, which administrators state as their contract says."""

from datetime import date
from typing import Any

from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.remittance import Cycle
from postal_bridge.usecases.keep_remittance_cycle import Agreeing, list_cycles
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.contract_terms import NewRemittanceCycle, WhichRemittanceCycle

PAGE = "/admin/cycle"
#: Nobody agrees on another so often; the page shows them all.
CYCLES_MAX = 200


@operation(gives=HTML)
async def show_cycles(call: Call[None, None]) -> Reply:
    """Show what was agreed with the post, and a form for another agreement."""
    return await _list(call, Form())


@operation(takes=FORM, gives=HTML)
async def agree_cycle(call: Call[None, None]) -> Reply:
    """Keep an agreement, or correct one that is yet to begin."""
    form = await read_form(call.request)
    try:
        await Agreeing(call.asked).agree(form.shaped(NewRemittanceCycle).stated())
    except Refusal as refusal:
        return await _list(call, form.refused(refusal))
    return see_other(PAGE, done="remittance_cycle_agreed")


@operation(takes=FORM, gives=HTML)
async def withdraw_cycle(call: Call[None, None]) -> Reply:
    """Take away an agreement whose first day is yet to come."""
    form = await read_form(call.request)
    try:
        await Agreeing(call.asked).withdraw(form.shaped(WhichRemittanceCycle).valid_from)
    except Refusal as refusal:
        return await _list(call, form.refused(refusal))
    return see_other(PAGE, done="remittance_cycle_withdrawn")


async def _list(call: Call[Any, Any], form: Form) -> Reply:
    found, _ = await list_cycles(call.bridge.database, call.viewer, date.max, CYCLES_MAX)
    today = call.bridge.clock().astimezone(call.viewer.center.zone).date()
    in_force = next((each for each in found if each.valid_from <= today), None)
    return show(
        call,
        "admin_cycle.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        agreed=found,
        in_force=in_force,
        cycles=tuple(Cycle),
        today=today,
    )
