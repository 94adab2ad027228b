"""Posting slips over HTTP: what they say, and that only those who serve a citizen print them."""

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.usecases.citizen import Citizen
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center
from tests.routes.conftest import Client
from tests.routes.test_dossier_papers import sign, words

CITIZEN = Citizen("Trần Văn Mẫu", "0987654321", "3 ngõ Ví Dụ")


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


def address(code: str) -> str:
    return f"/api/v1/consignments/{code}/posting-slip.pdf"


async def test_the_slip_names_both_ends_the_papers_and_when_the_post_got_them(
    client: Client, stage: Stage
) -> None:
    slip = await stage.register(
        stage.post, Leg.INBOUND, procedure_code=PROCEDURE, citizen=CITIZEN, collect_dong=125_000
    )
    headers = await sign(stage, "post")
    before = await words(client, address(slip["code"]), headers)
    assert "Thời gian, địa điểm nhận gửi: 09 giờ" not in before
    await stage.recorded(stage.post, slip["code"], "collect")
    printed = await words(client, address(slip["code"]), headers)
    for expected in (
        "PHIẾU GỬI HỒ SƠ",
        f"Số hiệu phiếu gửi: {slip['code']}",
        "Trần Văn Mẫu",
        "3 ngõ Ví Dụ",
        "0987654321",
        "Trung tâm ví dụ H53",
        "nhận gửi: 09 giờ 30 phút, ngày 13 tháng 3 năm 2026",
        "Phí, lệ phí thu hộ: 125.000 đồng",
        "Danh mục giấy tờ của hồ sơ",
        "1 Tờ khai ví dụ bản chính 1",
        "2 Bản sao ví dụ bản chứng thực 2",
    ):
        assert expected in printed


async def test_postage_that_was_stated_stands_on_the_slip_of_a_citizen(
    client: Client, stage: Stage
) -> None:
    headers = await sign(stage, "clerk")
    dossier = await stage.add_dossier()
    fee = {
        "dossier_code": dossier,
        "kind": "postage",
        "name": "Cước trả kết quả",
        "amount_dong": 35_000,
    }
    answer = await client.post("/api/v1/fees", json=fee, headers=headers)
    assert answer.status == 201
    out = await stage.register(stage.clerk, Leg.OUTBOUND, dossier_code=dossier)
    printed = await words(client, address(out["code"]), headers)
    assert "Giá cước: Cước trả kết quả 35.000 đồng; thanh toán" in printed


async def test_a_slip_back_to_the_citizen_lists_results(client: Client, stage: Stage) -> None:
    slip = await stage.register(stage.clerk, Leg.OUTBOUND, citizen=CITIZEN)
    printed = await words(client, address(slip["code"]), await sign(stage, "clerk"))
    assert "Danh mục kết quả, giấy tờ" in printed
    assert "thu hộ: không thu" in printed


async def test_whoever_no_longer_serves_the_citizen_prints_no_slip(
    client: Client, stage: Stage
) -> None:
    code = (await stage.register(stage.post, Leg.INBOUND, citizen=CITIZEN))["code"]
    await stage.recorded(stage.post, code, "collect")
    await stage.recorded(stage.post, code, "give", to_office="H53.P2")
    await stage.recorded(stage.post2, code, "take", "give")
    await stage.recorded(stage.clerk, code, "take")
    refused = await client.get(address(code), headers=await sign(stage, "post2"))
    assert (refused.status, (await refused.json())["code"]) == (403, "not_for_your_role")
    for who, status in (("clerk", 200), ("accountant", 403), ("department2", 404)):
        answer = await client.get(address(code), headers=await sign(stage, who))
        assert answer.status == status


async def test_the_page_leads_to_the_slip(client: Client, stage: Stage) -> None:
    code = (await stage.register(stage.post, Leg.INBOUND, citizen=CITIZEN))["code"]
    page = await client.get(f"/consignments/{code}", headers=await sign(stage, "post"))
    assert address(code) in await page.text()
