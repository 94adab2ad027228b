"""An accountant takes differences away in a sheet, hands it in, looks at it and carries it out."""

import pytest
from playwright.async_api import FilePayload, Page, expect

from postal_bridge.domain.difference_sheet import Column
from postal_bridge.wiring import Bridge
from routes.difference_sheets import XLSX
from tests.browser.sessions import come_in
from tests.browser.test_accessibility import found_by_axe
from tests.browser.test_pages import fits_its_width
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.routes.test_difference_sheets import filled_in, write_off
from tests.usecases.test_reconcile import Desk

pytestmark = pytest.mark.browser


async def test_a_sheet_is_taken_away_looked_at_and_carried_out(
    page: Page, origin: str, bridge: Bridge, clock: SettableClock
) -> None:
    desk = Desk(await found_center(bridge, clock))
    for amount_dong in (20_000, 30_000):
        await desk.collect(await desk.dossier(), amount_dong)
    await desk.run()
    await come_in(page, origin, bridge, desk.stage.accountant)
    await page.goto("/accounting/open?class=missing")
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Tải danh sách về").click()
    content = (await (await download.value).path()).read_bytes()
    decided = filled_in(content, write_off, lambda told: {**write_off(told), Column.ACTION: "Xóa"})
    file = FilePayload(name="chenh-lech.xlsx", mimeType=XLSX, buffer=decided)
    await page.get_by_role("link", name="Nộp lại tệp Excel").click()
    await page.get_by_label("Tệp đã điền").set_input_files(file)
    await page.get_by_role("button", name="Xem thử").click()
    await expect(page.get_by_text("chưa có gì được ghi")).to_be_visible()
    await fits_its_width(page)
    assert await found_by_axe(page) == []
    await page.get_by_label("Chọn lại đúng tệp vừa xem").set_input_files(file)
    await page.get_by_role("button", name="Thực hiện").click()
    await expect(page.get_by_text("Đã thực hiện")).to_be_visible()
    await fits_its_width(page)
    assert await found_by_axe(page) == []
