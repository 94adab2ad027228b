"""Until when dossiers go on the same day: the law's hour, and a centre's own from a day on."""

from datetime import date, time, timedelta

import pytest

from postal_bridge.domain.forwarding import ForwardingHour
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.usecases.keep_forwarding_cutoff import FORWARDING_HOURS
from postal_bridge.usecases.keep_from_day import KeepingFromDay, list_kept
from postal_bridge.usecases.look_up_board import look_up_board
from postal_bridge.usecases.once import Asked
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

TODAY = date(2026, 3, 13)
NOON = ForwardingHour(time(11, 30), TODAY, "Thông báo ví dụ 08/TB")


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def keep(stage: Stage, hour: ForwardingHour) -> None:
    bridge = stage.bridge
    asked = Asked(bridge.database, stage.clock, bridge.sealer, stage.admin)
    await KeepingFromDay(asked, FORWARDING_HOURS).keep(hour)


async def hour_of_board(stage: Stage) -> time:
    board = await look_up_board(stage.bridge.database, stage.clock, stage.clerk)
    return board.cut_off.hour


async def test_the_board_goes_by_the_hour_of_its_own_centre(stage: Stage, bridge: Bridge) -> None:
    other = await found_center(bridge, stage.clock, "H26", CodeRange("EV", 201, 300, "VN"))
    assert await hour_of_board(stage) == time(15)
    await keep(stage, NOON)
    later = ForwardingHour(time(16), TODAY + timedelta(days=3), "Thông báo ví dụ 09/TB")
    await keep(stage, later)
    assert (await hour_of_board(stage), await hour_of_board(other)) == (time(11, 30), time(15))
    stage.clock.advance(timedelta(days=3))
    assert await hour_of_board(stage) == time(16)
    kept, _ = await list_kept(stage.bridge.database, stage.admin, FORWARDING_HOURS, date.max, 50)
    assert [each.cutoff for each in kept] == [time(16), time(11, 30), time(15)]
