"""Norms of the post and zones of offices: what holds from when on, and how far it is by them."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.refusals import InvalidInput
from postal_bridge.domain.transit import TransitNorms, TransitScope
from postal_bridge.usecases.keep_from_day import KeepingFromDay, list_kept
from postal_bridge.usecases.keep_transit_norms import TRANSIT_NORMS, list_zones, put_in_zone
from postal_bridge.usecases.look_up_consignment import look_up_consignment
from postal_bridge.usecases.note_change import list_changes
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.scenes import FRESH_FOR
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

TODAY = date(2026, 3, 13)
LAW = {1: 2, 2: 4, 3: 6, 4: 8}
QUICK = TransitNorms(
    dict.fromkeys(TransitScope, 1), dict.fromkeys(TransitScope, 3), TODAY, "Hợp đồng ví dụ 07/HĐ"
)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


def keeping(stage: Stage) -> KeepingFromDay[TransitNorms]:
    bridge = stage.bridge
    asked = Asked(bridge.database, stage.clock, bridge.sealer, stage.admin)
    return KeepingFromDay(asked, TRANSIT_NORMS)


async def zone(stage: Stage, office: str, zone: str | None) -> None:
    await put_in_zone(stage.bridge.database, stage.clock, stage.admin, office, zone)


async def posted(stage: Stage) -> str:
    """Give the post something on its way to the centre; return its code."""
    code = str((await stage.register(stage.post, Leg.INBOUND))["code"])
    await stage.recorded(stage.post, code, "collect")
    return code


async def read(stage: Stage, code: str) -> dict[str, Any]:
    bridge = stage.bridge
    return await look_up_consignment(bridge.database, stage.clock, bridge.sealer, stage.clerk, code)


async def test_the_norms_of_the_law_hold_until_a_centre_has_its_own(stage: Stage) -> None:
    (law,), _ = await list_kept(stage.bridge.database, stage.admin, TRANSIT_NORMS, date.max, 50)
    assert law.source is None
    assert dict(zip(law.carry_days.values(), law.slip_days.values(), strict=True)) == LAW
    await keeping(stage).keep(QUICK)
    kept, _ = await list_kept(stage.bridge.database, stage.admin, TRANSIT_NORMS, date.max, 50)
    assert kept == [QUICK, law]


async def test_what_the_post_has_got_stays_judged_by_the_norms_of_that_day(stage: Stage) -> None:
    before = await posted(stage)
    assert ((await read(stage, before))["norm_on"]) == "2026-03-17"
    tomorrow = replace(QUICK, valid_from=TODAY + timedelta(days=3))
    await keeping(stage).keep(tomorrow)
    stage.clock.advance(timedelta(days=3) + FRESH_FOR)
    after = await posted(stage)
    assert (await read(stage, after))["norm_on"] == "2026-03-17"
    assert (await read(stage, after))["transit"]["slip_on"] == "2026-03-19"
    await stage.recorded(stage.post, before, "give", to_office=stage.center.code)
    await stage.recorded(stage.clerk, before, "take")
    assert (await read(stage, before))["norm_on"] == "2026-03-17"
    assert (await read(stage, before))["transit"]["slip_on"] == "2026-03-19"


async def test_zones_tell_how_far_a_consignment_goes(stage: Stage) -> None:
    async def scope(**more: Any) -> Any:
        return (await stage.register(stage.clerk, Leg.TRANSFER_OUT, destination="SNV", **more))[
            "scope"
        ]

    assert await scope() == "between_districts"
    await zone(stage, stage.center.code, "Trung tâm")
    assert await scope() == "between_districts"
    await zone(stage, "SNV", "Trung tâm")
    assert await scope() == "within_district"
    assert await scope(scope="inter_province") == "inter_province"
    await zone(stage, "SNV", "Miền núi")
    assert await scope() == "between_districts"
    # The citizen is where the post office is that serves them.
    await zone(stage, stage.post.office_code, "Trung tâm")
    assert (await stage.register(stage.post, Leg.INBOUND))["scope"] == "within_district"
    await zone(stage, stage.post.office_code, None)
    assert (await stage.register(stage.post, Leg.INBOUND))["scope"] == "between_districts"


async def test_zones_are_kept_and_told(stage: Stage) -> None:
    for _ in range(2):
        await zone(stage, "SNV", "Miền núi")
    found = {each.code: each.zone for each in await list_zones(stage.bridge.database, stage.admin)}
    assert found["SNV"] == "Miền núi"
    assert found[stage.center.code] is None
    with pytest.raises(InvalidInput):
        await zone(stage, "NONE", "Miền núi")
    changes, _ = await list_changes(stage.bridge.database, stage.admin, None, 5)
    assert [change.what for change in changes if change.what == "zone_kept"] == ["zone_kept"]
