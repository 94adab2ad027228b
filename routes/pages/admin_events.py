"""Events exchanged with others: the file for the post, and what others told and nobody knew."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from postal_bridge.domain.refusals import Refusal
from postal_bridge.usecases.capture_events import list_observations, settle_observation
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.places import END
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.admin_forms import ObservationsAddress, SettledForm

SHOWN_MAX = 200


@operation(gives=HTML)
async def show_events(call: Call[None, None]) -> Reply:
    """Show for which days the file is to be, the last month before anything else is said."""
    today = call.bridge.clock().astimezone(call.viewer.center.zone).date()
    last_on = today.replace(day=1) - timedelta(days=1)
    return show(
        call,
        "admin_events.html",
        first_on=last_on.replace(day=1).isoformat(),
        last_on=last_on.isoformat(),
    )


@operation(query=ObservationsAddress, gives=HTML)
async def show_observations(call: Call[None, ObservationsAddress]) -> Reply:
    """Show what others told and nobody could enter, or all they told of one thing."""
    return await _list(call, call.query.item, Form())


@operation(takes=FORM, gives=HTML)
async def settle_by_form(call: Call[None, None]) -> Reply:
    """Note why something that others told may rest."""
    form = await read_form(call.request)
    try:
        said = form.shaped(SettledForm)
        await settle_observation(call.asked, said.observation_id, said.remark)
    except Refusal as refusal:
        return await _list(call, None, form.refused(refusal))
    return see_other("/admin/observations", done="observation_settled")


async def _list(call: Call[Any, Any], item: str | None, form: Form) -> Reply:
    found, more = await list_observations(
        call.bridge.database, call.viewer, item, (END, UUID(int=0)), SHOWN_MAX
    )
    return show(
        call,
        "admin_observations.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        item=item,
        observations=found,
        is_cut=more is not None,
    )
