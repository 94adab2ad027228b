"""Events of items as files: one line or one object for each, under the names of its data elements.

The elements are those of EMSEVT V3, the names and the layout are ours: how the message itself is
written (UPU M40) is not public.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from pydantic import Field

from postal_bridge.domain.access import Center
from postal_bridge.domain.emsevt import ItemEvent
from postal_bridge.domain.epcis_names import EpcisNames
from postal_bridge.domain.observation import OBSERVED_MAX, Observed, Reading
from postal_bridge.domain.observed_events import observed_in_emsevt
from postal_bridge.domain.scan import Reason
from postal_bridge.domain.span import Span
from schemas.reports import PeriodQuery

STANDARD = "EMSEVT V3"
CSV_TYPE = "text/csv; charset=utf-8"

#: The columns of a file with what stands in each.
COLUMNS = {
    "item_id": "The identifier of the item (UPU S10).",
    "event_code": "The code of EMSEVT V3; empty where it has none.",
    "own_event": "Our own word for the event, always there.",
    "event_time": "When it happened, with the offset of the centre.",
    "office": "The office that told it.",
    "next_office": "The office it was given to.",
    "reason": "Why a delivery failed or an item goes back, in our words.",
    "reason_number": "The number that the post agreed for that reason.",
    "measure": "What was done after a delivery had failed, in our words, as soon as it is known.",
    "measure_number": "The number that the post agreed for that measure.",
    "recorded_time": "When we recorded it.",
    "event_id": "The identity of the event, the same each time.",
}


class FileFormat(StrEnum):
    """How events of items are written."""

    CSV = "csv"
    JSON = "json"


class EmsevtQuery(PeriodQuery):
    """Which days are wanted, and how they are written."""

    format: FileFormat = Field(default=FileFormat.CSV)
    """A table with commas, or one JSON document."""


def write_csv(events: Iterable[ItemEvent]) -> bytes:
    """Return events as a table in UTF-8, with a line of names above."""
    table = io.StringIO()
    writer = csv.DictWriter(table, list(COLUMNS))
    writer.writeheader()
    writer.writerows(map(_row, events))
    return table.getvalue().encode()


def document_of(center: Center, span: Span, events: Iterable[ItemEvent]) -> dict[str, Any]:
    """Return events as one JSON document; what is not known is null."""
    return {
        "standard": STANDARD,
        "center": center.code,
        "from": span.first_on.isoformat(),
        "to": span.last_on.isoformat(),
        "events": [_row(event) for event in events],
    }


def _row(event: ItemEvent) -> dict[str, str | None]:
    values = (
        event.item,
        event.code,
        event.own_event,
        event.happened_at.isoformat(timespec="seconds"),
        event.office,
        event.to_office,
        event.reason,
        event.reason_number,
        event.measure,
        event.measure_number,
        event.recorded_at.isoformat(timespec="seconds"),
        event.event_id,
    )
    return dict(zip(COLUMNS, values, strict=True))


def read_emsevt(
    names: EpcisNames, numbers: Mapping[Reason, str], body: bytes, proceeds: bool
) -> Reading:
    """Return what a table of events of items says; with faults nothing, or all but those lines."""
    observed: list[Observed] = []
    faults: list[str] = []
    table = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), restval="")
    try:
        missing = NEEDED - set(table.fieldnames or ())
        if missing:
            return Reading(faults=[f"{name}: missing" for name in sorted(missing)])
        for row in table:
            try:
                observed.append(observed_in_emsevt(names, row, numbers))
            except ValueError:
                faults.append(f"line {table.line_num}: no item, code or time")
            if max(len(observed), len(faults)) > OBSERVED_MAX:
                break
    except csv.Error:
        return Reading(faults=[*faults, f"line {table.line_num}: unreadable"])
    return Reading((), faults) if faults and not proceeds else Reading(observed, faults)


#: The columns without which nothing is understood.
NEEDED = frozenset({"item_id", "event_code", "event_time"})
