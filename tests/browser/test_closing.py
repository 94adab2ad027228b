"""A month is closed and its reopening is proposed, on pages with which axe is content."""

from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, expect

from postal_bridge.wiring import Bridge
from tests.browser.sessions import come_in
from tests.browser.test_accessibility import look_at
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.test_reconcile import Desk, sent

pytestmark = pytest.mark.browser

MARCH = "/accounting/periods/2026-03"


async def test_a_month_is_closed_and_its_reopening_is_proposed(
    page: Page, origin: str, bridge: Bridge, clock: SettableClock
) -> None:
    desk = Desk(await found_center(bridge, clock))
    clock.now = datetime(2026, 4, 4, 2, tzinfo=UTC)
    await desk.collect(await desk.dossier(), 70_000)
    await desk.hand_in(sent(1, None, 33))
    await desk.run()
    await come_in(page, origin, bridge, desk.stage.accountant)
    await look_at(page, ("/accounting/periods", MARCH), {})
    for carried in ("Đã thu, chưa chuyển (1)", "Không rõ khoản thu (1)"):
        await page.get_by_label(carried).check()
    await page.get_by_role("button", name="Khóa sổ tháng này").click()
    await expect(page.get_by_role("link", name="Sổ cái")).to_be_visible()
    await look_at(page, (MARCH,), {})
    await page.get_by_label("Lý do mở lại").fill("Thiếu một bảng kê")
    await page.get_by_role("button", name="Đề nghị mở lại").click()
    await expect(page.get_by_text("Thiếu một bảng kê")).to_be_visible()
    await look_at(page, (MARCH, "/accounting/periods"), {})
