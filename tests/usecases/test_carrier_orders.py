"""What is ordered of carriers: once on their side, whatever happens on the way."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from postal_bridge.domain.carrier import CarrierKind
from postal_bridge.domain.carrier_refusals import OrderNotOpen
from postal_bridge.domain.custody import Leg
from postal_bridge.gateways.vnpost_stand_in import Fault
from postal_bridge.store.database import Connection
from postal_bridge.usecases.want_carriage import want_of_carrier
from postal_bridge.usecases.work_carrier_orders import Working
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.locks import until_waited
from tests.usecases.carrying import Carrying, carrying

#: What is done though no answer tells so, and what is not.
FAULTS = [Fault.BUSY, Fault.SILENT, Fault.BROKEN, Fault.NONSENSE, Fault.HALF]
OVER_HTTP = [CarrierKind.VNPOST_HCC, CarrierKind.VNPOST_CUSTOMER]


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture(params=CarrierKind, ids=lambda kind: kind.value)
async def carried(
    request: pytest.FixtureRequest, stage: Stage, tmp_path: Path
) -> AsyncIterator[Carrying]:
    """Yield a centre with a carrier of each kind in turn."""
    async with carrying(request.param, stage, tmp_path) as carried:
        yield carried


async def test_what_is_registered_for_a_citizen_is_ordered_once(carried: Carrying) -> None:
    code = await carried.outbound(collect_dong=30_000)
    assert (await carried.order_row(code))["state"] == "wanted"
    assert await carried.send() == {"taken_back": 0, "ordered": 1, "cancelled": 0}
    assert await carried.send() == {"taken_back": 0, "ordered": 0, "cancelled": 0}
    order = await carried.order_row(code)
    assert carried.player.keys() == [order["order_key"]]
    is_taken = carried.kind is not CarrierKind.FILES
    assert order["state"] == ("accepted" if is_taken else "sent")
    assert order["collect_dong"] == 30_000


async def test_a_sandbox_orders_of_nobody_and_asks_nobody(carried: Carrying) -> None:
    code = await carried.outbound()
    real = carried.stage
    carried.stage = replace(real, center=replace(real.center, sandbox=True))
    assert await carried.send() == {}
    assert await carried.hear() == {}
    assert carried.player.keys() == []
    assert (await carried.order_row(code))["state"] == "wanted"


async def test_a_pickup_is_ordered_where_the_centre_registers_it(carried: Carrying) -> None:
    stage = carried.stage
    dossier = await stage.add_dossier()
    thing = await stage.register(stage.clerk, Leg.INBOUND, dossier_code=dossier)
    own = await stage.register(stage.post, Leg.INBOUND, dossier_code=await stage.add_dossier(2))
    await stage.register(stage.clerk, Leg.TRANSFER_OUT, dossier_code=dossier)
    await carried.send()
    assert len(carried.player.keys()) == 1
    order = await carried.order_row(thing["code"])
    assert (order["kind"], order["collect_dong"]) == ("pickup", 0)
    assert not await carried.value(
        "select exists (select from carrier_order where consignment_code = $1)", own["code"]
    )


async def test_further_orders_of_a_dossier_are_orders_of_their_own(carried: Carrying) -> None:
    dossier = await carried.stage.add_dossier()
    first = await carried.outbound(dossier)
    second = await carried.outbound(part_of=first)
    await carried.send()
    keys = [(await carried.order_row(code))["order_key"] for code in (first, second)]
    if carried.kind is CarrierKind.VNPOST_HCC:
        assert keys == [dossier, f"{dossier}.2"]
    else:
        assert keys == [first, second]
    assert sorted(carried.player.keys()) == sorted(keys)


@pytest.mark.parametrize("kind", OVER_HTTP)
@pytest.mark.parametrize("fault", FAULTS)
async def test_after_any_fault_both_sides_agree_and_nothing_is_ordered_twice(
    stage: Stage, tmp_path: Path, kind: CarrierKind, fault: Fault
) -> None:
    async with carrying(kind, stage, tmp_path, timeout_seconds=0.3) as carried:
        codes = [await carried.outbound(await stage.add_dossier(each)) for each in (1, 2, 3)]
        # The first of them takes the token along, where there is one.
        carried.player.stand_in.faults.extend([fault, fault])
        for _ in range(12):
            await carried.send(minutes=5)
        orders = [await carried.order_row(code) for code in codes]
        assert [each["state"] for each in orders] == ["accepted"] * 3
        assert sorted(carried.player.keys()) == sorted(each["order_key"] for each in orders)
        assert not any(each["trouble"] for each in orders)


async def test_a_sender_that_was_killed_after_telling_tells_again_and_orders_nothing_twice(
    carried: Carrying,
) -> None:
    code = await carried.outbound()
    await carried.send()
    # As if the process had been killed before it could note the answer.
    async with carried.bridge.database.transaction() as connection:
        await connection.execute(
            "update carrier_order set state = 'sent', next_try_at = $1, accepted_at = null",
            carried.stage.clock() + timedelta(minutes=2),
        )
    assert (await carried.send())["ordered"] == 0
    assert (await carried.send(minutes=2))["ordered"] == 1
    order = await carried.order_row(code)
    assert carried.player.keys() == [order["order_key"]]
    assert order["tries"] == 2


@pytest.mark.parametrize("kind", OVER_HTTP)
async def test_what_is_refused_waits_for_a_person_who_tries_again(
    stage: Stage, tmp_path: Path, kind: CarrierKind
) -> None:
    async with carrying(kind, stage, tmp_path) as carried:
        await carried.outbound(await stage.add_dossier(1))
        await carried.send()
        code = await carried.outbound(await stage.add_dossier(2))
        carried.player.stand_in.faults.append(Fault.REFUSED)
        await carried.send()
        order = await carried.order_row(code)
        assert (order["state"], order["trouble"]) == ("refused", "refused")
        assert "địa chỉ" in order["said"]
        assert (await carried.send(minutes=90))["ordered"] == 0
        await Working(carried.admin).try_again(order["order_id"])
        assert (await carried.send())["ordered"] == 1
        assert (await carried.order_row(code))["state"] == "accepted"


async def test_an_order_nobody_can_look_up_waits_for_a_person(stage: Stage, tmp_path: Path) -> None:
    kind = CarrierKind.VNPOST_CUSTOMER
    async with carrying(kind, stage, tmp_path, find_url="") as carried:
        code = await carried.outbound()
        carried.player.stand_in.faults.append(Fault.BROKEN)
        await carried.send()
        await carried.send(minutes=5)
        order = await carried.order_row(code)
        assert (order["state"], order["trouble"]) == ("refused", "unsure")
        assert len(carried.player.keys()) == 1
        # Somebody looked: it is there, so nothing is to be sent.
        await Working(carried.admin).settle(order["order_id"], "Đã có trên cổng bưu điện")
        assert (await carried.order_row(code))["state"] == "settled"


async def test_an_order_is_taken_back(carried: Carrying) -> None:
    code = await carried.outbound()
    await carried.send()
    order = await carried.order_row(code)
    await Working(carried.admin).cancel(order["order_id"], "Người dân đến lấy")
    await carried.send()
    assert carried.player.cancelled() == [order["order_key"]]
    if carried.kind is CarrierKind.FILES:
        carried.player.tell(order["order_key"], "cancelled")
    await carried.hear()
    order = await carried.order_row(code)
    assert (order["state"], order["reason"]) == ("cancelled", "Người dân đến lấy")


async def test_what_never_left_is_taken_back_without_asking(carried: Carrying) -> None:
    code = await carried.outbound()
    order = await carried.order_row(code)
    await Working(carried.admin).cancel(order["order_id"], "Ghi nhầm")
    assert (await carried.send()) == {"taken_back": 0, "ordered": 0, "cancelled": 0}
    assert carried.player.keys() == []
    again = await Working(carried.admin).order(code)
    assert again.document is not None
    await carried.send()
    assert carried.player.keys() == [again.document["order_key"]]


async def test_what_was_fetched_by_then_is_not_ordered(carried: Carrying) -> None:
    stage = carried.stage
    dossier = await stage.add_dossier()
    thing = await stage.register(stage.clerk, Leg.INBOUND, dossier_code=dossier)
    await stage.recorded(stage.post, thing["code"], "collect")
    await carried.send()
    assert carried.player.keys() == []
    order = await carried.order_row(thing["code"])
    assert (order["state"], order["reason"]) == ("cancelled", "needless")


async def test_no_code_of_a_range_is_lost_with_a_failed_order(stage: Stage, tmp_path: Path) -> None:
    async with carrying(CarrierKind.VNPOST_HCC, stage, tmp_path, timeout_seconds=0.3) as carried:
        code = await carried.outbound(await stage.add_dossier(1))
        carried.player.stand_in.faults.extend([Fault.BROKEN, Fault.BUSY, Fault.NONSENSE])
        for _ in range(6):
            await carried.send(minutes=5)
        assert [each.item_code for each in carried.player.stand_in.orders] == [code]
        following = await carried.outbound(await stage.add_dossier(2))
        assert int(following[2:10]) == int(code[2:10]) + 1


async def test_a_carrier_that_hangs_holds_no_connection_and_nobody_up(
    stage: Stage, tmp_path: Path
) -> None:
    async with carrying(CarrierKind.VNPOST_HCC, stage, tmp_path) as carried:
        code = await carried.outbound()
        await carried.player.carrier.reports_since(None)
        carried.player.stand_in.faults.append(Fault.SILENT)
        sending = asyncio.create_task(carried.send())
        await carried.player.stand_in.silent.wait()
        # Nobody who works on anything else waits for a connection, or for the order's row.
        for _ in range(2 * stage.bridge.config.pool_size):
            assert await carried.value("select count(*) from carrier_order") == 1
        await Working(carried.admin).cancel((await carried.order_row(code))["order_id"], "Thử")
        assert not sending.done()
        carried.player.stand_in.released.set()
        await sending
        await carried.send(minutes=5)
        assert (await carried.order_row(code))["state"] == "cancelled"
        assert carried.player.cancelled() == carried.player.keys()


async def test_a_refusal_says_nothing_of_a_try_before_that_got_no_answer(
    stage: Stage, tmp_path: Path
) -> None:
    async with carrying(CarrierKind.VNPOST_HCC, stage, tmp_path) as carried:
        await carried.player.carrier.reports_since(None)
        code = await carried.outbound()
        carried.player.stand_in.faults.extend([Fault.BROKEN, Fault.REFUSED])
        await carried.send()
        await carried.send(minutes=5)
        order = await carried.order_row(code)
        assert (order["state"], len(carried.player.keys())) == ("refused", 1)
        # It lies there from the first try, so that it is taken back there.
        await Working(carried.admin).cancel(order["order_id"], "Người dân đến lấy")
        await carried.send()
        assert (await carried.order_row(code))["state"] == "cancelled"
        assert carried.player.cancelled() == carried.player.keys()


async def test_results_of_a_dossier_that_are_ordered_at_once_are_all_ordered(
    stage: Stage, tmp_path: Path
) -> None:
    async with carrying(CarrierKind.VNPOST_HCC, stage, tmp_path) as carried:
        dossier, database = await stage.add_dossier(), carried.bridge.database
        codes = [await carried.outbound(dossier)]
        codes.append(await carried.outbound(part_of=codes[0]))
        async with database.transaction() as connection:
            await connection.execute("delete from carrier_order")

        async def want(connection: Connection, code: str) -> bool:
            now = stage.clock()
            wanted = stage.center, "x", code, Leg.OUTBOUND, dossier, now
            return await want_of_carrier(connection, *wanted)

        async def want_beside(code: str) -> bool:
            async with database.transaction() as connection:
                return await want(connection, code)

        async with database.transaction() as connection:
            assert await want(connection, codes[0])
            beside = asyncio.create_task(want_beside(codes[1]))
            await until_waited(database, beside)
        assert await beside
        keys = [(await carried.order_row(code))["order_key"] for code in codes]
        assert keys == [dossier, f"{dossier}.2"]


async def test_an_order_that_is_refused_after_it_was_taken_waits_for_a_person(
    stage: Stage, tmp_path: Path
) -> None:
    async with carrying(CarrierKind.FILES, stage, tmp_path) as carried:
        code = await carried.outbound()
        await carried.send()
        key = (await carried.order_row(code))["order_key"]
        for word, state in (("accepted", "accepted"), ("refused", "refused")):
            carried.player.tell(key, word)
            await carried.hear()
            assert (await carried.order_row(code))["state"] == state


async def test_a_cancellation_that_nobody_confirms_is_settled_by_a_person(
    stage: Stage, tmp_path: Path
) -> None:
    async with carrying(CarrierKind.FILES, stage, tmp_path) as carried:
        code = await carried.outbound()
        await carried.send()
        order = await carried.order_row(code)
        await Working(carried.admin).cancel(order["order_id"], "Ghi nhầm")
        with pytest.raises(OrderNotOpen):
            await Working(carried.admin).settle(order["order_id"], "Đã gọi điện")
        await carried.send()
        await Working(carried.admin).settle(order["order_id"], "Đã gọi điện")
        assert (await carried.order_row(code))["state"] == "settled"


@pytest.mark.parametrize("kind", OVER_HTTP)
async def test_what_a_carrier_answers_repeats_neither_a_secret_nor_a_person(
    stage: Stage, tmp_path: Path, kind: CarrierKind
) -> None:
    async with carrying(kind, stage, tmp_path) as carried:
        secret = next(iter(carried.player.account.secrets.values()))
        stand_in = carried.player.stand_in
        stand_in.refusal = f"Khóa {secret} không gọi được 84912345678"
        code = await carried.outbound()
        await carried.player.carrier.reports_since(None)
        stand_in.faults.append(Fault.REFUSED)
        await carried.send()
        assert (await carried.order_row(code))["said"] == "400 Khóa *** không gọi được ***"
