"""What the log of custody says, as events of EPCIS 2.0.

Owns the table from our events to theirs. Words of the Core Business Vocabulary stand where their
definition truly fits; elsewhere our own stand, as addresses below our base. What is told is about
things, places and business; no person is named, neither a citizen nor one of ours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from postal_bridge.domain.custody import CITIZEN, Event
from postal_bridge.domain.custody_log import LoggedEvent
from postal_bridge.domain.epcis_names import EpcisNames, LogPlace, event_id

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
SCHEMA_VERSION = "2.0"
#: Our own fields begin with this; `@context` says what it stands for.
OWN = "pb"

OBJECT, AGGREGATION = "ObjectEvent", "AggregationEvent"
ADD, OBSERVE, DELETE = "ADD", "OBSERVE", "DELETE"


@dataclass(frozen=True, slots=True)
class Telling:
    """How one of our events is told; a word with a slash is our own."""

    step: str
    disposition: str
    action: str = OBSERVE


#: Every event but the correction, which tells another event again.
TELLINGS = MappingProxyType(
    {
        Event.REGISTERED: Telling("commissioning", "active", ADD),
        Event.COLLECTED: Telling("collecting", "in_progress"),
        Event.ARRIVED: Telling("arriving", "in_progress"),
        Event.PACKED: Telling("packing", "in_progress", ADD),
        Event.UNPACKED: Telling("unpacking", "in_progress", DELETE),
        Event.FOUND: Telling("bizstep/finding", "in_progress"),
        Event.SEALED: Telling("bizstep/sealing", "container_closed"),
        Event.OPENED: Telling("bizstep/opening", "container_open"),
        Event.GIVEN: Telling("bizstep/offering", "in_progress"),
        Event.KEPT: Telling("bizstep/keeping", "in_progress"),
        Event.TAKEN: Telling("accepting", "in_progress"),
        Event.RECEIVED: Telling("receiving", "disp/delivered"),
        Event.CAME_BACK: Telling("receiving", "returned"),
        Event.WENT_OUT: Telling("departing", "in_transit"),
        Event.DELIVERED: Telling("accepting", "disp/delivered"),
        Event.FAILED: Telling("bizstep/attempting", "in_transit"),
        Event.PUT_BY: Telling("storing", "in_progress"),
        Event.SENT_BACK: Telling("bizstep/sending_back", "disp/returning"),
        Event.DAMAGED: Telling("inspecting", "damaged"),
        Event.LOST: Telling("bizstep/losing", "disp/lost"),
        Event.CANCELLED: Telling("decommissioning", "inactive"),
    }
)
#: Where a thing stands when an event was taken out of the reckoning.
_CORRECTION = Telling("bizstep/correcting", "in_progress")
#: By these a thing leaves a bag when the entry names one.
_OUT_OF_BAG = frozenset({Event.UNPACKED, Event.RECEIVED, Event.CAME_BACK})
#: By these the office that scans has the thing in its possession.
_INTO_POSSESSION = frozenset(
    {Event.COLLECTED, Event.ARRIVED, Event.TAKEN, Event.RECEIVED, Event.CAME_BACK}
)
#: After these a thing is at no place of business.
_NOWHERE = frozenset({Event.WENT_OUT, Event.FAILED, Event.DELIVERED, Event.LOST})


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log with what has to be known beside it.

    `holder_before` is who held the thing by the entry before, `zone_offset` the offset the device
    told its time in, `corrected` the entry that this one corrects.
    """

    event: LoggedEvent
    zone_offset: str
    holder_before: str | None = None
    dossier_codes: Sequence[str] = ()
    corrected: "Entry | None" = None


def events_of_entry(names: EpcisNames, center_id: int, entry: Entry) -> list[dict[str, Any]]:
    """Return what an entry of the log says in EPCIS: one event, of a correction two.

    A correction tells the wrong event once more, with the declaration that it is wrong, and then
    where the thing stands without it; the declaration names the latter as what sets it right.
    """
    logged = entry.event
    own = _event(names, center_id, entry)
    if entry.corrected is None:
        return [own]
    wrong = _event(names, center_id, entry.corrected)
    declared = {
        "declarationTime": moment(logged.recorded_at),
        "reason": "incorrect_data",
        "correctiveEventIDs": [own["eventID"]],
    }
    # It is the event as it was, but for when it was told.
    return [{**wrong, "recordTime": own["recordTime"], "errorDeclaration": declared}, own]


def context_of(names: EpcisNames) -> list[Any]:
    """Return the `@context` of our documents."""
    return [CONTEXT, {OWN: names.vocabulary}]


def query_document(
    names: EpcisNames, events: Sequence[Mapping[str, Any]], created_at: datetime
) -> dict[str, Any]:
    """Return events as the answer to a query."""
    results = {"queryName": "SimpleEventQuery", "resultsBody": {"eventList": list(events)}}
    return {
        "@context": context_of(names),
        "type": "EPCISQueryDocument",
        "schemaVersion": SCHEMA_VERSION,
        "creationDate": moment(created_at),
        "epcisBody": {"queryResults": results},
    }


def moment(at: datetime) -> str:
    """Return a moment as EPCIS writes it here, in UTC to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _event(names: EpcisNames, center_id: int, entry: Entry) -> dict[str, Any]:
    logged = entry.event
    telling = TELLINGS.get(logged.event, _CORRECTION)
    told: dict[str, Any] = {
        "type": OBJECT,
        "eventID": event_id(LogPlace(center_id, logged.code, logged.sequence)),
        "eventTime": moment(logged.happened_at),
        "eventTimeZoneOffset": entry.zone_offset,
        "recordTime": moment(logged.recorded_at),
        **_what(names, logged, telling),
        "bizStep": _word(names, telling.step),
        "disposition": _word(names, telling.disposition),
        "readPoint": {"id": names.office(logged.office)},
    }
    if logged.event not in _NOWHERE and logged.holder_after != CITIZEN:
        told["bizLocation"] = {"id": names.office(logged.holder_after)}
    if entry.dossier_codes:
        told["bizTransactionList"] = [
            {"type": names.word("btt/dossier"), "bizTransaction": names.dossier(code)}
            for code in entry.dossier_codes
        ]
    told.update(_hand_over(names, entry))
    told[f"{OWN}:event"] = logged.event.value
    told[f"{OWN}:state"] = logged.state_after.value
    if reason := logged.detail.get("reason"):
        told[f"{OWN}:reason"] = reason
    return told


def _what(names: EpcisNames, logged: LoggedEvent, telling: Telling) -> dict[str, Any]:
    """Return the things an event is about: one by itself, or one that gets into or out of a bag."""
    thing, bag = names.thing(logged.code), logged.detail.get("bag")
    into = logged.event is Event.PACKED
    if bag is None or not (into or logged.event in _OUT_OF_BAG):
        # What is not told of a bag adds nothing to the world and takes nothing out of it.
        action = OBSERVE if telling.action == DELETE else telling.action
        return {"epcList": [thing], "action": action}
    return {
        "type": AGGREGATION,
        "parentID": names.thing(bag),
        "childEPCs": [thing],
        "action": ADD if into else DELETE,
    }


def _hand_over(names: EpcisNames, entry: Entry) -> dict[str, Any]:
    """Return from whom to whom the possession goes, or is offered; citizens are not named."""
    logged = entry.event
    source = destination = None
    if logged.event is Event.GIVEN:
        source, destination = logged.holder_after, logged.detail.get("to_office")
    elif logged.event in _INTO_POSSESSION:
        source, destination = entry.holder_before, logged.office
    elif logged.event is Event.DELIVERED:
        source = logged.office
    told: dict[str, Any] = {}
    # Within one office nothing is handed over.
    if source not in (None, CITIZEN, destination):
        told["sourceList"] = [{"type": "possessing_party", "source": names.office(source)}]
    if destination not in (None, CITIZEN, source):
        party = {"type": "possessing_party", "destination": names.office(destination)}
        told["destinationList"] = [party]
    return told


def _word(names: EpcisNames, word: str) -> str:
    return names.word(word) if "/" in word else word
