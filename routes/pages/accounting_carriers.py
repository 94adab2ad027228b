"""What carriers say of the money they took, beside the books, for accountants to compare."""

from postal_bridge.domain.carrier import MoneyFact
from postal_bridge.usecases import look_up_carriers as looking
from routes.pages.frame import show
from routes.route import HTML, Call, Reply, operation
from schemas.pages import PlaceAddress


@operation(query=PlaceAddress, gives=HTML)
async def show_carrier_money(call: Call[None, PlaceAddress]) -> Reply:
    """Show what carriers collected, have and paid out, and what they have not paid out."""
    sums, owed = await looking.look_up_carrier_money(call.bridge.database, call.viewer)
    return show(
        call,
        "accounting_carrier.html",
        sums=sums,
        owed=owed,
        facts=tuple(MoneyFact),
        most=looking.LISTED,
        zone=call.viewer.center.zone,
    )
