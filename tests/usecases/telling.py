"""Tells a centre of events as other parties do, and looks at what became of them."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from jobs.captures import read_captures
from postal_bridge.domain.access import Viewer
from postal_bridge.domain.epcis_events import context_of
from postal_bridge.domain.observation import DocumentKind
from postal_bridge.usecases.capture_events import keep_capture
from postal_bridge.usecases.follow_captures import (
    list_observations,
    look_up_open_observations,
)
from postal_bridge.usecases.once import Asked
from routes.places import END
from tests.journeys import Stage

LATEST = (END, UUID(int=0))


def asked(stage: Stage, who: Viewer) -> Asked:
    return Asked(stage.bridge.database, stage.clock, stage.bridge.sealer, who)


def event(stage: Stage, code: str, step: str, number: int = 1, /, **more: Any) -> dict[str, Any]:
    """Return an event of another party, one second after whatever was before."""
    stage.clock.advance(timedelta(seconds=1))
    return {
        "type": "ObjectEvent",
        "eventID": f"urn:uuid:0192f0c1-7a00-7000-8000-{number:012}",
        "eventTime": stage.clock().isoformat(),
        "eventTimeZoneOffset": "+07:00",
        "epcList": [f"https://post.example/items/{code}"],
        "action": "OBSERVE",
        "bizStep": step,
        **more,
    }


async def tell(
    stage: Stage, *events: dict[str, Any], who: Viewer | None = None, proceeds: bool = False
) -> UUID:
    """Hand in a document and let it be read."""
    document = {
        "@context": context_of(stage.bridge.config.epcis_names),
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": stage.clock().isoformat(),
        "epcisBody": {"eventList": list(events)},
    }
    capture_id = await keep_capture(
        asked(stage, who or stage.post),
        DocumentKind.EPCIS,
        json.dumps(document).encode(),
        proceeds=proceeds,
    )
    await read_captures(stage.bridge, stage.center, "")
    return capture_id


async def told(stage: Stage, item: str | None = None) -> list[tuple[str, str, str | None]]:
    """Return the word, the standing and the refusal of what others told, by the word."""
    database = stage.bridge.database
    found = (
        await list_observations(database, stage.admin, item)
        if item
        else (await look_up_open_observations(database, stage.admin, LATEST, 100)).waiting
    )
    return sorted((each.word, each.standing.value, each.refusal) for each in found)


async def standing(stage: Stage, code: str) -> tuple[str, str]:
    query = "select state || ' ' || holder from custody where code = $1"
    state, _, holder = str(await stage.value(query, code)).partition(" ")
    return state, holder
