"""What others tell of things: once each, judged like scans, and nothing of it lost."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from jobs.captures import read_captures
from postal_bridge.domain.access import Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.epcis_events import context_of
from postal_bridge.domain.observation import DocumentKind
from postal_bridge.domain.standards_refusals import UnknownCapture, UnknownObservation
from postal_bridge.usecases.capture_events import (
    keep_capture,
    list_observations,
    look_up_capture,
    settle_observation,
)
from postal_bridge.usecases.once import Asked
from postal_bridge.wiring import Bridge
from routes.places import END
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.scanning import inbound

NOBODY = UUID(int=0)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    """Return a centre whose people scan."""
    return await found_center(bridge, clock)


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
    found, _ = await list_observations(stage.bridge.database, stage.admin, item, (END, NOBODY), 100)
    return sorted((each.word, each.standing.value, each.refusal) for each in found)


async def standing(stage: Stage, code: str) -> tuple[str, str]:
    query = "select state || ' ' || holder from custody where code = $1"
    state, _, holder = str(await stage.value(query, code)).partition(" ")
    return state, holder


async def test_what_fits_becomes_an_entry_of_the_log(stage: Stage) -> None:
    code = await inbound(stage)
    capture_id = await tell(stage, event(stage, code, "collecting"))
    assert await standing(stage, code) == ("held", stage.post.office_code)
    assert await told(stage, code) == [("collecting", "recorded", None)]
    assert await told(stage) == []
    capture = await look_up_capture(stage.bridge.database, stage.post, capture_id)
    assert (capture.finished_at, list(capture.faults)) == (stage.clock(), [])


async def test_an_event_counts_once_however_often_it_is_told(stage: Stage) -> None:
    code = await inbound(stage)
    first = event(stage, code, "collecting")
    await tell(stage, first)
    await tell(stage, first, event(stage, code, "retail_selling", 2))
    assert await stage.value("select count(*) from custody_event where code = $1", code) == 2
    assert await stage.value("select count(*) from observation") == 2


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
    capture = await look_up_capture(stage.bridge.database, stage.post, refused)
    assert "epcisBody/eventList/1/action: enum" in capture.faults
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
    capture = await look_up_capture(stage.bridge.database, stage.post, capture_id)
    assert capture.faults == ["line 5: no item, code or time"]
    assert await told(stage) == [("EMB", "kept", None), ("EMI", "unknown", None)]
    assert await standing(stage, code) == ("held", stage.post.office_code)


async def test_a_person_settles_what_waits_once(stage: Stage) -> None:
    code = await inbound(stage)
    await tell(stage, event(stage, code, "retail_selling"))
    (found,), _ = await list_observations(
        stage.bridge.database, stage.admin, None, (END, NOBODY), 100
    )
    settling = asked(stage, stage.admin), found.observation_id, "Đã gọi điện hỏi lại"
    await settle_observation(*settling)
    assert await told(stage) == []
    assert await told(stage, code) == [("retail_selling", "kept", None)]
    with pytest.raises(UnknownObservation):
        await settle_observation(*settling)


async def test_a_document_is_shown_to_whoever_sent_it(stage: Stage, bridge: Bridge) -> None:
    capture_id = await tell(stage)
    for viewer in (stage.post, stage.clerk):
        assert await look_up_capture(bridge.database, viewer, capture_id)
    other = await found_center(bridge, stage.clock, "H26")
    for viewer in (stage.post2, other.clerk):
        with pytest.raises(UnknownCapture):
            await look_up_capture(bridge.database, viewer, capture_id)


async def test_what_was_told_is_sealed_where_it_is_kept(stage: Stage) -> None:
    code = await inbound(stage)
    await tell(stage, event(stage, code, "collecting", 1, **{"pb:note": "Nguyễn Thị Ví Dụ"}))
    sealed = await stage.value("select body_sealed from capture")
    assert "Ví Dụ".encode() not in sealed
    assert b"collecting" not in sealed
