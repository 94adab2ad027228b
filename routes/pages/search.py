"""The search that stands on every page: a code leads on, a name or a phone brings a list.

What was typed is sent in a form and never stands in an address: it may name a citizen.
"""

from typing import Any

from postal_bridge.domain.refusals import Refusal
from postal_bridge.usecases.find import LETTERS_MIN, Found, Sort, find_things
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from schemas.pages import PlaceAddress
from schemas.thing_forms import SearchForm

PAGE_OF_SORT = {
    Sort.DOSSIER: "/dossiers/{}",
    Sort.CONSIGNMENT: "/consignments/{}",
    Sort.BAG: "/bags/{}",
}


@operation(query=PlaceAddress, gives=HTML)
async def ask_search(call: Call[None, PlaceAddress]) -> Reply:
    """Show the search by itself, with what it understands."""
    return _show(call, Form(), None)


@operation(takes=FORM, gives=HTML)
async def search(call: Call[None, None]) -> Reply:
    """Lead on to the thing of a code, or list what a name or a phone brings."""
    form = await read_form(call.request)
    try:
        text = form.shaped(SearchForm).q
    except Refusal as refusal:
        return _show(call, form.refused(refusal), None, status_of(refusal))
    if not text:
        return see_other("/search")
    bridge = call.bridge
    found = await find_things(
        bridge.database, bridge.sealer, bridge.config.label_keys, call.viewer, text
    )
    if found.sort is not None:
        return see_other(PAGE_OF_SORT[found.sort].format(found.code))
    return _show(call, form, found)


def _show(
    call: Call[None, Any], form: Form, found: Found | None, status: int | None = None
) -> Reply:
    today = call.bridge.clock().astimezone(call.viewer.center.zone).date()
    return show(
        call, "search.html", status, form=form, found=found, today=today, letters_min=LETTERS_MIN
    )
