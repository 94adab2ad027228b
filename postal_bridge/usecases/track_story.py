"""Tells a citizen what happened to a dossier or a consignment, and of the apology for a delay.

How far it is now, and who may ask, is told by `usecases/track.py`.
"""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from postal_bridge.domain.access import Center
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.tracking import APOLOGY_WORDS, EVENT_WORDS, STEP_WORDS, Words
from postal_bridge.store import tracking
from postal_bridge.store.apologies import Apology
from postal_bridge.store.database import Connection
from postal_bridge.store.dossier_steps import steps_of
from postal_bridge.store.tracking import Journey, TrackedDossier
from postal_bridge.usecases.track_together import moment_told, words_told


def apology_told(
    apology: Apology | None, dossier: TrackedDossier | None, today: date, *, to_filer: bool
) -> dict[str, Any] | None:
    """Return the apology for a result that is still awaited, None when there is none.

    Its reason was written to the filer, and may tell what the dossier is about: others who may
    track it are told the day alone.
    """
    if apology is None or dossier is None or dossier.resolved_on is not None:
        return None
    return {
        "new_due_on": apology.new_due_on.isoformat(),
        "missed": apology.new_due_on < today,
        "reason": apology.reason if to_filer else None,
    }


async def timeline(
    connection: Connection,
    center: Center,
    dossier: TrackedDossier | None,
    journeys: list[Journey],
    apology: Apology | None,
) -> list[dict[str, Any]]:
    """Return what happened, the latest first; of what files told only the day is known."""
    zone = center.zone
    told: list[tuple[datetime, bool, Words, str | None]] = []
    codes = [journey.code for journey in journeys]
    for event in await tracking.journey_events(connection, center.center_id, codes, EVENT_WORDS):
        words = EVENT_WORDS[event.event]
        told.append((event.happened_at, True, words, event.office_name))
    if dossier:
        steps = await steps_of(connection, center.center_id, dossier.code)
        said = {step.status for step in steps}
        told += [(s.happened_at, True, STEP_WORDS[s.status], s.office_name) for s in steps]
        told += [
            (at, exact, STEP_WORDS[status], None)
            for status, at, exact in _days(dossier, zone)
            if status not in said
        ]
        if apology:
            told.append((apology.written_at, True, APOLOGY_WORDS, dossier.department_name))
    # At one moment the hand-over comes first, and then what it did to the dossier.
    told.sort(key=lambda entry: entry[0])
    return [
        {
            "on": at.astimezone(zone).date().isoformat(),
            "at": moment_told(at, zone) if exact else None,
            "office": office,
            **words_told(words),
        }
        for at, exact, words, office in reversed(told)
    ]


def _days(dossier: TrackedDossier, zone: ZoneInfo) -> list[tuple[PortalStatus, datetime, bool]]:
    """Return the statuses that follow from a dossier's days, and whether the hour is known.

    Of a day alone we say the end, so that it comes after what is known to have happened on it.
    """
    days: list[tuple[PortalStatus, datetime, bool]] = []
    ended = dossier.resolved_on
    if dossier.received_at:
        days.append((PortalStatus.ACCEPTED, dossier.received_at, True))
    if ended and dossier.status is not PortalStatus.STOPPED:
        days.append((PortalStatus.DONE, datetime.combine(ended, time.max, zone), False))
    if dossier.returned_on:
        returned_at = datetime.combine(dossier.returned_on, time.max, zone)
        days.append((PortalStatus.RETURNED, returned_at, False))
    return days
