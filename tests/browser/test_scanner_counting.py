"""Counting the papers of a posting slip while things change hands."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from postal_bridge.domain.custody import Leg
from postal_bridge.usecases.register_consignment import PaperOrder
from postal_bridge.wiring import Bridge
from tests.browser.scanning import inbound, open_scanner, scan
from tests.browser.sessions import come_in
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center

pytestmark = pytest.mark.browser

COUNTS = """
select string_agg(format('%s:%s:%s', position, counted, fate), ' ' order by position)
from paper_count where consignment_code = $1
"""


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    """Return a centre with post offices, whose people count."""
    return await found_center(bridge, clock)


async def test_papers_are_counted_before_a_scan_is_recorded_once_that_is_switched_on(
    page: Page, stage: Stage, origin: str
) -> None:
    codes = await inbound(stage, 3, procedure_code=PROCEDURE)
    await come_in(page, origin, stage.bridge, stage.post)
    await open_scanner(page, "Thu gom")
    await expect(page.locator("#expected-count")).to_contain_text("3 món")
    # Without it a bag of letters is a row of beeps.
    await scan(page, codes[0])
    await expect(page.locator("#count-recorded")).to_have_text("1")
    await page.get_by_label("Đếm giấy tờ theo phiếu gửi").check()
    await scan(page, codes[1])
    counting = page.get_by_role("form", name="Đếm giấy tờ")
    await expect(counting).to_be_visible()
    await expect(page.locator("#count-made")).to_have_text("1")
    # What is scanned meanwhile is not mixed up with it.
    await scan(page, codes[2])
    await expect(page.locator("#outcome")).to_contain_text("đếm xong bưu gửi đang mở")
    await page.get_by_label("Mã bưu gửi, túi hoặc hồ sơ").fill("")
    await counting.get_by_role("button", name="Bớt một").nth(1).click()
    await expect(counting.get_by_role("status")).to_contain_text("phiếu gửi ghi")
    await counting.get_by_role("combobox").first.select_option(label="đã trả lại")
    await counting.get_by_role("button", name="Ghi: Thu gom").click()
    await expect(counting).to_be_hidden()
    await expect(page.locator("#count-recorded")).to_have_text("2")
    assert await stage.value(COUNTS, codes[0]) is None
    assert str(await stage.value(COUNTS, codes[1])).startswith("1:1:returned 2:")
    assert await stage.value("select kind from difference") == "paper_count"
    # It stays on until it is switched off, and Enter alone says that all is as listed.
    await page.reload()
    await expect(page.get_by_label("Đếm giấy tờ theo phiếu gửi")).to_be_checked()
    await expect(page.locator("#expected-count")).to_contain_text("món")
    await scan(page, codes[2])
    await expect(counting).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.locator("#count-recorded")).to_have_text("1")
    assert str(await stage.value(COUNTS, codes[2])).startswith("1:1:present 2:")


async def test_one_thing_is_counted_from_the_list_without_a_network(
    phone: BrowserContext, stage: Stage, origin: str
) -> None:
    (code,) = await inbound(stage, 1, procedure_code=PROCEDURE)
    page = await phone.new_page()
    await come_in(page, origin, stage.bridge, stage.post)
    await open_scanner(page, "Thu gom")
    await expect(page.locator("#expected-count")).to_contain_text("1 món")
    await phone.set_offline(True)
    await page.locator("#expected-count").click()
    await page.get_by_role("button", name=f"Đếm: {code}").click()
    await page.get_by_role("button", name="Ghi: Thu gom").click()
    await expect(page.locator("#count-waiting")).to_have_text("1")
    await phone.set_offline(False)
    await expect(page.locator("#count-recorded")).to_have_text("1")
    assert str(await stage.value(COUNTS, code)).startswith("1:1:present 2:")


async def test_what_the_agency_wants_back_is_withdrawn_with_the_delivery(
    page: Page, stage: Stage, origin: str
) -> None:
    papers = [
        PaperOrder("Giấy phép mới", "result", 1),
        PaperOrder("Giấy phép cũ", "original", 1, to_withdraw=True),
    ]
    slip = await stage.register(stage.clerk, Leg.OUTBOUND, papers=papers)
    code = str(slip["code"])
    await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
    await stage.recorded(stage.post, code, "take", "go_out")
    await come_in(page, origin, stage.bridge, stage.post)
    await open_scanner(page, "Giao")
    await expect(page.locator("#expected-count")).to_contain_text("1 món")
    await page.get_by_label("Đếm giấy tờ theo phiếu gửi").check()
    await scan(page, code)
    await page.get_by_role("button", name="Ghi: Giao").click()
    await page.get_by_role("button", name="Ghi đã giao").click()
    await expect(page.locator("#outcome")).to_contain_text("Giao: Đã ghi")
    assert await stage.value(COUNTS, code) == "1:1:present 2:1:withdrawn"
