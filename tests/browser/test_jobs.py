"""Jobs on a phone: seen, paused and let go on by keyboard alone."""

from datetime import timedelta

from playwright.async_api import Page

from jobs.runs import do_all_due
from postal_bridge.wiring import Bridge
from tests.browser.sessions import come_in
from tests.browser.test_accessibility import found_by_axe
from tests.browser.test_pages import fits_its_width
from tests.conftest import SettableClock
from tests.journeys import found_center


async def press_through(page: Page, name: str) -> None:
    """Go on with the Tab key until a button of this name has the focus."""
    button = page.get_by_role("button", name=name, exact=True)
    for _ in range(100):
        if await button.evaluate("node => node === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"no way by keyboard to {name}")


async def test_an_administrator_pauses_a_job_and_lets_it_go_on_by_keyboard(
    page: Page, origin: str, bridge: Bridge, clock: SettableClock
) -> None:
    stage = await found_center(bridge, clock)
    await do_all_due(bridge)
    clock.advance(timedelta(days=1))
    await do_all_due(bridge)
    await come_in(page, origin, bridge, stage.admin)
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto("/admin/jobs")
    await fits_its_width(page)
    assert await found_by_axe(page) == []
    await page.get_by_role("link", name="Đối soát hằng đêm").press("Enter")
    await page.get_by_label("Lý do").focus()
    await page.keyboard.type("Chờ bảng kê của bưu điện")
    await press_through(page, "Tạm dừng")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/admin/jobs/reconcile?done=job_paused")
    clock.advance(timedelta(days=2))
    await page.reload()
    assert "14/03/2026, 15/03/2026" in await page.locator("main").inner_text()
    await fits_its_width(page)
    assert await found_by_axe(page) == []
    await page.get_by_label("Lý do").focus()
    await page.keyboard.type("Đã có bảng kê")
    await press_through(page, "Cho chạy lại")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/admin/jobs/reconcile?done=job_resumed")
    assert await do_all_due(bridge) > 0
