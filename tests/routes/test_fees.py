"""Fee lines and payments over HTTP: shapes, roles, repeated writes, what a citizen is told."""

from typing import Any
from uuid import uuid4

import pytest

from postal_bridge.wiring import Bridge
from schemas.fees import DossierFees, FeeShape, PaymentShape
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client, bearer

API = "/api/v1"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def sign(stage: Stage, who: str) -> dict[str, str]:
    return await bearer(stage.bridge, stage.center.center_id, getattr(stage, who).login)


def fee_of(code: str, **more: Any) -> dict[str, Any]:
    return {"dossier_code": code, "kind": "fee", "name": "Phí ví dụ", "amount_dong": 50_000, **more}


async def read(client: Client, stage: Stage, code: str) -> DossierFees:
    headers = await sign(stage, "accountant")
    answer = await client.get(f"{API}/fees", params={"dossier": code}, headers=headers)
    assert answer.status == 200
    return DossierFees.model_validate_json(await answer.text())


async def test_a_fee_is_added_paid_and_cancelled(client: Client, stage: Stage) -> None:
    code, headers = await stage.add_dossier(), await sign(stage, "accountant")
    let_off = {"percent": 10, "ground": "Người có công"}
    made = await client.post(f"{API}/fees", json=fee_of(code, let_off=let_off), headers=headers)
    assert made.status == 201
    fee = FeeShape.model_validate_json(await made.text())
    assert (fee.tariff_dong, fee.amount_dong) == (50_000, 45_000)
    assert (await read(client, stage, code)).to_pay_dong == 45_000
    body = {"dossier_code": code, "amount_dong": 45_000, "method": "online"}
    paid = await client.post(f"{API}/payments", json=body, headers=headers)
    assert paid.status == 201
    payment = PaymentShape.model_validate_json(await paid.text())
    found = await read(client, stage, code)
    assert (found.to_pay_dong, found.payments) == (0, [payment])
    address = f"{API}/payments/{payment.payment_id}/take-back"
    back = await client.post(address, json={"reason": "Ghi nhầm"}, headers=headers)
    assert back.status == 200
    gone = await client.post(
        f"{API}/fees/{fee.fee_id}/cancel", json={"reason": "Nhập nhầm"}, headers=headers
    )
    assert FeeShape.model_validate_json(await gone.text()).cancelled_because == "Nhập nhầm"
    assert (await read(client, stage, code)).to_pay_dong == 0


async def test_a_payment_sent_twice_is_recorded_once(client: Client, stage: Stage) -> None:
    code = await stage.add_dossier()
    headers = {**await sign(stage, "clerk"), "Idempotency-Key": str(uuid4())}
    body = {"dossier_code": code, "amount_dong": 7, "method": "cash"}
    first, again = [
        await client.post(f"{API}/payments", json=body, headers=headers) for _ in range(2)
    ]
    assert (first.status, await first.json()) == (again.status, await again.json())
    assert len((await read(client, stage, code)).payments) == 1


async def test_the_post_adds_no_fees_and_departments_take_no_money(
    client: Client, stage: Stage
) -> None:
    code = await stage.add_dossier()
    by_post = await client.post(f"{API}/fees", json=fee_of(code), headers=await sign(stage, "post"))
    body = {"dossier_code": code, "amount_dong": 7, "method": "cash"}
    by_department = await client.post(
        f"{API}/payments", json=body, headers=await sign(stage, "department")
    )
    assert (by_post.status, by_department.status) == (403, 403)


async def test_a_citizen_is_told_what_the_fee_lines_leave_open(
    client: Client, stage: Stage
) -> None:
    code, headers = await stage.add_dossier(fee_dong=99), await sign(stage, "accountant")
    address = f"{API}/track/{code}?phone_last4=5678"
    assert (await (await client.get(address)).json())["to_pay_dong"] == 99
    await client.post(f"{API}/fees", json=fee_of(code), headers=headers)
    body = {"dossier_code": code, "amount_dong": 20_000, "method": "transfer"}
    await client.post(f"{API}/payments", json=body, headers=headers)
    assert (await (await client.get(address)).json())["to_pay_dong"] == 30_000
