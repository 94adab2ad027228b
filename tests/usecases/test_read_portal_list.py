"""The portal's list of procedures is read once a day and laid beside the catalogue."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from postal_bridge.domain.portal import PortalProcedure
from postal_bridge.gateways.portal_server import Fault
from postal_bridge.gateways.portal_stand_in import TERM_FIELD
from postal_bridge.usecases.read_portal_list import (
    READ_EACH,
    READ_LATER,
    compare_catalogues,
    read_list_due,
    want_list,
)
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import IN_PERSON, PROCEDURE, Stage, found_center
from tests.usecases.portal_case import PortalCase, portal_beside

NAME = "Cấp phiếu ví dụ"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture
async def case(stage: Stage) -> AsyncIterator[PortalCase]:
    async with portal_beside(stage) as case:
        await case.let_in(term_field=TERM_FIELD)
        lists(case, PortalProcedure(PROCEDURE, NAME, term_days=7), PortalProcedure("2.1", "Mới"))
        yield case


def lists(case: PortalCase, *procedures: PortalProcedure) -> None:
    case.theirs.listed = {each.code: each for each in procedures}


async def read(case: PortalCase) -> int:
    entrance = await case.entrance()
    async with case.tools.open_portal(entrance.account) as portal:
        return await read_list_due(case.tools, case.stage.center, portal)


async def compared(case: PortalCase) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    found = await compare_catalogues(case.tools.database, case.stage.admin)
    items, _ = found.page(("", ""), 10)
    told = [(each["kind"], each["our_code"] or each["their_code"]) for each in items]
    return found.document(), told


async def test_what_differs_is_told_once_the_list_was_read(case: PortalCase) -> None:
    document, told = await compared(case)
    assert (document["read_at"], document["listed"], told) == (None, 0, [])
    assert await read(case) == 2
    document, told = await compared(case)
    assert told == [
        ("missing_here", "2.1"),
        ("missing_there", IN_PERSON),
        ("other_term", PROCEDURE),
    ]
    assert document["counts"] == {
        "missing_here": 1,
        "missing_there": 1,
        "other_name": 0,
        "other_term": 1,
    }


async def test_it_is_read_once_a_day_and_when_somebody_wants_it(case: PortalCase) -> None:
    assert [await read(case) for _ in range(2)] == [2, 0]
    case.stage.clock.advance(READ_EACH)
    lists(case, PortalProcedure(PROCEDURE, NAME))
    assert [await read(case) for _ in range(2)] == [1, 0]
    await want_list(case.asked())
    assert [await read(case) for _ in range(2)] == [1, 0]
    assert (await compared(case))[1] == [("missing_there", IN_PERSON)]


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.WRONG_JSON, Fault.CUT_OFF, None])
async def test_what_was_read_before_stands_when_the_list_cannot_be_read(
    case: PortalCase, fault: Fault | None
) -> None:
    await read(case)
    case.stage.clock.advance(READ_EACH)
    if fault is None:
        # A list of nothing is no list.
        lists(case)
    else:
        case.server.faults.append(fault)
    assert await read(case) == 0
    document, told = await compared(case)
    assert (document["listed"], len(told)) == (2, 3)
    assert document["trouble"] is not None
    lists(case, PortalProcedure(PROCEDURE, NAME))
    case.stage.clock.advance(READ_LATER - timedelta(seconds=1))
    assert await read(case) == 0
    case.stage.clock.advance(timedelta(seconds=1))
    assert await read(case) == 1
    assert (await compared(case))[0]["trouble"] is None


async def test_a_portal_that_is_left_in_peace_is_not_asked_for_its_list(case: PortalCase) -> None:
    until = case.stage.clock() + timedelta(minutes=5)
    row = {"center_id": case.stage.center.center_id, "failures": 5, "closed_until": until}
    await case.stage.insert("portal_state", row)
    assert await read(case) == 0
    assert not case.server.seen
