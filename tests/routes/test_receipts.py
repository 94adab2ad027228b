"""Blocks of receipts over HTTP and on their pages."""

import re
from typing import Any
from uuid import uuid4

import pytest

from postal_bridge.domain.access import Role, counter_of
from postal_bridge.gateways.stand_ins import ReceiptsStandIn
from postal_bridge.ports import Permanent, Trouble
from postal_bridge.usecases.send_receipts import Sender
from tests.routes.conftest import Client, Town, session_of

BROWSER = {"Accept": "text/html", "Accept-Language": "vi", "Sec-Fetch-Site": "same-origin"}
BLOCKS = "/api/v1/receipt-blocks"


@pytest.fixture
def block(town: Town) -> dict[str, Any]:
    return {
        "form_code": "01BLP2-001",
        "symbol": "ab/26t",
        "year": 2026,
        "first": 1,
        "last": 50,
        "office": counter_of(town.center.code),
        "allotted_on": "2026-03-02",
    }


async def test_a_block_is_allotted_listed_and_its_spoilt_forms_are_voided(
    client: Client, town: Town, block: dict[str, Any]
) -> None:
    admin, post = await town.bearer(Role.ADMIN), await town.bearer(Role.POST)
    answer = await client.post(BLOCKS, json=block, headers=admin)
    assert answer.status == 201
    made = await answer.json()
    assert (made["symbol"], made["next"], made["login"]) == ("AB/26T", 1, None)
    listed = await (await client.get(BLOCKS, headers=post)).json()
    assert listed == {"items": [made], "next_cursor": None}
    voids = f"{BLOCKS}/{made['block_id']}/voids"
    spoilt = {"number": 2, "reason": "Viết hỏng"}
    told = await (await client.post(voids, json=spoilt, headers=post)).json()
    assert (told["told"], told["missing"], told["next"]) == (1, 1, 3)
    again = await client.post(voids, json=spoilt, headers=post)
    assert (again.status, (await again.json())["code"]) == (409, "receipt_voided")
    elsewhere = await client.post(f"{BLOCKS}/x/voids", json=spoilt, headers=post)
    assert elsewhere.status == 404


async def test_a_list_of_blocks_goes_on_where_it_ended(
    client: Client, town: Town, block: dict[str, Any]
) -> None:
    admin = await town.bearer(Role.ADMIN)
    for symbol in ("A/26", "B/26", "C/26"):
        await client.post(BLOCKS, json={**block, "symbol": symbol}, headers=admin)
    first = await (await client.get(f"{BLOCKS}?limit=2", headers=admin)).json()
    address = f"{BLOCKS}?limit=2&cursor={first['next_cursor']}"
    second = await (await client.get(address, headers=admin)).json()
    symbols = [each["symbol"] for each in first["items"] + second["items"]]
    assert (sorted(symbols), second["next_cursor"]) == (["A/26", "B/26", "C/26"], None)
    assert (await client.get(f"{BLOCKS}?cursor=eA", headers=admin)).status == 422


async def test_the_pages_allot_a_block_and_void_a_number_of_it(
    client: Client, town: Town, block: dict[str, Any]
) -> None:
    admin = {**BROWSER, **await session_of(town, Role.ADMIN)}
    empty = await (await client.get("/receipts", headers=admin)).text()
    assert "Chưa có quyển biên lai nào" in empty
    form = {**block, "sending": str(uuid4())}
    for _ in range(2):
        answer = await client.post(
            "/admin/receipts", data=form, headers=admin, allow_redirects=False
        )
        assert answer.headers["Location"] == "/admin/receipts?done=receipts_allotted"
    wrong = {**block, "sending": str(uuid4())}
    answer = await client.post("/admin/receipts", data=wrong, headers=admin)
    assert (answer.status, 'role="alert"' in await answer.text()) == (409, True)
    ((made,),) = [(await (await client.get(BLOCKS, headers=admin)).json())["items"]]
    page = f"/receipts/{made['block_id']}"
    spoilt = {"sending": str(uuid4()), "number": "0000003", "reason": "Rách biên lai"}
    answer = await client.post(page, data=spoilt, headers=admin, allow_redirects=False)
    assert answer.headers["Location"] == f"{page}?done=receipt_voided"
    shown = await (await client.get(page, headers=admin)).text()
    assert "0000001\N{EN DASH}0000002" in shown
    assert "Rách biên lai" in shown
    differences = await (await client.get("/differences", headers=admin)).text()
    assert page in differences
    changes = await (await client.get("/admin/changes", headers=admin)).text()
    assert "AB/26T" in changes


async def test_a_number_that_cannot_be_voided_is_shown_again(
    client: Client, town: Town, block: dict[str, Any]
) -> None:
    admin = {**BROWSER, **await session_of(town, Role.ADMIN)}
    answer = await client.post(BLOCKS, json=block, headers=await town.bearer(Role.ADMIN))
    page = f"/receipts/{(await answer.json())['block_id']}"
    spoilt = {"sending": str(uuid4()), "number": "51", "reason": "Viết hỏng"}
    answer = await client.post(page, data=spoilt, headers=admin)
    assert (answer.status, 'value="51"' in await answer.text()) == (422, True)


async def test_another_centre_sees_no_block(
    client: Client, town: Town, other_town: Town, block: dict[str, Any]
) -> None:
    answer = await client.post(BLOCKS, json=block, headers=await town.bearer(Role.ADMIN))
    page = f"/receipts/{(await answer.json())['block_id']}"
    stranger = await session_of(other_town, Role.ADMIN)
    assert (await client.get(page, headers={**BROWSER, **stranger})).status == 404


async def test_what_a_receipt_states_of_an_office_is_kept_on_its_page(
    client: Client, town: Town
) -> None:
    admin = {**BROWSER, **await session_of(town, Role.ADMIN)}
    fields = {"tax_code": "5300000001-001", "address": "1 đường Ví Dụ"}
    page = "/admin/offices/SNV"
    answer = await client.post(
        f"{page}/receipts", data=fields, headers=admin, allow_redirects=False
    )
    assert answer.status == 303
    assert 'value="5300000001-001"' in await (await client.get(page, headers=admin)).text()
    wrong = await client.post(f"{page}/receipts", data={**fields, "tax_code": "1"}, headers=admin)
    assert wrong.status == 422
    nobody = await client.post("/admin/offices/KHONG/receipts", data=fields, headers=admin)
    assert nobody.status == 422


async def test_money_without_a_receipt_is_told_so(client: Client, town: Town) -> None:
    headers = await town.bearer(Role.POST)
    for identity in ("x", uuid4()):
        answer = await client.get(f"/api/v1/receipts/{identity}", headers=headers)
        assert (answer.status, (await answer.json())["code"]) == (404, "unknown_receipt")


async def test_the_way_to_receipts_is_shown_to_those_who_are_let_in(
    client: Client, town: Town
) -> None:
    post, link = {**BROWSER, **await session_of(town, Role.POST)}, 'href="/receipts"'
    assert link in await (await client.get("/post", headers=post)).text()
    admin = {**BROWSER, **await session_of(town, Role.ADMIN)}
    boss = {
        "login": "to.truong",
        "full_name": "Tổ Trưởng Mẫu",
        "role": "post",
        "office_code": counter_of(town.center.code),
        "supervises": "true",
        "password": "mot mat khau dai",
    }
    answer = await client.post("/admin/people", data=boss, headers=admin, allow_redirects=False)
    assert answer.status == 303
    assert (await client.get("/receipts", headers=post)).status == 403
    assert link not in await (await client.get("/post", headers=post)).text()
    for role in (Role.ADMIN, Role.ACCOUNTANT):
        there = await client.get("/me", headers={**BROWSER, **await session_of(town, role)})
        assert link in await there.text(), role


async def test_a_block_is_allotted_to_one_of_the_offices_that_are_open(
    client: Client, town: Town
) -> None:
    admin = {**BROWSER, **await session_of(town, Role.ADMIN)}
    office = f'<option value="{counter_of(town.center.code)}">'
    assert office in await (await client.get("/admin/receipts", headers=admin)).text()


async def test_what_was_refused_is_shown_to_accountants_and_sent_again(
    client: Client, town: Town, block: dict[str, Any]
) -> None:
    bridge, page = town.bridge, "/accounting/receipts"
    admin = await town.bearer(Role.ADMIN)
    made = await (await client.post(BLOCKS, json=block, headers=admin)).json()
    voids = f"{BLOCKS}/{made['block_id']}/voids"
    for number in (1, 2):
        await client.post(voids, json={"number": number, "reason": "Viết hỏng"}, headers=admin)
    keeper = {**BROWSER, **await session_of(town, Role.ACCOUNTANT)}
    text = await (await client.get(page, headers=keeper)).text()
    assert "Chưa cấu hình nơi nhận" in text
    stand_in = ReceiptsStandIn()
    stand_in.fails_with = [Permanent(Trouble.REFUSED, "422 <b>sai</b>") for _ in range(2)]
    await Sender(bridge.database, bridge.clock, stand_in).send_due(town.center)
    text = await (await client.get(page, headers=keeper)).text()
    assert text.count("Nơi nhận từ chối: 422 &lt;b&gt;sai&lt;/b&gt;") == 2
    assert "2 bị từ chối" in await (await client.get("/receipts", headers=keeper)).text()
    receipt_id = re.findall(r'name="receipt_id" value="([^"]+)"', text)[0]
    one = {"receipt_id": receipt_id, "kind": "void"}
    answer = await client.post(page, data=one, headers=keeper, allow_redirects=False)
    assert answer.headers["Location"] == f"{page}?done=sent_again"
    assert (await client.post(page, data=one, headers=keeper)).status == 404
    assert await Sender(bridge.database, bridge.clock, stand_in).send_due(town.center) == 1
    assert (await client.post(page, data={}, headers=keeper)).status == 200
    assert await Sender(bridge.database, bridge.clock, stand_in).send_due(town.center) == 1
    text = await (await client.get(page, headers=keeper)).text()
    assert "Không có biên lai nào đang chờ hay bị từ chối." in text
    post = {**BROWSER, **await session_of(town, Role.POST)}
    assert (await client.get(page, headers=post)).status == 403
    assert page not in await (await client.get("/receipts", headers=post)).text()
