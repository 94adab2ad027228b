"""What the post sends and what banks credit: two lists for whoever keeps the books."""

from datetime import date
from uuid import UUID

from postal_bridge.usecases import look_up_remittances as looking
from routes.paging import bad_cursor, decode_cursor, encode_cursor
from routes.route import Call, Reply, operation
from schemas.remittances import CreditShape, CreditsQuery, RemittanceShape
from schemas.shape import Page, PageQuery

_LAST_ID = UUID(int=2**128 - 1)
_LAST_LINE = 2**63 - 1


@operation(query=PageQuery, gives=Page[RemittanceShape])
async def list_remittances(call: Call[None, PageQuery]) -> Reply:
    """List the batches of the post, the newest first: declared, listed, credited, how late."""
    day, identity = _place(call.query.cursor)
    try:
        before = day, UUID(identity) if identity else _LAST_ID
    except ValueError:
        raise bad_cursor() from None
    bridge = call.bridge
    items, last = await looking.list_remittances(
        bridge.database, bridge.clock, call.viewer, before, call.query.limit
    )
    return Reply({"items": items, "next_cursor": cursor_of(last)})


@operation(query=CreditsQuery, gives=Page[CreditShape])
async def list_credits(call: Call[None, CreditsQuery]) -> Reply:
    """List what banks credited, the newest first, with what explains it or may do so."""
    items, last = await looking.list_credits(
        call.bridge.database,
        call.viewer,
        credit_place(call.query.cursor),
        call.query.limit,
        unknown=call.query.unknown,
    )
    return Reply({"items": items, "next_cursor": cursor_of(last)})


def credit_place(cursor: str | None) -> tuple[date, int]:
    """Return the place of a cursor in a list of credits.

    Raises:
        InvalidInput: this is no cursor of such a list.

    """
    day, number = _place(cursor)
    if number and not (number.isascii() and number.isdigit() and int(number) <= _LAST_LINE):
        raise bad_cursor()
    return day, int(number) if number else _LAST_LINE


def _place(cursor: str | None) -> tuple[date, str]:
    parts = decode_cursor(cursor, 2)
    if parts is None:
        return date.max, ""
    try:
        return date.fromisoformat(parts[0]), parts[1]
    except ValueError:
        raise bad_cursor() from None


def cursor_of(place: tuple[date, object] | None) -> str | None:
    """Return the cursor of a place, or None when the list is at its end."""
    return None if place is None else encode_cursor(place[0].isoformat(), str(place[1]))
