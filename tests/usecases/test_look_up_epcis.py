"""Events of EPCIS, page by page: whole, in order, of one centre, while others still write."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from postal_bridge.clock import utc_now
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.epcis_events import query_document
from postal_bridge.domain.epcis_query import Order, Wanted
from postal_bridge.domain.scan import Reason
from postal_bridge.domain.standards_refusals import UnknownEvent
from postal_bridge.usecases.look_up_epcis import (
    CLOCKS_APART,
    EventPlace,
    look_up_event,
    look_up_events,
)
from postal_bridge.wiring import Bridge
from schemas.epcis_schema import faults_of
from tests.conftest import MORNING, SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.scanning import inbound, scan

EVERYTHING = Wanted()
#: What goes from hand to hand: a bag, and what lies in it.
GIVEN = ["given", "given", "taken", "taken"]


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    """Return a centre whose people scan."""
    return await found_center(bridge, clock)


async def pages(
    stage: Stage, wanted: Wanted = EVERYTHING, limit: int = 500
) -> list[list[dict[str, Any]]]:
    """Return all pages of what is wanted, as the clerk of the centre reads them."""
    found: list[list[dict[str, Any]]] = []
    after: EventPlace | None = None
    names = stage.bridge.config.epcis_names
    while not found or after:
        page = await look_up_events(
            stage.bridge.database, stage.clock, names, stage.clerk, wanted, after, limit
        )
        found.append(list(page.events))
        after = page.last
    return found


async def events(
    stage: Stage, wanted: Wanted = EVERYTHING, limit: int = 500
) -> list[dict[str, Any]]:
    """Return everything that is wanted once it is certain that nothing comes before it."""
    stage.clock.advance(CLOCKS_APART + timedelta(seconds=1))
    return [event for page in await pages(stage, wanted, limit) for event in page]


def steps(told: Sequence[dict[str, Any]]) -> list[str]:
    return [event["pb:event"] for event in told]


async def story(stage: Stage) -> str:
    """Let a result go out in a bag, fail once and be delivered; return its code."""
    dossier = await stage.add_dossier(
        status=9, received_at=stage.clock(), received_on=date(2026, 3, 13)
    )
    found = await stage.register(stage.clerk, Leg.OUTBOUND, dossier_code=dossier)
    code = str(found["code"])
    bag = (await stage.begin_bag(stage.clerk, "H53.BC", items=[code], pack=True))["code"]
    await stage.recorded(stage.clerk, bag, "seal", "give")
    await stage.recorded(stage.post, bag, "take", "open")
    await stage.recorded(stage.post, code, "unpack", "go_out")
    await stage.recorded(stage.post, code, "fail", reason=Reason.ADDRESSEE_ABSENT)
    recipient = {"name": "Nguyễn Thị Ví Dụ", "relation": "self", "id_number": "001099012345"}
    await stage.recorded(stage.post, code, "go_out", "deliver", recipient=recipient)
    return code


async def test_a_journey_is_told_whole_and_by_the_schema(stage: Stage) -> None:
    code = await story(stage)
    names = stage.bridge.config.epcis_names
    told = await events(stage, Wanted(things=frozenset({code})))
    assert steps(told) == [
        "registered",
        "packed",
        "given",
        "taken",
        "unpacked",
        "went_out",
        "failed",
        "went_out",
        "delivered",
    ]
    assert [event["type"] for event in told[1:5:3]] == ["AggregationEvent"] * 2
    assert told[6]["pb:reason"] == "ADDRESSEE_ABSENT"
    dossier = told[-1]["bizTransactionList"][0]["bizTransaction"]
    assert dossier == names.dossier("H53.14-260313-0001")
    whole = await events(stage)
    assert faults_of(query_document(names, whole, stage.clock())) == []


async def test_nothing_about_a_person_leaves_with_the_events(stage: Stage) -> None:
    await story(stage)
    text = json.dumps(await events(stage), ensure_ascii=False)
    personal = ("Nguyễn", "0912345678", "001099012345", "Hoa Sữa", stage.post.login, "Người Thử")
    for each in personal:
        assert each not in text


async def test_what_was_corrected_is_declared_wrong_and_found_so(stage: Stage) -> None:
    code = await inbound(stage)
    wrong = scan(stage, stage.post, code, "collect")
    await stage.bridge.scan_desk.settle(stage.center, [wrong])
    await stage.recorded(stage.post, code, "correct", corrects=wrong.scan.scan_id)
    told = await events(stage)
    assert steps(told) == ["registered", "collected", "collected", "corrected"]
    assert told[1]["eventID"] == told[2]["eventID"]
    assert told[2]["errorDeclaration"]["correctiveEventIDs"] == [told[3]["eventID"]]
    assert await events(stage, Wanted(only_errors=True)) == [told[2]]
    assert await events(stage, Wanted(event_ids=frozenset({told[1]["eventID"]}))) == told[1:3]
    names = stage.bridge.config.epcis_names
    for event, kept in ((told[1], told[1:3]), (told[3], told[3:]), (told[0], told[:1])):
        found = await look_up_event(stage.bridge.database, names, stage.clerk, event["eventID"])
        assert found == kept


async def test_a_declaration_is_asked_for_by_what_it_says(stage: Stage) -> None:
    code = await inbound(stage)
    wrong = scan(stage, stage.post, code, "collect")
    await stage.bridge.scan_desk.settle(stage.center, [wrong])
    stage.clock.advance(timedelta(hours=1))
    await stage.recorded(stage.post, code, "correct", corrects=wrong.scan.scan_id)
    at = stage.clock()
    _, _, declared, corrective = await events(stage)
    for asked in (
        {"error_reasons": frozenset({"incorrect_data"})},
        {"corrective_ids": frozenset({corrective["eventID"]})},
        {"declared_from": at},
        {"declared_before": at + timedelta(seconds=1)},
    ):
        assert await events(stage, Wanted(**asked)) == [declared], asked
    for asked in (
        {"error_reasons": frozenset({"did_not_occur"})},
        {"corrective_ids": frozenset({declared["eventID"]})},
        {"declared_from": at + timedelta(seconds=1)},
        {"declared_before": at},
        {"measured": frozenset({"Temperature"})},
    ):
        assert await events(stage, Wanted(**asked)) == [], asked


@pytest.mark.parametrize("limit", [1, 2, 3, 500])
async def test_every_order_holds_the_same_events(
    stage: Stage, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("postal_bridge.usecases.look_up_epcis.ENTRIES_LOOKED_AT", 4)
    await story(stage)
    code = await inbound(stage)
    wrong = scan(stage, stage.post, code, "collect")
    await stage.bridge.scan_desk.settle(stage.center, [wrong])
    await stage.recorded(stage.post, code, "correct", corrects=wrong.scan.scan_id)
    late = scan(stage, stage.post, code, "collect")
    stage.clock.advance(timedelta(hours=3))
    await stage.bridge.scan_desk.settle(stage.center, [late])
    whole = await events(stage)

    def told(event: dict[str, Any]) -> str:
        return json.dumps(event, sort_keys=True)

    for order, time in (
        (Order.RECORDED_BACK, "recordTime"),
        (Order.HAPPENED, "eventTime"),
        (Order.HAPPENED_BACK, "eventTime"),
    ):
        found = await events(stage, Wanted(order=order), limit)
        assert sorted(map(told, found)) == sorted(map(told, whole)), order
        times = [event[time] for event in found]
        assert times == sorted(times, reverse=order.is_back), order
        bounds: dict[str, Any] = {"happened_from": stage.clock() - timedelta(hours=2)}
        some = await events(stage, Wanted(order=order, **bounds), limit)
        assert sorted(map(told, some)) == sorted(map(told, await events(stage, Wanted(**bounds))))
        before: dict[str, Any] = {
            "happened_before": stage.clock() - timedelta(hours=2),
            "recorded_from": MORNING,
        }
        some = await events(stage, Wanted(order=order, **before), limit)
        assert sorted(map(told, some)) == sorted(map(told, await events(stage, Wanted(**before))))


async def test_what_lies_beyond_the_bounds_is_not_looked_at(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("postal_bridge.usecases.look_up_epcis.ENTRIES_LOOKED_AT", 2)
    for _ in range(12):
        await inbound(stage)
    stage.clock.advance(timedelta(hours=1))
    await inbound(stage)
    since = stage.clock() - timedelta(minutes=1)
    stage.clock.advance(timedelta(minutes=1))
    for order in (Order.RECORDED_BACK, Order.HAPPENED_BACK):
        assert [
            len(page) for page in await pages(stage, Wanted(order=order, happened_from=since), 1)
        ] == [1]
    wanted = Wanted(order=Order.HAPPENED, happened_before=MORNING - timedelta(days=1))
    assert await pages(stage, wanted, 1) == [[]]


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
async def test_pages_of_any_length_make_the_same_whole(stage: Stage, limit: int) -> None:
    await story(stage)
    code = await inbound(stage)
    wrong = scan(stage, stage.post, code, "collect")
    await stage.bridge.scan_desk.settle(stage.center, [wrong])
    await stage.recorded(stage.post, code, "correct", corrects=wrong.scan.scan_id)
    whole = await events(stage)
    told = await pages(stage, limit=limit)
    assert [event for page in told for event in page] == whole
    assert max(len(page) for page in told) <= limit


async def test_what_is_rare_is_found_however_far_away(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("postal_bridge.usecases.look_up_epcis.ENTRIES_LOOKED_AT", 2)
    code = await story(stage)
    for _ in range(9):
        await inbound(stage)
    found = await events(stage, Wanted(steps=frozenset({"departing"})), limit=1)
    assert steps(found) == ["went_out", "went_out"]
    assert (
        steps(await events(stage, Wanted(things=frozenset({code}), happened_from=None)))[-1]
        == "delivered"
    )


async def test_nobody_overtakes_what_is_still_being_written(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("postal_bridge.usecases.look_up_epcis.CLOCKS_APART", timedelta())
    stage.clock.now = utc_now() - timedelta(hours=1)
    slow, quick = [
        scan(stage, stage.post, code, "collect")
        for code in (await inbound(stage), await inbound(stage))
    ]
    before = await told_until_now(stage)
    async with stage.bridge.database.transaction():
        # Whatever this one will have recorded is of now or later, and nobody sees it yet.
        stage.clock.now = utc_now()
        await stage.bridge.scan_desk.settle(stage.center, [quick])
        assert await told_until_now(stage) == before
    stage.clock.now = utc_now()
    await stage.bridge.scan_desk.settle(stage.center, [slow])
    assert steps(await told_until_now(stage)) == [*steps(before), "collected", "collected"]


async def told_until_now(stage: Stage) -> list[dict[str, Any]]:
    """Return what is told at this moment, by the clock that PostgreSQL goes by."""
    stage.clock.now = utc_now()
    return [event for page in await pages(stage) for event in page]


async def test_events_are_shown_when_nothing_can_come_before_them(stage: Stage) -> None:
    await inbound(stage)
    assert await pages(stage) == [[]]
    stage.clock.advance(CLOCKS_APART + timedelta(seconds=1))
    assert [len(page) for page in await pages(stage)] == [1]


async def test_a_centre_sees_nothing_of_another(stage: Stage, bridge: Bridge) -> None:
    code = await inbound(stage)
    other = await found_center(bridge, stage.clock, "H26")
    (event,) = await events(stage)
    assert await events(other) == []
    assert await events(other, Wanted(things=frozenset({code}))) == []
    with pytest.raises(UnknownEvent):
        await look_up_event(
            bridge.database, bridge.config.epcis_names, other.clerk, event["eventID"]
        )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"event_types": frozenset({"AggregationEvent"})}, ["packed", "unpacked"]),
        ({"actions": frozenset({"ADD"})}, ["registered", "registered", "packed"]),
        ({"dispositions": frozenset({"container_closed"})}, ["sealed"]),
        (
            {"steps": frozenset({"accepting"}), "event_types": frozenset({"ObjectEvent"})},
            ["taken", "taken", "delivered"],
        ),
        ({"parents": frozenset({"BAG-H53-000000014"})}, ["packed", "unpacked"]),
        (
            {"any_things": frozenset({"BAG-H53-000000014"})},
            ["registered", "packed", "sealed", "given", "taken", "opened", "unpacked"],
        ),
        ({"read_points": frozenset({"http://127.0.0.1:8080/offices/H53.P2"})}, []),
        ({"things": frozenset({"urn:example:nothing"})}, []),
        ({"destinations": frozenset({"http://127.0.0.1:8080/offices/H53.BC"})}, GIVEN),
        ({"sources": frozenset({"http://127.0.0.1:8080/offices/H53"})}, GIVEN),
    ],
)
async def test_what_is_asked_for_is_found_and_nothing_else(
    stage: Stage, asked: dict[str, Any], found: list[str]
) -> None:
    await story(stage)
    assert sorted(steps(await events(stage, Wanted(**asked)))) == sorted(found)


async def test_times_bound_what_is_found_by_either_clock(stage: Stage) -> None:
    code = await inbound(stage)
    told_at = stage.clock() + timedelta(seconds=1)
    late = scan(stage, stage.post, code, "collect")
    stage.clock.advance(timedelta(hours=3))
    await stage.bridge.scan_desk.settle(stage.center, [late])
    at = late.scan.scanned_at
    assert at == told_at
    assert steps(await events(stage, Wanted(happened_from=at))) == ["collected"]
    assert steps(await events(stage, Wanted(happened_before=at))) == ["registered"]
    recorded = stage.clock() - timedelta(hours=1)
    assert steps(await events(stage, Wanted(recorded_from=recorded))) == ["collected"]
    assert steps(await events(stage, Wanted(recorded_before=recorded))) == ["registered"]
