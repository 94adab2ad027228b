"""Ranges of codes: granted in codes or in serials, never overlapping, counted as they are used."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from postal_bridge.domain.code_refusals import RangesOverlap
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.refusals import InvalidInput
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.usecases.grant_code_range import (
    Grant,
    grant_code_range,
    list_code_ranges,
)
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

GRANT = Grant("EX000001006VN", "EX000002001VN", "Văn bản ví dụ 02/BĐ", date(2026, 2, 2))


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def test_a_range_is_granted_and_tells_how_much_is_left(stage: Stage) -> None:
    await stage.register(stage.post, Leg.INBOUND)
    granted = await grant_code_range(stage.bridge.database, stage.clock, stage.center, GRANT)
    assert granted == {
        "first": "EX000001006VN",
        "last": "EX000002001VN",
        "document": "Văn bản ví dụ 02/BĐ",
        "granted_on": "2026-02-02",
        "next": "EX000001006VN",
        "left": 101,
    }
    listed, end = await list_code_ranges(stage.bridge.database, stage.admin, "", 10)
    assert [(range_["first"], range_["left"]) for range_ in listed] == [
        ("EV000000014VN", 199),
        ("EX000001006VN", 101),
    ]
    assert end is None
    assert await list_code_ranges(stage.bridge.database, stage.admin, "", 1) == (
        listed[:1],
        "EV000000014VN",
    )


async def test_serials_do_with_their_service_indicator(stage: Stage) -> None:
    serials = replace(GRANT, first="100", last="00000200", service="EX")
    granted = await grant_code_range(stage.bridge.database, stage.clock, stage.center, serials)
    assert (granted["first"], granted["last"]) == (GRANT.first, GRANT.last)


async def test_numbers_are_granted_once_to_whichever_centre(
    stage: Stage, bridge: Bridge, clock: SettableClock
) -> None:
    other = await found_center(bridge, clock, "H26", CodeRange("EV", 201, 300, "VN"))
    overlapping = Grant("200", "210", "Văn bản ví dụ", date(2026, 2, 2), service="EV")
    for center in (stage.center, other.center):
        with pytest.raises(RangesOverlap):
            await grant_code_range(bridge.database, clock, center, overlapping)
    assert len((await list_code_ranges(bridge.database, other.admin, "", 10))[0]) == 1


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"first": "EX000001007VN"}, {"first": "bad_tracking_code"}),
        ({"first": "x", "last": "y"}, {"first": "bad_tracking_code", "last": "bad_tracking_code"}),
        ({"first": "1"}, {"service": "missing"}),
        ({"first": "123456789", "service": "EX"}, {"first": "bad_serial"}),
        ({"first": "1", "service": "ex"}, {"service": "bad_series"}),
        ({"last": "EV000002001VN"}, {"last": "other_series"}),
        ({"first": GRANT.last, "last": GRANT.first}, {"last": "before_first"}),
    ],
)
async def test_what_is_no_range_is_refused(
    stage: Stage, changes: dict[str, Any], problems: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput) as caught:
        await grant_code_range(
            stage.bridge.database, stage.clock, stage.center, replace(GRANT, **changes)
        )
    assert {problem.path: problem.code for problem in caught.value.problems} == problems
