"""Bundles over HTTP: by call, by page, on the slip, and what citizens see of them."""

import re
from typing import Any
from uuid import uuid4

import pytest

from postal_bridge.domain.credential import CredentialKind
from postal_bridge.domain.custody import Leg
from postal_bridge.wiring import Bridge
from routes.route import API
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center
from tests.routes.conftest import Client, new_secret
from tests.routes.test_admin_pages import BROWSER
from tests.routes.test_citizens import Visitor
from tests.routes.test_dossier_papers import sign, words

CODES = [f"H53.14-260313-{number:04}" for number in (1, 2, 3)]
BUNDLE: dict[str, Any] = {
    "name": "Khai sinh, thường trú, thẻ BHYT",
    "received_via": "postal",
    "filer": {"name": "Nguyễn Thị Ví Dụ", "phone": "0912345678"},
    "dossiers": [
        {"code": code, "procedure_code": PROCEDURE, "department_code": "SNV"} for code in CODES
    ],
}
#: The procedure of the tests names no department of its own.
OWN = "update procedure set department_code = 'SNV' where code = $1"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    stage = await found_center(bridge, clock)
    async with bridge.database.transaction() as connection:
        await connection.execute(OWN, PROCEDURE)
    return stage


async def browser(stage: Stage, who: str = "clerk") -> dict[str, str]:
    login = getattr(stage, who).login
    secret = await new_secret(stage.bridge, CredentialKind.SESSION, stage.center.center_id, login)
    return {**BROWSER, "Cookie": f"postal_bridge={secret}"}


async def test_a_bundle_is_filed_once_and_read(client: Client, stage: Stage) -> None:
    headers = {**await sign(stage, "clerk"), "Idempotency-Key": "bo-ho-so-mot"}
    answers = [await client.post(f"{API}/bundles", json=BUNDLE, headers=headers) for _ in range(2)]
    assert [answer.status for answer in answers] == [201, 201]
    document = await answers[1].json()
    assert document == await answers[0].json()
    assert [each["code"] for each in document["dossiers"]] == CODES
    read = await client.get(f"{API}/bundles/{document['bundle_id']}", headers=headers)
    assert await read.json() == document
    for wrong in ("nothing", str(uuid4())):
        assert (await client.get(f"{API}/bundles/{wrong}", headers=headers)).status == 404
    headers["Idempotency-Key"] = "bo-ho-so-hai"
    again = await client.post(f"{API}/bundles", json=BUNDLE, headers=headers)
    assert (again.status, (await again.json())["code"]) == (409, "dossier_known")


async def test_a_bundle_travels_on_one_slip_and_its_citizen_sees_all_of_it(
    client: Client, stage: Stage
) -> None:
    code = str((await stage.register(stage.post, Leg.INBOUND))["code"])
    body = {**BUNDLE, "consignment_code": code}
    headers = await sign(stage, "post")
    assert (await client.post(f"{API}/bundles", json=body, headers=headers)).status == 201
    read = await client.get(f"{API}/consignments/{code}", headers=headers)
    assert [each["code"] for each in (await read.json())["dossiers"]] == CODES
    printed = await words(client, f"{API}/consignments/{code}/posting-slip.pdf", headers)
    assert "(3 hồ sơ)" in printed
    for each in CODES:
        assert each in printed
    await stage.recorded(stage.post, code, "collect")
    await stage.recorded(stage.post, code, "give", to_office="H53")
    await stage.recorded(stage.clerk, code, "take")
    record = await words(client, f"{API}/consignments/{code}/handover-record.pdf", headers)
    assert all(each in record.replace(" ", "") for each in CODES)
    visitor = Visitor(client)
    page = await visitor.track(CODES[0])
    assert "Hồ sơ nộp hoặc gửi cùng" in page
    assert all(each in page for each in CODES)


async def test_whoever_meets_a_consignment_is_told_of_every_dossier_in_it(
    client: Client, stage: Stage
) -> None:
    token = await sign(stage, "clerk")
    body = {**BUNDLE, "received_via": "direct"}
    assert (await client.post(f"{API}/bundles", json=body, headers=token)).status == 201

    async def page(who: str, path: str, **fields: str) -> str:
        headers, method = await browser(stage, who), "POST" if fields else "GET"
        answer = await client.request(method, path, data=fields or None, headers=headers)
        assert answer.status == 200
        return " ".join(re.sub("<[^>]+>", " ", await answer.text()).split())

    async def listed(who: str) -> list[list[str]]:
        answer = await client.get(f"{API}/scans/expected", headers=await sign(stage, who))
        return [each["further_dossiers"] for each in (await answer.json())["items"]]

    short = f"{CODES[0]} và 2 hồ sơ khác"
    named = {"dossier_code": CODES[0], "further": CODES[1:]}
    to = str((await stage.register(stage.clerk, Leg.TRANSFER_OUT, **named))["code"])
    assert short in await page("clerk", "/center/waiting/SNV")
    bag = (await stage.begin_bag(stage.clerk, "SNV"))["code"]
    await stage.recorded(stage.clerk, to, "pack", bag=bag)
    assert short in await page("clerk", f"/bags/{bag}")
    read = await client.get(f"{API}/manifests/{bag}", headers=token)
    assert (await read.json())["lines"][0]["further_dossiers"] == CODES[1:]
    await stage.recorded(stage.clerk, to, "unpack", bag=bag)
    await stage.recorded(stage.clerk, to, "give", to_office="SNV")
    assert short in await page("department", "/department")
    assert await listed("department") == [CODES[1:]]
    out = str((await stage.register(stage.clerk, Leg.OUTBOUND, **named))["code"])
    assert short in await words(client, f"{API}/labels?codes={out}", token)
    await stage.recorded(stage.clerk, out, "give", to_office="H53.BC")
    await stage.recorded(stage.post, out, "take")
    assert short in await page("post", "/post/deliver")
    assert await listed("post") == [CODES[1:]]
    assert short in await page("clerk", "/search", q="0912345678")
    answer = await client.get(f"{API}/consignments?leg=outbound", headers=token)
    assert [each["further_dossiers"] for each in (await answer.json())["items"]] == [CODES[1:]]
    await stage.recorded(stage.post, out, "go_out")
    assert short in await page("post", f"/post/couriers/{stage.post.login}")
    others = await page("clerk", f"/dossiers/{CODES[1]}")
    assert f"{out} cùng hồ sơ {CODES[0]}, {CODES[2]}" in others
    tracked = await Visitor(client).track(CODES[1])
    assert f"Bên trong có hồ sơ {', '.join(CODES)}" in tracked


async def test_a_bundle_is_filed_by_page_and_shown_on_each_dossier(
    client: Client, stage: Stage
) -> None:
    headers = await browser(stage)
    page = await (await client.get("/bundles/new", headers=headers)).text()
    sending = re.search(r'name="sending" value="([^"]+)"', page)
    assert sending
    form = {
        "sending": sending[1],
        "name": "Khai sinh, thường trú",
        "received_via": "direct",
        "returned_via": "counter",
        "filer_name": "Nguyễn Thị Ví Dụ",
        "filer_phone": "0912345678",
        "dossiers.1.code": CODES[0],
        "dossiers.1.procedure_code": PROCEDURE,
        "dossiers.1.fee_dong": "25.000",
        "dossiers.3.code": "H53",
        "dossiers.3.procedure_code": PROCEDURE,
    }

    async def send(path: str, **fields: str) -> Any:
        return await client.post(path, data=fields, headers=headers, allow_redirects=False)

    refused = await send("/bundles/new", **form)
    assert refused.status == 422
    assert 'id="dossiers.3.code-said" class="said"' in await refused.text()
    for _ in range(2):
        filed = await send("/bundles/new", **{**form, "dossiers.3.code": CODES[1]})
        assert filed.headers["Location"] == f"/dossiers/{CODES[0]}?done=bundle_filed"
    page = await (await client.get(f"/dossiers/{CODES[0]}", headers=headers)).text()
    assert "Khai sinh, thường trú" in page
    assert CODES[1] in page


async def test_results_of_a_bundle_go_out_together_and_papers_in_parts(
    client: Client, stage: Stage
) -> None:
    headers = await browser(stage)
    token = await sign(stage, "clerk")
    body = {**BUNDLE, "received_via": "direct"}
    assert (await client.post(f"{API}/bundles", json=body, headers=token)).status == 201
    for code, status in ((CODES[0], 9), (CODES[1], 9), (CODES[2], 4)):
        step = {"status": status}
        await client.post(f"{API}/dossiers/{code}/steps", json=step, headers=token)
    page = await (await client.get(f"/center/results/{CODES[0]}", headers=headers)).text()
    assert CODES[1] in page
    assert CODES[2] not in page

    async def send(path: str, **fields: str) -> Any:
        said = {"sending": str(uuid4()), **fields}
        return await client.post(path, data=said, headers=headers, allow_redirects=False)

    to = {"name": "Nguyễn Thị Ví Dụ", "phone": "0912345678", "address": "12 đường Hoa Sữa"}
    sent = await send(f"/center/results/{CODES[0]}", **to, together="yes")
    assert sent.status == 303
    listed = await client.get(f"{API}/consignments?dossier_code={CODES[1]}", headers=token)
    (out,) = (await listed.json())["items"]
    added = await send(f"/consignments/{out['code']}/parts")
    location = added.headers["Location"]
    assert location.endswith("?done=part_added")
    page = await (await client.get(location, headers=headers)).text()
    assert "Các phần" in page
    assert all(code in page for code in (out["code"], CODES[0], CODES[1]))
    strange = await send("/consignments/EV000000990VN/parts")
    assert strange.status == 404
