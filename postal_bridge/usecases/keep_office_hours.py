"""When a centre is open, kept from a day on.

Due days that were promised stay as they were promised.
"""

from typing import Any

from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.office_hours import OfficeHours
from postal_bridge.store import office_hours as store
from postal_bridge.usecases.keep_from_day import Sort, told_hour


def document_of(hours: OfficeHours) -> dict[str, Any]:
    """Return hours, a centre's own or those of the installation, as they go out."""
    return {
        "opens_at": told_hour(hours.opens_at),
        "lunch_from": told_hour(hours.lunch_from),
        "lunch_until": told_hour(hours.lunch_until),
        "closes_at": told_hour(hours.closes_at),
        "valid_from": hours.valid_from.isoformat(),
        "source": hours.source,
    }


OFFICE_HOURS = Sort(
    load=store.load_hours,
    put=store.put_hours,
    drop=store.drop_hours,
    document_of=document_of,
    told_of=document_of,
    kept=ChangeKind.OFFICE_HOURS_KEPT,
    corrected=ChangeKind.OFFICE_HOURS_CORRECTED,
    withdrawn=ChangeKind.OFFICE_HOURS_WITHDRAWN,
    unknown="unknown_hours",
)
