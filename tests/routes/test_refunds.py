"""Giving surpluses back over HTTP: shapes, who may, repeated writes, and what is refused."""

from typing import Any
from uuid import uuid4

import pytest
from aiohttp import ClientResponse

from postal_bridge.wiring import Bridge
from schemas.fees import DossierFees, RefundShape
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client, bearer

API = "/api/v1"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def sign(stage: Stage, who: str) -> dict[str, str]:
    return await bearer(stage.bridge, stage.center.center_id, getattr(stage, who).login)


async def post(
    client: Client, stage: Stage, path: str, body: dict[str, Any] | None, who: str = "accountant"
) -> ClientResponse:
    return await client.post(f"{API}/{path}", json=body, headers=await sign(stage, who))


async def with_surplus(client: Client, stage: Stage, amount_dong: int) -> str:
    code = await stage.add_dossier()
    fee = {"dossier_code": code, "kind": "fee", "name": "Phí", "amount_dong": amount_dong}
    paid = {"dossier_code": code, "amount_dong": 2 * amount_dong, "method": "online"}
    assert (await post(client, stage, "fees", fee)).status == 201
    assert (await post(client, stage, "payments", paid)).status == 201
    return code


def refund(code: str, amount_dong: int, **more: Any) -> dict[str, Any]:
    money = {"amount_dong": amount_dong, "method": "transfer", "reason": "Nộp thừa"}
    return {"dossier_code": code, **money, **more}


async def test_a_surplus_is_given_back_and_told_with_the_fees(client: Client, stage: Stage) -> None:
    code = await with_surplus(client, stage, 50_000)
    headers = {**await sign(stage, "clerk"), "Idempotency-Key": str(uuid4())}
    for _ in range(2):
        answer = await client.post(f"{API}/refunds", json=refund(code, 50_000), headers=headers)
        assert answer.status == 201
        made = RefundShape.model_validate_json(await answer.text())
    read = await client.get(f"{API}/fees", params={"dossier": code}, headers=headers)
    found = DossierFees.model_validate_json(await read.text())
    assert (found.refunds, found.refundable_dong, found.state) == ([made], 0, "refunded")
    cancelled = await post(client, stage, f"refunds/{made.refund_id}/cancel", {"reason": "Nhầm"})
    assert RefundShape.model_validate_json(await cancelled.text()).state == "cancelled"


async def test_a_large_refund_needs_another_person(client: Client, stage: Stage) -> None:
    code = await with_surplus(client, stage, 6_000_000)
    answer = await post(client, stage, "refunds", refund(code, 6_000_000))
    made = RefundShape.model_validate_json(await answer.text())
    assert made.state == "proposed"
    path = f"refunds/{made.refund_id}/approve"
    statuses = [(await post(client, stage, path, None, who)).status for who in
                ("accountant", "clerk", "admin", "admin")]  # fmt: skip
    assert statuses == [403, 403, 200, 409]
    said = await post(client, stage, f"refunds/{made.refund_id}/reject", {"reason": "Muộn"})
    assert (await said.json())["code"] == "refund_decided"


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"amount_dong": 50_001}, 409, "no_such_surplus"),
        ({"amount_dong": 0}, 422, "invalid_input"),
        ({"amount_dong": -1}, 422, "invalid_input"),
        ({"method": "online"}, 422, "invalid_input"),
        ({"refunded_on": "2026-03-14"}, 422, "invalid_input"),
        ({"office_code": "H53.BC"}, 409, "not_for_the_post"),
        ({"dossier_code": "H53.14-260313-9999"}, 404, "unknown_code"),
    ],
)
async def test_what_cannot_go_back_is_refused_in_words(
    client: Client, stage: Stage, more: dict[str, Any], status: int, code: str
) -> None:
    dossier = await with_surplus(client, stage, 50_000)
    answer = await post(client, stage, "refunds", {**refund(dossier, 50_000), **more})
    assert (answer.status, (await answer.json())["code"]) == (status, code)


async def test_an_identity_that_is_none_is_unknown(client: Client, stage: Stage) -> None:
    for name in ("x", str(uuid4())):
        answer = await post(client, stage, f"refunds/{name}/cancel", {"reason": "Nhầm"})
        assert (await answer.json())["code"] == "unknown_refund"
