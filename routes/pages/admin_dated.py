"""What administrators keep of their centre from a day on: hours, cut-offs, norms, the contract.

The map of zones, which norms go by, stands on the page of the norms.
"""

from collections.abc import Mapping
from typing import Any

from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.remittance import Cycle
from postal_bridge.domain.transit import TransitScope
from postal_bridge.usecases.keep_forwarding_cutoff import FORWARDING_HOURS
from postal_bridge.usecases.keep_office_hours import OFFICE_HOURS
from postal_bridge.usecases.keep_remittance_cycle import REMITTANCE_CYCLES
from postal_bridge.usecases.keep_transit_norms import TRANSIT_NORMS, list_zones, put_in_zone
from routes.pages.dated_terms import DatedPages
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.route import HTML, Call, Reply, operation
from schemas.contract_terms import NewRemittanceCycle
from schemas.dated import NewForwardingHour, NewTransitNorms, ZoneForm
from schemas.office_hours import NewOfficeHours


async def _zones(call: Call[Any, Any]) -> Mapping[str, object]:
    return {"offices": await list_zones(call.bridge.database, call.viewer)}


HOURS = DatedPages(
    OFFICE_HOURS,
    "/admin/hours",
    "admin_hours.html",
    NewOfficeHours,
    "office_hours_kept",
    "office_hours_withdrawn",
)
CYCLES = DatedPages(
    REMITTANCE_CYCLES,
    "/admin/cycle",
    "admin_cycle.html",
    NewRemittanceCycle,
    "remittance_cycle_agreed",
    "remittance_cycle_withdrawn",
    {"cycles": tuple(Cycle)},
)
CUTOFFS = DatedPages(
    FORWARDING_HOURS,
    "/admin/cutoff",
    "admin_cutoff.html",
    NewForwardingHour,
    "forwarding_hour_kept",
    "forwarding_hour_withdrawn",
)
NORMS = DatedPages(
    TRANSIT_NORMS,
    "/admin/norms",
    "admin_norms.html",
    NewTransitNorms,
    "transit_norms_kept",
    "transit_norms_withdrawn",
    {"scopes": tuple(TransitScope)},
    _zones,
)


@operation(takes=FORM, gives=HTML)
async def keep_zone(call: Call[None, None]) -> Reply:
    """Say in which zone an office lies."""
    form, bridge = await read_form(call.request), call.bridge
    try:
        said = form.shaped(ZoneForm)
        await put_in_zone(bridge.database, bridge.clock, call.viewer, said.office_code, said.zone)
    except Refusal as refusal:
        return await NORMS.listed(call, Form({}, refusal))
    return see_other(NORMS.path, done="zone_kept")
