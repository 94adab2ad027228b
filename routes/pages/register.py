"""The register of the dossiers of some days, to be looked at and printed."""

from postal_bridge.domain.refusals import InvalidInput
from postal_bridge.usecases.write_register import write_register
from routes.pages.forms import Form
from routes.pages.frame import show
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.pages import RegisterAddress


@operation(query=RegisterAddress, gives=HTML)
async def show_register(call: Call[None, RegisterAddress]) -> Reply:
    """Show the register of some days of one year; without days, of today."""
    bridge, query, viewer = call.bridge, call.query, call.viewer
    today = bridge.clock().astimezone(viewer.center.zone).date()
    first = query.period_from or query.period_to or today
    last = query.period_to or first
    form, facts = Form({"from": first.isoformat(), "to": last.isoformat()}), None
    try:
        facts = await write_register(
            bridge.database, bridge.clock, bridge.sealer, viewer, first, last
        )
    except InvalidInput as refusal:
        form = form.refused(refusal)
    return show(
        call,
        "register.html",
        status_of(form.refusal) if form.refusal else None,
        form=form,
        facts=facts,
        first=first,
        last=last,
    )
