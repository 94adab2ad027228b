"""Cancelling a consignment between offices by the form on its page."""

from postal_bridge.domain.refusals import Refusal, UnknownCode
from postal_bridge.usecases.cancel_consignment import cancel_consignment
from routes.pages.forms import FORM, read_form, see_other
from routes.pages.sending import SENDING, request_key_of
from routes.pages.things import consignment_page
from routes.route import HTML, Call, Reply, operation
from schemas.cancelling import CancellingForm


@operation(takes=FORM, gives=HTML, refuses=(UnknownCode,))
async def cancel_by_form(call: Call[None, None]) -> Reply:
    """Cancel a consignment that was registered by mistake and has not left."""
    form, code = await read_form(call.request), call.path["code"]
    try:
        reason = form.without(SENDING).shaped(CancellingForm).reason
        await cancel_consignment(call.asked_under(request_key_of(call, form)), code, reason)
    except UnknownCode:
        raise
    except Refusal as refusal:
        return await consignment_page(call, form.refused(refusal))
    return see_other(f"/consignments/{code}", done="cancelled")
