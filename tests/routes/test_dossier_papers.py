"""Papers of dossiers over HTTP: who prints them, what is refused, what the page leads to."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pypdf
import pytest

from postal_bridge.domain.access import Role
from postal_bridge.wiring import Bridge
from tests.conftest import MORNING, SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client, Town, bearer, session_of

RECEIVED: dict[str, Any] = {"received_at": MORNING, "received_on": MORNING.date(), "status": 2}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def sign(stage: Stage, who: str) -> Mapping[str, str]:
    viewer = getattr(stage, who)
    return await bearer(stage.bridge, stage.center.center_id, viewer.login)


def address(code: str, paper: str) -> str:
    return f"/api/v1/dossiers/{code}/papers/{paper}.pdf"


async def words(client: Client, path: str, headers: Mapping[str, str]) -> str:
    answer = await client.get(path, headers=headers)
    assert (answer.status, answer.content_type) == (200, "application/pdf")
    pages = pypdf.PdfReader(BytesIO(await answer.read())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


async def test_a_receipt_is_printed_for_the_centre_and_the_department(
    client: Client, stage: Stage
) -> None:
    code = await stage.add_dossier(**RECEIVED)
    for who in ("clerk", "department", "admin"):
        printed = await words(client, address(code, "receipt-appointment"), await sign(stage, who))
        assert "Mẫu số 01 (Thông tư số 03/2025/TT-VPCP)" in printed
        assert "Tiếp nhận hồ sơ của: Nguyễn Thị Ví Dụ" in printed
        assert "12 đường Hoa Sữa" in printed
        assert "05 ngày làm việc" in printed


async def test_others_do_not_print_papers(client: Client, stage: Stage) -> None:
    code = await stage.add_dossier(**RECEIVED)
    path = address(code, "receipt-appointment")
    for who, status in (("accountant", 403), ("post", 403), ("department2", 404)):
        answer = await client.get(path, headers=await sign(stage, who))
        assert answer.status == status
    assert (await client.get(path)).status == 401


@pytest.mark.parametrize("paper", ["refusal-notice", "dossier-register", "no-such-paper"])
async def test_a_paper_that_is_not_there_is_refused(
    paper: str, client: Client, stage: Stage
) -> None:
    code = await stage.add_dossier(**RECEIVED)
    answer = await client.get(address(code, paper), headers=await sign(stage, "clerk"))
    assert (answer.status, (await answer.json())["code"]) == (409, "paper_not_there")


async def test_every_paper_of_a_dossier_is_printed(client: Client, stage: Stage) -> None:
    headers = await sign(stage, "admin")
    code = await stage.add_dossier(due_on=MORNING.date(), **RECEIVED)
    for status, note in ((5, "Thiếu bản vẽ #panic()\nThiếu tờ khai"), (4, None), (9, None)):
        body = {"status": status, "note": note} if note else {"status": status}
        answer = await client.post(f"/api/v1/dossiers/{code}/steps", json=body, headers=headers)
        assert answer.status == 200
    asked = await words(client, address(code, "supplement-request"), headers)
    assert "1. Thiếu bản vẽ #panic() 2. Thiếu tờ khai" in asked
    sheet = await words(client, address(code, "process-control-sheet"), headers)
    assert "Mẫu số 06" in sheet
    assert "Đúng hạn có kết quả" in sheet
    returned = await words(client, address(code, "result-receipt"), headers)
    assert "GIẤY BIÊN NHẬN TRẢ KẾT QUẢ" in returned
    body = {"status": 10, "returned_via": "counter"}
    await client.post(f"/api/v1/dossiers/{code}/steps", json=body, headers=headers)
    assert "Hình thức trả: tại quầy" in await words(
        client, address(code, "result-receipt"), headers
    )


async def test_refusals_and_stops_say_why(client: Client, stage: Stage) -> None:
    headers = await sign(stage, "clerk")
    refused = await stage.add_dossier(1)
    stopped = await stage.add_dossier(2, **RECEIVED)
    for code, status, paper in ((refused, 3, "refusal-notice"), (stopped, 8, "stop-notice")):
        body = {"status": status, "note": "Không thuộc thẩm quyền ví dụ"}
        await client.post(f"/api/v1/dossiers/{code}/steps", json=body, headers=headers)
        assert "Không thuộc thẩm quyền ví dụ" in await words(client, address(code, paper), headers)


async def test_a_request_says_why_and_whom_to_ask(client: Client, stage: Stage) -> None:
    headers, code = await sign(stage, "department"), await stage.add_dossier(**RECEIVED)
    body = {
        "status": 5,
        "note": "Thiếu bản vẽ",
        "reason": "Bản vẽ đã hết hạn",
        "contact": "bà Phạm Thị Thử, 0243000000",
    }
    steps = f"/api/v1/dossiers/{code}/steps"
    answer = await client.post(steps, json=body, headers=headers)
    told = (await answer.json())["steps"][-1]
    assert (told["reason"], told["contact"]) == (body["reason"], body["contact"])
    asked = await words(client, address(code, "supplement-request"), headers)
    assert "Lý do: Bản vẽ đã hết hạn" in asked
    assert "liên hệ bà Phạm Thị Thử, 0243000000, để được hướng dẫn" in asked
    refused = await client.post(steps, json={**body, "status": 4}, headers=headers)
    assert {each["path"] for each in (await refused.json())["errors"]} == {"reason", "contact"}


async def test_a_receipt_bears_the_number_of_the_register(client: Client, stage: Stage) -> None:
    headers = await sign(stage, "clerk")
    for number in (1, 2):
        code = await stage.receive_dossier(number, MORNING)
    for _ in range(2):
        printed = await words(client, address(code, "receipt-appointment"), headers)
        assert "quyển số năm 2026, số thứ tự 2" in printed


async def test_the_page_of_a_dossier_leads_to_the_papers_it_has(
    client: Client, stage: Stage
) -> None:
    code = await stage.add_dossier(**RECEIVED)
    for who, there in (("clerk", True), ("department", True), ("accountant", False)):
        page = await client.get(f"/dossiers/{code}", headers=await sign(stage, who))
        text = await page.text()
        assert page.status == 200
        assert (address(code, "receipt-appointment") in text) is there
        assert address(code, "refusal-notice") not in text


async def test_an_apology_is_written_and_printed(client: Client, stage: Stage) -> None:
    headers = await sign(stage, "department")
    code = await stage.add_dossier(due_on=MORNING.date(), **RECEIVED)
    path = f"/api/v1/dossiers/{code}/apology"
    body = {"reason": "Chờ ý kiến #panic()", "new_due_on": "2026-03-20"}
    statuses = [(await client.post(path, json=body, headers=headers)).status for _ in range(2)]
    assert statuses == [201, 409]
    printed = await words(client, address(code, "apology-extension"), headers)
    assert "Lý do: Chờ ý kiến #panic()" in printed
    assert "ngày 20 tháng 3 năm 2026" in printed


async def test_the_page_asks_for_the_reason_and_the_new_day(client: Client, town: Town) -> None:
    cookie = await session_of(town, Role.ADMIN)
    at = MORNING
    filed = {
        "code": "H53.14-260313-0001",
        "procedure_code": "1.000001",
        "received_via": "direct",
        "department_code": "SNV",
        "received_at": at.isoformat(),
        "due_on": "2026-03-16",
        "filer": {"name": "Nguyễn Thị Ví Dụ"},
    }
    async with town.bridge.database.transaction() as connection:
        await connection.execute(
            "insert into procedure (center_id, code, name) values ($1, '1.000001', 'Ví dụ')",
            town.center.center_id,
        )
    headers = await town.bearer(Role.CENTER)
    assert (await client.post("/api/v1/dossiers", json=filed, headers=headers)).status == 201
    page = f"/dossiers/{filed['code']}"
    origin = {**cookie, "Origin": str(client.make_url("")).rstrip("/")}
    wrong = {"reason": "Chờ ý kiến", "new_due_on": "2026-03-14"}
    refused = await client.post(f"{page}/apology", data=wrong, headers=origin)
    assert refused.status == 422
    assert "Chờ ý kiến" in await refused.text()
    right = {**wrong, "new_due_on": "2026-03-18"}
    kept = await client.post(f"{page}/apology", data=right, headers=origin, allow_redirects=False)
    assert kept.status == 303
    text = await (await client.get(page, headers=cookie)).text()
    assert "apology-extension.pdf" in text
    assert f'action="{page}/apology"' not in text
