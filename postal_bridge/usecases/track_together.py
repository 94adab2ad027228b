"""Tells a citizen how far the dossiers are that go with the one they track, and in what."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from postal_bridge.domain.consignment import CITIZEN_LEGS
from postal_bridge.domain.custody import Leg, State
from postal_bridge.domain.tracking import (
    STAGE_WORDS,
    Words,
    stage_of_consignment,
    stage_of_dossier,
)
from postal_bridge.store import tracking
from postal_bridge.store.database import Connection
from postal_bridge.store.tracking import Journey, TrackedDossier


async def dossiers_together(
    connection: Connection, center_id: int, dossier: TrackedDossier | None, zone: ZoneInfo
) -> list[dict[str, Any]]:
    """Return how far the dossiers are that the citizen filed or is sent together with this one."""
    told = []
    codes = await tracking.together_with(connection, center_id, dossier.code) if dossier else ()
    for code in codes:
        (other,) = await tracking.tracked_dossiers(connection, [center_id], code)
        journeys = await tracking.journeys(connection, center_id, code, None)
        stage = stage_of_dossier(other.status, ways_of(journeys))
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


def ways_of(journeys: Sequence[Journey]) -> list[tuple[Leg, State]]:
    """Return how far what carries a dossier is, as `stage_of_dossier` reads it.

    What goes in parts is where the last of them is: one that has come says nothing as long as
    another is on its way.
    """
    coming = {j.part_of for j in journeys if j.part_of and j.state is not State.DELIVERED}
    return [
        (j.leg, j.state)
        for j in journeys
        if j.state is not State.DELIVERED or j.part_of not in coming
    ]


def consignments_told(journeys: Iterable[Journey]) -> list[dict[str, Any]]:
    """Return what came from the citizen and goes to them, with all that lies in each.

    What lies together between offices belongs to others, too, and is not told.
    """
    told = []
    for journey in journeys:
        if journey.leg in CITIZEN_LEGS:
            stage = stage_of_consignment(journey.leg, journey.state)
            told.append(
                {
                    "code": journey.code,
                    "leg": journey.leg.value,
                    "stage": {"key": stage.value, **words_told(STAGE_WORDS[stage])},
                    "part_of": journey.part_of,
                    "dossiers": list(journey.dossier_codes),
                }
            )
    return told


def words_told(words: Words) -> dict[str, str]:
    """Return words as they go out, in both languages."""
    return {"vi": words.vi, "en": words.en}


def moment_told(at: datetime, zone: ZoneInfo) -> str:
    """Return a moment as it goes out, in the time of the centre."""
    return at.astimezone(zone).isoformat()
