"""Periods over HTTP: closed, refused, printed and downloaded, with the figures that were sealed."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pypdf
import pytest

from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client, bearer
from tests.usecases.test_reconcile import Desk, sent

PERIODS = "/api/v1/periods"
MARCH = f"{PERIODS}/2026-03"
BATCH = "LO-260302-A"


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Desk:
    """Return a March in which one fee was matched and credited, and another never sent on."""
    desk = Desk(await found_center(bridge, clock))
    clock.now = datetime(2026, 4, 4, 2, tzinfo=UTC)
    matched, missing = await desk.dossier(), await desk.dossier()
    await desk.collect(matched, 50_000)
    await desk.collect(missing, 70_000)
    await desk.hand_in(sent(1, matched, 50_000, remittance_batch=BATCH))
    await desk.hand_in(sent(1, None, 50_000, bank_reference=BATCH), kind="bank")
    await desk.hand_in(sent(2, None, 33, narration="=1+1"), kind="bank")
    await desk.run()
    return desk


async def headers_of(stage: Stage, login: str | None = None) -> dict[str, str]:
    return await bearer(stage.bridge, stage.center.center_id, login or stage.accountant.login)


async def close(client: Client, desk: Desk, *carry: str) -> dict[str, Any]:
    answer = await client.post(
        f"{MARCH}/close", json={"carry_forward": carry}, headers=await headers_of(desk.stage)
    )
    document: dict[str, Any] = await answer.json()
    return document


async def test_a_month_is_closed_and_reopened_by_two(client: Client, desk: Desk) -> None:
    refused = await close(client, desk)
    assert refused["code"] == "period_not_explained"
    assert "missing 1 (70,000 đồng)" in refused["detail"]
    closed = await close(client, desk, "missing", "bank_line")
    assert closed["state"] == "closed"
    headers = await headers_of(desk.stage)
    whole = await (await client.get(MARCH, headers=headers)).json()
    assert (whole["seal"], whole["unexplained"]) == (closed["seal"], [])
    proposal = {"reason": "Thiếu một bảng kê"}
    await client.post(f"{MARCH}/reopening", json=proposal, headers=headers)
    alone = await client.post(f"{MARCH}/reopening/approve", headers=headers)
    assert (alone.status, (await alone.json())["code"]) == (403, "reopened_by_one_person")
    other = await headers_of(desk.stage, desk.stage.admin.login)
    approved = await client.post(f"{MARCH}/reopening/approve", headers=other)
    assert (await approved.json())["state"] == "reopened"


async def test_minutes_tell_what_was_sealed(client: Client, desk: Desk) -> None:
    headers = await headers_of(desk.stage)
    early = await client.get(f"{MARCH}/minutes.pdf", headers=headers)
    assert (early.status, (await early.json())["code"]) == (409, "period_not_closed")
    closed = await close(client, desk, "missing", "bank_line")
    for query in ({"department": "SNV"}, {}):
        answer = await client.get(f"{MARCH}/minutes.pdf", params=query, headers=headers)
        pdf = pypdf.PdfReader(BytesIO(await answer.read()))
        words = " ".join(pdf.pages[0].extract_text().split())
        assert "Chưa phân loại 120.000 50.000 50.000 70.000" in words
        assert "Đã thu, chưa chuyển 1 70.000 1 70.000" in words
        assert closed["seal"] in words
    assert "Sở Nội vụ" not in words
    none = {"post_office": desk.stage.post2.office_code}
    answer = await client.get(f"{MARCH}/minutes.pdf", params=none, headers=headers)
    pdf = pypdf.PdfReader(BytesIO(await answer.read()))
    assert "Không phát sinh." in pdf.pages[0].extract_text()


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"department": "KHONG"}, "unknown_office"),
        ({"post_office": "SNV"}, "unknown_office"),
        ({"department": "SNV", "post_office": "SNV"}, "invalid_input"),
    ],
)
async def test_minutes_of_nobody_are_refused(
    client: Client, desk: Desk, query: dict[str, str], code: str
) -> None:
    await close(client, desk, "missing", "bank_line")
    headers = await headers_of(desk.stage)
    answer = await client.get(f"{MARCH}/minutes.pdf", params=query, headers=headers)
    assert (await answer.json())["code"] == code


async def _rows(client: Client, desk: Desk, name: str) -> list[tuple[Any, ...]]:
    answer = await client.get(f"{MARCH}/{name}.xlsx", headers=await headers_of(desk.stage))
    assert answer.status == 200
    book = openpyxl.load_workbook(BytesIO(await answer.read()))
    sheet = book.active
    assert sheet is not None
    assert sheet.freeze_panes is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    return [tuple(row) for row in sheet.iter_rows(min_row=6, values_only=True)]


async def test_sheets_hold_numbers_that_add_up(client: Client, desk: Desk) -> None:
    await close(client, desk, "missing", "bank_line")
    ledger = await _rows(client, desk, "ledger")
    assert ("Đợt chuyển tiền", "Bưu điện chuyển tiền") in {row[3:5] for row in ledger}
    assert sum(row[8] for row in ledger) == sum(row[9] for row in ledger) > 0
    assert len(ledger) == await desk.stage.value("select count(*) from ledger_posting")
    *balances, total = await _rows(client, desk, "trial-balance")
    assert total[4] == total[5] == sum(row[8] for row in ledger)
    for column in range(2, 8):
        assert total[column] == sum(row[column] for row in balances)
    (difference,) = await _rows(client, desk, "differences")
    assert difference[1:2] + difference[5:7] == ("Đã thu, chưa chuyển", 70_000, "Chuyển kỳ sau")


async def test_batches_and_credits_are_listed(client: Client, desk: Desk) -> None:
    headers = await headers_of(desk.stage)
    batches = await (await client.get("/api/v1/remittances", headers=headers)).json()
    (batch,) = batches["items"]
    assert (batch["batch"], batch["lines_dong"], batch["credited_dong"]) == (BATCH, 50_000, 50_000)
    assert (batch["late_days"], batch["rule"]) == (0, "reference")
    query = {"limit": "1"}
    first = await (await client.get("/api/v1/credits", params=query, headers=headers)).json()
    query["cursor"] = first["next_cursor"]
    second = await (await client.get("/api/v1/credits", params=query, headers=headers)).json()
    found = {each["amount_dong"]: each["standing"] for each in first["items"] + second["items"]}
    assert found == {33: "unknown", 50_000: "remittance"}
    unknown = {"unknown": "true"}
    left = await (await client.get("/api/v1/credits", params=unknown, headers=headers)).json()
    assert [each["amount_dong"] for each in left["items"]] == [33]


async def test_the_post_and_departments_do_not_see_the_books(client: Client, desk: Desk) -> None:
    for who in (desk.stage.post, desk.stage.clerk, desk.stage.department):
        answer = await client.get(PERIODS, headers=await headers_of(desk.stage, who.login))
        assert answer.status == 403
