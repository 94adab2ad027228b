"""Bags: begun with a list, packed, sealed, handed over, opened and counted."""

from typing import Any

import pytest

from postal_bridge.domain.custody import Kind, Leg, State
from postal_bridge.domain.refusals import (
    BagNotOpen,
    InvalidInput,
    NotHandedOver,
    NotInYourHands,
    UnknownCode,
)
from postal_bridge.domain.scan import PaperCount
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.usecases.check_manifest import check_manifest
from postal_bridge.usecases.look_up_manifest import list_manifests, look_up_manifest
from postal_bridge.usecases.write_handover_record import (
    RecordFacts,
    record_of_consignment,
    record_of_manifest,
)
from postal_bridge.wiring import Bridge
from tests.conftest import MORNING, SettableClock
from tests.journeys import PROCEDURE, Stage, found_center

LAST = (MORNING.replace(year=9999), "")


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def look_up(stage: Stage, who: str, code: str) -> dict[str, Any]:
    return await look_up_manifest(stage.bridge.database, stage.clock, getattr(stage, who), code)


async def check(stage: Stage, who: str, code: str) -> dict[str, Any]:
    bridge = stage.bridge
    answer = await check_manifest(
        bridge.database, stage.clock, bridge.sealer, getattr(stage, who), None, code
    )
    assert answer.document is not None
    return answer.document


async def record(stage: Stage, who: str, code: str, number: int | None = None) -> RecordFacts:
    ask = record_of_manifest if code.startswith("BAG") else record_of_consignment
    return await ask(stage.bridge.database, getattr(stage, who), code, number)


async def collected(stage: Stage, count: int) -> list[str]:
    """Register and collect inbound consignments of procedures that are known."""
    codes = []
    for _ in range(count):
        document = await stage.register(stage.post, Leg.INBOUND, procedure_code=PROCEDURE)
        codes.append(document["code"])
        await stage.recorded(stage.post, codes[-1], "collect")
    return codes


async def problems_of(awaitable: Any) -> dict[str, str]:
    with pytest.raises(InvalidInput) as caught:
        await awaitable
    return {problem.path: problem.code for problem in caught.value.problems}


async def test_a_bag_tells_what_it_lacks_and_what_is_too_much(stage: Stage) -> None:
    codes = await collected(stage, 3)
    stray = (await stage.register(stage.post, Leg.INBOUND))["code"]
    bag = await stage.begin_bag(stage.post, "H53", items=codes)
    assert (bag["code"], bag["state"]) == ("BAG-H53-000000014", "packing")
    assert (bag["from_office"], bag["to_office"], bag["holder"]) == ("H53.BC", "H53", "H53.BC")
    assert bag["expected"] == codes
    assert bag["differences"] == {"missing": codes, "extra": []}
    for code in codes:
        await stage.recorded(stage.post, code, "pack")
    assert (await look_up(stage, "post", bag["code"]))["differences"]["missing"] == []
    await stage.recorded(stage.post, bag["code"], "seal", seal_number="VN0004512")
    await stage.recorded(stage.post, bag["code"], "give")
    offered = await look_up(stage, "clerk", bag["code"])
    assert (offered["state"], offered["offered_to"], offered["seal_number"]) == (
        "offered",
        "H53",
        "VN0004512",
    )
    assert "take" in offered["next_actions"]
    await stage.recorded(stage.clerk, bag["code"], "take")
    with pytest.raises(BagNotOpen):
        await check(stage, "clerk", bag["code"])
    await stage.recorded(stage.clerk, bag["code"], "open", seal_number="VN0004512")
    await stage.recorded(
        stage.clerk, codes[0], "unpack", papers=(PaperCount(1, 1), PaperCount(2, 1))
    )
    await stage.recorded(stage.clerk, codes[1], "unpack")
    await stage.recorded(stage.clerk, stray, "unpack")
    opened = await look_up(stage, "clerk", bag["code"])
    assert opened["differences"] == {"missing": [codes[2]], "extra": [stray]}
    assert (opened["packed"], opened["found"]) == (codes, sorted([*codes[:2], stray]))
    assert opened["state"] == "opened"

    facts = await record(stage, "clerk", bag["code"])
    assert (facts.number, facts.seal_number, facts.seal_intact) == (1, "VN0004512", True)
    assert facts.sets_filing_moment
    assert [facts.giver.person, facts.taker.person] == ["Người Thử Post", "Người Thử Clerk"]
    assert facts.giver.office_name == "Quầy bưu chính công ích tại Trung tâm"
    assert facts.taker.device_at == facts.taker.server_at == facts.handed_over_at
    lines = {line.code: line for line in facts.lines}
    assert sorted(lines) == sorted([*codes, stray])
    assert [lines[code].missing for code in codes] == [False, False, True]
    assert (lines[stray].extra, lines[stray].giver_papers) == (True, None)
    assert [(lines[c].giver_papers, lines[c].taker_papers) for c in codes] == [
        (3, 2),
        (3, None),
        (3, None),
    ]
    assert lines[codes[0]].procedure_name == "Cấp phiếu ví dụ"


async def test_the_count_is_over_once_and_asks_after_what_is_missing(stage: Stage) -> None:
    codes = await collected(stage, 2)
    bag = (await stage.begin_bag(stage.post, "H53", items=codes, pack=True))["code"]
    await stage.recorded(stage.post, bag, "seal", "give")
    await stage.recorded(stage.clerk, bag, "take", "open")
    await stage.recorded(stage.clerk, codes[0], "unpack")
    with pytest.raises(NotInYourHands):
        await check(stage, "post", bag)
    checked = await check(stage, "clerk", bag)
    assert checked["checked_at"] == stage.clock().isoformat()
    stage.clock.advance(MORNING - MORNING.replace(hour=1))
    assert (await check(stage, "clerk", bag))["checked_at"] == checked["checked_at"]
    query = (
        "select kind || ' ' || code || ' ' || manifest_code || ' ' || office_code from difference"
    )
    assert await stage.value(query) == f"bag_missing {codes[1]} {bag} H53"
    assert await stage.value("select count(*) from difference") == 1


async def test_items_are_packed_at_once_or_not_at_all(stage: Stage) -> None:
    codes = await collected(stage, 2)
    elsewhere = (await stage.register(stage.clerk, Leg.OUTBOUND))["code"]
    bag = await stage.begin_bag(stage.post, "H53", items=codes, pack=True, seal_number="VN1")
    assert (bag["packed"], bag["seal_number"]) == (codes, "VN1")
    assert [line["papers"] for line in bag["lines"]] == [3, 3]
    beginning = stage.begin_bag(stage.clerk, "SNV", items=[elsewhere, codes[0]], pack=True)
    assert await problems_of(beginning) == {"items.1": "in_bag"}
    beginning = stage.begin_bag(stage.admin, "SNV", items=[elsewhere, "x", elsewhere])
    assert await problems_of(beginning) == {"items.1": "unreadable_code", "items.2": "given_twice"}
    assert await problems_of(stage.begin_bag(stage.post, "H53", items=[elsewhere])) == {
        "items.0": "unknown_code"
    }
    for office, code in (("H53.BC", "own_office"), ("NONE", "unknown_office")):
        assert await problems_of(stage.begin_bag(stage.post, office)) == {"to_office": code}
    assert await stage.value("select count(*) from manifest") == 1
    assert await stage.value("select count(*) from scan where action = 'pack'") == 2
    # Numbers of bags that came to nothing are given again.
    assert (await stage.begin_bag(stage.post, "H53"))["code"] == "BAG-H53-000000028"


async def test_a_bag_is_seen_by_those_through_whose_hands_it_goes(
    stage: Stage, bridge: Bridge, clock: SettableClock
) -> None:
    codes = await collected(stage, 1)
    bag = (await stage.begin_bag(stage.post, "H53", items=codes, pack=True))["code"]
    for who in ("post2", "department"):
        with pytest.raises(UnknownCode):
            await look_up(stage, who, bag)
    await stage.recorded(stage.post, bag, "seal")
    await stage.recorded(stage.post, bag, "give", to_office="H53.P2")
    await stage.recorded(stage.post2, bag, "take")
    await stage.recorded(stage.post2, bag, "give")
    await stage.recorded(stage.clerk, bag, "take")
    assert (await look_up(stage, "post2", bag.lower()))["created_by"] is None
    assert (await look_up(stage, "post", bag))["created_by"] == "post.h53"
    first = await record(stage, "post2", bag, 1)
    last = await record(stage, "post2", bag)
    assert (first.taker.office_name, first.sets_filing_moment) == ("Bưu cục Hòa Mẫu", False)
    assert (last.number, last.giver.person, last.sets_filing_moment) == (
        2,
        "Người Thử Post2",
        True,
    )
    for number in (0, 3):
        with pytest.raises(NotHandedOver):
            await record(stage, "post2", bag, number)
    other = await found_center(bridge, clock, "H26", CodeRange("EV", 201, 300, "VN"))
    with pytest.raises(UnknownCode):
        await look_up(other, "admin", bag)
    with pytest.raises(UnknownCode):
        await record(other, "admin", bag)
    with pytest.raises(UnknownCode):
        await check(other, "admin", bag)
    assert await list_manifests(bridge.database, other.admin, None, LAST, 10) == ([], None)


async def test_bags_are_listed_newest_first(stage: Stage) -> None:
    bags = []
    for who, office in ((stage.post, "H53"), (stage.clerk, "SNV"), (stage.clerk, "H53.BC")):
        bags.append((await stage.begin_bag(who, office))["code"])
        stage.clock.advance(MORNING - MORNING.replace(minute=0))
    database = stage.bridge.database

    async def listed(who: str, state: State | None = None) -> list[Any]:
        found, _ = await list_manifests(database, getattr(stage, who), state, LAST, 10)
        return [document["code"] for document in found]

    assert await listed("admin") == bags[::-1]
    assert await listed("post") == [bags[2], bags[0]]
    assert await listed("department") == [bags[1]]
    assert await listed("admin", State.SEALED) == []
    page, place = await list_manifests(database, stage.admin, None, LAST, 2)
    assert place is not None
    rest, end = await list_manifests(database, stage.admin, None, place, 2)
    assert [document["code"] for document in page + rest] == bags[::-1]
    assert end is None


async def test_a_consignment_without_a_bag_has_a_record_of_its_own(stage: Stage) -> None:
    (code,) = await collected(stage, 1)
    with pytest.raises(NotHandedOver):
        await record(stage, "post", code)
    await stage.recorded(stage.post, code, "give", to_office="SNV")
    await stage.recorded(stage.post, code, "take")
    await stage.recorded(stage.post, code, "give")
    waiting = await record(stage, "post", code)
    assert (waiting.number, waiting.giver.person) == (1, "Người Thử Post")
    assert (waiting.taker.office_name, waiting.taker.person) == ("Trung tâm ví dụ H53", None)
    papers = (PaperCount(1, 1), PaperCount(2, 2))
    await stage.recorded(stage.clerk, code, "take", papers=papers)
    signed = await record(stage, "clerk", code)
    assert (signed.number, signed.taker.person) == (1, "Người Thử Clerk")
    (line,) = signed.lines
    assert (line.kind, line.giver_papers, line.taker_papers) == (Kind.CONSIGNMENT, 3, 3)
    assert signed.sets_filing_moment


async def test_what_travelled_in_a_bag_is_on_the_record_of_the_bag(stage: Stage) -> None:
    codes = await collected(stage, 1)
    bag = (await stage.begin_bag(stage.post, "H53", items=codes, pack=True))["code"]
    await stage.recorded(stage.post, bag, "seal", "give")
    await stage.recorded(stage.clerk, bag, "take", "open")
    await stage.recorded(stage.clerk, codes[0], "unpack")
    with pytest.raises(NotHandedOver):
        await record(stage, "clerk", codes[0])
    assert [line.code for line in (await record(stage, "clerk", bag)).lines] == codes


async def test_another_seal_than_the_one_put_on_is_written_down(stage: Stage) -> None:
    codes = await collected(stage, 1)
    bag = (await stage.begin_bag(stage.post, "H53", items=codes, pack=True))["code"]
    await stage.recorded(stage.post, bag, "seal", seal_number="VN1")
    await stage.recorded(stage.post, bag, "give")
    await stage.recorded(stage.clerk, bag, "take")
    assert (await record(stage, "clerk", bag)).seal_intact is None
    await stage.recorded(stage.clerk, bag, "open", seal_number="VN2")
    assert (await record(stage, "clerk", bag)).seal_intact is False
