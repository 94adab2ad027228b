"""Several dossiers in one consignment, one dossier in several: all move, exactly and once."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.refusals import AlreadyUnderWay, InvalidInput
from postal_bridge.domain.scan import Action, Collected, PaymentMethod, Scan
from postal_bridge.usecases.bind_dossier import bind_dossier
from postal_bridge.usecases.look_up_consignment import look_up_consignment
from postal_bridge.usecases.look_up_dossier import look_up_dossier
from postal_bridge.usecases.record_scan import record_scans
from postal_bridge.usecases.scan_answers import Submitted
from postal_bridge.usecases.track import open_tracking
from postal_bridge.wiring import Bridge
from tests.conftest import MORNING, SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.reading_messages import messages_of

TODAY = MORNING.date()
#: So often things are done at the same moment that a lock in the wrong order shows.
ROUNDS = 12
WORKED_ON: dict[str, Any] = {"received_at": MORNING, "received_on": TODAY, "status": 4}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def announced(stage: Stage, count: int) -> list[str]:
    return [await stage.add_dossier(number) for number in range(1, count + 1)]


async def statuses(stage: Stage, *codes: str) -> list[int]:
    query = "select status from dossier where code = $1"
    return [await stage.value(query, code) for code in codes]


async def to_center(stage: Stage, code: str) -> None:
    """Bring a consignment so far that the centre has but to take it."""
    await stage.recorded(stage.post, code, "collect")
    await stage.recorded(stage.post, code, "give", to_office=stage.center.code)


async def inbound(stage: Stage, **more: Any) -> str:
    code = str((await stage.register(stage.post, Leg.INBOUND, **more))["code"])
    await to_center(stage, code)
    return code


async def at_once(stage: Stage, who: Viewer, action: str, *codes: str) -> list[str]:
    """Scan things in transactions of their own at the same moment; return the outcomes."""
    stage.clock.advance(timedelta(seconds=1))

    async def scan(code: str) -> str:
        submitted = [Submitted(who, Scan(uuid4(), code, Action(action), stage.clock()))]
        answers = await record_scans(stage.bridge.database, stage.rules, who.center, submitted)
        return answers[0].outcome

    return await asyncio.gather(*map(scan, codes))


async def read(stage: Stage, code: str) -> Any:
    bridge = stage.bridge
    return await look_up_consignment(bridge.database, stage.clock, bridge.sealer, stage.clerk, code)


async def test_one_scan_moves_all_dossiers_of_a_consignment_and_its_correction_back(
    stage: Stage,
) -> None:
    first, *others = codes = await announced(stage, 3)
    code = await inbound(stage, dossier_code=first, further=others)
    taken = await stage.scan(stage.clerk, code, "take")
    assert taken.outcome == "recorded"
    assert await statuses(stage, *codes) == [2, 2, 2]
    days = "select count(distinct received_at) from dossier where received_at is not null"
    assert await stage.value(days) == 1
    assert await stage.value("select count(*) from dossier_step where note = 'filed'") == 3
    await stage.recorded(stage.clerk, code, "correct", corrects=taken.scan_id)
    assert await statuses(stage, *codes) == [1, 1, 1]
    await stage.recorded(stage.clerk, code, "take")
    assert await statuses(stage, *codes) == [2, 2, 2]
    # Custody is that of the one thing: nothing of it is told twice.
    assert await stage.value("select count(*) from custody where code = $1", code) == 1
    assert await stage.value("select count(*) from custody_event where event = 'received'") == 2


async def test_any_of_the_dossiers_names_the_consignment_to_a_scanner(stage: Stage) -> None:
    first, second = await announced(stage, 2)
    more = {"dossier_code": first, "further": [second]}
    code = str((await stage.register(stage.post, Leg.INBOUND, **more))["code"])
    await stage.recorded(stage.post, second, "collect")
    assert (await read(stage, code))["state"] == "held"


async def test_all_that_lies_in_a_consignment_is_told_wherever_it_is_looked_for(
    stage: Stage,
) -> None:
    bridge = stage.bridge
    first, second = await announced(stage, 2)
    code = await inbound(stage, dossier_code=first, further=[second])
    document = await read(stage, code)
    assert [each["code"] for each in document["dossiers"]] == [first, second]
    assert document["dossier_code"] == first
    # Two sorts of papers go with each procedure.
    assert [paper["position"] for paper in document["papers"]] == list(range(1, 5))
    for who in (stage.clerk, stage.department, stage.post):
        dossier = await look_up_dossier(bridge.database, stage.clock, bridge.sealer, who, second)
        assert [each["code"] for each in dossier["consignments"]] == [code]
    tracked = await open_tracking(
        bridge.database, stage.clock, bridge.sealer, second, "5678", "192.0.2.1"
    )
    assert tracked.document["timeline"]


async def test_what_lies_together_is_one_citizens_or_one_departments(stage: Stage) -> None:
    first, second = await announced(stage, 2)
    stranger = await stage.add_dossier(3, filer_name="Trần Văn Mẫu")
    elsewhere = await stage.add_dossier(4, department_code=stage.department2.office_code)
    for leg, further, code in (
        (Leg.INBOUND, [stranger], "another_filer"),
        (Leg.TRANSFER_OUT, [elsewhere], "another_department"),
        (Leg.INBOUND, [first], "named_twice"),
        (Leg.INBOUND, [second, second], "named_twice"),
        (Leg.INBOUND, ["H53.14-260313-9999"], "unknown_dossier"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            await stage.register(stage.clerk, leg, dossier_code=first, further=further)
        assert [(each.path, each.code) for each in refusal.value.problems] == [
            ("further_dossiers", code)
        ]
    await stage.register(stage.clerk, Leg.TRANSFER_OUT, dossier_code=first, further=[stranger])


async def test_money_taken_is_for_the_first_dossier(stage: Stage) -> None:
    first, second = [await stage.add_dossier(number, **WORKED_ON) for number in (1, 2)]
    more = {"dossier_code": first, "further": [second], "collect_dong": 50_000}
    code = str((await stage.register(stage.clerk, Leg.OUTBOUND, **more))["code"])
    await stage.recorded(stage.clerk, code, "give", to_office="H53.BC")
    await stage.recorded(stage.post, code, "take", "go_out")
    cash = Collected(50_000, PaymentMethod.CASH)
    await stage.recorded(stage.post, code, "deliver", collected=cash)
    assert await stage.value("select dossier_code from collection") == first
    assert await statuses(stage, first, second) == [10, 10]


async def test_a_dossier_said_to_lie_beside_catches_up(stage: Stage) -> None:
    bridge = stage.bridge
    first, second = await announced(stage, 2)
    code = await inbound(stage, dossier_code=first)
    await stage.recorded(stage.clerk, code, "take")
    for _ in range(2):
        await bind_dossier(
            bridge.database,
            stage.clock,
            bridge.sealer,
            stage.clerk,
            None,
            code,
            second,
            beside=True,
        )
    assert await statuses(stage, first, second) == [2, 2]
    assert await stage.value("select count(*) from carried_dossier") == 1


async def test_a_dossier_in_parts_moves_with_the_last_of_them(stage: Stage) -> None:
    (dossier,) = await announced(stage, 1)
    first = await inbound(stage, dossier_code=dossier)
    second = await inbound(stage, part_of=first)
    third = await inbound(stage, part_of=second)
    assert [each["code"] for each in (await read(stage, third))["parts"]] == [first, second, third]
    await stage.recorded(stage.clerk, third, "take")
    await stage.recorded(stage.clerk, first, "take")
    assert await statuses(stage, dossier) == [1]
    taken = await stage.scan(stage.clerk, second, "take")
    assert await statuses(stage, dossier) == [2]
    filed_at = "select received_at from dossier where code = $1"
    assert await stage.value(filed_at, dossier) == stage.clock()
    # One part taken back is one part that has not come.
    await stage.recorded(stage.clerk, second, "correct", corrects=taken.scan_id)
    assert await statuses(stage, dossier) == [1]
    await stage.recorded(stage.clerk, second, "take")
    assert await statuses(stage, dossier) == [2]


async def test_a_result_in_parts_is_with_the_citizen_when_the_last_of_them_is(
    stage: Stage,
) -> None:
    bridge = stage.bridge
    dossier = await stage.add_dossier(**{**WORKED_ON, "status": 9, "resolved_on": TODAY})
    made = await stage.register(stage.clerk, Leg.OUTBOUND, dossier_code=dossier)
    parts = [str(made["code"])]
    made = await stage.register(stage.clerk, Leg.OUTBOUND, part_of=parts[0])
    parts.append(str(made["code"]))
    for code in parts:
        await stage.recorded(stage.clerk, code, "give", to_office="H53.BC")
        await stage.recorded(stage.post, code, "take", "go_out")

    async def tracked() -> tuple[str, list[str]]:
        found = await open_tracking(
            bridge.database, stage.clock, bridge.sealer, dossier, "5678", "192.0.2.1"
        )
        document = found.document
        return document["stage"]["key"], [each["stage"]["key"] for each in document["consignments"]]

    # Whichever comes first: what is still out is what there is to wait for.
    await stage.recorded(stage.post, parts[1], "deliver")
    assert await tracked() == ("out_for_delivery", ["out_for_delivery", "returned"])
    returned = "select returned_on from dossier where code = $1"
    assert await stage.value(returned, dossier) is None
    assert not await messages_of(stage, "delivered")
    await stage.recorded(stage.post, parts[0], "deliver")
    assert await tracked() == ("returned", ["returned", "returned"])
    assert await stage.value(returned, dossier) == TODAY
    assert len(await messages_of(stage, "delivered")) == 1


async def test_what_lies_together_between_offices_is_not_told_to_citizens(stage: Stage) -> None:
    bridge = stage.bridge
    first = await stage.add_dossier(1, **WORKED_ON)
    stranger = await stage.add_dossier(2, **WORKED_ON, filer_name="Trần Văn Mẫu")
    await stage.register(stage.clerk, Leg.TRANSFER_OUT, dossier_code=first, further=[stranger])
    found = await open_tracking(
        bridge.database, stage.clock, bridge.sealer, first, "5678", "192.0.2.1"
    )
    assert stranger not in str(found.document)


async def test_parts_of_several_dossiers_carry_the_same(stage: Stage) -> None:
    first, second = codes = await announced(stage, 2)
    one = await inbound(stage, dossier_code=first, further=[second])
    other = await inbound(stage, part_of=one)
    await stage.recorded(stage.clerk, one, "take")
    assert await statuses(stage, *codes) == [1, 1]
    await stage.recorded(stage.clerk, other, "take")
    assert await statuses(stage, *codes) == [2, 2]


@pytest.mark.parametrize("round_number", range(5))
async def test_parts_that_come_at_the_same_moment_file_the_dossier_once(
    stage: Stage, round_number: int
) -> None:
    dossier = await stage.add_dossier(round_number + 1)
    first = await inbound(stage, dossier_code=dossier)
    parts = [first, *[await inbound(stage, part_of=first) for _ in range(3)]]
    assert await at_once(stage, stage.clerk, "take", *parts) == ["recorded"] * 4
    assert await statuses(stage, dossier) == [2]
    query = "select count(*) from dossier_step where dossier_code = $1 and note = 'filed'"
    assert await stage.value(query, dossier) == 1


async def test_consignments_that_share_dossiers_in_another_order_do_not_lock_each_other_out(
    stage: Stage,
) -> None:
    codes = await announced(stage, 4)
    things, tools = [], (stage.bridge.database, stage.clock, stage.bridge.sealer)
    for place in range(4):
        things.append(await inbound(stage))
        for dossier in codes[place:] + codes[:place]:
            await bind_dossier(*tools, stage.clerk, None, things[-1], dossier, beside=True)
    assert await at_once(stage, stage.clerk, "take", *things) == ["recorded"] * 4
    assert await statuses(stage, *codes) == [2] * 4
    assert await stage.value("select count(*) from dossier_step where note = 'filed'") == 4


async def test_dossiers_put_into_consignments_in_any_order_are_scanned_meanwhile(
    stage: Stage,
) -> None:
    for number in range(1, ROUNDS + 1):
        codes = [await stage.add_dossier(2 * number + place) for place in (0, 1)]
        moving = await inbound(stage, dossier_code=codes[0], further=codes[1:])

        async def put(first: str, second: str) -> None:
            with suppress(AlreadyUnderWay):
                await stage.register(stage.clerk, Leg.INBOUND, dossier_code=first, further=[second])

        outcomes, *_ = await asyncio.gather(
            at_once(stage, stage.clerk, "take", moving), put(*codes), put(*reversed(codes))
        )
        assert outcomes == ["recorded"]


async def test_a_dossier_is_said_to_lie_in_several_consignments_at_the_same_moment(
    stage: Stage,
) -> None:
    bridge = stage.bridge
    for number in range(1, ROUNDS + 1):
        dossier = await stage.add_dossier(number)
        things = [await inbound(stage), await inbound(stage)]
        for code in things:
            await stage.recorded(stage.clerk, code, "take")

        async def bind(code: str, dossier: str = dossier) -> None:
            tools = bridge.database, stage.clock, bridge.sealer
            await bind_dossier(*tools, stage.clerk, None, code, dossier)

        await asyncio.gather(*map(bind, things))
        assert await statuses(stage, dossier) == [2]


async def test_a_part_is_added_while_the_first_is_scanned(stage: Stage) -> None:
    for number in range(1, ROUNDS + 1):
        first = await inbound(stage, dossier_code=await stage.add_dossier(number))

        async def add(first: str = first) -> None:
            with suppress(InvalidInput):
                await stage.register(stage.post, Leg.INBOUND, part_of=first)

        _, outcomes = await asyncio.gather(add(), at_once(stage, stage.clerk, "take", first))
        assert outcomes == ["recorded"]


async def test_a_further_part_comes_before_the_first_has_come_or_not_at_all(stage: Stage) -> None:
    (dossier,) = await announced(stage, 1)
    first = await inbound(stage, dossier_code=dossier)

    async def add() -> str | None:
        try:
            return str((await stage.register(stage.post, Leg.INBOUND, part_of=first))["code"])
        except InvalidInput:
            return None

    part, _ = await asyncio.gather(add(), at_once(stage, stage.clerk, "take", first))
    assert await statuses(stage, dossier) == [1 if part else 2]
    if part:
        await to_center(stage, part)
        await stage.recorded(stage.clerk, part, "take")
    assert await statuses(stage, dossier) == [2]
    assert await add() is None


async def test_a_part_says_nothing_of_its_own_and_goes_the_way_of_the_first(stage: Stage) -> None:
    first, second = await announced(stage, 2)
    code = await inbound(stage, dossier_code=first)
    loose = await inbound(stage)
    cases: tuple[tuple[Leg, dict[str, Any], str], ...] = (
        (Leg.INBOUND, {"part_of": code, "dossier_code": second}, "told_by_part"),
        (Leg.OUTBOUND, {"part_of": code}, "another_way"),
        (Leg.INBOUND, {"part_of": loose}, "another_way"),
        (Leg.INBOUND, {"part_of": "EV000000990VN"}, "unknown_code"),
    )
    for leg, more, problem in cases:
        with pytest.raises(InvalidInput) as refusal:
            await stage.register(stage.clerk, leg, **more)
        assert [each.code for each in refusal.value.problems] == [problem]
