"""An accountant's day: a file is looked at, its columns are told, it is stored and reconciled."""

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from jobs.money_work import worker_of
from postal_bridge.usecases.ask_for_money_jobs import ask_for_run
from postal_bridge.wiring import Bridge
from tests.browser.sessions import come_in
from tests.browser.test_accessibility import found_by_axe
from tests.browser.test_pages import fits_its_width
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.test_reconcile import Desk, sent

pytestmark = pytest.mark.browser


async def test_an_accountant_hands_in_a_list_and_sees_what_does_not_fit(
    page: Page, origin: str, bridge: Bridge, clock: SettableClock
) -> None:
    desk = Desk(await found_center(bridge, clock))
    fine, short, missing = [await desk.dossier() for _ in range(3)]
    for dossier in (fine, short, missing):
        await desk.collect(dossier, 50_000)
    content = (
        f"Hôm nào;Giấy nào;Bao nhiêu;Ghi chú khác\n02/03/2026;{fine};50.000;a\n"
        f"02/03/2026;{short};30.000;b\n30/02/2026;{fine};1;c\n"
    )
    await come_in(page, origin, bridge, desk.stage.accountant)
    await page.goto("/")
    await page.goto("/accounting/files")
    await page.get_by_label("Tệp", exact=True).set_input_files(
        {"name": "bang-ke-thang-3.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    await page.get_by_label("Loại tệp").select_option("post")
    await page.get_by_role("button", name="Xem thử").click()
    await expect(page.get_by_role("heading", name="Các cột này là gì?")).to_be_visible()
    await page.get_by_label("Hôm nào").select_option("booked_on")
    await page.get_by_label("Giấy nào").select_option("dossier_code")
    await page.get_by_label("Bao nhiêu").select_option("amount")
    await fits_its_width(page)
    assert await found_by_axe(page) == []
    await page.get_by_role("button", name="Lưu và xem lại").click()
    await expect(page.get_by_role("heading", name="Những dòng đầu")).to_be_visible()
    await expect(page.get_by_role("cell", name=short)).to_be_visible()
    await expect(page.get_by_role("cell", name="không có ngày hoặc giờ này")).to_be_visible()
    await fits_its_width(page)
    assert await found_by_axe(page) == []
    await page.get_by_role("button", name="Lưu tệp").click()
    await expect(page.get_by_text("Chờ đến lượt")).to_be_visible()
    # The page follows by itself.
    await worker_of(bridge).work_off()
    await expect(page.get_by_role("link", name="Xem tệp đã lưu")).to_be_visible()
    await page.get_by_role("link", name="Xem tệp đã lưu").click()
    await expect(page.get_by_role("rowheader", name="4")).to_be_visible()

    await page.goto("/accounting/runs")
    await page.get_by_label("Từ ngày").fill("2026-03-01")
    await page.get_by_label("Đến ngày").fill("2026-03-31")
    await page.get_by_role("button", name="Đối soát", exact=True).click()
    await worker_of(bridge).work_off()
    await page.get_by_role("link", name="Xem kết quả").click()
    await expect(page.get_by_text("1 / 2 dòng khớp")).to_be_visible()
    await fits_its_width(page)
    assert await found_by_axe(page) == []
    await page.goto("/accounting")
    await expect(page.get_by_role("link", name="Chuyển thiếu")).to_be_visible()
    await fits_its_width(page)
    assert await found_by_axe(page) == []
    await page.get_by_role("link", name="Chuyển thiếu").click()
    await expect(page.get_by_role("cell", name="20.000")).to_be_visible()


async def test_differences_are_worked_by_keyboard_and_one_by_one(
    page: Page, origin: str, bridge: Bridge, clock: SettableClock
) -> None:
    desk = Desk(await found_center(bridge, clock))
    await desk.hand_in(*(sent(place, None, 1_000 * place) for place in (1, 2, 3)))
    await desk.run()
    await come_in(page, origin, bridge, desk.stage.accountant)
    await page.goto("/accounting/open")
    await fits_its_width(page)
    assert await found_by_axe(page) == []
    for key in ("j", "x", "j", "j", "x", "k", "j"):
        await page.keyboard.press(key)
    await expect(page.locator("tbody input:checked")).to_have_count(2)
    await page.get_by_label("Với các dòng đã chọn").select_option("comment")
    await page.get_by_label("Lý do hoặc ghi chú").fill("Đã hỏi bưu cục")
    await page.get_by_role("button", name="Làm", exact=True).click()
    await expect(page.get_by_text("Đã ghi việc xử lý chênh lệch.")).to_be_visible()
    said = "select count(*) from money_difference_step where action = 'commented'"
    assert await desk.stage.value(said) == 2
    for key in ("a", "g"):
        await page.keyboard.press(key)
    await expect(page.get_by_label("Giao cho")).to_be_focused()
    await page.keyboard.type(desk.stage.admin.login)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(desk.stage.admin.login)).to_have_count(4)
    given = "select count(*) from money_difference where assignee is not null"
    assert await desk.stage.value(given) == 3

    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Bốn phía của khoản tiền")).to_be_visible()
    await fits_its_width(page)
    assert await found_by_axe(page) == []
    await page.get_by_label("Giấy tờ, không quá 2 MB").set_input_files(
        {"name": "giay-bao.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-"}
    )
    await page.get_by_role("button", name="Lưu giấy tờ").click()
    await expect(page.get_by_role("link", name="giay-bao.pdf")).to_be_visible()
    await fits_its_width(page)
    assert await found_by_axe(page) == []
    settle = page.locator("form", has=page.get_by_role("button", name="Giải quyết"))
    await settle.get_by_label("Cách giải quyết").select_option("carry_forward")
    await settle.get_by_label("Lý do", exact=True).fill("Chờ bảng kê tháng sau")
    await settle.get_by_role("button", name="Giải quyết").click()
    await expect(page.get_by_text("Chờ bảng kê tháng sau")).to_be_visible()
    await expect(page.get_by_role("button", name="Hoàn tác")).to_be_visible()


async def test_the_bar_of_work_under_way_is_as_full_as_what_is_done(
    page: Page, origin: str, bridge: Bridge, clock: SettableClock
) -> None:
    stage = await found_center(bridge, clock)
    period = clock().date(), clock().date()
    job_id = await ask_for_run(bridge.database, clock, stage.accountant, period)
    async with bridge.database.transaction() as connection:
        await connection.execute(
            "update money_job set state = 'running', lease_until = $1, done = 500, total = 20000",
            clock() + timedelta(minutes=5),
        )
    await come_in(page, origin, bridge, stage.accountant)
    await page.goto(f"/accounting/jobs/{job_id}")
    bar = page.get_by_role("progressbar", name="Tiến độ")
    assert await bar.evaluate("bar => bar.position") == 0.025
    await expect(page.get_by_text("500 / 20.000 dòng")).to_be_visible()
