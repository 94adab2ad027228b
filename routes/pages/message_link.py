"""The page behind the link in a message: from whom it came, and that one wants no more of them.

It shows nothing of the dossier and nothing of the person: a link may be passed on.
"""

from postal_bridge.domain.message_refusals import UnknownLink
from postal_bridge.usecases.opt_out import follow_link, look_up_link
from routes.pages.forms import FORM, read_form, see_other
from routes.pages.frame import show
from routes.route import HTML, Call, Reply, operation
from schemas.messages import LinkForm
from schemas.pages import PlaceAddress


@operation(query=PlaceAddress, gives=HTML, refuses=(UnknownLink,))
async def show_link(call: Call[None, PlaceAddress]) -> Reply:
    """Show whose message a link came in, and a button by which one gets no more."""
    bridge, token = call.bridge, call.path["token"]
    center, opted_out = await look_up_link(bridge.database, bridge.sealer, token)
    return show(call, "message_link.html", center=center, opted_out=opted_out, token=token)


@operation(takes=FORM, gives=HTML, refuses=(UnknownLink,))
async def say_by_link(call: Call[None, None]) -> Reply:
    """Note that whoever got a message wants no more of them, or wants them again."""
    form, bridge, token = await read_form(call.request), call.bridge, call.path["token"]
    said = form.shaped(LinkForm)
    await follow_link(
        bridge.database, bridge.clock, bridge.sealer, token, wants_messages=said.wants_messages
    )
    return see_other(f"/m/{token}", done="opt_out_kept")
