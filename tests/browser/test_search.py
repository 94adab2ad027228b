"""Somebody looks for a thing from any page, sees all of it, acts, and takes a slip back."""

import re

import pytest
from playwright.async_api import Page, expect

from postal_bridge.domain.custody import Leg
from postal_bridge.wiring import Bridge
from tests.browser.sessions import come_in
from tests.browser.test_pages import fits_its_width
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

pytestmark = pytest.mark.browser

LONG_NAME = "Công Tằng Tôn Nữ Hoàng Thị Nguyệt Ánh Ví Dụ Rất Dài"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def search(page: Page, text: str) -> None:
    """Type into the search that stands on the page, by the keyboard alone."""
    box = page.get_by_role("searchbox")
    await box.fill(text)
    await box.press("Enter")
    await page.wait_for_load_state()


async def test_a_post_clerk_finds_a_name_takes_the_thing_in_and_takes_a_slip_back(
    page: Page, origin: str, bridge: Bridge, stage: Stage
) -> None:
    dossier = await stage.add_dossier(filer_name=LONG_NAME)
    thing = await stage.register(stage.post, Leg.INBOUND, dossier_code=dossier, collect_dong=50_000)
    code = str(thing["code"])
    await come_in(page, origin, bridge, stage.post)
    await page.goto("/me")
    await search(page, "hoang thi nguyet anh")
    assert "hoang" not in page.url
    await expect(page.get_by_text(LONG_NAME)).to_be_visible()
    await fits_its_width(page)
    await page.get_by_role("link", name=dossier).click()
    await page.get_by_role("link", name=code).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"Bưu gửi {code}")
    await page.get_by_text("Thu gom…").click()
    await page.get_by_role("button", name="Thu gom").click()
    await expect(page.get_by_text("Đã ghi. Nếu nhầm, bấm Hoàn tác.")).to_be_visible()
    await expect(page.get_by_text("Đang giữ").first).to_be_visible()
    await fits_its_width(page)
    await page.get_by_role("button", name="Hoàn tác").click()
    await expect(page.get_by_text("Đã hoàn tác.", exact=True)).to_be_visible()
    await expect(page.locator(".standing")).to_contain_text("Mới đăng ký")
    await expect(page.get_by_role("button", name="Hoàn tác")).to_have_count(0)
    await expect(page.locator(".corrected")).to_contain_text("đã hoàn tác")


async def test_a_department_says_what_comes_next_for_a_dossier_found_by_its_code(
    page: Page, origin: str, bridge: Bridge, stage: Stage
) -> None:
    dossier = await stage.add_dossier(
        status=4, received_at=stage.clock(), received_on=stage.clock().date()
    )
    await come_in(page, origin, bridge, stage.department)
    await page.goto("/search")
    await search(page, dossier.lower())
    await page.wait_for_url(f"**/dossiers/{dossier}")
    await page.get_by_label(re.compile("Ghi chú")).fill("Thiếu bản sao ví dụ")
    await page.get_by_role("button", name="Yêu cầu bổ sung").click()
    await expect(page.get_by_role("status")).to_have_text("Đã ghi bước mới của hồ sơ.")
    await expect(page.get_by_text("Thiếu bản sao ví dụ")).to_be_visible()
    await fits_its_width(page)
    await search(page, "không có ai tên thế này")
    await expect(page.get_by_text("Không tìm thấy gì")).to_be_visible()
