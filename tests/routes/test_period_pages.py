"""The pages on which months are closed: what hinders it, papers, reopening by two people."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.routes.conftest import Client
from tests.routes.test_dossier_money import headers_of
from tests.usecases.test_reconcile import Desk, sent

MARCH = "/accounting/periods/2026-03"


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Desk:
    """Return a March in which one fee was sent on and another was not."""
    desk = Desk(await found_center(bridge, clock))
    clock.now = datetime(2026, 4, 4, 2, tzinfo=UTC)
    matched, missing = await desk.dossier(), await desk.dossier()
    await desk.collect(matched, 50_000)
    await desk.collect(missing, 70_000)
    await desk.hand_in(sent(1, matched, 50_000))
    await desk.run()
    return desk


async def reads(client: Client, desk: Desk, path: str) -> str:
    headers = await headers_of(desk.stage, desk.stage.accountant)
    answer = await client.get(path, headers=headers)
    assert answer.status == 200, await answer.text()
    return await answer.text()


async def send(client: Client, desk: Desk, viewer: Viewer, act: str, **fields: str) -> str:
    """Send a form of March; return what is told of it, or of its refusal."""
    answer = await client.post(
        MARCH,
        data={"act": act, "sending": str(uuid4()), **fields},
        headers=await headers_of(desk.stage, viewer),
        allow_redirects=False,
    )
    if answer.status == 303:
        return answer.headers["Location"].partition("?done=")[2]
    said = re.search(r'role="alert">\s*<p>(.*?)</p>', await answer.text())
    assert said, answer.status
    return said[1]


async def test_every_month_since_the_first_money_is_listed(client: Client, desk: Desk) -> None:
    page = await reads(client, desk, "/accounting/periods")
    months = re.findall(r'href="/accounting/periods/([0-9-]+)"', page)
    assert months == ["2026-04", "2026-03"]


async def test_a_month_tells_what_hinders_closing_it_and_leads_there(
    client: Client, desk: Desk
) -> None:
    page = await reads(client, desk, MARCH)
    assert '<a href="/accounting/open?class=missing">Đã thu, chưa chuyển</a>' in page
    assert "70.000" in page
    assert "minutes.pdf" not in page
    assert "Khóa sổ tháng này" in page
    assert "Khóa sổ tháng này" not in await reads(client, desk, "/accounting/periods/2026-04")


async def test_a_month_is_closed_with_what_is_carried_and_reopened_by_two(
    client: Client, desk: Desk
) -> None:
    accountant, other = desk.stage.accountant, desk.stage.admin
    refused = await send(client, desk, accountant, "close")
    assert "Đã thu, chưa chuyển 1 khoản (70.000 đồng)" in refused
    assert (
        await send(client, desk, accountant, "close", carry_missing="yes", carry_bank_line="yes")
        == "period_closed"
    )
    state = "select state from money_difference"
    assert await desk.stage.value(state) == "carried"
    page = await reads(client, desk, MARCH)
    for paper in ("minutes.pdf", "ledger.xlsx", "trial-balance.xlsx", "differences.xlsx"):
        assert f"/api/v1/periods/2026-03/{paper}" in page
    assert '<option value="SNV">' in page
    assert f'<option value="{desk.stage.post.office_code}">' in page

    await send(client, desk, accountant, "propose")
    assert "Đề nghị mở lại" in await reads(client, desk, MARCH)
    told = await send(client, desk, accountant, "propose", reason="Thiếu một bảng kê")
    assert told == "reopening_proposed"
    assert "Thiếu một bảng kê" in await reads(client, desk, MARCH)
    assert "người khác" in await send(client, desk, accountant, "approve")
    assert await send(client, desk, other, "decline") == "reopening_declined"
    await send(client, desk, accountant, "propose", reason="Vẫn thiếu bảng kê")
    assert await send(client, desk, other, "approve") == "period_reopened"
    page = await reads(client, desk, MARCH)
    assert page.count("<li><strong>") == 5
    assert "minutes.pdf" not in page


async def test_what_is_not_offered_is_refused(client: Client, desk: Desk) -> None:
    await send(client, desk, desk.stage.accountant, "burn")
    closed = "select count(*) from period_act"
    assert await desk.stage.value(closed) == 0
