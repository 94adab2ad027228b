"""Days off: those of the law as they were announced, and what people keep beyond it."""

from datetime import date, timedelta

import pytest

from postal_bridge.domain.calendar import Calendar
from postal_bridge.domain.refusals import InvalidInput
from postal_bridge.store.rules import load_calendar
from postal_bridge.usecases.keep_calendar import keep_day, list_days, remove_day
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.domain.test_office_hours import CALENDAR
from tests.journeys import Stage, found_center

HOLIDAY = date(2028, 1, 26)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def calendar(stage: Stage) -> Calendar:
    async with stage.bridge.database.snapshot() as connection:
        return await load_calendar(connection)


async def keep(stage: Stage, day: date, *, working: bool) -> None:
    database, clock = stage.bridge.database, stage.clock
    name, source = "Ngày ví dụ", "Thông báo ví dụ 10/TB"
    await keep_day(database, clock, stage.admin, day, working=working, name=name, source=source)


async def test_2025_and_2026_are_worked_as_they_were_announced(stage: Stage) -> None:
    known = await calendar(stage)
    first = date(2025, 1, 1)
    days = [first + timedelta(days=offset) for offset in range(730)]
    wrong = [day for day in days if known.is_working_day(day) != CALENDAR.is_working_day(day)]
    assert wrong == []


async def test_years_that_nobody_kept_have_the_holidays_of_the_law(stage: Stage) -> None:
    known = await calendar(stage)
    # The first day of the year of the Monkey, and the day for 2 September on a Saturday.
    for day in (HOLIDAY, date(2028, 9, 4)):
        assert not known.is_working_day(day)
    listed = await list_days(stage.bridge.database, 2028)
    assert {(each.kept, each.source) for each in listed} == {(False, "estimated")}
    assert [each.name for each in listed if each.day == HOLIDAY] == ["Tết Nguyên Đán"]


async def test_a_day_that_is_kept_has_the_last_word_until_it_is_removed(stage: Stage) -> None:
    saturday = HOLIDAY + timedelta(days=3)
    await keep(stage, HOLIDAY, working=True)
    await keep(stage, HOLIDAY + timedelta(days=5), working=False)
    await keep(stage, saturday, working=True)
    known = await calendar(stage)
    days = [HOLIDAY + timedelta(days=offset) for offset in range(6)]
    assert [day.day for day in days if known.is_working_day(day)] == [26, 29]
    listed = await list_days(stage.bridge.database, 2028)
    assert [each.working for each in listed if each.day == HOLIDAY and each.kept] == [True]
    await remove_day(stage.bridge.database, stage.clock, stage.admin, HOLIDAY)
    assert not (await calendar(stage)).is_working_day(HOLIDAY)


async def test_an_ordinary_weekday_is_worked_already(stage: Stage) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await keep(stage, HOLIDAY + timedelta(days=5), working=True)
    assert [problem.code for problem in refusal.value.problems] == ["not_a_weekend"]
