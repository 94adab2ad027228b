"""Tells a citizen how far the dossiers are that were filed with the one they track, and how."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from postal_bridge.domain.tracking import STAGE_WORDS, Words, stage_of_dossier
from postal_bridge.store import tracking
from postal_bridge.store.database import Connection
from postal_bridge.store.tracking import TrackedDossier


async def dossiers_together(
    connection: Connection, center_id: int, dossier: TrackedDossier | None, zone: ZoneInfo
) -> list[dict[str, Any]]:
    """Return how far the dossiers are that the citizen filed together with this one."""
    told = []
    codes = await tracking.filed_together(connection, center_id, dossier.code) if dossier else ()
    for code in codes:
        (other,) = await tracking.tracked_dossiers(connection, [center_id], code)
        journeys = await tracking.journeys(connection, center_id, code, None)
        stage = stage_of_dossier(other.status, ((j.leg, j.state) for j in journeys))
        told.append(
            {
                "code": code,
                "stage": {"key": stage.value, **words_told(STAGE_WORDS[stage])},
                "department": other.department_name,
                "due_on": other.due_on and other.due_on.isoformat(),
                "due_at": other.due_at and moment_told(other.due_at, zone),
            }
        )
    return told


def words_told(words: Words) -> dict[str, str]:
    """Return words as they go out, in both languages."""
    return {"vi": words.vi, "en": words.en}


def moment_told(at: datetime, zone: ZoneInfo) -> str:
    """Return a moment as it goes out, in the time of the centre."""
    return at.astimezone(zone).isoformat()
