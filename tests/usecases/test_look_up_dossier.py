"""Reading dossiers: who sees which rows and how much of a person, and how they are found."""

from datetime import date, timedelta
from typing import Any

import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.refusals import InvalidInput, UnknownCode
from postal_bridge.usecases.advance_dossier import WantedStep, advance_dossier
from postal_bridge.usecases.filer import seal_filer
from postal_bridge.usecases.look_up_dossier import Search, list_dossiers, look_up_dossier
from postal_bridge.usecases.look_up_fees import look_up_fees
from postal_bridge.wiring import Bridge
from tests.conftest import MORNING, SettableClock
from tests.journeys import Stage, found_center

TODAY = date(2026, 3, 13)
WHO = ["post", "post2", "clerk", "department", "department2", "accountant", "admin"]


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def read(stage: Stage, who: Viewer, code: str) -> dict[str, Any]:
    bridge = stage.bridge
    return await look_up_dossier(bridge.database, stage.clock, bridge.sealer, who, code)


async def found(stage: Stage, who: Viewer, limit: int = 50, **search: Any) -> list[str]:
    """Return the codes of all pages of a list."""
    bridge, codes, after = stage.bridge, [], None
    while True:
        items, after = await list_dossiers(
            bridge.database, stage.clock, bridge.sealer, who, Search(**search), after, limit
        )
        assert len(items) <= limit
        codes += [item["code"] for item in items]
        if after is None:
            return codes


async def seen_by(stage: Stage, code: str) -> list[str]:
    """Return who may read a dossier, having checked that lists say the same."""
    readers = []
    for name in WHO:
        who = getattr(stage, name)
        try:
            await read(stage, who, code)
            readers.append(name)
        except UnknownCode:
            pass
        assert (code in await found(stage, who)) is (name in readers)
    return readers


async def test_the_post_sees_what_passes_through_its_hands_and_departments_their_own(
    stage: Stage,
) -> None:
    code = await stage.add_dossier()
    everywhere = ["clerk", "department", "accountant", "admin"]
    assert await seen_by(stage, code) == everywhere
    await stage.register(stage.clerk, Leg.INBOUND, dossier_code=code, post_office="H53.P2")
    assert await seen_by(stage, code) == ["post2", *everywhere]


async def test_an_office_keeps_sight_of_what_it_carried(stage: Stage) -> None:
    received = {"received_at": MORNING, "received_on": TODAY, "status": PortalStatus.DONE}
    code = await stage.add_dossier(1, **received, resolved_on=TODAY)
    carried = (await stage.register(stage.clerk, Leg.OUTBOUND, dossier_code=code))["code"]
    await stage.recorded(stage.clerk, carried, "give", to_office="H53.BC")
    await stage.recorded(stage.post, carried, "take")
    await stage.recorded(stage.post, carried, "give", to_office="H53.P2")
    await stage.recorded(stage.post2, carried, "take", "go_out", "deliver")
    assert (await read(stage, stage.post, code))["status"] == PortalStatus.RETURNED
    assert "post" in await seen_by(stage, code)
    assert await found(stage, stage.post, words="ví dụ") == [code]


async def test_a_department_that_co_ordinates_reads_and_decides_nothing(stage: Stage) -> None:
    received = {"received_at": MORNING, "received_on": TODAY, "status": PortalStatus.ACCEPTED}
    code = await stage.add_dossier(1, **received)
    with pytest.raises(UnknownCode):
        await read(stage, stage.department2, code)
    beside = (
        await stage.register(stage.clerk, Leg.TRANSFER_OUT, dossier_code=code, destination="STP")
    )["code"]
    await stage.recorded(stage.clerk, beside, "give")
    await stage.recorded(stage.department2, beside, "take")
    told = await read(stage, stage.department2, code)
    assert told["filer"] == {"name": "Nguyễn Thị Ví Dụ", "phone": "*******678", "address": None}
    # It was handed on to nobody who decides on it, and its own department may still step.
    assert (told["status"], told["next_statuses"]) == (PortalStatus.ACCEPTED, [])
    assert await stage.value("select count(*) from dossier_step") == 0
    assert (await read(stage, stage.department, code))["next_statuses"]
    database, clock = stage.bridge.database, stage.clock
    with pytest.raises(UnknownCode):
        await advance_dossier(
            database,
            clock,
            stage.bridge.sealer,
            stage.department2,
            code,
            WantedStep(PortalStatus.PROCESSING),
            None,
        )
    with pytest.raises(UnknownCode):
        await look_up_fees(database, stage.department2, code)
    # The wrong receipt taken back, and taken again, moves it no more than before.
    wrong = await stage.value("select scan_id from scan where action = 'take'")
    own = (await stage.register(stage.clerk, Leg.TRANSFER_OUT, dossier_code=code))["code"]
    await stage.recorded(stage.clerk, own, "give")
    await stage.recorded(stage.department, own, "take")
    await stage.recorded(stage.department2, beside, "correct", corrects=wrong)
    assert (await read(stage, stage.clerk, code))["status"] == PortalStatus.PROCESSING
    # Whoever takes the receipt of its own department back, that moves it back.
    right = await stage.value(
        "select scan_id from scan where action = 'take' and office_code = 'SNV'"
    )
    await stage.recorded(stage.admin, own, "correct", corrects=right)
    assert (await read(stage, stage.clerk, code))["status"] == PortalStatus.ACCEPTED


async def test_another_centre_sees_nothing(
    stage: Stage, bridge: Bridge, clock: SettableClock
) -> None:
    code = await stage.add_dossier()
    other = await found_center(bridge, clock, "H26")
    assert await seen_by(other, code) == []


async def test_how_much_of_the_filer_is_told_depends_on_the_role(stage: Stage) -> None:
    code = await stage.add_dossier()
    await stage.register(stage.post, Leg.INBOUND, dossier_code=code)
    whole = {"name": "Nguyễn Thị Ví Dụ", "phone": "0912345678", "address": "12 đường Hoa Sữa"}
    masked = {"name": whole["name"], "phone": "*******678", "address": None}
    for who in (stage.clerk, stage.admin, stage.department):
        assert (await read(stage, who, code))["filer"] == whole
    assert (await read(stage, stage.post, code))["filer"] == masked
    told = (await read(stage, stage.accountant, code))["filer"]
    assert told == {**masked, "name": "N*** T*** V*** D"}
    bridge = stage.bridge
    items, _ = await list_dossiers(
        bridge.database, stage.clock, bridge.sealer, stage.accountant, Search(), None, 5
    )
    assert [item["filer_name"] for item in items] == ["N*** T*** V*** D"]


async def test_who_took_a_step_is_told_to_the_centre_and_the_own_office(stage: Stage) -> None:
    code = await stage.add_dossier()
    carried = (await stage.register(stage.post, Leg.INBOUND, dossier_code=code))["code"]
    await stage.recorded(stage.post, carried, "collect")
    await stage.recorded(stage.post, carried, "give", to_office="H53")
    await stage.recorded(stage.clerk, carried, "take")
    for who, login in ((stage.clerk, "clerk.h53"), (stage.department, None)):
        assert [step["login"] for step in (await read(stage, who, code))["steps"]] == [login]


async def test_an_open_dossier_is_overdue_after_its_day(stage: Stage) -> None:
    codes = [
        await stage.add_dossier(
            number, received_at=MORNING, received_on=TODAY, status=4, due_on=TODAY + day
        )
        for number, day in ((1, timedelta(days=-1)), (2, timedelta()), (3, timedelta(days=1)))
    ]
    assert [(await read(stage, stage.clerk, code))["overdue"] for code in codes] == [
        True,
        False,
        False,
    ]
    assert await found(stage, stage.clerk, overdue=True) == codes[:1]
    assert await found(stage, stage.clerk, overdue=False) == [codes[2], codes[1]]


async def test_lists_begin_with_announced_dossiers_and_the_latest_received(stage: Stage) -> None:
    announced = [await stage.add_dossier(number) for number in (1, 2)]
    received = {}
    for number, day in ((3, 10), (4, 12), (5, 12), (6, 11)):
        received[number] = await stage.add_dossier(
            number, received_at=MORNING, received_on=date(2026, 3, day), status=2
        )
    expected = [*announced[::-1], received[5], received[4], received[6], received[3]]
    for limit in (1, 2, 3, 4, 50):
        assert await found(stage, stage.clerk, limit) == expected


async def test_names_are_found_without_accents_and_listed_in_vietnamese_order(
    stage: Stage,
) -> None:
    names = ["Đỗ Văn An", "Đào Thị Ân", "Dương Văn Anh", "Nguyễn Ánh", "Trần 100%_", "Ăn Mày"]
    codes = {
        name: await stage.add_dossier(number, filer_name=name)
        for number, name in enumerate(names, start=1)
    }
    expected = ["Ăn Mày", "Dương Văn Anh", "Đào Thị Ân", "Đỗ Văn An", "Nguyễn Ánh"]
    for limit in (1, 2, 50):
        listed = await found(stage, stage.clerk, limit, words="an")
        assert listed == [codes[name] for name in [*expected, "Trần 100%_"]]
    assert await found(stage, stage.clerk, words="văn an") == [
        codes["Dương Văn Anh"],
        codes["Đỗ Văn An"],
    ]
    assert await found(stage, stage.clerk, words="do van") == [codes["Đỗ Văn An"]]
    # Signs that mean something in patterns are looked for as they are.
    assert await found(stage, stage.clerk, words="%") == [codes["Trần 100%_"]]
    assert await found(stage, stage.clerk, words="\\") == []


async def test_a_phone_is_found_however_it_is_written(stage: Stage) -> None:
    filer = seal_filer(stage.bridge.sealer, "H53", "x", "0987 654 321", None)
    code = await stage.add_dossier(1, filer_phone_index=filer.phone_index)
    await stage.add_dossier(2)
    for words in ("0987654321", "+84 987.654.321", "84987654321"):
        assert await found(stage, stage.clerk, words=words) == [code]
    assert await found(stage, stage.clerk, words="0987654322") == []


async def test_the_beginning_of_a_code_is_enough(stage: Stage) -> None:
    codes = [await stage.add_dossier(number) for number in (1, 2)]
    for words in ("H53.14", "h53.14-260313", " H53.14-260313-000 "):
        assert await found(stage, stage.clerk, words=words) == codes[::-1]
    assert await found(stage, stage.clerk, words=codes[0].lower()) == codes[:1]
    assert await found(stage, stage.clerk, words="53.14") == []


async def test_lists_are_narrowed_by_status_department_and_day(stage: Stage) -> None:
    columns: dict[str, Any] = {"received_at": MORNING, "status": 4}
    early = await stage.add_dossier(1, received_on=date(2026, 3, 9), **columns)
    late = await stage.add_dossier(
        2, received_on=date(2026, 3, 12), department_code="STP", **columns
    )
    announced = await stage.add_dossier(3)
    listed = [announced, late, early]
    for search, expected in (
        ({}, listed),
        ({"status": PortalStatus.REGISTERED}, [announced]),
        ({"department": "STP"}, [late]),
        ({"received_from": date(2026, 3, 10)}, [late]),
        ({"received_to": date(2026, 3, 9)}, [early]),
        ({"received_from": date(2026, 3, 9), "received_to": date(2026, 3, 12)}, [late, early]),
    ):
        assert await found(stage, stage.clerk, **search) == expected
        by_name = await found(stage, stage.clerk, words="ví dụ", **search)
        assert sorted(by_name) == sorted(expected)
    assert await found(stage, stage.department, department="STP") == []


async def test_a_place_of_another_list_is_refused(stage: Stage) -> None:
    bridge = stage.bridge
    with pytest.raises(InvalidInput) as refused:
        await list_dossiers(
            bridge.database,
            stage.clock,
            bridge.sealer,
            stage.clerk,
            Search(),
            ("nguyen", "H53.14-260313-0001"),
            5,
        )
    assert [problem.path for problem in refused.value.problems] == ["cursor"]


@pytest.mark.parametrize("code", ["", "x", "H53.14-260313-0099", "EV000000017VN"])
async def test_what_is_not_there_is_unknown(stage: Stage, code: str) -> None:
    with pytest.raises(UnknownCode):
        await read(stage, stage.admin, code)
