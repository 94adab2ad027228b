"""Taking back what was scanned by mistake, with a network and without."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from postal_bridge.wiring import Bridge
from tests.browser.scanning import events_of, inbound, open_scanner, scan, scans_kept
from tests.browser.sessions import come_in
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

pytestmark = pytest.mark.browser


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    """Return a centre with post offices, whose people scan."""
    return await found_center(bridge, clock)


async def test_a_slip_is_taken_back_by_one_press_and_both_scans_stay(
    page: Page, stage: Stage, origin: str
) -> None:
    codes = await inbound(stage, 2)
    await come_in(page, origin, stage.bridge, stage.post)
    await open_scanner(page, "Thu gom")
    await scan(page, *codes)
    await expect(page.locator("#count-recorded")).to_have_text("2")
    await page.get_by_role("button", name=f"Hoàn tác: {codes[0]}").click()
    await expect(page.locator("#outcome")).to_contain_text("Hoàn tác: Đã ghi")
    row = page.locator("#recent li").filter(has_text=codes[0])
    await expect(row).to_contain_text("Đã hoàn tác")
    await expect(row.get_by_role("button", name="Hoàn tác")).to_have_count(0)
    state = "select state from custody where code = $1"
    assert await stage.value(state, codes[0]) == "registered"
    assert await stage.value(state, codes[1]) == "held"
    assert await events_of(stage, "collected") == 2
    # What was right after all is scanned again, by the button beside it.
    await row.get_by_role("button", name="Thu gom").click()
    await expect(page.locator("#outcome")).to_contain_text("Thu gom: Đã ghi")
    assert await stage.value(state, codes[0]) == "held"


async def test_without_a_network_a_slip_and_its_correction_wait_and_travel_in_their_order(
    phone: BrowserContext, stage: Stage, origin: str
) -> None:
    (code,) = await inbound(stage, 1)
    page = await phone.new_page()
    await come_in(page, origin, stage.bridge, stage.post)
    await open_scanner(page, "Thu gom")
    await expect(page.locator("#line")).to_contain_text("mọi lượt quét đã gửi")
    await phone.set_offline(True)
    await scan(page, code)
    await page.get_by_role("button", name=f"Hoàn tác: {code}").click()
    await expect(page.locator("#recent")).to_contain_text("Chờ hoàn tác")
    await expect(page.locator("#count-waiting")).to_have_text("2")
    await phone.set_offline(False)
    await expect(page.locator("#recent")).to_contain_text("Đã hoàn tác")
    await expect(page.locator("#count-waiting")).to_have_text("0")
    assert await scans_kept(stage, "recorded") == 2
    assert await stage.value("select state from custody") == "registered"


async def test_what_cannot_be_taken_back_any_more_is_told(
    page: Page, stage: Stage, origin: str
) -> None:
    (code,) = await inbound(stage, 1)
    await come_in(page, origin, stage.bridge, stage.post)
    await open_scanner(page, "Thu gom")
    await scan(page, code)
    await page.get_by_role("button", name=f"Bàn giao: {code}").click()
    await expect(page.locator("#outcome")).to_contain_text("Bàn giao: Đã ghi")
    await page.get_by_role("button", name=f"Hoàn tác: {code}").last.click()
    refused = page.get_by_role("region", name="Bị từ chối")
    await expect(refused.get_by_text("Không thể sửa")).to_be_visible()
    await expect(refused).to_contain_text("Hoàn tác")
    assert await stage.value("select state from custody") == "offered"
