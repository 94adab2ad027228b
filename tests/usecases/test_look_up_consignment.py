"""Consignments read: who sees which, how much of the citizen, and what happened to them."""

from datetime import timedelta
from typing import Any

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.refusals import UnknownCode
from postal_bridge.domain.scan import Reason
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.usecases.look_up_consignment import (
    Wanted,
    list_consignments,
    look_up_consignment,
    look_up_events,
)
from postal_bridge.wiring import Bridge
from tests.conftest import MORNING, SettableClock
from tests.journeys import Stage, found_center

FIRST = (MORNING.replace(year=1), 0)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def look_up(stage: Stage, who: str, code: str) -> dict[str, Any]:
    return await look_up_consignment(
        stage.bridge.database, stage.clock, stage.bridge.sealer, getattr(stage, who), code
    )


async def test_only_who_serves_the_citizen_sees_the_whole(stage: Stage) -> None:
    dossier = await stage.add_dossier()
    code = (await stage.register(stage.clerk, Leg.OUTBOUND, dossier_code=dossier))["code"]
    await stage.recorded(stage.clerk, code, "give", to_office="H53.BC")
    await stage.recorded(stage.post, code, "take")
    for who in ("post", "clerk", "admin", "department"):
        assert (await look_up(stage, who, code))["citizen"]["address"] == "12 đường Hoa Sữa"
    await stage.recorded(stage.post2, code, "arrive")
    assert (await look_up(stage, "post", code))["citizen"] == {
        "name": "N*** T*** V*** D",
        "phone": "*******678",
        "address": None,
        "masked": True,
    }
    assert not (await look_up(stage, "post2", code))["citizen"]["masked"]
    listed, after = await list_consignments(
        stage.bridge.database, stage.bridge.sealer, stage.admin, Wanted(), "", 10
    )
    assert [item["citizen"]["masked"] for item in listed] == [True]  # type: ignore[index] # a document
    assert after is None


async def test_the_way_to_the_citizen_ends_with_the_first_attempt(stage: Stage) -> None:
    code = (await stage.register(stage.clerk, Leg.OUTBOUND))["code"]
    assert (await look_up(stage, "clerk", code))["transit"] is None
    await stage.recorded(stage.clerk, code, "give", to_office="H53.BC")
    await stage.recorded(stage.post, code, "take")
    # From a Friday on, two working days are allowed.
    stage.clock.advance(timedelta(days=3))
    way = (await look_up(stage, "clerk", code))["transit"]
    assert way == {"norm_days": 2, "used_days": 1, "late_days": 0, "slip_on": None}
    stage.clock.advance(timedelta(days=2))
    await stage.recorded(stage.post, code, "go_out")
    await stage.recorded(stage.post, code, "fail", reason=Reason.ADDRESSEE_ABSENT)
    at_first = {"norm_days": 2, "used_days": 3, "late_days": 1, "slip_on": None}
    assert (await look_up(stage, "clerk", code))["transit"] == at_first
    stage.clock.advance(timedelta(days=5))
    await stage.recorded(stage.post, code, "go_out")
    await stage.recorded(stage.post, code, "fail", reason=Reason.ADDRESSEE_ABSENT)
    assert (await look_up(stage, "clerk", code))["transit"] == at_first


async def test_offices_see_what_they_have_to_do_with(stage: Stage) -> None:
    code = (await stage.register(stage.post, Leg.INBOUND))["code"]
    for who in ("post2", "department"):
        with pytest.raises(UnknownCode):
            await look_up(stage, who, code)
    for unknown in ("EV999999995VN", "nonsense"):
        with pytest.raises(UnknownCode):
            await look_up(stage, "admin", unknown)
    await stage.recorded(stage.post2, code, "arrive")
    await stage.recorded(stage.post, code, "arrive")
    assert (await look_up(stage, "post2", code.lower()))["holder"] == "H53.BC"


async def test_another_centre_sees_nothing(
    stage: Stage, bridge: Bridge, clock: SettableClock
) -> None:
    code = (await stage.register(stage.post, Leg.INBOUND))["code"]
    other = await found_center(bridge, clock, "H26", CodeRange("EV", 201, 300, "VN"))
    for who in ("post", "clerk", "department", "admin"):
        with pytest.raises(UnknownCode):
            await look_up(other, who, code)
    listed, _ = await list_consignments(
        bridge.database, bridge.sealer, other.admin, Wanted(), "", 10
    )
    assert listed == []


async def test_lists_are_filtered_and_paged(stage: Stage) -> None:
    codes = [(await stage.register(stage.post, Leg.INBOUND))["code"] for _ in range(3)]
    await stage.recorded(stage.post, codes[1], "collect")
    out = await stage.register(stage.clerk, Leg.TRANSFER_OUT, destination="SNV")

    async def listed(wanted: Wanted, after: str = "", limit: int = 10) -> tuple[list[Any], Any]:
        found, last = await list_consignments(
            stage.bridge.database, stage.bridge.sealer, stage.admin, wanted, after, limit
        )
        return [document["code"] for document in found], last

    assert await listed(Wanted(), "", 2) == (codes[:2], codes[1])
    assert await listed(Wanted(), codes[1], 2) == ([codes[2], out["code"]], None)
    assert await listed(Wanted(leg=Leg.TRANSFER_OUT)) == ([out["code"]], None)
    assert await listed(Wanted(holder="H53.BC")) == ([codes[1]], None)
    assert await listed(Wanted(dossier_code="H53.14-260313-0001")) == ([], None)


async def test_events_are_told_in_the_order_they_happened(stage: Stage) -> None:
    code = (await stage.register(stage.post, Leg.INBOUND))["code"]
    await stage.recorded(stage.post, code, "collect")
    wrong = await stage.scan(stage.post, code, "give", to_office="SNV")
    await stage.recorded(stage.post, code, "correct", corrects=wrong.scan_id)
    await stage.recorded(stage.post, code, "give", to_office="H53")

    async def told(who: str, after: Any, limit: int = 50) -> tuple[list[dict[str, Any]], Any]:
        viewer = getattr(stage, who)
        return await look_up_events(stage.bridge.database, viewer, code, after, limit)

    events, last = await told("post", FIRST)
    assert last is None
    assert [(e["event"], e["to_office"], e["corrected"]) for e in events] == [
        ("registered", None, False),
        ("collected", None, False),
        ("given", "SNV", True),
        ("corrected", None, False),
        ("given", "H53", False),
    ]
    assert {e["login"] for e in events} == {"post.h53"}
    assert events[3]["corrects"] == events[2]["sequence"]
    assert events[0]["office_name"] == "Quầy bưu chính công ích tại Trung tâm"
    assert len({e["hash"] for e in events}) == len(events)
    first, place = await told("post", FIRST, 2)
    rest, end = await told("post", place, 3)
    assert first + rest == events
    assert end is None
    await stage.recorded(stage.clerk, code, "take")
    seen_by_post = (await told("post", FIRST))[0]
    assert (seen_by_post[-1]["office"], seen_by_post[-1]["login"]) == ("H53", None)
    assert (await told("admin", FIRST))[0][-1]["login"] == "clerk.h53"
