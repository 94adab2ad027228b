"""By night the days that no closed month covers are reconciled, as by hand."""

from datetime import date
from typing import Any

import pytest

from postal_bridge.domain.timetable import WRITTEN_BY
from postal_bridge.usecases.reconcile import reconcile
from postal_bridge.usecases.reconcile_open_days import reconcile_open_days
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases import test_close_period as closing
from tests.usecases.test_close_period import close, matched
from tests.usecases.test_reconcile import Desk

desk = closing.desk
THROUGH = date(2026, 4, 4)


async def nightly(desk: Desk, through: date = THROUGH) -> dict[str, int]:
    stage = desk.stage
    return dict(
        await reconcile_open_days(stage.bridge.database, stage.clock, stage.center, through)
    )


async def runs(desk: Desk) -> list[tuple[Any, ...]]:
    async with desk.stage.bridge.database.snapshot() as connection:
        rows = await connection.fetch(
            "select period_from, period_to, login from reconciliation order by started_at"
        )
    return [tuple(row) for row in rows]


async def test_a_centre_without_money_has_no_run(bridge: Bridge, clock: SettableClock) -> None:
    stage = await found_center(bridge, clock)
    assert await reconcile_open_days(bridge.database, clock, stage.center, THROUGH) == {}
    assert await stage.value("select count(*) from reconciliation") == 0


async def test_a_run_by_night_is_one_by_hand_from_the_first_open_day(desk: Desk) -> None:
    await matched(desk)
    assert await nightly(desk) == {"lines": 1, "matched": 1, "differences": 0}
    stage = desk.stage
    first, last, login = (await runs(desk))[-1]
    assert (last, login) == (THROUGH, WRITTEN_BY)
    by_hand = await reconcile(
        stage.bridge.database, stage.clock, stage.center, "ai", (first, THROUGH)
    )
    assert by_hand.document["matched"] == 1


async def test_days_of_a_closed_month_are_left_alone(desk: Desk) -> None:
    await matched(desk)
    await nightly(desk)
    await close(desk)
    assert await nightly(desk) == {"lines": 0, "matched": 0, "differences": 0}
    assert (await runs(desk))[-1] == (date(2026, 4, 1), THROUGH, WRITTEN_BY)
    before = await runs(desk)
    assert await nightly(desk, date(2026, 3, 31)) == {}
    assert await runs(desk) == before


@pytest.mark.parametrize("times", [2, 3])
async def test_a_night_done_again_finds_the_same(desk: Desk, times: int) -> None:
    await matched(desk)
    found = [await nightly(desk) for _ in range(times)]
    assert found == [found[0]] * times
