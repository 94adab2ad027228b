"""One procedure changed by administrators: side by side, and at the turn of a day."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from postal_bridge.domain.catalogue import Component, ComponentForm, FeeKind, FeeLine, Procedure
from postal_bridge.domain.refusals import InvalidInput, UnknownCode
from postal_bridge.store.catalogue import load_procedure
from postal_bridge.usecases.change_procedure import (
    add_procedure,
    change_checklist,
    change_procedure,
    keep_fee,
)
from postal_bridge.usecases.note_change import list_changes
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center

PAPERS = (Component("Tờ khai thử", ComponentForm.ORIGINAL), Component("Ảnh", ComponentForm.COPY))
FEE = FeeLine(FeeKind.FEE, "Phí thử", 50_000, date(2025, 1, 1))


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def kept(stage: Stage, code: str = PROCEDURE) -> Procedure:
    async with stage.bridge.database.snapshot() as connection:
        found = await load_procedure(connection, stage.center.center_id, code)
    assert found is not None
    return found


async def fee(stage: Stage, line: FeeLine) -> None:
    await keep_fee(stage.bridge.database, stage.clock, stage.admin, PROCEDURE, line)


async def test_of_two_who_add_a_code_at_once_one_is_told(stage: Stage) -> None:
    database, clock, admin = stage.bridge.database, stage.clock, stage.admin
    answers = await asyncio.gather(
        *(add_procedure(database, clock, admin, Procedure("9.1", name)) for name in ("Một", "Hai")),
        return_exceptions=True,
    )
    refused = [answer for answer in answers if isinstance(answer, InvalidInput)]
    assert [problem.path for refusal in refused for problem in refusal.problems] == ["code"]
    assert answers.count(None) == 1


async def test_a_change_of_one_part_leaves_the_others(stage: Stage) -> None:
    database, clock, admin = stage.bridge.database, stage.clock, stage.admin
    await fee(stage, FEE)
    await change_checklist(database, clock, admin, PROCEDURE, PAPERS)
    await change_procedure(database, clock, admin, Procedure(PROCEDURE, "Tên mới"))
    assert await kept(stage) == Procedure(PROCEDURE, "Tên mới", components=PAPERS, fees=(FEE,))


async def test_another_order_of_papers_is_told_in_full(stage: Stage) -> None:
    database, clock, admin = stage.bridge.database, stage.clock, stage.admin
    await change_checklist(database, clock, admin, PROCEDURE, PAPERS)
    clock.now = clock.now.replace(minute=clock.now.minute + 1)
    await change_checklist(database, clock, admin, PROCEDURE, PAPERS[::-1])
    changes, _ = await list_changes(database, admin, None, 1)
    told = changes[0].detail
    assert told["papers"].splitlines() == told["papers_before"].splitlines()[::-1]
    assert len(told["papers"].splitlines()) == 2


async def test_a_fee_may_be_corrected_until_its_day_begins_at_the_centre(
    stage: Stage, clock: SettableClock
) -> None:
    await fee(stage, FEE)
    dearer = replace(FEE, amount_dong=60_000, valid_from=date(2026, 7, 1))
    # Seven hours before Greenwich: the first of July begins at 17:00 there.
    clock.now = datetime(2026, 6, 30, 16, 59, tzinfo=UTC)
    await fee(stage, dearer)
    await fee(stage, replace(dearer, amount_dong=65_000))
    clock.now = datetime(2026, 6, 30, 17, 0, tzinfo=UTC)
    with pytest.raises(InvalidInput):
        await fee(stage, dearer)
    assert [line.amount_dong for line in (await kept(stage)).fees] == [65_000, 50_000]


async def test_a_line_put_before_one_that_is_still_to_come_is_no_change_of_the_past(
    stage: Stage,
) -> None:
    await fee(stage, replace(FEE, valid_from=date(2099, 1, 1)))
    await fee(stage, FEE)
    assert [line.valid_from.year for line in (await kept(stage)).fees] == [2099, 2025]


async def test_what_the_centre_has_not_is_not_changed(stage: Stage) -> None:
    database, clock, admin = stage.bridge.database, stage.clock, stage.admin
    with pytest.raises(UnknownCode):
        await change_procedure(database, clock, admin, Procedure("0.0", "Không có"))
    with pytest.raises(UnknownCode):
        await change_checklist(database, clock, admin, "0.0", PAPERS)
    with pytest.raises(UnknownCode):
        await keep_fee(database, clock, admin, "0.0", FEE)
