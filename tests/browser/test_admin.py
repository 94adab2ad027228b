"""A day of an administrator: an office, somebody in it, a token, a day off; all of it is listed."""

import re

import pytest
from playwright.async_api import Page, expect

from postal_bridge.wiring import Bridge
from tests.browser.sessions import come_in
from tests.browser.test_accessibility import found_by_axe
from tests.browser.test_pages import fits_its_width
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.routes.conftest import PASSWORD

pytestmark = pytest.mark.browser

OFFICE = "Bưu cục Xã Ví Dụ Có Cái Tên Rất Dài Của Tỉnh Thử Nghiệm"


async def test_an_administrator_sets_up_an_office_and_whoever_works_there_comes_in(
    page: Page, origin: str, bridge: Bridge, clock: SettableClock
) -> None:
    stage = await found_center(bridge, clock)
    await come_in(page, origin, bridge, stage.admin)
    await page.goto("/admin")
    sections = page.get_by_role("navigation", name="Các mục quản trị")

    await sections.get_by_role("link", name="Đơn vị", exact=True).click()
    await page.get_by_label("Mã đơn vị").fill("H53.P9")
    await page.get_by_label("Loại").select_option("post")
    await page.get_by_label("Tên đơn vị").fill(OFFICE)
    await page.get_by_role("button", name="Thêm đơn vị").click()
    await expect(page.get_by_text("Đã thêm đơn vị.")).to_be_visible()
    await fits_its_width(page)

    await sections.get_by_role("link", name="Người dùng").click()
    await page.get_by_label("Tên đăng nhập").fill("buu.ta.moi")
    await page.get_by_label("Họ tên").fill("Nguyễn Văn Ví Dụ")
    await page.get_by_label("Vai trò").select_option("post")
    await page.get_by_role("combobox", name="Nơi làm việc", exact=True).select_option("H53.P9")
    await page.get_by_label("Mật khẩu đầu tiên").fill(PASSWORD)
    await page.get_by_role("button", name="Thêm người dùng").click()
    await expect(page.get_by_text("Đã thêm người dùng.")).to_be_visible()
    await fits_its_width(page)

    await page.goto("/sign-in")
    await page.get_by_label("Tên đăng nhập").fill("buu.ta.moi")
    await page.get_by_label("Mật khẩu").fill(PASSWORD)
    await page.get_by_role("button", name="Đăng nhập").click()
    await expect(page.get_by_text("buu.ta.moi · H53.P9")).to_be_visible()


async def test_an_administrator_grants_takes_back_and_finds_it_all_in_the_list(
    page: Page, origin: str, bridge: Bridge, clock: SettableClock
) -> None:
    stage = await found_center(bridge, clock)
    await come_in(page, origin, bridge, stage.admin)
    await page.goto("/admin")
    sections = page.get_by_role("navigation", name="Các mục quản trị")

    await sections.get_by_role("link", name="Mã truy cập").click()
    await page.get_by_label("Tên đăng nhập của người dùng").fill(stage.post.login)
    await page.get_by_role("button", name="Cấp mã").click()
    token = await page.get_by_label("Mã truy cập", exact=True).input_value()
    asked = await page.request.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert (await asked.json())["office_code"] == "H53.BC"
    await page.get_by_role("link", name="Xong").click()
    await page.get_by_role("button", name=re.compile("Thu hồi")).first.click()
    await expect(page.get_by_role("cell", name="đã thu hồi")).to_be_visible()

    await sections.get_by_role("link", name="Ngày nghỉ").click()
    await page.get_by_label("Ngày", exact=True).fill("2026-12-24")
    await page.get_by_label("Tên", exact=True).fill("Ngày nghỉ ví dụ")
    await page.get_by_label("Căn cứ").fill("Văn bản ví dụ 24/VB")
    await page.get_by_role("button", name="Lưu ngày").click()
    await page.get_by_role("button", name="Bỏ ngày 24/12/2026").click()
    await expect(page.get_by_text("Ngày này trở lại ngày thường.")).to_be_visible()

    await sections.get_by_role("link", name="Nhật ký").click()
    for what in (
        "Cấp mã truy cập",
        "Thu hồi mã truy cập",
        "Ghi ngày nghỉ hoặc làm bù",
        "Bỏ ngày nghỉ hoặc làm bù",
    ):
        await expect(page.get_by_role("cell", name=what, exact=True)).to_be_visible()
    assert token not in await page.content()
    await fits_its_width(page)


async def test_an_administrator_keeps_a_procedure_with_its_papers_and_fees(
    page: Page, origin: str, bridge: Bridge, clock: SettableClock
) -> None:
    stage = await found_center(bridge, clock)
    await come_in(page, origin, bridge, stage.admin)
    await page.goto("/admin/procedures")
    await page.get_by_label("Mã thủ tục", exact=True).fill("9.000001")
    await page.get_by_label("Tên thủ tục").fill("Cấp phiếu thử có cái tên dài " * 4)
    await page.get_by_label("Cơ quan giải quyết").select_option("SNV")
    await page.get_by_label("Thời hạn").fill("5")
    await fits_its_width(page)
    await page.get_by_role("button", name="Thêm thủ tục").click()
    await expect(page.get_by_text("Đã thêm thủ tục.")).to_be_visible()

    await page.get_by_label("Tên giấy tờ 1").fill("Tờ khai thử")
    await page.get_by_label("Tên giấy tờ 2").fill("Ảnh thử")
    await page.get_by_label("Dạng 2").select_option("copy")
    await page.get_by_label("Số lượng 2").fill("2")
    await page.get_by_label("Bắt buộc 2").uncheck()
    await page.get_by_role("button", name="Lưu thành phần hồ sơ").click()
    await expect(page.get_by_text("Đã lưu thành phần hồ sơ.")).to_be_visible()
    await expect(page.get_by_label("Tên giấy tờ 2")).to_have_value("Ảnh thử")
    await expect(page.get_by_label("Tên giấy tờ 5")).to_have_value("")

    await page.get_by_label("Loại").select_option("charge")
    await page.get_by_label("Tên khoản thu").fill("Lệ phí thử")
    await page.get_by_label("Áp dụng từ").fill("2099-01-01")
    await page.get_by_label("Mức (đồng)").fill("50000")
    await page.get_by_role("button", name="Lưu mức thu").click()
    await page.get_by_role("link", name="Sửa mức").click()
    await page.get_by_label("Mức (đồng)").fill("60000")
    await page.get_by_role("button", name="Lưu mức thu").click()
    await expect(page.get_by_role("cell", name="60.000")).to_be_visible()
    assert await found_by_axe(page) == []
    await fits_its_width(page)
