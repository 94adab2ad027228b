"""Tracking by citizens: what they are told, what nobody is told, and how guessing is slowed."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.refusals import NotTracked, TooManyRequests
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.usecases.advance_dossier import WantedStep, advance_dossier
from postal_bridge.usecases.apologise import apologise
from postal_bridge.usecases.citizen import Citizen
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.track import ADDRESS_LIMIT, CODE_LIMIT, track
from postal_bridge.wiring import Bridge
from tests.conftest import MORNING, SettableClock
from tests.journeys import Stage as Scene
from tests.journeys import found_center

FILER_LAST4 = "5678"
ADDRESS = "192.0.2.1"
#: The right digits in a width in which nobody has to know them.
FULL_WIDTH = "\uff15\uff16\uff17\uff18"


@pytest.fixture
async def scene(bridge: Bridge, clock: SettableClock) -> Scene:
    return await found_center(bridge, clock)


async def ask(
    scene: Scene, code: str, digits: str | None = FILER_LAST4, address: str = ADDRESS
) -> dict[str, Any]:
    bridge = scene.bridge
    return await track(bridge.database, scene.clock, bridge.sealer, code, digits, address)


async def test_the_filer_follows_a_dossier_through_the_post(scene: Scene) -> None:
    code = await scene.add_dossier(fee_dong=50_000)
    assert (await ask(scene, code))["stage"]["key"] == "announced"
    carried = (await scene.register(scene.post, Leg.INBOUND, dossier_code=code))["code"]
    await scene.recorded(scene.post, carried, "collect")
    told = await ask(scene, code)
    assert told["stage"]["key"] == "on_the_way_in"
    assert told["now_at"] == "Quầy bưu chính công ích tại Trung tâm"
    assert told["to_pay_dong"] == 50_000
    await scene.recorded(scene.post, carried, "give", to_office="H53")
    await scene.recorded(scene.clerk, carried, "take")
    told = await ask(scene, code)
    assert (told["stage"]["key"], told["due_on"]) == ("received", "2026-03-20")
    assert told["now_at"] == "Trung tâm ví dụ H53"
    assert [entry["en"] for entry in told["timeline"]] == [
        "Received by the centre",
        "Signed for at its destination",
        "Handed over to be carried on",
        "Picked up by the post",
    ]
    assert told["timeline"][-1]["office"] == "Quầy bưu chính công ích tại Trung tâm"
    assert told["timeline"][-1]["at"] == "2026-03-13T09:30:01+07:00"
    assert await ask(scene, carried) == {**told, "code": carried}


async def test_the_way_back_tells_what_to_pay_and_where_it_is(scene: Scene) -> None:
    today = date(2026, 3, 13)
    code = await scene.add_dossier(
        received_at=MORNING, received_on=today, resolved_on=today, status=9
    )
    carried = (
        await scene.register(
            scene.clerk, Leg.OUTBOUND, dossier_code=code, post_office="H53.P2", collect_dong=30_000
        )
    )["code"]
    assert (await ask(scene, code))["stage"]["key"] == "result_ready"
    await scene.recorded(scene.clerk, carried, "give", to_office="H53.P2")
    await scene.recorded(scene.post2, carried, "take", "go_out")
    told = await ask(scene, code)
    assert (told["stage"]["key"], told["to_pay_dong"]) == ("out_for_delivery", 30_000)
    assert told["now_at"] == "Bưu cục Hòa Mẫu"


async def test_a_consignment_without_dossier_opens_to_its_own_citizen(scene: Scene) -> None:
    citizen = Citizen("Trần Thị Mẫu", "0900001234", "Số 1, đường Ví Dụ")
    carried = (await scene.register(scene.post, Leg.INBOUND, citizen=citizen))["code"]
    told = await ask(scene, carried, "1234")
    assert told["stage"]["key"] == "announced"
    assert told["filer"] == {"name": "T*** T*** M", "phone": "*******234"}
    with pytest.raises(NotTracked):
        await ask(scene, carried, FILER_LAST4)


async def test_a_dossier_from_a_file_tells_its_days(scene: Scene) -> None:
    code = await scene.add_dossier(
        received_at=MORNING,
        received_on=date(2026, 3, 13),
        resolved_on=date(2026, 3, 13),
        returned_on=date(2026, 3, 13),
        status=10,
    )
    told = await ask(scene, code)
    assert (told["stage"]["key"], told["now_at"]) == ("returned", None)
    assert [(entry["at"], entry["en"]) for entry in told["timeline"]] == [
        (None, "The result was handed over"),
        (None, "The result is ready"),
        ("2026-03-13T09:30:00+07:00", "Received by the centre"),
    ]
    assert {entry["on"] for entry in told["timeline"]} == {"2026-03-13"}


async def test_steps_that_people_say_are_told(scene: Scene) -> None:
    code = await scene.add_dossier(
        received_at=MORNING, received_on=date(2026, 3, 13), status=4, due_on=date(2026, 3, 12)
    )
    bridge = scene.bridge
    assert (await ask(scene, code))["overdue"] is True
    scene.clock.advance(timedelta(hours=1))
    wanted = WantedStep(PortalStatus.SUPPLEMENT_ASKED, note="Chuyện riêng")
    await advance_dossier(
        bridge.database, scene.clock, bridge.sealer, scene.department, code, wanted, None
    )
    told = await ask(scene, code)
    assert told["stage"] == {
        "key": "supplement_asked",
        "vi": "Cơ quan xử lý yêu cầu bổ sung giấy tờ",
        "en": "More papers are asked for",
    }
    assert told["now_at"] == told["timeline"][0]["office"] == "Sở Nội vụ"
    # While the citizen is waited for, nobody is late.
    assert told["overdue"] is False
    assert "Chuyện riêng" not in json.dumps(told, ensure_ascii=False)


async def test_why_it_is_late_is_told_to_the_filer_and_the_new_day_to_whom_it_concerns(
    scene: Scene,
) -> None:
    today = date(2026, 3, 13)
    code = await scene.add_dossier(received_at=MORNING, received_on=today, due_on=today, status=4)
    other = Citizen("Trần Thị Mẫu", "0900001234", "Số 1, đường Ví Dụ")
    carried = await scene.register(scene.clerk, Leg.OUTBOUND, dossier_code=code, citizen=other)
    assert (await ask(scene, code))["apology"] is None
    asked = Asked(scene.bridge.database, scene.clock, scene.bridge.sealer, scene.department)
    await apologise(asked, code, "Phải lấy ý kiến nơi khác", date(2026, 3, 20))
    told = {"new_due_on": "2026-03-20", "missed": False}
    assert (await ask(scene, code))["apology"] == {**told, "reason": "Phải lấy ý kiến nơi khác"}
    of_other = await ask(scene, carried["code"], "1234")
    assert of_other["apology"] == {**told, "reason": None}
    assert "ý kiến" not in json.dumps(of_other, ensure_ascii=False)
    assert of_other["timeline"][0]["en"] == "The agency apologised and set a new day"
    scene.clock.advance(timedelta(days=8))
    assert (await ask(scene, code))["apology"]["missed"] is True
    bridge = scene.bridge
    wanted = WantedStep(PortalStatus.DONE)
    await advance_dossier(
        bridge.database, scene.clock, bridge.sealer, scene.department, code, wanted, None
    )
    assert (await ask(scene, code))["apology"] is None


async def test_nothing_private_is_told(scene: Scene) -> None:
    code = await scene.add_dossier()
    carried = (await scene.register(scene.post, Leg.INBOUND, dossier_code=code))["code"]
    for asked in (code, carried):
        said = json.dumps(await ask(scene, asked), ensure_ascii=False)
        for private in ("Nguyễn Thị", "0912345678", "Hoa Sữa", "Cấp phiếu ví dụ", "1.000001"):
            assert private not in said
        assert "N*** T*** V*** D" in said


@pytest.mark.parametrize("digits", [None, "", "5679", "678", "05678", FULL_WIDTH, "a" * 40])
async def test_wrong_digits_are_like_an_unknown_code(scene: Scene, digits: str | None) -> None:
    code = await scene.add_dossier()
    with pytest.raises(NotTracked) as wrong:
        await ask(scene, code, digits)
    with pytest.raises(NotTracked) as unknown:
        await ask(scene, "H53.14-260313-0099")
    assert wrong.value.detail == unknown.value.detail


@pytest.mark.parametrize("code", ["", "x", "EV000000018VN", "BAG-H53-1", "H53.14-260231-0001"])
async def test_what_is_no_code_is_not_found(scene: Scene, code: str) -> None:
    with pytest.raises(NotTracked):
        await ask(scene, code)


async def test_a_dossier_without_a_phone_is_not_open_to_anyone(scene: Scene) -> None:
    code = await scene.add_dossier(filer_phone_sealed=None, filer_phone_index=None)
    with pytest.raises(NotTracked):
        await ask(scene, code, "")


async def test_the_code_may_be_written_small_and_spaced(scene: Scene) -> None:
    code = await scene.add_dossier()
    assert (await ask(scene, f" {code.lower()} "))["code"] == code


async def test_guessing_at_a_code_has_to_wait(scene: Scene) -> None:
    code = await scene.add_dossier()
    for guess in range(CODE_LIMIT.most):
        with pytest.raises(NotTracked):
            await ask(scene, code, f"{guess:04}", f"192.0.2.{guess}")
    with pytest.raises(TooManyRequests) as slowed:
        await ask(scene, code)
    wait_seconds = slowed.value.facts["retry_after_seconds"]
    assert isinstance(wait_seconds, int)
    scene.clock.advance(timedelta(seconds=wait_seconds))
    assert (await ask(scene, code))["code"] == code


async def test_asking_rightly_is_never_too_often_for_a_code(scene: Scene) -> None:
    code = await scene.add_dossier()
    for number in range(2 * CODE_LIMIT.most):
        await ask(scene, code, address=f"192.0.2.{number}")


async def test_an_address_asks_only_so_often(scene: Scene) -> None:
    code = await scene.add_dossier()
    for number in range(ADDRESS_LIMIT.most):
        if number % 2:
            await ask(scene, code)
        else:
            with pytest.raises(NotTracked):
                await ask(scene, f"H53.14-260313-{number + 1000}")
    with pytest.raises(TooManyRequests):
        await ask(scene, code)
    assert await ask(scene, code, address="192.0.2.2")


async def test_the_same_code_in_two_centres_opens_to_each_filer(
    scene: Scene, bridge: Bridge, clock: SettableClock
) -> None:
    other = await found_center(bridge, clock, "H26", CodeRange("EW", 1, 9, "VN"))
    code = await scene.add_dossier(status=1)
    await other.add_dossier(
        code=code,
        received_at=MORNING,
        received_on=date(2026, 3, 13),
        status=4,
        filer_name="Lê Minh Họa",
        filer_phone_sealed=None,
    )
    assert (await ask(scene, code))["stage"]["key"] == "announced"
    carried = await other.register(
        other.clerk,
        Leg.OUTBOUND,
        dossier_code=code,
        citizen=Citizen("Lê Minh Họa", "0900009999", "Số 2"),
    )
    told = await ask(scene, carried["code"], "9999")
    assert (told["stage"]["key"], told["filer"]["name"]) == ("processing", "L*** M*** H")
