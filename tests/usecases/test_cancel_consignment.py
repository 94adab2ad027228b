"""A consignment between offices that never left is cancelled with a reason, and is sent anew."""

import asyncio
from datetime import UTC, datetime

import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.refusals import NotInYourHands, NotToBeCancelled, UnknownCode
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.cancel_consignment import cancel_consignment
from postal_bridge.usecases.look_up_board import list_unsent, look_up_board
from postal_bridge.usecases.note_change import list_changes
from postal_bridge.usecases.once import Asked
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

MORNING = datetime(2026, 3, 13, 1, tzinfo=UTC)
WHY = "Lập nhầm cơ quan"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def cancel(stage: Stage, code: str, who: Viewer | None = None) -> dict[str, object]:
    bridge = stage.bridge
    asked = Asked(bridge.database, stage.clock, bridge.sealer, who or stage.clerk)
    answer = await cancel_consignment(asked, code, WHY)
    assert answer.document is not None
    return answer.document


async def transfer(stage: Stage) -> tuple[str, str]:
    """Register the way of a dossier to its department; return the code and the dossier's."""
    dossier = await stage.receive_dossier(1, MORNING)
    made = await stage.register(stage.clerk, Leg.TRANSFER_OUT, dossier_code=dossier)
    return made["code"], dossier


async def unsent(stage: Stage) -> list[str]:
    return await list_unsent(stage.bridge.database, stage.clerk, stage.department.office_code)


async def test_a_transfer_that_never_left_is_cancelled_and_its_dossier_waits_again(
    stage: Stage,
) -> None:
    code, dossier = await transfer(stage)
    assert await unsent(stage) == []
    after = await cancel(stage, code)
    assert (after["state"], after["holder"], after["next_actions"]) == ("returned", "H53", [])
    assert await unsent(stage) == [dossier]
    board = await look_up_board(stage.bridge.database, stage.clock, stage.clerk)
    assert [(each.unsent, each.waiting) for each in board.dispatches] == [(1, 0)]
    (change,), _ = await list_changes(stage.bridge.database, stage.admin, None, 10)
    assert (change.what, change.login) == ("consignment_cancelled", stage.clerk.login)
    assert change.detail == {"consignment": code, "reason": WHY}
    assert (await stage.register(stage.clerk, Leg.TRANSFER_OUT, dossier_code=dossier))["code"]
    assert await unsent(stage) == []
    report = await audit(stage.bridge.database, stage.center, lambda *_: None)
    assert not report.findings


async def test_what_left_or_is_another_offices_is_not_cancelled(stage: Stage) -> None:
    code, dossier = await transfer(stage)
    back = await stage.register(stage.department, Leg.TRANSFER_BACK, dossier_code=dossier)
    with pytest.raises(NotInYourHands):
        await cancel(stage, back["code"])
    with pytest.raises(UnknownCode):
        await cancel(stage, code, stage.department2)
    assert (await cancel(stage, back["code"], stage.department))["state"] == "returned"
    await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
    with pytest.raises(NotToBeCancelled):
        await cancel(stage, code)
    taken_back = await stage.scan(stage.clerk, code, "take")
    assert taken_back.state == "held"
    with pytest.raises(NotToBeCancelled):
        await cancel(stage, code)


async def test_what_lies_in_a_bag_is_taken_out_before_it_is_cancelled(stage: Stage) -> None:
    code, _ = await transfer(stage)
    bag = await stage.begin_bag(stage.clerk, stage.department.office_code)
    await stage.recorded(stage.clerk, code, "pack", bag=bag["code"])
    with pytest.raises(NotToBeCancelled):
        await cancel(stage, code)
    await stage.recorded(stage.clerk, code, "unpack", bag=bag["code"])
    assert (await cancel(stage, code))["state"] == "returned"


async def test_what_goes_to_a_citizen_or_in_parts_is_not_cancelled(stage: Stage) -> None:
    code, dossier = await transfer(stage)
    await stage.register(stage.clerk, Leg.TRANSFER_OUT, part_of=code)
    with pytest.raises(NotToBeCancelled):
        await cancel(stage, code)
    out = await stage.register(stage.clerk, Leg.OUTBOUND, dossier_code=dossier)
    with pytest.raises(NotToBeCancelled):
        await cancel(stage, out["code"])


async def test_of_two_who_cancel_at_the_same_moment_one_does(stage: Stage) -> None:
    code, _ = await transfer(stage)
    both = await asyncio.gather(*(cancel(stage, code) for _ in range(2)), return_exceptions=True)
    assert sorted(isinstance(each, NotToBeCancelled) for each in both) == [False, True]
    query = "select count(*) from custody_event where code = $1 and event = 'cancelled'"
    assert await stage.value(query, code) == 1
