"""Carriers over HTTP: kept without showing a secret, worked upon, and told to accountants."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiohttp.test_utils import TestClient, TestServer

from jobs.incoming import understand_incoming
from postal_bridge.domain.access import Role
from postal_bridge.domain.carrier import CarrierKind
from postal_bridge.domain.incoming import Way
from postal_bridge.domain.incoming_refusals import WayNotOffered
from postal_bridge.gateways.vnpost_stand_in import Fault
from postal_bridge.signatures import SigningKey
from postal_bridge.usecases.hear_carriers import NAME
from postal_bridge.usecases.keep_carriers import StatedCarrier
from postal_bridge.usecases.keep_incoming_sources import KeepingSource
from postal_bridge.wiring import Bridge
from routes.app import create_app
from routes.pages import admin_carriers
from tests.conftest import SettableClock
from tests.gateways.carrier_players import CODE
from tests.journeys import found_center
from tests.routes.conftest import Client, Town, bearer, session_of
from tests.usecases.carrying import Carrying, carrying
from tests.usecases.test_carrier_reports import FEE, on_its_way, tell_all

API = "/api/v1"
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
SECRET = "khoa-that-bi-mat"
CARRIER: dict[str, Any] = {
    "code": "VNPOST",
    "name": "Bưu điện Ví Dụ",
    "kind": "vnpost_hcc",
    "settings": {
        "order_url": "https://buu-dien.example/orders",
        "customer_code": "MAUTHU",
        "agency_address": "1 đường Ví Dụ",
    },
    "secrets": {"access_token": SECRET},
}


async def test_a_carrier_is_kept_and_its_secret_shown_to_nobody(client: Client, town: Town) -> None:
    admin = await town.bearer(Role.ADMIN)
    answer = await client.post(f"{API}/carriers", json=CARRIER, headers=admin)
    assert answer.status == 200
    assert SECRET not in await answer.text()
    for address in (f"{API}/carriers", "/admin/carrier", "/admin/carrier/VNPOST", "/admin/changes"):
        headers = admin if address.startswith(API) else await session_of(town, Role.ADMIN)
        shown = await client.get(address, headers=headers)
        assert shown.status == 200
        text = await shown.text()
        assert "Bưu điện Ví Dụ" in text
        assert SECRET not in text
    (kept,) = (await (await client.get(f"{API}/carriers", headers=admin)).json())["items"]
    assert kept["secrets"] == {"access_token": True, "customer_key": False, "secret_key": False}
    async with town.bridge.database.snapshot() as connection:
        rows = await connection.fetch("select carrier::text as all_of_it from carrier")
        changes = await connection.fetch("select detail::text as detail from admin_change")
    assert SECRET not in str([dict(row) for row in (*rows, *changes)])


async def test_a_carrier_kept_anew_keeps_the_secrets_that_are_left_out(
    client: Client, town: Town
) -> None:
    admin = await town.bearer(Role.ADMIN)
    await client.post(f"{API}/carriers", json=CARRIER, headers=admin)
    anew = {**CARRIER, "name": "Tên khác", "secrets": {}}
    answer = await client.post(f"{API}/carriers", json=anew, headers=admin)
    assert (await answer.json())["secrets"]["access_token"] is True


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ({"order_url": "ftp://x"}, "settings.order_url"),
        ({"order_url": "https://ten:mat-khau@x.example"}, "settings.order_url"),
        ({"agency_address": ""}, "settings.agency_address"),
        ({"named_by": "name"}, "settings.named_by"),
        ({"page_size": "many"}, "settings.page_size"),
        ({"statuses": "5 = lost in space"}, "settings.statuses"),
        ({"unheard_of": "1"}, "settings.unheard_of"),
    ],
)
async def test_every_setting_that_does_not_fit_is_named(
    client: Client, town: Town, settings: dict[str, str], path: str
) -> None:
    body = {**CARRIER, "settings": {**CARRIER["settings"], **settings}}
    headers = await town.bearer(Role.ADMIN)
    answer = await client.post(f"{API}/carriers", json=body, headers=headers)
    assert answer.status == 422
    problems = (await answer.json())["errors"]
    assert [each["path"] for each in problems] == [path]


async def test_who_carries_on_a_leg_is_kept_from_a_day_on(client: Client, town: Town) -> None:
    admin = await town.bearer(Role.ADMIN)
    leg = {"leg": "outbound", "carrier": "VNPOST", "valid_from": "2026-03-01", "source": "HĐ 9"}
    refused = await client.post(f"{API}/carrier-legs", json=leg, headers=admin)
    assert (await refused.json())["errors"][0]["path"] == "carrier"
    await client.post(f"{API}/carriers", json=CARRIER, headers=admin)
    assert (await client.post(f"{API}/carrier-legs", json=leg, headers=admin)).status == 201
    later = {**leg, "carrier": None, "valid_from": "2026-04-01"}
    assert (await client.post(f"{API}/carrier-legs", json=later, headers=admin)).status == 201
    listed = (await (await client.get(f"{API}/carrier-legs", headers=admin)).json())["items"]
    assert [(each["carrier"], each["valid_from"]) for each in listed] == [
        (None, "2026-04-01"),
        ("VNPOST", "2026-03-01"),
    ]
    which = {"leg": "outbound", "valid_from": "2026-04-01"}
    gone = await client.post(f"{API}/carrier-legs/withdraw", json=which, headers=admin)
    assert gone.status == 200


async def test_a_form_keeps_a_carrier_and_shows_again_what_does_not_fit(
    client: Client, town: Town
) -> None:
    headers = {**await session_of(town, Role.ADMIN), **SAME_SITE}
    led = await client.post(
        "/admin/carrier/new",
        data={"code": "VNPOST", "kind": "files"},
        headers=headers,
        allow_redirects=False,
    )
    assert led.headers["Location"] == "/admin/carrier/VNPOST?kind=files"
    form = {"name": "Bưu cục tệp", "kind": "files", "pull_minutes": "5"}
    wrong = await client.post("/admin/carrier/VNPOST", data=form, headers=headers)
    assert wrong.status == 422
    assert 'id="settings.agency_address"' in await wrong.text()
    form["settings.agency_address"] = "1 đường Ví Dụ"
    form["settings.named_by"] = "consignment"
    form["settings.collected_as_ordered"] = "no"
    kept = await client.post(
        "/admin/carrier/VNPOST", data=form, headers=headers, allow_redirects=False
    )
    assert kept.status == 303
    paused = await client.post(
        "/admin/carrier/VNPOST/pause", data={"act": "pause", "reason": "Bảo trì"}, headers=headers
    )
    assert "Đã tạm ngừng gửi đơn" in await paused.text()
    async with town.bridge.database.snapshot() as connection:
        assert await connection.fetchval("select is_paused from carrier")


@pytest.fixture
async def at(carried: Carrying) -> AsyncIterator[Client]:
    """Yield a client of the application over such a centre."""
    async with TestClient(TestServer(create_app(carried.bridge))) as client:
        yield client


@pytest.fixture
async def carried(bridge: Bridge, clock: SettableClock, tmp_path: Path) -> AsyncIterator[Carrying]:
    """Yield a centre whose VNPost is played, as one of its customers speaks to it."""
    stage = await found_center(bridge, clock)
    async with carrying(CarrierKind.VNPOST_CUSTOMER, stage, tmp_path) as carried:
        yield carried


async def test_what_waits_is_shown_and_dealt_with_on_the_page(
    carried: Carrying, at: Client
) -> None:
    stage = carried.stage
    town = Town(carried.bridge, stage.center, {Role.ADMIN: stage.admin.login})
    headers = {**await session_of(town, Role.ADMIN), **SAME_SITE}
    code = await carried.outbound()
    carried.player.stand_in.faults.append(Fault.REFUSED)
    await carried.send()
    carried.player.tell("SOMEBODY-ELSE-S", "arrived")
    await carried.hear()
    page = await (await at.get("/admin/carrier", headers=headers)).text()
    assert code in page
    assert "Sai địa chỉ" in page
    assert "SOMEBODY-ELSE-S" in page
    order = await carried.order_row(code)
    again = {"act": "try_again", "order_id": str(order["order_id"]), "sending": str(uuid4())}
    led = await at.post("/admin/carrier", data=again, headers=headers, allow_redirects=False)
    assert led.status == 303
    assert (await carried.send())["ordered"] == 1
    report = await carried.value("select report_id from carrier_report")
    settle = {"act": "settle_report", "carrier": CODE, "report_id": str(report)}
    settle["sending"] = str(uuid4())
    without = await at.post("/admin/carrier", data=settle, headers=headers)
    assert without.status == 422
    settled = await at.post(
        "/admin/carrier",
        data={**settle, "reason": "Đơn của nơi khác"},
        headers=headers,
        allow_redirects=False,
    )
    assert settled.status == 303
    page = await (await at.get("/admin/carrier", headers=headers)).text()
    assert "SOMEBODY-ELSE-S" not in page
    changed = "select count(*) from admin_change where what like 'carrier_%'"
    assert await carried.value(changed) == 3


async def test_accountants_see_what_was_collected_and_not_paid_out(
    carried: Carrying, at: Client
) -> None:
    stage, center_id = carried.stage, carried.center.center_id
    code, key = await on_its_way(carried)
    tell_all(carried, key, "arrived", "finished", "with_post")
    await carried.hear()
    headers = await bearer(carried.bridge, center_id, stage.accountant.login)
    told = await (await at.get(f"{API}/carrier-money", headers=headers)).json()
    (owed,) = told["not_paid_out"]
    assert (owed["consignment"], owed["amount_dong"]) == (code, FEE)
    assert owed["with_post_at"] is not None
    town = Town(carried.bridge, stage.center, {Role.ACCOUNTANT: stage.accountant.login})
    session = await session_of(town, Role.ACCOUNTANT)
    assert code in await (await at.get("/accounting/carrier", headers=session)).text()
    dossier = await carried.value("select dossier_code from consignment where code = $1", code)
    page = await (await at.get(f"/dossiers/{dossier}", headers=session)).text()
    assert "Đơn vị vận chuyển báo" in page
    tell_all(carried, key, "paid_out")
    await carried.hear()
    told = await (await at.get(f"{API}/carrier-money", headers=headers)).json()
    assert told["not_paid_out"] == []
    assert {each["fact"]: each["amount_dong"] for each in told["sums"]} == {
        "collected": FEE,
        "with_post": FEE,
        "paid_out": FEE,
    }


async def test_what_vnpost_calls_in_is_proved_and_heard_within_a_minute(
    carried: Carrying, at: Client
) -> None:
    keeping = KeepingSource(carried.admin, carried.bridge.sources, NAME)
    await keeping.choose_way(Way.KEY, "h-token")
    agreed = await keeping.add_secret()
    assert agreed.document is not None
    code, key = await on_its_way(carried)
    tell_all(carried, key, "arrived", "finished")
    address, stand_in = str(at.make_url(f"{API}/incoming/H53/{NAME}")), carried.player.stand_in
    calls = stand_in.call_bodies()
    assert await stand_in.call_out(address, "khoa-gia-mao-cua-ai-do", calls) == [401, 401]
    secret = agreed.document["secret"]
    assert await stand_in.call_out(address, secret, [*calls[::-1], *calls]) == [202] * 4
    await understand_incoming(carried.bridge, carried.center, "")
    await carried.hear()
    assert await carried.state_of(code) == "delivered"
    assert await carried.value("select count(*) from carrier_report") == 2


async def signing(carried: Carrying) -> SigningKey:
    """Let VNPost sign its calls, agree upon nothing but its public key, and return the key."""
    key = SigningKey()
    carried.player.stand_in.call_key = key
    account = carried.player.account
    settings = {**account.settings, "report_public_key": key.public_pem}
    stated = StatedCarrier(CODE, "Bưu điện Ví Dụ", account.kind, settings)
    await carried.keeping.keep(stated)
    await KeepingSource(carried.admin, carried.bridge.sources, NAME).choose_way(Way.OWN)
    return key


async def test_what_vnpost_signs_is_let_in_without_a_key_in_a_header(
    carried: Carrying, at: Client
) -> None:
    await signing(carried)
    code, key = await on_its_way(carried)
    tell_all(carried, key, "arrived", "finished")
    address, stand_in = str(at.make_url(f"{API}/incoming/H53/{NAME}")), carried.player.stand_in
    calls = stand_in.call_bodies()
    assert await stand_in.call_out(address, None, [*calls[::-1], *calls]) == [202] * 4
    await understand_incoming(carried.bridge, carried.center, "")
    await carried.hear()
    assert await carried.state_of(code) == "delivered"
    assert await carried.value("select count(*) from incoming_call") == 2


async def test_what_bears_no_signature_of_the_key_is_not_kept(
    carried: Carrying, at: Client
) -> None:
    await signing(carried)
    stand_in, address = carried.player.stand_in, str(at.make_url(f"{API}/incoming/H53/{NAME}"))
    carried.player.tell("A1", "arrived")
    (genuine,) = stand_in.call_bodies()
    stand_in.call_key = SigningKey()
    carried.player.tell("A1", "arrived")
    (of_another,) = stand_in.call_bodies()
    unsigned = json.dumps({**json.loads(genuine), "SignData": ""}).encode()
    for body in (genuine.replace(b"A1", b"A2"), of_another, unsigned, b"[]", b"", b"\xff"):
        assert await stand_in.call_out(address, "khoa-nao-do", [body]) == [401]
    assert await carried.value("select count(*) from incoming_call") == 0
    assert await stand_in.call_out(address, None, [genuine]) == [202]


async def test_without_a_public_key_nothing_is_signed(carried: Carrying, at: Client) -> None:
    await KeepingSource(carried.admin, carried.bridge.sources, NAME).choose_way(Way.OWN)
    carried.player.stand_in.call_key = SigningKey()
    carried.player.tell("A1", "arrived")
    address = str(at.make_url(f"{API}/incoming/H53/{NAME}"))
    assert await carried.player.stand_in.call_out(address, None) == [401]


async def test_the_page_of_such_a_party_asks_for_no_secret(carried: Carrying, at: Client) -> None:
    await signing(carried)
    town = Town(carried.bridge, carried.center, {Role.ADMIN: carried.stage.admin.login})
    headers = await session_of(town, Role.ADMIN)
    page = await (await at.get(f"/admin/incoming/sources/{NAME}", headers=headers)).text()
    assert "khóa công khai" in page
    assert f"/admin/incoming/sources/{NAME}/secrets" not in page
    with pytest.raises(WayNotOffered):
        await KeepingSource(carried.admin, carried.bridge.sources, NAME).add_secret()


async def test_orders_are_shown_with_the_thing_to_those_who_see_the_whole_centre(
    carried: Carrying, at: Client
) -> None:
    stage, bridge = carried.stage, carried.bridge
    code = await carried.outbound()
    carried.player.stand_in.faults.append(Fault.REFUSED)
    await carried.send()
    order = await carried.order_row(code)
    headers = await bearer(bridge, carried.center.center_id, stage.clerk.login)
    told = await (await at.get(f"{API}/consignments/{code}", headers=headers)).json()
    (shown,) = told["carrier_orders"]
    assert (shown["order_key"], shown["carrier"]) == (order["order_key"], CODE)
    assert (shown["state"], shown["trouble"]) == ("refused", "refused")
    town = Town(bridge, stage.center, {Role.CENTER: stage.clerk.login})
    page = await (
        await at.get(f"/consignments/{code}", headers=await session_of(town, Role.CENTER))
    ).text()
    assert order["order_key"] in page
    assert "Sai địa chỉ" in page
    await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
    headers = await bearer(bridge, carried.center.center_id, stage.post.login)
    told = await (await at.get(f"{API}/consignments/{code}", headers=headers)).json()
    assert told["carrier_orders"] == []


async def test_long_lists_are_read_page_by_page(carried: Carrying, at: Client) -> None:
    stage = carried.stage
    headers = await bearer(carried.bridge, carried.center.center_id, stage.admin.login)
    for number in range(1, 6):
        await carried.outbound(await stage.add_dossier(number))
        if number == 2:
            # Two wait for a person, the others for their turn.
            carried.player.stand_in.faults.extend([Fault.REFUSED] * 2)
            await carried.send()
        carried.player.tell(f"SOMEBODY-ELSE-{number}", "arrived")
        await carried.hear()
    for path in ("carrier-orders", "carrier-reports"):
        everything = await (await at.get(f"{API}/{path}", headers=headers)).json()
        assert (len(everything["items"]), everything["next_cursor"]) == (5, None)
        items, cursor = list[Any](), ""
        for _ in range(3):
            part = f"{API}/{path}?limit=2{cursor}"
            answer = await (await at.get(part, headers=headers)).json()
            items += answer["items"]
            cursor = f"&cursor={answer['next_cursor']}"
        assert (items, answer["next_cursor"]) == (everything["items"], None)
    states = [each["state"] for each in (await _orders(at, headers))]
    assert states == ["refused"] * 2 + ["wanted"] * 3
    wrong = await at.get(f"{API}/carrier-orders?cursor=WzFd", headers=headers)
    assert wrong.status == 422


async def _orders(at: Client, headers: dict[str, str]) -> list[dict[str, Any]]:
    answer = await (await at.get(f"{API}/carrier-orders", headers=headers)).json()
    items: list[dict[str, Any]] = answer["items"]
    return items


async def test_the_page_goes_on_with_one_list_and_begins_the_other_anew(
    carried: Carrying, at: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admin_carriers, "PAGE_LIMIT", 1)
    town = Town(carried.bridge, carried.center, {Role.ADMIN: carried.stage.admin.login})
    headers = await session_of(town, Role.ADMIN)
    codes = []
    for number in (1, 2):
        codes.append(await carried.outbound(await carried.stage.add_dossier(number)))
        carried.player.tell(f"SOMEBODY-ELSE-{number}", "arrived")
        await carried.hear()
    page = await (await at.get("/admin/carrier", headers=headers)).text()
    assert (codes[0] in page, codes[1] in page) == (True, False)
    (further,) = re.findall(r'href="(/admin/carrier\?list=orders&amp;cursor=[^"]+)"', page)
    page = await (await at.get(further.replace("&amp;", "&"), headers=headers)).text()
    assert (codes[0] in page, codes[1] in page) == (False, True)
    assert "SOMEBODY-ELSE-1" in page
