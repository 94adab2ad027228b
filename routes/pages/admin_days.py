"""Days off and working days at weekends, which administrators keep for the whole installation."""

from typing import Any

from postal_bridge.domain.refusals import Refusal
from postal_bridge.usecases import keep_calendar as keeping
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.admin_forms import DayForm, DayRemovedForm, DaysAddress


@operation(query=DaysAddress, gives=HTML)
async def show_days(call: Call[None, DaysAddress]) -> Reply:
    """Show the days of a year on which offices do not keep to the weekday."""
    return await _list(call, Form(), call.query.year)


@operation(takes=FORM, gives=HTML)
async def keep_day(call: Call[None, None]) -> Reply:
    """Keep a day off or a working day at a weekend."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(DayForm)
        await keeping.keep_day(
            bridge.database,
            bridge.clock,
            call.viewer,
            said.day,
            working=said.working,
            name=said.name,
            source=said.source,
        )
    except Refusal as refusal:
        return await _list(call, form.refused(refusal), None)
    return see_other("/admin/days", year=str(said.day.year), done="day_kept")


@operation(takes=FORM, gives=HTML)
async def remove_day(call: Call[None, None]) -> Reply:
    """Make a day an ordinary one again."""
    said = (await read_form(call.request)).shaped(DayRemovedForm)
    await keeping.remove_day(call.bridge.database, call.bridge.clock, call.viewer, said.day)
    return see_other("/admin/days", year=str(said.day.year), done="day_removed")


async def _list(call: Call[None, Any], form: Form, year: int | None) -> Reply:
    present = call.bridge.clock().astimezone(call.viewer.center.zone).year
    year = year or present
    days = await keeping.list_days(call.bridge.database, year)
    status = status_of(form.refusal) if form.refusal else None
    years = range(keeping.YEAR_MIN, keeping.YEAR_MAX + 1)
    return show(call, "admin_days.html", status, form=form, days=days, year=year, years=years)
