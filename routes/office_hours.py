"""When a centre is open, for programs."""

from datetime import date

from postal_bridge.usecases.keep_office_hours import Opening, document_of, list_hours
from postal_bridge.usecases.once import Answer
from routes.paging import bad_cursor, decode_cursor, encode_cursor
from routes.route import Call, Reply, operation
from schemas.office_hours import NewOfficeHours, OfficeHoursShape, WhichOfficeHours
from schemas.shape import Page, PageQuery


@operation(query=PageQuery, gives=Page[OfficeHoursShape])
async def list_office_hours(call: Call[None, PageQuery]) -> Reply:
    """List when the centre is open, the newest hours first, and those that held before its own."""
    parts = decode_cursor(call.query.cursor, 1)
    try:
        before = date.fromisoformat(parts[0]) if parts else date.max
    except ValueError:
        raise bad_cursor() from None
    found, last = await list_hours(call.bridge.database, call.viewer, before, call.query.limit)
    next_cursor = encode_cursor(last.isoformat()) if last else None
    return Reply({"items": [document_of(each) for each in found], "next_cursor": next_cursor})


@operation(takes=NewOfficeHours, gives=OfficeHoursShape, status=201)
async def keep_office_hours(call: Call[NewOfficeHours, None]) -> Answer:
    """Keep when the centre is open from a day on, until other hours begin.

    After the first, which may begin on any day, the day is today or later. Stated again before
    their first day, they are corrected. Due days that were promised stay.
    """
    return await Opening(call.asked).keep(call.body.stated())


@operation(takes=WhichOfficeHours, gives=OfficeHoursShape)
async def withdraw_office_hours(call: Call[WhichOfficeHours, None]) -> Answer:
    """Take away hours whose first day is yet to come."""
    return await Opening(call.asked).withdraw(call.body.valid_from)
