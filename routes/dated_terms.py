"""What a centre keeps from a day on, for programs: hours, cut-offs, norms, the post's contract."""

from datetime import date
from typing import Any

from postal_bridge.usecases.keep_forwarding_cutoff import FORWARDING_HOURS
from postal_bridge.usecases.keep_from_day import DatedT, KeepingFromDay, Sort, list_kept
from postal_bridge.usecases.keep_office_hours import OFFICE_HOURS
from postal_bridge.usecases.keep_remittance_cycle import REMITTANCE_CYCLES
from postal_bridge.usecases.keep_transit_norms import TRANSIT_NORMS
from postal_bridge.usecases.once import Answer
from routes.paging import bad_cursor, decode_cursor, encode_cursor
from routes.route import Call, Reply, operation
from schemas.contract_terms import NewRemittanceCycle, RemittanceCycleShape
from schemas.dated import (
    ForwardingHourShape,
    NewForwardingHour,
    NewTransitNorms,
    TransitNormsShape,
    WhichDay,
)
from schemas.office_hours import NewOfficeHours, OfficeHoursShape
from schemas.shape import Page, PageQuery


@operation(query=PageQuery, gives=Page[OfficeHoursShape])
async def list_office_hours(call: Call[None, PageQuery]) -> Reply:
    """List when the centre is open, the newest hours first, and those that held before its own."""
    return await _listed(call, OFFICE_HOURS)


@operation(takes=NewOfficeHours, gives=OfficeHoursShape, status=201)
async def keep_office_hours(call: Call[NewOfficeHours, None]) -> Answer:
    """Keep when the centre is open from a day on, until other hours begin.

    After the first, which may begin on any day, the day is today or later. Stated again before
    their first day, they are corrected. Due days that were promised stay.
    """
    return await KeepingFromDay(call.asked, OFFICE_HOURS).keep(call.body.stated())


@operation(takes=WhichDay, gives=OfficeHoursShape)
async def withdraw_office_hours(call: Call[WhichDay, None]) -> Answer:
    """Take away hours whose first day is yet to come."""
    return await KeepingFromDay(call.asked, OFFICE_HOURS).withdraw(call.body.valid_from)


@operation(query=PageQuery, gives=Page[RemittanceCycleShape])
async def list_remittance_cycles(call: Call[None, PageQuery]) -> Reply:
    """List what was agreed with the post, the newest first, and the rule that held before."""
    return await _listed(call, REMITTANCE_CYCLES)


@operation(takes=NewRemittanceCycle, gives=RemittanceCycleShape, status=201)
async def agree_remittance_cycle(call: Call[NewRemittanceCycle, None]) -> Answer:
    """Keep by when the post sends money on from a day on, until another agreement begins.

    After the first, which may begin on any day that no closed period has, the day is today or
    later. Stated again before its first day, it is corrected.
    """
    return await KeepingFromDay(call.asked, REMITTANCE_CYCLES).keep(call.body.stated())


@operation(takes=WhichDay, gives=RemittanceCycleShape)
async def withdraw_remittance_cycle(call: Call[WhichDay, None]) -> Answer:
    """Take away an agreement whose first day is yet to come."""
    return await KeepingFromDay(call.asked, REMITTANCE_CYCLES).withdraw(call.body.valid_from)


@operation(query=PageQuery, gives=Page[ForwardingHourShape])
async def list_forwarding_hours(call: Call[None, PageQuery]) -> Reply:
    """List until when dossiers go on the same day, the newest first, and the law's hour."""
    return await _listed(call, FORWARDING_HOURS)


@operation(takes=NewForwardingHour, gives=ForwardingHourShape, status=201)
async def keep_forwarding_hour(call: Call[NewForwardingHour, None]) -> Answer:
    """Keep until when dossiers go to departments on the same day, until another hour begins.

    After the first, which may begin on any day, the day is today or later. Stated again before its
    first day, it is corrected.
    """
    return await KeepingFromDay(call.asked, FORWARDING_HOURS).keep(call.body.stated())


@operation(takes=WhichDay, gives=ForwardingHourShape)
async def withdraw_forwarding_hour(call: Call[WhichDay, None]) -> Answer:
    """Take away an hour whose first day is yet to come."""
    return await KeepingFromDay(call.asked, FORWARDING_HOURS).withdraw(call.body.valid_from)


@operation(query=PageQuery, gives=Page[TransitNormsShape])
async def list_transit_norms(call: Call[None, PageQuery]) -> Reply:
    """List how long the post may take, the newest norms first, and the law's."""
    return await _listed(call, TRANSIT_NORMS)


@operation(takes=NewTransitNorms, gives=TransitNormsShape, status=201)
async def keep_transit_norms(call: Call[NewTransitNorms, None]) -> Answer:
    """Keep how long the post may take from a day on, until other norms begin.

    After the first, which may begin on any day, the day is today or later. Stated again before
    their first day, they are corrected. What the post has got stays judged by the norms of that
    day.
    """
    return await KeepingFromDay(call.asked, TRANSIT_NORMS).keep(call.body.stated())


@operation(takes=WhichDay, gives=TransitNormsShape)
async def withdraw_transit_norms(call: Call[WhichDay, None]) -> Answer:
    """Take away norms whose first day is yet to come."""
    return await KeepingFromDay(call.asked, TRANSIT_NORMS).withdraw(call.body.valid_from)


async def _listed(call: Call[None, PageQuery], sort: Sort[DatedT]) -> Reply:
    parts = decode_cursor(call.query.cursor, 1)
    try:
        before = date.fromisoformat(parts[0]) if parts else date.max
    except ValueError:
        raise bad_cursor() from None
    found, last = await list_kept(call.bridge.database, call.viewer, sort, before, call.query.limit)
    items: list[dict[str, Any]] = [sort.document_of(each) for each in found]
    next_cursor = encode_cursor(last.isoformat()) if last else None
    return Reply({"items": items, "next_cursor": next_cursor})
