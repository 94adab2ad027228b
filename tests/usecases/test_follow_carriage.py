"""What was ordered of carriers agrees with the things it was ordered for, whatever happens."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from postal_bridge.domain.carrier import CarrierKind
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.fees import PaidBy
from postal_bridge.domain.scan import Reason
from postal_bridge.gateways.vnpost_stand_in import Fault
from postal_bridge.usecases.record_payment import WantedPayment, record_payment
from postal_bridge.usecases.work_carrier_orders import Working
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.carrying import Carrying, carrying

FEE, PAID = 30_000, 20_000
OVER_HTTP = [CarrierKind.VNPOST_HCC, CarrierKind.VNPOST_CUSTOMER]
COLLECTED_THERE = {
    CarrierKind.VNPOST_HCC: "CODAmount",
    CarrierKind.VNPOST_CUSTOMER: "CodAmountEvaluation",
}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture(params=OVER_HTTP, ids=lambda kind: kind.value)
async def carried(
    request: pytest.FixtureRequest, stage: Stage, tmp_path: Path
) -> AsyncIterator[Carrying]:
    """Yield a centre with a carrier of each kind that answers, in turn."""
    async with carrying(request.param, stage, tmp_path) as carried:
        yield carried


async def pay(stage: Stage, code: str, amount_dong: int = PAID) -> None:
    """Let the citizen pay online for the dossier of a thing."""
    dossier = await stage.value("select dossier_code from consignment where code = $1", code)
    bridge, wanted = stage.bridge, WantedPayment(dossier, amount_dong, PaidBy.ONLINE)
    await record_payment(bridge.database, stage.clock, bridge.sealer, stage.clerk, wanted, None)


async def accepted(carried: Carrying, number: int = 1) -> str:
    """Register a result that is ordered and taken; return its code."""
    code = await carried.outbound(await carried.stage.add_dossier(number), collect_dong=FEE)
    await carried.send()
    assert (await carried.order_row(code))["state"] == "accepted"
    return code


def standing(carried: Carrying) -> list[tuple[str, int]]:
    """Return the orders that stand with the carrier, each with what it collects."""
    field = COLLECTED_THERE[carried.kind]
    return [
        (each.key, each.document[field])
        for each in carried.player.stand_in.orders
        if each.status != "60"
    ]


async def settled_down(carried: Carrying) -> None:
    """Let a few minutes pass, in which whatever is to be told is told and heard."""
    for _ in range(3):
        await carried.send()
        await carried.hear()


async def test_nobody_comes_for_what_is_lost(carried: Carrying) -> None:
    stage, code = carried.stage, await accepted(carried)
    never_left = await carried.outbound(await stage.add_dossier(2))
    for lost in (code, never_left):
        await stage.recorded(stage.clerk, lost, "lose")
    await settled_down(carried)
    assert standing(carried) == []
    for lost in (code, never_left):
        order = await carried.order_row(lost)
        assert (order["state"], order["reason"]) == ("cancelled", "needless")
    assert len(carried.player.keys()) == 1


async def test_nobody_comes_for_what_was_fetched_at_the_counter(carried: Carrying) -> None:
    code = await accepted(carried)
    await carried.stage.recorded(carried.stage.clerk, code, "deliver")
    await settled_down(carried)
    assert standing(carried) == []


async def test_what_a_courier_delivered_was_carried_out(carried: Carrying) -> None:
    stage, code = carried.stage, await accepted(carried)
    await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
    await stage.recorded(stage.post, code, "take", "go_out", "deliver")
    await settled_down(carried)
    order = await carried.order_row(code)
    assert (order["state"], order["done_at"] is not None) == ("accepted", True)
    assert carried.player.cancelled() == []


@pytest.mark.parametrize("is_told", [True, False])
async def test_what_came_back_is_taken_back_where_the_carrier_does_not_know(
    carried: Carrying, *, is_told: bool
) -> None:
    stage, code = carried.stage, await accepted(carried)
    key = (await carried.order_row(code))["order_key"]
    await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
    await stage.recorded(stage.post, code, "take")
    await stage.recorded(stage.post, code, "send_back", reason=Reason.REFUSED)
    if is_told:
        carried.player.tell(key, "returned")
        await carried.hear()
    else:
        await stage.recorded(stage.post, code, "give", to_office=stage.center.code)
    await stage.recorded(stage.clerk, code, "take")
    await settled_down(carried)
    assert carried.player.cancelled() == ([] if is_told else [key])


async def test_papers_of_a_dossier_that_is_withdrawn_are_not_fetched(carried: Carrying) -> None:
    stage = carried.stage
    dossier = await stage.add_dossier()
    thing = await stage.register(stage.clerk, Leg.INBOUND, dossier_code=dossier)
    await carried.send()
    async with stage.bridge.database.transaction() as connection:
        await connection.execute(
            "update dossier set status = $1", int(PortalStatus.WITHDRAWAL_ASKED)
        )
    await settled_down(carried)
    assert carried.player.cancelled() == [(await carried.order_row(thing["code"]))["order_key"]]


async def test_what_was_paid_meanwhile_is_not_collected(carried: Carrying) -> None:
    code = await accepted(carried)
    await pay(carried.stage, code)
    await settled_down(carried)
    ((key, amount),) = standing(carried)
    assert amount == FEE - PAID
    order = await carried.order_row(code)
    assert (order["order_key"], order["collect_dong"]) == (key, amount)
    assert (order["state"], order["trouble"]) == ("accepted", None)
    # Done once, however long it goes on.
    await settled_down(carried)
    assert len(carried.player.keys()) == 2


async def test_what_was_paid_before_a_person_tries_again_is_not_ordered_to_be_collected(
    carried: Carrying,
) -> None:
    await accepted(carried)
    carried.player.stand_in.faults.append(Fault.REFUSED)
    code = await carried.outbound(await carried.stage.add_dossier(2), collect_dong=FEE)
    await carried.send()
    order = await carried.order_row(code)
    assert (order["state"], order["collect_dong"]) == ("refused", FEE)
    await pay(carried.stage, code)
    await Working(carried.admin).try_again(order["order_id"])
    await carried.send()
    assert standing(carried)[1:] == [(order["order_key"], FEE - PAID)]
    assert (await carried.order_row(code))["collect_dong"] == FEE - PAID


async def test_what_was_paid_while_nobody_knew_whether_it_was_ordered_is_put_right(
    carried: Carrying,
) -> None:
    await accepted(carried)
    carried.player.stand_in.faults.append(Fault.BROKEN)
    code = await carried.outbound(await carried.stage.add_dossier(2), collect_dong=FEE)
    await carried.send()
    assert (await carried.order_row(code))["state"] == "sent"
    await pay(carried.stage, code)
    await carried.send(minutes=5)
    # It lies there as it was told first, and we say nothing else.
    assert (await carried.order_row(code))["collect_dong"] == FEE
    await settled_down(carried)
    order = await carried.order_row(code)
    assert standing(carried)[1:] == [(order["order_key"], FEE - PAID)]
    assert order["collect_dong"] == FEE - PAID


async def test_what_is_paid_once_the_post_has_it_is_shown_to_a_person_once(
    carried: Carrying,
) -> None:
    stage, code = carried.stage, await accepted(carried)
    await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
    await pay(stage, code)
    await settled_down(carried)
    order = await carried.order_row(code)
    assert (order["state"], order["trouble"]) == ("accepted", "amount_changed")
    assert (order["collect_dong"], order["due_dong"]) == (FEE, FEE - PAID)
    assert standing(carried) == [(order["order_key"], FEE)]
    await Working(carried.admin).settle(order["order_id"], "Đã gọi bưu cục")
    await settled_down(carried)
    assert (await carried.order_row(code))["trouble"] is None
    # What is paid besides is another thing to be told.
    await pay(stage, code, FEE - PAID)
    await settled_down(carried)
    assert (await carried.order_row(code))["trouble"] == "amount_changed"


@pytest.mark.parametrize("kind", OVER_HTTP)
async def test_an_amount_that_is_as_ordered_again_is_shown_to_nobody(
    stage: Stage, tmp_path: Path, kind: CarrierKind
) -> None:
    async with carrying(kind, stage, tmp_path, cancel_url="") as carried:
        code = await accepted(carried)
        await pay(stage, code)
        await carried.send()
        assert (await carried.order_row(code))["trouble"] == "amount_changed"
        async with stage.bridge.database.transaction() as connection:
            await connection.execute("update consignment set collect_dong = $1", FEE + PAID)
        await carried.send()
        order = await carried.order_row(code)
        assert (order["trouble"], order["due_dong"]) == (None, None)


async def test_an_order_that_cannot_be_taken_back_any_more_is_shown_and_asked_once(
    carried: Carrying,
) -> None:
    code = await accepted(carried)
    await pay(carried.stage, code)
    carried.player.stand_in.faults.append(Fault.REFUSED)
    await settled_down(carried)
    order = await carried.order_row(code)
    assert (order["state"], order["trouble"], order["due_dong"]) == (
        "accepted",
        "refused",
        FEE - PAID,
    )
    assert standing(carried) == [(order["order_key"], FEE)]
    assert len(carried.player.keys()) == 1


async def test_what_is_delivered_though_it_was_to_be_taken_back_is_not_ordered_anew(
    stage: Stage, tmp_path: Path
) -> None:
    async with carrying(CarrierKind.FILES, stage, tmp_path) as carried:
        code = await carried.outbound(collect_dong=FEE)
        await carried.send()
        key = (await carried.order_row(code))["order_key"]
        carried.player.tell(key, "accepted")
        await carried.hear()
        await pay(stage, code)
        await carried.send()
        assert (await carried.order_row(code))["state"] == "cancel_wanted"
        await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
        carried.player.tell(key, "arrived")
        await carried.hear()
        carried.player.tell(key, "finished", amount_dong=FEE)
        await settled_down(carried)
        order = await carried.order_row(code)
        assert (order["state"], order["renews"]) == ("accepted", False)
        assert carried.player.keys() == [key]
        # It was collected though it was paid: a person sees what is too much.
        assert await carried.value("select count(*) from difference where kind = 'collection'") == 1
