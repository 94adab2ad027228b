"""Events of EPCIS: every event of ours has its telling, and whatever happened, the schema holds."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postal_bridge.domain.custody import CITIZEN, TRANSITIONS, Event, Happening, Kind, Leg, Thing
from postal_bridge.domain.custody_log import CustodyLog, Recorder
from postal_bridge.domain.epcis_events import (
    TELLINGS,
    Entry,
    context_of,
    events_of_entry,
    query_document,
)
from postal_bridge.domain.epcis_names import EpcisNames
from postal_bridge.domain.refusals import Refusal
from schemas.epcis_schema import faults_of

NAMES = EpcisNames("https://buuchinh.example.vn")
MORNING = datetime(2026, 3, 13, 2, 30, tzinfo=UTC)
BAG = "BAG-H53-000000014"
OFFICES = ("H53.BC", "H53.P2", "H53", "SNV")
THINGS = (
    Thing("EV000000014VN", Kind.CONSIGNMENT, Leg.INBOUND, CITIZEN, "H53"),
    Thing("EV000000028VN", Kind.CONSIGNMENT, Leg.OUTBOUND, "H53", CITIZEN),
    Thing(BAG, Kind.BAG, None, "H53", "SNV"),
)


def standard_words(definition: str) -> set[str]:
    """Return the words that the schema of GS1 has for a part of an event."""
    schema = json.loads(files("schemas").joinpath("built/epcis.schema.json").read_text("utf-8"))
    choices = schema["definitions"][definition]["anyOf"]
    return {word for choice in choices for word in choice.get("enum", ())}


def test_every_event_but_the_correction_has_its_telling() -> None:
    assert set(TELLINGS) == set(Event) - {Event.CORRECTED}


def test_words_without_a_slash_are_those_of_the_standard() -> None:
    steps, dispositions = standard_words("bizStep"), standard_words("disposition")
    for event, telling in TELLINGS.items():
        assert "/" in telling.step or telling.step in steps, event
        assert "/" in telling.disposition or telling.disposition in dispositions, event


def record(
    log: CustodyLog, happening: Happening, recorder: Recorder, notes: dict[str, str]
) -> None:
    """Put what happened into a log, or raise why it cannot have happened."""
    at = happening.happened_at
    log.record(lambda _: happening, at, recorder, tolerance=timedelta(), notes=notes)


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """Draw what may happen to a thing: legal steps, late ones, corrections."""
    thing = draw(st.sampled_from(THINGS))
    log = CustodyLog.begin(thing, Recorder("an", "H53.BC", MORNING))
    offices = st.sampled_from(OFFICES)
    at, offset = MORNING, draw(st.sampled_from(["+07:00", "-03:30", "+00:00"]))
    for number in range(draw(st.integers(0, 8))):
        at += timedelta(minutes=draw(st.integers(-3, 30)))
        scan_id = UUID(int=number + 1)
        recorder = Recorder("an", draw(offices), at + timedelta(hours=1), scan_id)
        known = [event.scan_id for event in log.fresh if event.scan_id]
        try:
            if known and draw(st.integers(0, 4)) == 0:
                log.correct(draw(st.sampled_from(known)), at, recorder)
                continue
            fitting = [event for state, event in TRANSITIONS[thing.kind] if state]
            happening = Happening(
                draw(st.sampled_from(sorted(set(fitting)))),
                log.standing.holder if log.standing.holder in OFFICES else draw(offices),
                at,
                to_office=draw(offices),
                bag=draw(st.sampled_from([None, BAG])),
            )
            recorder = replace(recorder, office=happening.office)
            notes = draw(st.sampled_from([{}, {"reason": "ADDRESSEE_ABSENT"}]))
            record(log, happening, recorder, notes)
        except Refusal:
            continue
    entries: list[Entry] = []
    for position, event in enumerate(log.fresh):
        before = log.fresh[position - 1].holder_after if position else None
        corrected = entries[event.corrects - 1] if event.corrects else None
        codes = draw(st.lists(st.just("000.00.19.H26-210101-0001"), max_size=1))
        entries.append(Entry(event, offset, before, codes, corrected))
    return entries


def told(entries: list[Entry]) -> list[dict[str, Any]]:
    return [event for entry in entries for event in events_of_entry(NAMES, 1, entry)]


@settings(deadline=None)
@given(histories())
def test_whatever_happens_the_documents_follow_the_schema_of_gs1(entries: list[Entry]) -> None:
    events = told(entries)
    assert faults_of(query_document(NAMES, events, MORNING)) == []
    for event in events:
        assert faults_of({"@context": context_of(NAMES), **event}) == []


@settings(deadline=None)
@given(histories())
def test_each_entry_is_told_once_and_what_is_corrected_twice(entries: list[Entry]) -> None:
    events = told(entries)
    own = [event for event in events if "errorDeclaration" not in event]
    assert len({event["eventID"] for event in own}) == len(own) == len(entries)
    by_identity = {event["eventID"]: event for event in own}
    declared = [event for event in events if "errorDeclaration" in event]
    assert len(declared) == sum(entry.corrected is not None for entry in entries)
    for event in declared:
        wrong = by_identity[event["eventID"]]
        unlike = {name for name in event if event[name] != wrong.get(name)}
        assert "errorDeclaration" in unlike <= {"errorDeclaration", "recordTime"}
        (right,) = event["errorDeclaration"]["correctiveEventIDs"]
        assert by_identity[right]["recordTime"] == event["errorDeclaration"]["declarationTime"]


@settings(deadline=None)
@given(histories())
def test_no_document_names_a_person(entries: list[Entry]) -> None:
    text = json.dumps(told(entries))
    assert '"an"' not in text
    assert CITIZEN not in text


def one(event: Event, **more: Any) -> dict[str, Any]:
    """Return how one event of an otherwise ordinary consignment is told."""
    log = CustodyLog.begin(THINGS[0], Recorder("an", "H53.BC", MORNING))
    detail: dict[str, str] = {name: more.pop(name) for name in ("bag", "to_office") if name in more}
    logged = replace(log.fresh[0], event=event, holder_after="H53.BC", detail=detail)
    return events_of_entry(NAMES, 1, Entry(replace(logged, **more), "+07:00", "H53"))[0]


def test_what_is_packed_gets_into_its_bag_and_out_again() -> None:
    packed, unpacked = one(Event.PACKED, bag=BAG), one(Event.RECEIVED, bag=BAG)
    assert (packed["type"], packed["action"]) == ("AggregationEvent", "ADD")
    assert (unpacked["type"], unpacked["action"]) == ("AggregationEvent", "DELETE")
    for event in (packed, unpacked):
        assert event["parentID"] == NAMES.thing(BAG)
        assert event["childEPCs"] == [NAMES.thing("EV000000014VN")]


def test_what_is_received_by_hand_is_an_observation() -> None:
    assert one(Event.RECEIVED)["type"] == "ObjectEvent"
    assert one(Event.RECEIVED)["action"] == "OBSERVE"


def test_a_hand_over_says_from_whom_to_whom() -> None:
    given_, taken = one(Event.GIVEN, to_office="SNV"), one(Event.TAKEN, office="SNV")
    assert given_["sourceList"][0]["source"] == NAMES.office("H53.BC")
    assert given_["destinationList"][0]["destination"] == NAMES.office("SNV")
    assert taken["sourceList"][0]["source"] == NAMES.office("H53")
    assert taken["destinationList"][0]["destination"] == NAMES.office("SNV")


@pytest.mark.parametrize("event", [Event.WENT_OUT, Event.DELIVERED])
def test_what_is_under_way_or_with_a_citizen_is_at_no_office(event: Event) -> None:
    assert "bizLocation" not in one(event)
    assert one(event)["readPoint"] == {"id": NAMES.office("H53.BC")}
