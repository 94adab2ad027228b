"""The forms about money on the page of a dossier: done once, told, taken back, refused in words."""

import re
from uuid import uuid4

import pytest
from aiohttp import ClientResponse

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.credential import CredentialKind
from postal_bridge.domain.custody import Leg
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client, new_secret

BROWSER = {"Accept": "text/html", "Accept-Language": "vi", "Sec-Fetch-Site": "same-origin"}
FEE = {"act": "fee", "kind": "fee", "name": "Phí ví dụ", "amount_dong": "50000"}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def headers_of(stage: Stage, viewer: Viewer) -> dict[str, str]:
    secret = await new_secret(stage.bridge, CredentialKind.SESSION, viewer.center_id, viewer.login)
    return {**BROWSER, "Cookie": f"postal_bridge={secret}"}


async def page(client: Client, stage: Stage, viewer: Viewer, code: str) -> str:
    answer = await client.get(f"/dossiers/{code}", headers=await headers_of(stage, viewer))
    assert answer.status == 200
    return await answer.text()


async def send(
    client: Client, stage: Stage, viewer: Viewer, code: str, **fields: str
) -> ClientResponse:
    headers = await headers_of(stage, viewer)
    return await client.post(
        f"/dossiers/{code}/money",
        data={"sending": str(uuid4()), **fields},
        headers=headers,
        allow_redirects=False,
    )


def identity_in(text: str) -> str:
    """Return the identity in the first form that takes something back."""
    found = re.search(r'name="id" value="([0-9a-f-]+)"', text)
    assert found
    return found[1]


async def test_what_is_left_is_shown_and_proposed_to_be_taken_on_delivery(
    client: Client, stage: Stage
) -> None:
    code = await stage.add_dossier(fee_dong=30_000)
    await send(client, stage, stage.accountant, code, **FEE)
    await send(client, stage, stage.accountant, code, **{**FEE, "kind": "tax", "name": "Thuế"})
    pay = {"act": "pay", "paid_dong": "20000", "method": "cash"}
    await send(client, stage, stage.clerk, code, **pay)
    shown = await page(client, stage, stage.clerk, code)
    assert re.findall(r"<dt>Phí, lệ phí phải nộp</dt><dd>(.*?)</dd>", shown) == [
        "100.000\N{NO-BREAK SPACE}đ"
    ]
    headers = await headers_of(stage, stage.clerk)
    asked = await (await client.get(f"/center/results/{code}", headers=headers)).text()
    assert re.findall(r"<dt>Còn lại</dt><dd>(.*?)</dd>", asked) == ["80.000\N{NO-BREAK SPACE}đ"]
    assert 'name="collect_dong" type="text" value="80000"' in asked


async def test_a_fee_is_added_shown_by_kind_and_cancelled(client: Client, stage: Stage) -> None:
    code = await stage.add_dossier()
    let_off = {"percent": "50", "ground": "Hộ nghèo"}
    answer = await send(client, stage, stage.accountant, code, **FEE, **let_off)
    assert answer.headers["Location"] == f"/dossiers/{code}?done=fee_added"
    shown = await page(client, stage, stage.accountant, code)
    assert shown.count("25.000") >= 2
    assert "Hộ nghèo" in shown
    fields = {"act": "cancel", "id": identity_in(shown), "reason": "Nhập nhầm"}
    answer = await send(client, stage, stage.accountant, code, **fields)
    assert answer.headers["Location"] == f"/dossiers/{code}?done=fee_cancelled"
    assert "Nhập nhầm" in await page(client, stage, stage.accountant, code)


async def test_a_payment_is_recorded_once_and_taken_back(client: Client, stage: Stage) -> None:
    code, sending = await stage.add_dossier(), str(uuid4())
    paid = {"act": "pay", "paid_dong": "70001", "method": "cash", "receipt_number": "0000012"}
    for _ in range(2):
        answer = await send(client, stage, stage.clerk, code, sending=sending, **paid)
        assert answer.headers["Location"] == f"/dossiers/{code}?done=payment_recorded"
    shown = await page(client, stage, stage.clerk, code)
    assert shown.count("biên lai 0000012") == 1
    fields = {"act": "take_back", "id": identity_in(shown), "reason": "Ghi nhầm"}
    answer = await send(client, stage, stage.clerk, code, **fields)
    assert answer.headers["Location"] == f"/dossiers/{code}?done=payment_taken_back"
    assert "đã hoàn tác" in await page(client, stage, stage.clerk, code)


@pytest.mark.parametrize(
    "fields",
    [
        {**FEE, "amount_dong": "năm"},
        {**FEE, "percent": "50"},
        {**FEE, "percent": "50", "ground": "Hộ nghèo", "kind": "gift"},
        {"act": "fee", "kind": "fee", "name": "Không có trong biểu"},
        {"act": "pay", "paid_dong": "0", "method": "cash"},
        {"act": "cancel", "id": "1", "reason": "x"},
        {"act": "burn"},
    ],
)
async def test_what_cannot_be_is_shown_again_with_what_was_typed(
    client: Client, stage: Stage, fields: dict[str, str]
) -> None:
    code = await stage.add_dossier()
    answer = await send(client, stage, stage.clerk, code, **fields)
    assert answer.status == 422
    assert 'class="note bad"' in await answer.text()


async def test_forms_are_for_those_who_may(client: Client, stage: Stage) -> None:
    code = await stage.add_dossier()
    made = {'value="fee"': "department", 'value="pay"': "clerk"}
    for form, who in made.items():
        assert form in await page(client, stage, getattr(stage, who), code)
    assert 'value="pay"' not in await page(client, stage, stage.department, code)
    paid = {"act": "pay", "paid_dong": "5", "method": "cash"}
    assert (await send(client, stage, stage.department, code, **paid)).status == 403
    assert (await send(client, stage, stage.department2, code, **FEE)).status == 404


async def paid_twice(client: Client, stage: Stage, amount_dong: int) -> str:
    code = await stage.add_dossier()
    fee = {**FEE, "amount_dong": str(amount_dong)}
    assert (await send(client, stage, stage.clerk, code, **fee)).status == 303
    for _ in range(2):
        paid = {"act": "pay", "paid_dong": str(amount_dong), "method": "online"}
        assert (await send(client, stage, stage.clerk, code, **paid)).status == 303
    return code


def refund_of(amount_dong: int) -> dict[str, str]:
    money = {"refund_dong": str(amount_dong), "refund_method": "transfer"}
    return {"act": "refund", **money, "refund_reason": "Nộp hai lần"}


async def test_a_surplus_is_given_back_once_and_the_refund_cancelled(
    client: Client, stage: Stage
) -> None:
    code, sending = await paid_twice(client, stage, 50_000), str(uuid4())
    assert "Hoàn tiền nộp thừa" in await page(client, stage, stage.clerk, code)
    for _ in range(2):
        fields = {**refund_of(50_000), "sending": sending}
        answer = await send(client, stage, stage.clerk, code, **fields)
        assert answer.headers["Location"] == f"/dossiers/{code}?done=refund_asked"
    shown = await page(client, stage, stage.clerk, code)
    assert "Đã hoàn phí" in shown
    assert shown.count("Nộp hai lần") == 1
    assert "Hoàn tiền nộp thừa" not in shown
    found = re.search(
        r'name="id" value="([^"]+)">\s*<div class="field">\s*<label[^>]*>Lý do</label>'
        r'.*?value="cancel_refund"',
        shown.rpartition("Đã hoàn cho")[2],
        re.DOTALL,
    )
    assert found
    fields = {"act": "cancel_refund", "id": found[1], "reason": "Không nhận"}
    answer = await send(client, stage, stage.clerk, code, **fields)
    assert answer.headers["Location"] == f"/dossiers/{code}?done=refund_cancelled"
    assert "Không nhận" in await page(client, stage, stage.clerk, code)


async def test_a_large_refund_waits_for_another_who_keeps_the_books(
    client: Client, stage: Stage
) -> None:
    code = await paid_twice(client, stage, 6_000_000)
    for _ in range(2):
        await send(client, stage, stage.accountant, code, **refund_of(6_000_000))
    assert 'value="approve_refund"' not in await page(client, stage, stage.accountant, code)
    shown = await page(client, stage, stage.admin, code)
    first, second = re.findall(
        r'value="([^"]+)">\s*<button name="act" value="approve_refund"', shown
    )
    assert (
        await send(client, stage, stage.clerk, code, act="approve_refund", id=first)
    ).status == 403
    answer = await send(client, stage, stage.admin, code, act="approve_refund", id=first)
    assert answer.headers["Location"] == f"/dossiers/{code}?done=refund_approved"
    answer = await send(client, stage, stage.admin, code, act="approve_refund", id=second)
    assert answer.status == 409
    fields = {"act": "reject_refund", "id": second, "reason": "Đã hoàn rồi"}
    answer = await send(client, stage, stage.admin, code, **fields)
    assert answer.headers["Location"] == f"/dossiers/{code}?done=refund_rejected"


async def test_what_cannot_go_back_is_said_beside_what_was_typed(
    client: Client, stage: Stage
) -> None:
    code = await paid_twice(client, stage, 50_000)
    answer = await send(client, stage, stage.clerk, code, **refund_of(50_001))
    text = await answer.text()
    assert answer.status == 409
    assert "Số nộp thừa có thể hoàn là" in text
    assert 'value="50001"' in text
    late = {**refund_of(1), "refunded_on": "2099-01-01"}
    assert (await send(client, stage, stage.clerk, code, **late)).status == 422


async def test_cash_taken_at_a_counter_of_the_post_names_no_consignment(
    client: Client, stage: Stage
) -> None:
    code = await stage.add_dossier()
    await stage.register(stage.post, Leg.INBOUND, dossier_code=code)
    paid = {"act": "pay", "paid_dong": "50000", "method": "cash"}
    assert (await send(client, stage, stage.post, code, **paid)).status == 303
    address = f"/post/couriers/{stage.post.login}"
    shown = await client.get(address, headers=await headers_of(stage, stage.post))
    text = await shown.text()
    assert ("tại quầy" in text, "None" in text) == (True, False)
