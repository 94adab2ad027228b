"""What carriers say of the money they took, beside the books, for accountants to compare."""

from postal_bridge.domain.carrier import MoneyFact
from postal_bridge.usecases import look_up_carriers as looking
from routes.pages.frame import show
from routes.places import BEGINNING, decode_uuid_place, encode_place
from routes.route import HTML, Call, Reply, operation
from schemas.admin_forms import ListAddress
from schemas.shape import PAGE_LIMIT


@operation(query=ListAddress, gives=HTML)
async def show_carrier_money(call: Call[None, ListAddress]) -> Reply:
    """Show what carriers collected, have and paid out, and what they have not paid out."""
    database, after = call.bridge.database, decode_uuid_place(call.query.cursor, BEGINNING)
    sums = await looking.sum_carrier_money(database, call.viewer)
    owed, last = await looking.list_not_paid_out(database, call.viewer, after, PAGE_LIMIT)
    return show(
        call,
        "accounting_carrier.html",
        sums=sums,
        owed=owed,
        facts=tuple(MoneyFact),
        next_cursor=encode_place(last),
        zone=call.viewer.center.zone,
    )
