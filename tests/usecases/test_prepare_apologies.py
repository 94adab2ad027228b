"""Apologies are prepared a working day before a day is missed, signed by people, once."""

from datetime import date, timedelta

import pytest

from postal_bridge.usecases.apologise import apologise
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.prepare_apologies import (
    find_prepared,
    list_prepared,
    prepare_apologies,
)
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.reading_messages import messages_of

FRIDAY, MONDAY, TUESDAY = date(2026, 3, 13), date(2026, 3, 16), date(2026, 3, 17)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def in_hand(stage: Stage, number: int, due_on: date, **columns: object) -> str:
    received = {"received_at": stage.clock(), "received_on": date(2026, 3, 2), "due_on": due_on}
    return await stage.add_dossier(number, **{"status": 4, **received, **columns})


async def prepare(stage: Stage, day: date = FRIDAY) -> dict[str, int]:
    bridge = stage.bridge
    return dict(
        await prepare_apologies(bridge.database, stage.clock, bridge.sealer, stage.center, day)
    )


async def waiting(stage: Stage) -> list[str]:
    found, _ = await list_prepared(stage.bridge.database, stage.department)
    return [each.dossier_code for each in found]


async def test_a_working_day_before_the_day_an_apology_waits_to_be_signed(stage: Stage) -> None:
    monday = await in_hand(stage, 1, MONDAY)
    await in_hand(stage, 2, TUESDAY)
    overdue = await in_hand(stage, 3, date(2026, 3, 11))
    assert await prepare(stage) == {"prepared": 2, "departments": 1}
    assert await waiting(stage) == [overdue, monday]
    draft = await find_prepared(stage.bridge.database, stage.department, monday)
    assert draft is not None
    assert (draft.new_due_on, draft.reason) == (
        date(2026, 3, 23),
        "Hồ sơ cần thêm thời gian giải quyết tại Sở Nội vụ.",
    )
    late = await find_prepared(stage.bridge.database, stage.department, overdue)
    assert late is not None
    assert late.new_due_on == date(2026, 3, 20), "after today, not after a day gone by"


async def test_the_head_is_told_once_a_day_and_no_citizen_before_it_is_signed(stage: Stage) -> None:
    await in_hand(stage, 1, MONDAY)
    await prepare(stage)
    assert await prepare(stage) == {"prepared": 0, "departments": 0}
    (told,) = await messages_of(stage)
    assert (told.kind, told.dossier_code) == ("office_reminder", None)
    assert "1 văn bản xin lỗi" in str(told.facts["text"])


async def test_a_signed_apology_waits_no_more_and_is_not_prepared_again(stage: Stage) -> None:
    code = await in_hand(stage, 1, MONDAY)
    await prepare(stage)
    bridge = stage.bridge
    draft = await find_prepared(bridge.database, stage.department, code)
    assert draft is not None
    asked = Asked(bridge.database, stage.clock, bridge.sealer, stage.department)
    await apologise(asked, code, draft.reason, draft.new_due_on)
    assert await waiting(stage) == []
    assert await prepare(stage, MONDAY) == {"prepared": 0, "departments": 0}


@pytest.mark.parametrize(
    "change",
    ["resolved_on = received_on, status = 9", "status = 5", "due_on = '2026-03-30'"],
)
async def test_what_nobody_has_to_sign_any_more_is_forgotten(stage: Stage, change: str) -> None:
    await in_hand(stage, 1, MONDAY)
    await prepare(stage)
    async with stage.bridge.database.transaction() as connection:
        await connection.execute(f"update dossier set {change}")  # noqa: S608 - our own words
    await prepare(stage, MONDAY)
    assert await stage.value("select count(*) from apology_draft") == 0


async def test_a_new_day_that_has_come_is_put_off(stage: Stage) -> None:
    code = await in_hand(stage, 1, MONDAY)
    await prepare(stage)
    assert await prepare(stage, date(2026, 3, 23)) == {"prepared": 1, "departments": 1}
    draft = await find_prepared(stage.bridge.database, stage.department, code)
    assert draft is not None
    assert draft.new_due_on == date(2026, 3, 30)


async def test_nothing_is_prepared_on_a_day_off_or_for_another_department(stage: Stage) -> None:
    await in_hand(stage, 1, MONDAY, department_code="STP")
    assert await prepare(stage, FRIDAY + timedelta(days=1)) == {}
    await prepare(stage)
    assert await waiting(stage) == []
