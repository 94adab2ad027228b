"""What others tell of things: once each, judged like scans, and nothing of it lost."""

from datetime import timedelta
from typing import Any

import pytest

from jobs.captures import read_captures
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.epcis_query import Wanted
from postal_bridge.domain.observation import OBSERVED_MAX, DocumentKind, Standing
from postal_bridge.usecases.capture_events import keep_capture, look_up_capture
from postal_bridge.usecases.follow_captures import (
    look_up_open_observations,
)
from postal_bridge.usecases.look_up_epcis import CLOCKS_APART, look_up_events
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.scanning import inbound, scan
from tests.usecases.telling import LATEST, asked, event, standing, tell, told


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    """Return a centre whose people scan."""
    return await found_center(bridge, clock)


async def test_what_fits_becomes_an_entry_of_the_log(stage: Stage) -> None:
    code = await inbound(stage)
    capture_id = await tell(stage, event(stage, code, "collecting"))
    assert await standing(stage, code) == ("held", stage.post.office_code)
    assert await told(stage, code) == [("collecting", "recorded", None)]
    assert await told(stage) == []
    job = await look_up_capture(stage.bridge.database, stage.post, capture_id)
    assert (job.capture.finished_at, list(job.capture.faults)) == (stage.clock(), [])
    assert job.counted == {Standing.RECORDED: 1}


async def test_an_event_counts_once_however_often_it_is_told(stage: Stage) -> None:
    code = await inbound(stage)
    first = event(stage, code, "collecting")
    await tell(stage, first)
    await tell(stage, first, event(stage, code, "retail_selling", 2))
    assert await stage.value("select count(*) from custody_event where code = $1", code) == 2
    assert await stage.value("select count(*) from observation") == 2


async def test_an_event_that_told_otherwise_before_is_kept_for_a_person_once(stage: Stage) -> None:
    code = await inbound(stage)
    first = event(stage, code, "collecting")
    other = {**first, "bizStep": "arriving"}
    later = {**first, "eventTime": (stage.clock() - timedelta(minutes=5)).isoformat()}
    await tell(stage, first)
    await tell(stage, other)
    await tell(stage, first, later, other)
    assert await told(stage) == [
        ("arriving", "refused", "told_otherwise"),
        ("collecting", "refused", "told_otherwise"),
    ]
    assert await standing(stage, code) == ("held", stage.post.office_code)


async def test_one_document_that_tells_an_event_in_two_ways_is_seen_by_a_person(
    stage: Stage,
) -> None:
    code = await inbound(stage)
    first = event(stage, code, "collecting")
    await tell(stage, first, {**first, "bizStep": "arriving"})
    assert await told(stage) == [("arriving", "refused", "told_otherwise")]


async def test_what_does_not_fit_is_kept_and_waits_for_a_person(stage: Stage) -> None:
    code = await inbound(stage)
    await tell(
        stage,
        event(stage, code, "storing", 1),
        event(stage, code, "retail_selling", 2),
        event(stage, "EV999999995VN", "arriving", 3),
        event(stage, code, "collecting", 4, readPoint={"id": office(stage, "H53.P2")}),
    )
    assert await told(stage) == [
        ("arriving", "unknown", None),
        ("collecting", "kept", None),
        ("retail_selling", "kept", None),
        ("storing", "refused", "wrong_state"),
    ]
    assert await standing(stage, code) == ("registered", "citizen")


def office(stage: Stage, code: str) -> str:
    return stage.bridge.config.epcis_names.office(code)


async def test_the_office_of_the_token_acts_and_no_other(stage: Stage) -> None:
    code = await inbound(stage)
    await tell(stage, event(stage, code, "collecting"), who=stage.post2)
    assert await standing(stage, code) == ("held", stage.post2.office_code)


async def test_our_own_events_are_read_as_they_were_told(stage: Stage) -> None:
    found = await stage.register(stage.clerk, Leg.OUTBOUND)
    code, names = str(found["code"]), stage.bridge.config.epcis_names
    destination = {"type": "possessing_party", "destination": names.office("H53.BC")}
    offering = names.word("bizstep/offering")
    given = event(stage, code, offering, 1, destinationList=[destination])
    await tell(stage, given, who=stage.clerk)
    await tell(
        stage,
        event(stage, code, "accepting", 2),
        event(stage, code, "departing", 3),
        event(stage, code, names.word("bizstep/attempting"), 4, **{"pb:reason": "REFUSED"}),
        event(stage, code, "departing", 5),
        event(stage, code, "accepting", 6, disposition=names.word("disp/delivered")),
    )
    assert {each[1] for each in await told(stage, code)} == {"recorded"}
    assert await standing(stage, code) == ("delivered", "citizen")
    reason = "select detail ->> 'reason' from custody_event where event = 'failed'"
    assert await stage.value(reason) == "REFUSED"


async def test_a_declared_error_corrects_what_the_event_became(stage: Stage) -> None:
    code = await inbound(stage)
    wrong = event(stage, code, "collecting")
    await tell(stage, wrong)
    declared = {"declarationTime": stage.clock().isoformat(), "reason": "did_not_occur"}
    await tell(stage, {**wrong, "errorDeclaration": declared})
    assert await standing(stage, code) == ("registered", "citizen")


async def test_a_fault_lets_the_document_go_or_the_event_alone(stage: Stage) -> None:
    code = await inbound(stage)
    sound, unsound = event(stage, code, "collecting"), event(stage, code, "arriving", 2)
    unsound["action"] = "JUMP"
    refused = await tell(stage, sound, unsound)
    assert await told(stage, code) == []
    job = await look_up_capture(stage.bridge.database, stage.post, refused)
    assert "epcisBody/eventList/1/action: enum" in job.capture.faults
    await tell(stage, sound, unsound, sound, proceeds=True)
    assert await told(stage, code) == [("collecting", "recorded", None)]


async def test_a_table_of_a_post_is_read_by_its_codes(stage: Stage) -> None:
    code = await inbound(stage)
    at = stage.clock().isoformat()
    table = (
        "item_id,event_code,event_time\n"
        f"{code},EMA,{at}\n{code},EMB,{at}\nEV999999995VN,EMI,{at}\n,EMI,{at}\n"
    )
    capture_id = await keep_capture(
        asked(stage, stage.post), DocumentKind.EMSEVT, table.encode(), proceeds=True
    )
    await read_captures(stage.bridge, stage.center, "")
    job = await look_up_capture(stage.bridge.database, stage.post, capture_id)
    assert job.capture.faults == ["line 5: no item, code or time"]
    assert await told(stage) == [("EMB", "kept", None), ("EMI", "unknown", None)]
    assert await standing(stage, code) == ("held", stage.post.office_code)


async def test_what_we_told_ourselves_and_hear_again_changes_nothing(stage: Stage) -> None:
    code = await inbound(stage)
    await stage.recorded(stage.post, code, "collect")
    wrong = scan(stage, stage.post, code, "hold")
    await stage.bridge.scan_desk.settle(stage.center, [wrong])
    await stage.recorded(stage.post, code, "correct", corrects=wrong.scan.scan_id)
    stage.clock.advance(2 * CLOCKS_APART)
    bridge = stage.bridge
    page = await look_up_events(
        bridge.database, stage.clock, bridge.config.epcis_names, stage.admin, Wanted(), None, 100
    )
    before = await stage.value("select count(*) from custody_event")
    await tell(stage, *page.events)
    assert await stage.value("select count(*) from observation") == 0
    assert await stage.value("select count(*) from custody_event") == before


async def test_an_event_declared_wrong_before_it_is_told_is_not_entered(stage: Stage) -> None:
    code = await inbound(stage)
    wrong = event(stage, code, "collecting")
    declared = {"declarationTime": stage.clock().isoformat(), "reason": "did_not_occur"}
    await tell(stage, {**wrong, "errorDeclaration": declared})
    await tell(stage, wrong)
    assert await standing(stage, code) == ("registered", "citizen")
    assert {each[1] for each in await told(stage, code)} == {"kept"}


async def test_an_event_without_identity_is_declared_wrong_by_what_it_says(stage: Stage) -> None:
    code = await inbound(stage)
    wrong = event(stage, code, "collecting")
    del wrong["eventID"]
    declared = {"declarationTime": stage.clock().isoformat(), "reason": "did_not_occur"}
    await tell(stage, wrong, {**wrong, "errorDeclaration": declared})
    assert await standing(stage, code) == ("registered", "citizen")


async def test_nobody_declares_wrong_what_another_office_told(stage: Stage) -> None:
    code = await inbound(stage)
    wrong = event(stage, code, "collecting")
    await tell(stage, wrong)
    declared = {"declarationTime": stage.clock().isoformat(), "reason": "did_not_occur"}
    await tell(stage, {**wrong, "errorDeclaration": declared}, who=stage.post2)
    assert await standing(stage, code) == ("held", stage.post.office_code)
    assert ("collecting", "refused", "correction_not_yours") in await told(stage, code)


async def test_one_centre_never_touches_what_is_anothers(stage: Stage, bridge: Bridge) -> None:
    other = await found_center(bridge, stage.clock, "H26")
    code = await inbound(stage)
    await tell(other, event(other, code, "collecting"))
    assert await told(other) == [("collecting", "unknown", None)]
    assert await told(stage) == []
    assert await standing(stage, code) == ("registered", "citizen")


async def test_what_cannot_be_read_keeps_nothing_waiting(stage: Stage, bridge: Bridge) -> None:
    code = await inbound(stage)
    for body in (b"x", b"[]", b"{}", b'{"a":' * 5_000, b'{"type": "EPCISDocument"}', b"NaN"):
        sent = asked(stage, stage.post)
        await keep_capture(sent, DocumentKind.EPCIS, body, proceeds=True)
    broken = await keep_capture(
        asked(stage, stage.post), DocumentKind.EMSEVT, b"\xff", proceeds=True
    )
    await tell(stage, event(stage, code, "collecting"))
    assert await standing(stage, code) == ("held", stage.post.office_code)
    assert await stage.value("select count(*) from capture where finished_at is null") == 0
    found = await look_up_open_observations(bridge.database, stage.admin, LATEST, 100)
    assert len(found.faulty) == 7
    (ours,) = [each for each in found.faulty if each.capture_id == broken]
    assert ours.faults == ["our_error"]


@pytest.mark.parametrize(
    "odd",
    [
        {"eventID": "urn:x:" + "y" * 5_000},
        {"eventTime": "2026-12-31T23:59:60Z"},
        {"eventTime": "0001-01-01T00:00:00+14:00"},
        {"epcList": ["urn:x:" + "y" * 5_000]},
        {"epcList": []},
        {"bizStep": "https://example.org/" + "y" * 5_000},
        {"readPoint": {"id": "http://127.0.0.1:8080/offices/%00"}},
        {"pb:note": {"a": [1e300, None, {"b": True}]}},
        {"type": "TransactionEvent", "bizTransactionList": [{"bizTransaction": "urn:x:1"}]},
        {"type": "AggregationEvent", "action": "ADD", "parentID": "urn:x:1"},
    ],
)
async def test_odd_events_are_kept_or_told_as_faults(stage: Stage, odd: dict[str, Any]) -> None:
    code = await inbound(stage)
    capture_id = await tell(stage, event(stage, code, "collecting") | odd, proceeds=True)
    job = await look_up_capture(stage.bridge.database, stage.post, capture_id)
    assert job.capture.finished_at is not None
    assert "our_error" not in job.capture.faults
    assert bool(job.capture.faults) != bool(job.counted)


async def test_a_document_about_too_many_things_is_a_fault(stage: Stage) -> None:
    things = [f"urn:x:{number}" for number in range(OBSERVED_MAX + 1)]
    many = event(stage, "EV999999995VN", "arriving") | {"epcList": things}
    capture_id = await tell(stage, many)
    job = await look_up_capture(stage.bridge.database, stage.post, capture_id)
    assert job.capture.faults == [f"more than {OBSERVED_MAX} things"]
    assert job.counted == {}


async def test_a_long_table_is_judged_in_its_order(stage: Stage) -> None:
    codes = [await inbound(stage) for _ in range(3)]
    lines = ["item_id,event_code,event_time"]
    for number in range(120):
        stage.clock.advance(timedelta(seconds=1))
        lines.append(f"EV999999995VN,EMI,2026-01-01T00:00:{number % 60:02}.{number:03}Z")
    for code in codes:
        for word in ("EMA", "EDG", "EMH", "EDH"):
            stage.clock.advance(timedelta(seconds=1))
            lines.append(f"{code},{word},{stage.clock().isoformat()}")
    table = "\n".join(lines).encode()
    await keep_capture(asked(stage, stage.post), DocumentKind.EMSEVT, table, proceeds=False)
    await read_captures(stage.bridge, stage.center, "")
    for code in codes:
        assert [each[:2] for each in await told(stage, code)] == [
            ("EDG", "recorded"),
            ("EDH", "recorded"),
            ("EMA", "recorded"),
            ("EMH", "recorded"),
        ], await told(stage, code)
