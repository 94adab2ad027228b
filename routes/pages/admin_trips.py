"""The trips on which the post carries dossiers, which administrators keep for their centre."""

from typing import Any

from postal_bridge.domain.refusals import Refusal
from postal_bridge.usecases import keep_trips as keeping
from postal_bridge.usecases.look_up_board import list_departments
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.admin_forms import TripForm, TripRemovedForm


@operation(gives=HTML)
async def show_trips(call: Call[None, None]) -> Reply:
    """Show at which hours of a working day the post leaves, and for where."""
    return await _list(call, Form())


@operation(takes=FORM, gives=HTML)
async def keep_trip(call: Call[None, None]) -> Reply:
    """Add a trip."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(TripForm)
        await keeping.keep_trip(
            bridge.database, bridge.clock, call.viewer, said.leaves_at, said.to_office or None
        )
    except Refusal as refusal:
        return await _list(call, form.refused(refusal))
    return see_other("/admin/trips", done="trip_added")


@operation(takes=FORM, gives=HTML)
async def remove_trip(call: Call[None, None]) -> Reply:
    """Remove a trip."""
    said = (await read_form(call.request)).shaped(TripRemovedForm)
    await keeping.remove_trip(call.bridge.database, call.bridge.clock, call.viewer, said.trip_id)
    return see_other("/admin/trips", done="trip_removed")


async def _list(call: Call[Any, Any], form: Form) -> Reply:
    database, viewer = call.bridge.database, call.viewer
    return show(
        call,
        "admin_trips.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        trips=await keeping.list_trips(database, viewer),
        departments={each.code: each.name for each in await list_departments(database, viewer)},
    )
