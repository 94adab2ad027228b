"""Which consignments may be cancelled: what offices send each other, while nothing came of it.

What goes to or from a citizen has been promised, ordered or paid for, and comes to its end by
scans alone.
"""

from datetime import datetime

from postal_bridge.domain.consignment import CITIZEN_LEGS
from postal_bridge.domain.custody import Event, Happening, Standing, State, Thing
from postal_bridge.domain.refusals import NotToBeCancelled


def cancelling(
    thing: Thing, standing: Standing, office: str, at: datetime, *, in_parts: bool
) -> Happening:
    """Return the event that ends a consignment which never left.

    Raises:
        NotToBeCancelled: it is a citizen's or one of several parts, it left, or lies in a bag.

    """
    has_left = standing.state is not State.REGISTERED or standing.bag is not None
    if thing.leg is None or thing.leg in CITIZEN_LEGS or has_left or in_parts:
        raise NotToBeCancelled(code=thing.code)
    return Happening(Event.CANCELLED, office, at)
