"""Several dossiers of one citizen filed as one: all or none, each counted as one."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import ReceivedVia
from postal_bridge.domain.refusals import DossierKnown, InvalidInput, NotForYourRole, UnknownCode
from postal_bridge.usecases.file_bundle import BundleFiling, file_bundle, look_up_bundle
from postal_bridge.usecases.look_up_dossier import look_up_dossier
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.register_dossier import Filing
from postal_bridge.usecases.summarise import summarise
from postal_bridge.usecases.track import open_tracking
from postal_bridge.wiring import Bridge
from tests.conftest import MORNING, SettableClock
from tests.journeys import PROCEDURE, Stage, found_center

TODAY = MORNING.date()


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


def filing(number: int, department: str = "SNV", **more: Any) -> Filing:
    said = {
        "received_via": ReceivedVia.DIRECT,
        "department_code": department,
        "filer_name": "Nguyễn Thị Ví Dụ",
        "filer_phone": "0912345678",
        **more,
    }
    return Filing(code=f"H53.14-260313-{number:04}", procedure_code=PROCEDURE, **said)


async def file(stage: Stage, *filings: Filing, who: str = "clerk") -> dict[str, Any]:
    bridge = stage.bridge
    asked = Asked(bridge.database, stage.clock, bridge.sealer, getattr(stage, who))
    answer = await file_bundle(asked, BundleFiling("Khai sinh, thường trú, thẻ BHYT", filings))
    assert answer.document is not None
    return answer.document


async def problems(stage: Stage, *filings: Filing) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refusal:
        await file(stage, *filings)
    return [(each.path, each.code) for each in refusal.value.problems]


async def test_each_dossier_of_a_bundle_is_one_with_its_own_department_and_fees(
    stage: Stage,
) -> None:
    document = await file(
        stage, filing(1, fee_dong=10_000), filing(2, "STP", fee_dong=20_000), filing(3)
    )
    codes = [each["code"] for each in document["dossiers"]]
    assert codes == [filing(number).code for number in (1, 2, 3)]
    assert [each["department_code"] for each in document["dossiers"]] == ["SNV", "STP", "SNV"]
    summary = await summarise(stage.bridge.database, stage.center, TODAY, TODAY)
    assert summary.received.total == 3
    owed = "select sum(amount_dong)::bigint from obligation where dossier_code = $1"
    assert [await stage.value(owed, code) for code in codes[:2]] == [10_000, 20_000]


async def test_a_bundle_is_seen_by_each_as_far_as_its_dossiers_are(stage: Stage) -> None:
    bridge = stage.bridge
    document = await file(stage, filing(1), filing(2, "STP"))
    bundle_id = UUID(document["bundle_id"])

    async def seen(who: str) -> list[str]:
        viewer = getattr(stage, who)
        found = await look_up_bundle(bridge.database, stage.clock, viewer, bundle_id)
        return [each["code"][-4:] for each in found["dossiers"]]

    assert await seen("clerk") == ["0001", "0002"]
    assert await seen("department") == ["0001"]
    assert await seen("department2") == ["0002"]
    for viewer, identity in ((stage.post, bundle_id), (stage.clerk, uuid4())):
        with pytest.raises(UnknownCode):
            await look_up_bundle(bridge.database, stage.clock, viewer, identity)
    for who, others in ((stage.clerk, 1), (stage.department, 0)):
        dossier = await look_up_dossier(
            bridge.database, stage.clock, bridge.sealer, who, filing(1).code
        )
        assert len(dossier["bundle"]["others"]) == others
    tracked = await open_tracking(
        bridge.database, stage.clock, bridge.sealer, filing(1).code, "5678", "192.0.2.1"
    )
    (together,) = tracked.document["together"]
    assert (together["code"], together["department"]) == (filing(2).code, "Sở Tư pháp")


async def test_what_one_consignment_brings_is_filed_by_one_scan(stage: Stage) -> None:
    code = str((await stage.register(stage.post, Leg.INBOUND))["code"])
    posted = {"received_via": ReceivedVia.POSTAL, "consignment_code": code}
    document = await file(stage, filing(1, **posted), filing(2, "STP", **posted), who="post")
    assert [each["status"] for each in document["dossiers"]] == [1, 1]
    await stage.recorded(stage.post, code, "collect")
    await stage.recorded(stage.post, code, "give", to_office=stage.center.code)
    await stage.recorded(stage.clerk, code, "take")
    found = await look_up_bundle(
        stage.bridge.database, stage.clock, stage.clerk, UUID(document["bundle_id"])
    )
    assert [each["status"] for each in found["dossiers"]] == [2, 2]


async def test_all_are_filed_or_none_and_what_is_wrong_is_told_by_its_place(stage: Stage) -> None:
    yesterday = TODAY - timedelta(days=1)
    assert await problems(stage, filing(1), filing(1), filing(2, due_on=yesterday)) == [
        ("dossiers[2].due_on", "before_receipt"),
        ("dossiers[1].code", "repeated"),
    ]
    assert await problems(stage, filing(1), filing(2, "NONE")) == [
        ("dossiers[1].department_code", "unknown_department")
    ]
    unknown = filing(1, consignment_code="EV000002001VN")
    assert await problems(stage, unknown, filing(2)) == [("consignment_code", "unknown_code")]
    assert await problems(stage, filing(1)) == [("dossiers", "out_of_range")]
    with pytest.raises(NotForYourRole):
        await file(stage, filing(1), filing(2), who="department")
    assert await stage.value("select count(*) from dossier") == 0
    assert await stage.value("select count(*) from bundle") == 0


@pytest.mark.parametrize(
    "named", [((1, 2), (2, 1)), ((1, 2), (2, 3), (3, 1))], ids=["turned", "in a ring"]
)
async def test_bundles_that_share_dossiers_in_any_order_wait_for_each_other_in_one(
    stage: Stage, named: tuple[tuple[int, int], ...]
) -> None:
    for first in range(0, 60, 5):
        outcomes = await asyncio.gather(
            *(
                file(stage, *(filing(first + number, fee_dong=10_000) for number in pair))
                for pair in named
            ),
            return_exceptions=True,
        )
        filed = [each for each in outcomes if not isinstance(each, BaseException)]
        known = [each for each in outcomes if isinstance(each, DossierKnown)]
        assert len(filed) == 1
        assert len(filed) + len(known) == len(named), outcomes


async def test_of_two_bundles_with_one_code_at_the_same_moment_one_is_filed(stage: Stage) -> None:
    outcomes = await asyncio.gather(
        file(stage, filing(1), filing(2)),
        file(stage, filing(1), filing(3)),
        file(stage, filing(1), filing(4)),
        return_exceptions=True,
    )
    assert sum(isinstance(each, DossierKnown) for each in outcomes) == 2
    assert await stage.value("select count(*) from bundle") == 1
    assert await stage.value("select count(*) from dossier") == 2
    assert await stage.value("select count(*) from dossier where bundle_id is null") == 0
