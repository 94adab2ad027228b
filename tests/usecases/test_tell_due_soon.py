"""Heads of departments are told on working mornings what falls due and what is overdue."""

from datetime import date, timedelta

import pytest

from postal_bridge.usecases.tell_due_soon import NAMED, tell_due_soon
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.reading_messages import messages_of

FRIDAY = date(2026, 3, 13)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def in_hand(stage: Stage, number: int, due_on: date, **columns: object) -> str:
    received = {"received_at": stage.clock(), "received_on": date(2026, 3, 2), "due_on": due_on}
    return await stage.add_dossier(number, **{"status": 4, **received, **columns})


async def tell(stage: Stage, day: date = FRIDAY) -> dict[str, int]:
    bridge = stage.bridge
    return dict(await tell_due_soon(bridge.database, stage.clock, bridge.sealer, stage.center, day))


async def test_each_department_is_told_its_own_once_a_day(stage: Stage) -> None:
    overdue = await in_hand(stage, 1, date(2026, 3, 12))
    today = await in_hand(stage, 2, FRIDAY)
    tuesday = await in_hand(stage, 3, date(2026, 3, 17))
    await in_hand(stage, 4, date(2026, 3, 18))
    await in_hand(stage, 5, FRIDAY, department_code="STP")
    for _ in range(2):
        assert await tell(stage) == {"departments": 2, "due": 3, "overdue": 1}
    told = {each.facts["office"]: each.facts for each in await messages_of(stage)}
    assert len(told) == 2
    first = told["Sở Nội vụ"]
    assert (first["count"], first["overdue"], first["day_on"]) == (2, 1, FRIDAY)
    named = f"{overdue} (12/03), {today} (13/03), {tuesday} (17/03)"
    assert first["dossiers"] == named
    assert "overdue" not in told["Sở Tư pháp"]


async def test_dossiers_whose_clock_stands_or_that_are_done_are_left_out(stage: Stage) -> None:
    await in_hand(stage, 1, FRIDAY, status=5)
    await in_hand(stage, 2, FRIDAY, status=6)
    await in_hand(stage, 3, FRIDAY, status=9, resolved_on=FRIDAY)
    assert await tell(stage) == {"departments": 0, "due": 0, "overdue": 0}
    assert await messages_of(stage) == []


async def test_nobody_is_told_on_a_day_off(stage: Stage) -> None:
    await in_hand(stage, 1, FRIDAY)
    assert await tell(stage, FRIDAY + timedelta(days=1)) == {}
    assert await messages_of(stage) == []


async def test_a_long_list_is_cut_off(stage: Stage) -> None:
    for number in range(NAMED + 2):
        await in_hand(stage, number, FRIDAY)
    await tell(stage)
    (digest,) = await messages_of(stage, "due_soon_digest")
    assert digest.facts["count"] == NAMED + 2
    named = str(digest.facts["dossiers"])
    assert (named.count("(13/03)"), named[-1]) == (NAMED, "…")
