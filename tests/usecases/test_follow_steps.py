"""Which steps the portal is told: those from the beginning of the account on, in their order."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from postal_bridge.domain.dossier import ReturnedVia
from postal_bridge.usecases import follow_steps as follow_steps_module
from postal_bridge.usecases.take_back_step import take_back_step
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.portal_case import NEW, PROGRESS, PortalCase, accepted, portal_beside, told


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture
async def case(stage: Stage) -> AsyncIterator[PortalCase]:
    async with portal_beside(stage) as case:
        yield case


def step_row(case: PortalCase, code: str, at: datetime, before: int, status: int) -> dict[str, Any]:
    """Return a step as the log has it."""
    return {
        "center_id": case.stage.center.center_id,
        "dossier_code": code,
        "step_id": uuid4(),
        "from_status": before,
        "status": status,
        "happened_at": at,
        "recorded_at": at,
        "login": "clerk.h53",
        "office_code": "H53",
    }


async def test_what_was_before_is_not_told(stage: Stage) -> None:
    async with portal_beside(stage) as case:
        stage.clock.advance(timedelta(minutes=-30))
        await accepted(case, 1)
        stage.clock.advance(timedelta(minutes=40))
        await accepted(case, 2)
        await case.tell()
        assert told(case) == [(NEW, "2", 2)]


async def test_of_what_was_before_nothing_is_told_behind_what_came_after(
    case: PortalCase,
) -> None:
    begun = case.stage.clock()
    old, new = await case.stage.add_dossier(1), await case.stage.add_dossier(2)
    for code in (old, new):
        early = step_row(case, code, begun - timedelta(days=1), 1, 2)
        await case.stage.insert("dossier_step", early)
    await case.step(new, 2)
    await case.tell()
    assert told(case) == [(NEW, "2", 2)]
    await case.let_in(told_since=begun - timedelta(days=2))
    await case.tell()
    assert told(case) == [(NEW, "2", 2), (NEW, "1", 2)]


async def test_steps_seen_late_are_told_all_the_same(case: PortalCase) -> None:
    """A transaction that took long is seen after others that were recorded later."""
    first, second = await accepted(case, 1, 2)
    await case.tell()
    early = case.stage.clock()
    case.stage.clock.advance(timedelta(seconds=30))
    await case.step(second, 4)
    await case.tell()
    await case.stage.insert("dossier_step", step_row(case, first, early, 2, 6))
    await case.tell()
    assert told(case)[-1] == (PROGRESS, "1", 6)


async def test_what_a_dossier_took_at_once_is_told_in_its_order(
    case: PortalCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few steps are looked at together."""
    monkeypatch.setattr(follow_steps_module, "BATCH_STEPS", 1)
    (code,) = await accepted(case, 1)
    at = case.stage.clock()
    for before, status in ((4, 5), (5, 8), (2, 4)):
        await case.stage.insert("dossier_step", step_row(case, code, at, before, status))
    await case.tell()
    assert [status for _, _, status in told(case)] == [2, 4, 5, 8]


async def test_a_return_that_was_taken_back_is_not_told(case: PortalCase) -> None:
    stage = case.stage
    (code,) = await accepted(case, 1)
    await case.step(code, 9)
    await case.tell()
    await case.step(code, 10, returned_via=ReturnedVia.COUNTER)
    step_id = await stage.value("select step_id from dossier_step where status = 10")
    stage.clock.advance(timedelta(seconds=1))
    await take_back_step(
        stage.bridge.database, stage.clock, stage.bridge.sealer, stage.clerk, None, code, step_id
    )
    await case.tell()
    assert 10 not in [status for _, _, status in told(case)]
    assert await case.sides(code) == [(9, 9)]
