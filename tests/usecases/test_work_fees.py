"""Fee lines are added and cancelled, payments recorded and taken back; the books follow."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.dossier import ReceivedVia
from postal_bridge.domain.fees import LetOff, MoneyKind, PaidBy, Payer
from postal_bridge.domain.money_refusals import (
    FeeCancelled,
    PaymentTakenBack,
    UnknownFee,
    UnknownPayment,
)
from postal_bridge.domain.refusals import InvalidInput, UnknownCode
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.look_up_fees import look_up_fees
from postal_bridge.usecases.once import Answer
from postal_bridge.usecases.record_payment import (
    WantedPayment,
    record_payment,
    take_payment_back,
)
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.usecases.summarise import summarise
from postal_bridge.usecases.work_fees import WantedFee, add_fee, cancel_fee
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center

CODE = "H53.14-260313-0001"
TODAY = date(2026, 3, 13)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    stage = await found_center(bridge, clock)
    row = {"center_id": stage.center.center_id, "procedure_code": PROCEDURE, "kind": "fee"}
    tariff = {"name": "Phí ví dụ", "amount_dong": 30_001, "valid_from": date(2026, 1, 1)}
    await stage.insert("procedure_fee", {**row, **tariff})
    filing = Filing(CODE, PROCEDURE, ReceivedVia.POSTAL, "SNV", fee_dong=0)
    await register_dossier(bridge.database, clock, bridge.sealer, stage.post, filing, None)
    return stage


def tools(stage: Stage) -> tuple[Any, Any, Any]:
    return stage.bridge.database, stage.clock, stage.bridge.sealer


async def add(stage: Stage, who: Viewer | None = None, **more: Any) -> dict[str, Any]:
    wanted = WantedFee(CODE, **{"kind": MoneyKind.FEE, "name": "Phí ví dụ", **more})
    return told(await add_fee(*tools(stage), who or stage.clerk, wanted, None))


async def cancel(stage: Stage, fee: dict[str, Any], who: Viewer | None = None) -> dict[str, Any]:
    identity = UUID(fee["fee_id"])
    who = who or stage.clerk
    return told(await cancel_fee(*tools(stage), who, identity, "Nhập nhầm", None))


async def pay(stage: Stage, amount: int, who: Viewer | None = None, **more: Any) -> dict[str, Any]:
    wanted = WantedPayment(CODE, amount, **{"method": PaidBy.ONLINE, **more})
    return told(await record_payment(*tools(stage), who or stage.accountant, wanted, None))


async def take_back(stage: Stage, payment: dict[str, Any], who: Viewer) -> dict[str, Any]:
    identity = UUID(payment["payment_id"])
    return told(await take_payment_back(*tools(stage), who, identity, "Ghi nhầm", None))


def told(answer: Answer) -> dict[str, Any]:
    assert answer.document is not None
    return answer.document


async def fees(stage: Stage) -> dict[str, Any]:
    """Return what is told of the dossier, after an audit found nothing."""
    report = await audit(stage.bridge.database, stage.center, lambda *_: None)
    assert report.findings == []
    return await look_up_fees(stage.bridge.database, stage.accountant, CODE)


async def stands(stage: Stage, account: str) -> Sequence[tuple[str, int]]:
    query = (
        "select subject, sum(amount_dong)::bigint as amount from ledger_posting"
        " where account = $1 group by 1 having sum(amount_dong) <> 0 order by 1"
    )
    async with stage.bridge.database.snapshot() as connection:
        return [tuple(row) for row in await connection.fetch(query, account)]


async def test_a_line_without_an_amount_is_that_of_the_tariff(stage: Stage) -> None:
    fee = await add(stage)
    assert (fee["tariff_dong"], fee["amount_dong"], fee["ground"]) == (30_001, 30_001, None)
    assert (await fees(stage))["to_pay_dong"] == 30_001


async def test_what_is_let_off_is_told_with_its_ground(stage: Stage) -> None:
    fee = await add(stage, let_off=LetOff(50, "Hộ nghèo"))
    assert (fee["tariff_dong"], fee["amount_dong"], fee["ground"]) == (30_001, 15_000, "Hộ nghèo")
    exempt = await add(stage, let_off=LetOff(100, "Trẻ em"), amount_dong=9_000)
    assert exempt["amount_dong"] == 0
    assert (await fees(stage))["to_pay_dong"] == 15_000


async def test_without_an_amount_a_name_the_tariff_lacks_is_refused(stage: Stage) -> None:
    for more in ({"name": "Phí lạ"}, {"kind": MoneyKind.TAX}):
        with pytest.raises(InvalidInput) as refused:
            await add(stage, **more)
        assert [problem.path for problem in refused.value.problems] == ["amount_dong"]


async def test_what_an_agency_pays_is_not_asked_of_the_citizen(stage: Stage) -> None:
    await add(stage, kind=MoneyKind.POSTAGE, amount_dong=40_000, payer=Payer.AGENCY)
    assert (await fees(stage))["to_pay_dong"] == 0


async def test_departments_add_to_their_own_dossiers_only(stage: Stage) -> None:
    await add(stage, stage.department)
    with pytest.raises(UnknownCode):
        await add(stage, stage.department2)


async def test_a_cancelled_line_stays_with_its_reason_and_is_owed_no_more(stage: Stage) -> None:
    fee = await add(stage)
    back = await cancel(stage, fee)
    assert (back["cancelled_on"], back["cancelled_because"]) == ("2026-03-13", "Nhập nhầm")
    found = await fees(stage)
    assert (found["to_pay_dong"], found["kept_dong"]) == (0, 0)
    assert [each["cancelled_because"] for each in found["fees"]] == ["Nhập nhầm"]
    with pytest.raises(FeeCancelled):
        await cancel(stage, fee)


async def test_a_line_is_cancelled_once_however_many_try(stage: Stage) -> None:
    fee = await add(stage)
    tried = await asyncio.gather(*(cancel(stage, fee) for _ in range(4)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in tried) == ["FeeCancelled"] * 3 + ["dict"]
    assert (await fees(stage))["to_pay_dong"] == 0


async def test_a_line_of_nothing_is_cancelled_too(stage: Stage) -> None:
    fee = await add(stage, let_off=LetOff(100, "Trẻ em"))
    assert (await cancel(stage, fee))["cancelled_because"] == "Nhập nhầm"


async def test_a_line_of_another_department_is_unknown(stage: Stage) -> None:
    fee = await add(stage)
    with pytest.raises(UnknownFee):
        await cancel(stage, fee, stage.department2)
    with pytest.raises(UnknownFee):
        await cancel(stage, {"fee_id": str(uuid4())})


async def test_what_was_paid_for_a_cancelled_line_covers_the_next_of_its_kind(
    stage: Stage,
) -> None:
    fee = await add(stage)
    await pay(stage, 30_001)
    await cancel(stage, fee)
    assert (await fees(stage))["kept_dong"] == 30_001
    await add(stage, let_off=LetOff(50, "Hộ nghèo"))
    found = await fees(stage)
    assert (found["to_pay_dong"], found["kept_dong"]) == (0, 15_001)
    kind = {"kind": "fee", "owed_dong": 15_000, "paid_dong": 15_000, "left_dong": 0}
    assert found["kinds"] == [kind]


async def test_money_paid_online_is_with_the_agency_and_counts_for_no_post(stage: Stage) -> None:
    await add(stage)
    payment = await pay(stage, 30_001)
    assert (payment["source"], payment["method"]) == ("online", "online")
    assert await stands(stage, "agency_account") == [("H53", 30_001)]
    assert (await fees(stage))["to_pay_dong"] == 0
    summary = await summarise(stage.bridge.database, stage.center, TODAY, TODAY)
    assert summary.collected_by_post.amount_dong == 0


async def test_cash_at_the_posts_counter_is_in_the_hands_that_took_it(stage: Stage) -> None:
    await add(stage)
    await pay(stage, 30_000, stage.post, method=PaidBy.CASH)
    assert await stands(stage, "courier_cash") == [("H53.BC/post.h53", 30_000)]
    summary = await summarise(stage.bridge.database, stage.center, TODAY, TODAY)
    assert summary.collected_by_post.amount_dong == 30_000


async def test_the_post_takes_nothing_online_and_nobody_money_of_tomorrow(stage: Stage) -> None:
    for who, more in (
        (stage.post, {"method": PaidBy.ONLINE}),
        (stage.clerk, {"paid_on": date(2026, 3, 14)}),
        (stage.clerk, {"paid_on": date(1989, 12, 31)}),
    ):
        with pytest.raises(InvalidInput):
            await pay(stage, 1, who, **more)
    with pytest.raises(UnknownCode):
        await pay(stage, 1, stage.post2, method=PaidBy.CASH)


async def test_a_payment_is_taken_back_once_with_its_reason(stage: Stage) -> None:
    await add(stage)
    payment = await pay(stage, 30_001)
    back = await take_back(stage, payment, stage.accountant)
    assert (back["taken_back"], back["taken_back_because"]) == (True, "Ghi nhầm")
    assert (await fees(stage))["to_pay_dong"] == 30_001
    with pytest.raises(PaymentTakenBack):
        await take_back(stage, payment, stage.accountant)


async def test_offices_take_back_their_own_payments_only(stage: Stage) -> None:
    payment = await pay(stage, 5, stage.post, method=PaidBy.CASH)
    with pytest.raises(UnknownPayment):
        await take_back(stage, payment, stage.clerk)
    assert (await take_back(stage, payment, stage.post))["taken_back"]
