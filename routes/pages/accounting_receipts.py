"""What was told of receipts to those who take their data: what waits, what was refused."""

from uuid import UUID

from postal_bridge.domain.money_refusals import UnknownReceipt
from postal_bridge.domain.receipt_notice import NoticeKind
from postal_bridge.usecases.follow_receipts import LISTED, look_up_told, send_again
from routes.pages.forms import FORM, read_form, see_other
from routes.pages.frame import show
from routes.route import HTML, Call, Reply, operation
from schemas.accounting import SendAgainForm
from schemas.pages import PlaceAddress


@operation(query=PlaceAddress, gives=HTML)
async def show_told(call: Call[None, PlaceAddress]) -> Reply:
    """Show how many receipts were told, and those that are not done with."""
    bridge = call.bridge
    return show(
        call,
        "accounting_receipts.html",
        told=await look_up_told(bridge.database, call.viewer),
        somebody_takes_them=bridge.receipts is not None,
        most=LISTED,
        zone=call.viewer.center.zone,
    )


@operation(takes=FORM, gives=HTML, refuses=(UnknownReceipt,))
async def send_told_again(call: Call[None, None]) -> Reply:
    """Let one that was refused be sent once more, or all of them."""
    form, bridge = await read_form(call.request), call.bridge
    said = form.shaped(SendAgainForm)
    await send_again(bridge.database, bridge.clock, call.viewer, _which(said))
    return see_other("/accounting/receipts", done="sent_again")


def _which(said: SendAgainForm) -> tuple[UUID, NoticeKind] | None:
    if said.receipt_id is None or said.kind is None:
        return None
    return said.receipt_id, said.kind
