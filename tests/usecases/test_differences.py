"""Differences and refused scans: seen by their office, closed once in words."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.refusals import DifferenceClosed, UnknownDifference
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.usecases.work_differences import (
    list_differences,
    list_refused_scans,
    resolve_difference,
)
from postal_bridge.wiring import Bridge
from tests.conftest import MORNING, SettableClock
from tests.journeys import Stage, found_center

FIRST = (MORNING.replace(year=1), UUID(int=0))
LAST = (MORNING.replace(year=9999), UUID(int=0))


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def differences(stage: Stage, who: str, *, open_only: bool = True) -> list[dict[str, Any]]:
    viewer = getattr(stage, who)
    found, _ = await list_differences(stage.bridge.database, viewer, FIRST, 10, open_only=open_only)
    return found


async def resolve(stage: Stage, who: str, difference_id: str) -> dict[str, Any]:
    bridge, viewer = stage.bridge, getattr(stage, who)
    answer = await resolve_difference(
        bridge.database,
        stage.clock,
        bridge.sealer,
        viewer,
        None,
        UUID(difference_id),
        "Đã tìm thấy tại kho.",
    )
    assert answer.document is not None
    return answer.document


async def damage(stage: Stage, count: int) -> list[str]:
    codes = []
    for _ in range(count):
        codes.append((await stage.register(stage.post, Leg.INBOUND))["code"])
        await stage.recorded(stage.post, codes[-1], "collect", "damage")
    return codes


async def test_a_difference_is_closed_once_by_its_office(stage: Stage) -> None:
    (code,) = await damage(stage, 1)
    (found,) = await differences(stage, "post")
    assert (found["kind"], found["code"], found["office"]) == ("damaged", code, "H53.BC")
    assert await differences(stage, "post2") == []
    assert await differences(stage, "admin") == [found]
    with pytest.raises(UnknownDifference):
        await resolve(stage, "post2", found["difference_id"])
    with pytest.raises(UnknownDifference):
        await resolve(stage, "admin", str(uuid4()))
    closed = await resolve(stage, "post", found["difference_id"])
    assert (closed["closed_by"], closed["resolution"]) == ("post.h53", "Đã tìm thấy tại kho.")
    with pytest.raises(DifferenceClosed):
        await resolve(stage, "admin", found["difference_id"])
    assert await differences(stage, "post") == []
    assert await differences(stage, "clerk", open_only=False) == [closed]


async def test_differences_are_paged_and_belong_to_one_centre(
    stage: Stage, bridge: Bridge, clock: SettableClock
) -> None:
    codes = await damage(stage, 3)
    page, place = await list_differences(bridge.database, stage.admin, FIRST, 2, open_only=True)
    assert place is not None
    rest, end = await list_differences(bridge.database, stage.admin, place, 2, open_only=True)
    assert [difference["code"] for difference in page + rest] == codes
    assert end is None
    other = await found_center(bridge, clock, "H26", CodeRange("EV", 201, 300, "VN"))
    assert await differences(other, "admin") == []
    with pytest.raises(UnknownDifference):
        await resolve(other, "admin", str(page[0]["difference_id"]))


async def test_refused_scans_are_kept_for_their_office(stage: Stage) -> None:
    await stage.scan(stage.post, "EV999999995VN", "collect")
    await stage.scan(stage.post2, "nonsense", "collect")

    async def refused(who: str, place: Any = LAST, limit: int = 10) -> tuple[list[Any], Any]:
        return await list_refused_scans(stage.bridge.database, getattr(stage, who), place, limit)

    (own,), end = await refused("post")
    assert (own["code"], own["thing"], own["refusal"]) == (
        "EV999999995VN",
        "EV999999995VN",
        "unknown_code",
    )
    assert own["detail"] == "Nothing of this code is known here."
    assert end is None
    first, place = await refused("admin", limit=1)
    rest, end = await refused("admin", place, limit=1)
    assert [scan["code"] for scan in first + rest] == ["nonsense", "EV999999995VN"]
    assert end is None
