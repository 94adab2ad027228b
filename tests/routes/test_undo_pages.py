"""What a form did is taken back from its confirmation, and stays once something came of it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client
from tests.routes.test_office_pages import Visitor, fields_after, in_hand, visitor

STATUS = "select status from dossier where code = $1"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def offered(who: Visitor, path: str, **fields: object) -> dict[str, str]:
    """Send a form and return what the button beside its confirmation would send."""
    answer = await who.sends(path, **fields)
    assert answer.status == 303, await answer.text()
    return fields_after(await who.reads(answer.headers["Location"]), "/undo")


async def test_a_step_is_taken_back_by_whoever_took_it_and_both_stay(
    stage: Stage, client: Client, clock: SettableClock
) -> None:
    code = await in_hand(stage)
    staff = await visitor(stage, client, stage.department)
    path = f"/department/dossiers/{code}/steps"
    for status in (9, 8, 5):
        clock.advance(timedelta(minutes=1))
        undo = await offered(staff, path, sending=uuid4(), status=status)
        clock.advance(timedelta(minutes=1))
        other = await visitor(stage, client, await stage.hire(f"o{status}", stage.department))
        assert (await other.sends("/undo", **{**undo, "sending": uuid4()})).status == 409
        for _ in range(2):
            await staff.is_led("/undo", "/department?done=undone", **undo)
        assert await stage.value(STATUS, code) == 4
        assert await stage.value("select resolved_on from dossier where code = $1", code) is None
        # What was taken back is not the last step any more, and taking back is not taken back.
        assert (await staff.sends("/undo", **{**undo, "sending": uuid4()})).status == 409
    assert await stage.value("select count(*) from dossier_step") == 6
    assert (await staff.reads(f"/dossiers/{code}")).count("đã hoàn tác bước trước") == 3


async def test_a_step_stays_once_papers_were_registered(
    stage: Stage, client: Client, clock: SettableClock
) -> None:
    code = await in_hand(stage)
    staff = await visitor(stage, client, stage.department)
    path = f"/department/dossiers/{code}"
    undo = await offered(staff, f"{path}/steps", sending=uuid4(), status=9)
    clock.advance(timedelta(minutes=1))
    await staff.is_led(
        f"{path}/result", "/department?done=result_registered", sending=uuid4(), papers=1
    )
    answer = await staff.sends("/undo", **undo)
    assert (answer.status, await stage.value(STATUS, code)) == (409, 9)
    assert "giữ nguyên" in await answer.text()


async def test_a_result_handed_out_by_mistake_waits_at_the_counter_again(
    stage: Stage, client: Client, clock: SettableClock
) -> None:
    code = await in_hand(stage, status=9, resolved_on=clock().date())
    clerk = await visitor(stage, client, stage.clerk)
    undo = await offered(clerk, f"/center/results/{code}/handed-out", sending=uuid4())
    assert await stage.value(STATUS, code) == 10
    clock.advance(timedelta(minutes=1))
    await clerk.is_led("/undo", "/center?done=undone", **undo)
    assert await stage.value(STATUS, code) == 9
    resolved = "select resolved_on is not null and returned_on is null from dossier"
    assert await stage.value(resolved)


async def test_things_packed_by_one_form_are_taken_out_by_one_press(
    stage: Stage, client: Client
) -> None:
    bag = str((await stage.begin_bag(stage.clerk, "SNV"))["code"])
    codes = [
        str((await stage.register(stage.clerk, Leg.TRANSFER_OUT, destination="SNV"))["code"])
        for _ in range(3)
    ]
    clerk = await visitor(stage, client, stage.clerk)
    packing = {"sending": uuid4(), "action": "pack", "codes": " ".join(codes)}
    packed = "select count(*) from custody where bag_code = $1"
    undo = await offered(clerk, f"/bags/{bag}/scans", **packing)
    assert await stage.value(packed, bag) == 3
    for _ in range(2):
        await clerk.is_led("/undo", f"/bags/{bag}?done=undone", **undo)
    assert await stage.value(packed, bag) == 0


async def test_a_difference_is_opened_again_and_how_it_was_closed_is_kept(
    stage: Stage, client: Client
) -> None:
    code = str((await stage.register(stage.clerk, Leg.TRANSFER_OUT, destination="SNV"))["code"])
    await stage.recorded(stage.clerk, code, "damage")
    difference_id = await stage.value("select difference_id from difference")
    path = f"/differences/{difference_id}"
    clerk = await visitor(stage, client, stage.clerk)
    undo = await offered(clerk, path, sending=uuid4(), remark="Nhầm bưu gửi")
    stranger = await visitor(stage, client, stage.department)
    assert (await stranger.sends("/undo", **undo)).status == 404
    boss = await stage.hire("boss", stage.clerk, supervises=True)
    other = await visitor(stage, client, await stage.hire("other", stage.clerk))
    assert (await other.sends("/undo", **undo)).status == 403
    for _ in range(2):
        await clerk.is_led("/undo", "/differences?done=undone", **undo)
    assert str(difference_id) in await clerk.reads("/differences")
    assert await stage.value("select resolution from difference_reopening") == "Nhầm bưu gửi"
    assert (await clerk.sends("/undo", **{**undo, "sending": uuid4()})).status == 409
    supervisor = await visitor(stage, client, boss)
    await offered(supervisor, path, sending=uuid4(), remark="Đã dán lại")
    assert (await clerk.sends("/undo", **{**undo, "sending": uuid4()})).status == 403


async def test_the_settlement_of_a_refused_scan_is_withdrawn_and_made_anew(
    stage: Stage, client: Client
) -> None:
    refused = await stage.scan(stage.post, "EV000000028VN", "take")
    path, remark = f"/refused/{refused.scan_id}", "Nhãn của nơi khác"
    staff = await visitor(stage, client, stage.post)
    for _ in range(2):
        undo = await offered(staff, path, remark=remark)
        stranger = await visitor(stage, client, stage.department)
        assert (await stranger.sends("/undo", **undo)).status == 404
        assert path not in await staff.reads("/refused")
        await staff.is_led("/undo", "/refused?done=undone", **undo)
        assert path in await staff.reads("/refused")
        assert remark not in await staff.reads("/refused?settled=true")
        assert (await staff.sends("/undo", **undo)).status == 409
    undo = await offered(staff, path, remark=remark)
    await stage.hire("boss", stage.post, supervises=True)
    other = await visitor(stage, client, await stage.hire("other", stage.post))
    assert (await other.sends("/undo", **undo)).status == 403
    assert await stage.value("select count(*) from refused_scan_settlement") == 5
