"""Tells a post what happened to items in a period, in the codes that posts tell each other."""

from datetime import datetime, time, timedelta

from postal_bridge.domain.access import Center
from postal_bridge.domain.emsevt import MEASURES, ItemEvent, Numbers, code_of
from postal_bridge.domain.epcis_names import LogPlace, event_id
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.domain.scan import Reason
from postal_bridge.domain.span import Span
from postal_bridge.store import emsevt
from postal_bridge.store.database import Database
from postal_bridge.store.emsevt import HappenedToItem

DAYS_MAX = 92
_ROWS_AT_ONCE = 5_000


async def export_emsevt(
    database: Database, center: Center, span: Span, numbers: Numbers
) -> list[ItemEvent]:
    """Return the events of consignments in days of the centre, in the order they happened.

    What was corrected is left out. `numbers` are those of reasons and measures, as the post gave
    them.

    Raises:
        InvalidInput: these are more days than one file holds; the field is `to`.

    """
    if (span.last_on - span.first_on).days >= DAYS_MAX:
        detail = Said("must be at most {days} days after the first", days=DAYS_MAX)
        raise InvalidInput(FieldProblem("to", "too_far", detail))
    since = datetime.combine(span.first_on, time(), center.zone)
    until = datetime.combine(span.last_on + timedelta(days=1), time(), center.zone)
    told: list[ItemEvent] = []
    place = (since, "", 0)
    async with database.snapshot() as connection:
        # The span bounds how often.
        while True:
            rows = await emsevt.item_events(
                connection, center.center_id, place, until, _ROWS_AT_ONCE
            )
            told += [_told(center, row, numbers) for row in rows]
            if len(rows) < _ROWS_AT_ONCE:
                return told
            place = (rows[-1].happened_at, rows[-1].code, rows[-1].sequence)


def _told(center: Center, row: HappenedToItem, numbers: Numbers) -> ItemEvent:
    measure = MEASURES.get(row.next_event) if row.next_event else None
    return ItemEvent(
        item=row.code,
        code=code_of(row.circumstances),
        own_event=row.circumstances.event.value,
        happened_at=row.happened_at.astimezone(center.zone),
        recorded_at=row.recorded_at.astimezone(center.zone),
        office=row.office,
        to_office=row.to_office,
        reason=row.reason,
        reason_number=numbers.reasons.get(Reason(row.reason)) if row.reason else None,
        measure=measure,
        measure_number=numbers.measures.get(measure) if measure else None,
        event_id=event_id(LogPlace(center.center_id, row.code, row.sequence)),
    )
