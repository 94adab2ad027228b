"""The page on which the portal's list of procedures lies beside the centre's catalogue."""

from postal_bridge.domain.portal_catalogue import Difference
from postal_bridge.usecases import read_portal_list as reading
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.pages.things import with_times
from routes.portal_catalogue import differing_cursor, differing_place
from routes.route import HTML, Call, Reply, operation
from schemas.portal_forms import PortalAddress
from schemas.shape import PAGE_LIMIT

PAGE = "/admin/portal/catalogue"


@operation(query=PortalAddress, gives=HTML)
async def show_catalogues(call: Call[None, PortalAddress]) -> Reply:
    """Show which procedures the two sides have differently."""
    after = differing_place(call.query.cursor)
    compared = await reading.compare_catalogues(call.bridge.database, call.viewer)
    items, last = compared.page(after, PAGE_LIMIT)
    return show(
        call,
        "admin_portal_catalogue.html",
        form=Form(),
        compared=with_times(compared.document()),
        kinds=tuple(Difference),
        items=items,
        next_cursor=differing_cursor(last),
        zone=call.viewer.center.zone,
    )


@operation(takes=FORM, gives=HTML)
async def read_list_by_form(call: Call[None, None]) -> Reply:
    """Have the portal's list read anew."""
    await read_form(call.request)
    await reading.want_list(call.asked_under(None))
    return see_other(PAGE, done="portal_list_wanted")
