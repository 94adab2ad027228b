"""The account that citizens pay to: each centre's own, from a day on, with who named it."""

from datetime import timedelta

import pytest

from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.domain.vietqr import Beneficiary, Payee
from postal_bridge.usecases.keep_beneficiary import keep_beneficiary, look_up_beneficiary
from postal_bridge.usecases.note_change import list_changes
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

FIRST = Beneficiary("970499", "0000000001", "KHO BAC VI DU", "Ngân hàng Ví Dụ")
SECOND = Beneficiary("970498", "0000000002", "KHO BAC MAU", "Ngân hàng Mẫu")
PAPER = "Văn bản ví dụ 02/TC"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def kept(stage: Stage, payee: Payee = Payee.CENTER) -> Beneficiary | None:
    return await look_up_beneficiary(stage.bridge.database, stage.clock, stage.admin, payee)


async def keep(stage: Stage, beneficiary: Beneficiary, payee: Payee = Payee.CENTER) -> None:
    database = stage.bridge.database
    await keep_beneficiary(database, stage.clock, stage.admin, payee, beneficiary, PAPER)


async def test_each_centre_has_its_own_account(stage: Stage, bridge: Bridge) -> None:
    other = await found_center(bridge, stage.clock, "H26", CodeRange("EV", 201, 300, "VN"))
    assert await kept(stage) is None
    await keep(stage, FIRST)
    assert (await kept(stage), await kept(other)) == (FIRST, None)
    await keep(other, SECOND)
    assert (await kept(stage), await kept(other)) == (FIRST, SECOND)


async def test_a_new_account_counts_from_its_day_and_leaves_the_others(
    stage: Stage, bridge: Bridge
) -> None:
    other = await found_center(bridge, stage.clock, "H26", CodeRange("EV", 201, 300, "VN"))
    await keep(stage, FIRST)
    await keep(other, SECOND)
    stage.clock.advance(timedelta(days=2))
    await keep(stage, SECOND)
    assert (await kept(stage), await kept(other)) == (SECOND, SECOND)
    stage.clock.advance(timedelta(days=-1))
    assert await kept(stage) == FIRST


async def test_the_post_has_an_account_beside_that_of_the_centre(stage: Stage) -> None:
    await keep(stage, FIRST)
    assert await kept(stage, Payee.POST) is None
    stage.clock.advance(timedelta(seconds=1))
    await keep(stage, SECOND, Payee.POST)
    assert (await kept(stage), await kept(stage, Payee.POST)) == (FIRST, SECOND)
    (change, _), _ = await list_changes(stage.bridge.database, stage.admin, None, 50)
    assert change.detail["payee"] == "post"


async def test_who_named_it_is_noted(stage: Stage) -> None:
    await keep(stage, FIRST)
    (change,), _ = await list_changes(stage.bridge.database, stage.admin, None, 50)
    assert (change.login, change.what.value) == (stage.admin.login, "beneficiary_kept")
    assert change.detail["account"] == FIRST.account
