"""Months of account on pages: what hinders closing one, closing it, reopening it by two people."""

from typing import Any

from postal_bridge.domain.period import CARRIED
from postal_bridge.domain.period_refusals import UnknownPeriod
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, Refusal
from postal_bridge.domain.said import Said
from postal_bridge.usecases import look_up_periods as looking_up
from postal_bridge.usecases import reopen_period as reopening
from postal_bridge.usecases.close_period import close_period
from postal_bridge.usecases.difference_steps import today
from postal_bridge.usecases.hand_in_statement import post_offices
from postal_bridge.usecases.look_up_board import list_departments
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.pages.sending import request_key_of
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.periods import ProposeReopening

PERIODS = "/accounting/periods"
#: What a form may ask for, and what is told once it is done.
_DONE = {
    "close": "period_closed",
    "propose": "reopening_proposed",
    "approve": "period_reopened",
    "decline": "reopening_declined",
}


@operation(gives=HTML)
async def show_periods(call: Call[None, None]) -> Reply:
    """List the months with how each stands."""
    bridge = call.bridge
    months = await looking_up.list_months(bridge.database, bridge.clock, call.viewer)
    return show(call, "accounting_periods.html", months=months, zone=call.viewer.center.zone)


@operation(gives=HTML, refuses=(UnknownPeriod,))
async def show_period(call: Call[None, None]) -> Reply:
    """Show a month: what hinders closing it, or what it came to and its papers."""
    return await _show(call, Form())


@operation(takes=FORM, gives=HTML, refuses=(UnknownPeriod,))
async def act_on_period(call: Call[None, None]) -> Reply:
    """Close a month, propose to reopen it, or answer such a proposal."""
    form, period_id = await read_form(call.request), call.path["period_id"]
    act = form.value("act")
    try:
        if act not in _DONE:
            raise InvalidInput(FieldProblem("act", "unknown_act", Said("is not offered here")))
        await _act(call, form, act, period_id)
    except UnknownPeriod:
        raise
    except Refusal as refusal:
        return await _show(call, form.refused(refusal))
    return see_other(f"{PERIODS}/{period_id}", done=_DONE[act])


async def _act(call: Call[Any, Any], form: Form, act: str, period_id: str) -> None:
    asked = call.asked_under(request_key_of(call, form))
    if act == "close":
        carry = frozenset(name for name in CARRIED if form.value(f"carry_{name}"))
        await close_period(asked, period_id, carry)
    elif act == "propose":
        said = form.without("act", "sending").shaped(ProposeReopening)
        await reopening.propose_reopening(asked, period_id, said.reason)
    elif act == "approve":
        await reopening.approve_reopening(asked, period_id)
    else:
        await reopening.decline_reopening(asked, period_id)


async def _show(call: Call[Any, Any], form: Form) -> Reply:
    bridge, viewer = call.bridge, call.viewer
    period = await looking_up.look_up_period(bridge.database, viewer, call.path["period_id"])
    departments = await list_departments(bridge.database, viewer)
    return show(
        call,
        "accounting_period.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        period=period,
        is_over=today(viewer, bridge.clock()).isoformat() > period["to"],
        classes=CARRIED,
        departments={each.code: each.name for each in departments},
        offices=await post_offices(bridge.database, viewer),
        zone=viewer.center.zone,
    )
