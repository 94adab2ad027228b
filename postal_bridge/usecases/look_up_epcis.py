"""Reads what happened to papers as events of EPCIS, page by page, none left out and none twice."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from postal_bridge.domain.access import Center, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.epcis_events import Entry, events_of_entry
from postal_bridge.domain.epcis_names import EpcisNames, place_of_event
from postal_bridge.domain.epcis_query import Order, Wanted
from postal_bridge.domain.standards_refusals import UnknownEvent
from postal_bridge.store import epcis, item_codes
from postal_bridge.store.database import Connection, Database, plan_anew
from postal_bridge.store.epcis import KnownEntry, Recorded

#: The clocks of machines that serve one centre are no further apart.
CLOCKS_APART = timedelta(seconds=5)
#: How much of the log one page looks at when few of its events are wanted.
ENTRIES_LOOKED_AT = 500
LOOKS_MAX = 4

_FIRST, _LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
_PARTS_MAX = 2
#: EPCIS knows no offset further from UTC.
_OFFSET_MAX = timedelta(hours=14)


@dataclass(frozen=True, slots=True, order=True)
class EventPlace:
    """Where an event stands in an order; `part` counts the events that one entry is."""

    at: datetime = _FIRST
    code: str = ""
    sequence: int = 0
    part: int = 0


@dataclass(frozen=True, slots=True)
class EventPage:
    """Some of the events that are wanted, and the place of the last one seen if there may be more.

    A page may hold fewer than were asked for, or none, and yet not be the last.
    """

    events: Sequence[dict[str, Any]]
    last: EventPlace | None


async def look_up_events(
    database: Database,
    clock: Clock,
    names: EpcisNames,
    viewer: Viewer,
    wanted: Wanted,
    after: EventPlace | None,
    limit: int,
) -> EventPage:
    """Return at most `limit` of the wanted events of the centre behind a place, in order.

    What was recorded is shown as soon as nothing can come before it any more, some seconds later.
    """
    place, order = after or _start(wanted), wanted.order
    found: list[tuple[EventPlace, dict[str, Any]]] = []
    asked_at = clock()
    # Not a snapshot: whoever was not open any more when it was asked has to be seen after that.
    async with database.transaction() as connection:
        await plan_anew(connection)
        wanted = await _by_our_codes(connection, viewer.center_id, wanted)
        codes = _codes_wanted(wanted)
        complete = asked_at - await epcis.open_for(connection) - CLOCKS_APART
        before = min(complete, wanted.recorded_before or complete)
        is_over = False
        # More than a page is looked at only when not all of it was wanted.
        looked_at = limit + 1
        for _ in range(LOOKS_MAX):
            start = (place.at, place.code, place.sequence)
            rows = await epcis.page_of_log(
                connection, viewer.center_id, order, start, before, codes, looked_at
            )
            for each, event in await _told(connection, names, viewer.center, rows, order):
                is_behind = each < place if order.is_back else each > place
                if is_behind and wanted.admits(names, event):
                    found.append((each, event))
            if rows:
                last = rows[-1]
                # Behind whatever its entry holds.
                behind = 0 if order.is_back else _PARTS_MAX
                place = EventPlace(last.at, last.code, last.sequence, behind)
            is_over = len(rows) < looked_at or _is_past(wanted, rows[-1].at)
            if len(found) > limit or is_over:
                break
            looked_at = ENTRIES_LOOKED_AT
    if len(found) > limit:
        return EventPage([event for _, event in found[:limit]], found[limit - 1][0])
    return EventPage([event for _, event in found], None if is_over else place)


async def look_up_event(
    database: Database, names: EpcisNames, viewer: Viewer, identity: str
) -> list[dict[str, Any]]:
    """Return one event, and once more with the declaration that it is wrong if it was corrected.

    Raises:
        UnknownEvent: the centre has no such event.

    """
    place = place_of_event(identity)
    if place is None or place.center_id != viewer.center_id:
        raise UnknownEvent
    async with database.snapshot() as connection:
        rows: Sequence[Recorded] = await epcis.page_of_log(
            connection,
            viewer.center_id,
            Order.RECORDED,
            (_FIRST, "", 0),
            _LAST,
            [place.code],
            ENTRIES_LOOKED_AT,
        )
        rows = [row for row in rows if place.sequence in (row.sequence, row.corrects)]
        told = await _told(connection, names, viewer.center, rows, Order.RECORDED)
    same = [event for _, event in told if place_of_event(event["eventID"]) == place]
    if not same:
        raise UnknownEvent
    return same


async def _by_our_codes(connection: Connection, center_id: int, wanted: Wanted) -> Wanted:
    """Return what is wanted, with our codes besides for those by which carriers know a thing."""
    asked = wanted.things | wanted.any_things
    if not asked:
        return wanted
    own = await item_codes.things_of_items(connection, center_id, asked)

    def ours(codes: frozenset[str]) -> frozenset[str]:
        return codes | {own[code] for code in codes if code in own}

    return replace(wanted, things=ours(wanted.things), any_things=ours(wanted.any_things))


def _codes_wanted(wanted: Wanted) -> list[str] | None:
    """Return the things whose logs hold all that is wanted, or None for those of everything."""
    if wanted.event_ids:
        places = [place_of_event(identity) for identity in wanted.event_ids]
        return sorted({place.code for place in places if place})
    return sorted(wanted.things) if wanted.things else None


def _start(wanted: Wanted) -> EventPlace:
    """Return the place before all that is wanted; what happened was recorded later."""
    happened, recorded = wanted.happened_from or _FIRST, wanted.recorded_from or _FIRST
    if wanted.order is Order.RECORDED:
        return EventPlace(max(happened, recorded))
    if wanted.order is Order.HAPPENED:
        return EventPlace(happened)
    is_bound = wanted.order is Order.HAPPENED_BACK and wanted.happened_before is not None
    return EventPlace(wanted.happened_before or _LAST) if is_bound else EventPlace(_LAST)


def _is_past(wanted: Wanted, at: datetime) -> bool:
    """Tell whether nothing that is wanted comes behind a moment in the order."""
    if wanted.order is Order.RECORDED:
        # It is bound by what is read.
        return False
    if wanted.order is Order.HAPPENED:
        return wanted.happened_before is not None and at >= wanted.happened_before
    bounds = [wanted.happened_from, wanted.recorded_from if wanted.order.is_of_recording else None]
    return any(bound is not None and at < bound for bound in bounds)


async def _told(
    connection: Connection,
    names: EpcisNames,
    center: Center,
    rows: Sequence[Recorded],
    order: Order,
) -> list[tuple[EventPlace, dict[str, Any]]]:
    """Return the events that entries of the log are, each with its place, in order.

    In the order of happening, an event and its declaration stand together.
    """
    numbers = [
        (row.code, number)
        for row in rows
        for number in (row.sequence, row.corrects, row.corrected_by)
        if number is not None
    ]
    known = await epcis.entries_of_log(connection, center.center_id, numbers)

    def events_of(code: str, sequence: int, corrects: int | None) -> list[dict[str, Any]]:
        wrong = _entry(center, known[code, corrects]) if corrects is not None else None
        entry = _entry(center, known[code, sequence], wrong)
        return events_of_entry(names, center.center_id, entry)

    told: list[tuple[EventPlace, dict[str, Any]]] = []
    for row in rows:
        events = events_of(row.code, row.sequence, row.corrects)
        if not order.is_of_recording:
            events = events[-1:]
            if row.corrected_by is not None:
                events.append(events_of(row.code, row.corrected_by, row.sequence)[0])
        placed = [
            (EventPlace(row.at, row.code, row.sequence, part), event)
            for part, event in enumerate(events, start=1)
        ]
        told += placed[::-1] if order.is_back else placed
    return told


def _entry(center: Center, known: KnownEntry, corrected: Entry | None = None) -> Entry:
    return Entry(
        event=known.event,
        zone_offset=_zone_offset(center, known),
        holder_before=known.holder_before,
        dossier_codes=known.dossier_codes,
        corrected=corrected,
    )


def _zone_offset(center: Center, known: KnownEntry) -> str:
    """Return the offset in which the device told its time; the centre's where none did."""
    told_at = datetime.fromisoformat(known.told_at) if known.told_at else None
    if told_at is None or abs(told_at.utcoffset() or timedelta()) > _OFFSET_MAX:
        told_at = known.event.happened_at.astimezone(center.zone)
    return told_at.isoformat(timespec="minutes")[-6:]
