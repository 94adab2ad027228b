"""Rows are chosen by ticking: the other side of a difference, and what a credit of a bank is."""

import pytest
from playwright.async_api import Page, expect

from postal_bridge.wiring import Bridge
from tests.browser.sessions import come_in
from tests.browser.test_accessibility import found_by_axe
from tests.browser.test_pages import fits_its_width
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.test_explain_lines import Desk as LinesDesk
from tests.usecases.test_match_credits import came
from tests.usecases.test_reconcile import Desk, sent

pytestmark = pytest.mark.browser


async def test_the_other_side_of_a_difference_is_looked_for_and_ticked(
    page: Page, origin: str, bridge: Bridge, clock: SettableClock
) -> None:
    desk = Desk(await found_center(bridge, clock))
    first, second = await desk.dossier(), await desk.dossier()
    await desk.collect(first, 30_000)
    await desk.collect(second, 20_000, receipt_number="0000123")
    await desk.hand_in(sent(1, None, 50_000, remittance_batch="LO-260302-A"))
    await desk.run()
    await come_in(page, origin, bridge, desk.stage.accountant)
    await page.goto("/accounting/open?class=unknown")
    await page.get_by_role("link", name="Không rõ khoản thu", exact=True).click()
    for place, wanted in enumerate((first, "0000123")):
        await page.get_by_label("Tìm phía bên kia").fill(wanted)
        await page.get_by_role("button", name="Tìm và tính tổng").click()
        await page.get_by_role("checkbox").nth(place).check()
    await page.get_by_role("button", name="Tìm và tính tổng").click()
    await expect(page.get_by_role("heading", name="Sẽ ghi sổ")).to_be_visible()
    await fits_its_width(page)
    assert await found_by_axe(page) == []
    match = page.locator("form", has=page.get_by_role("button", name="Ghép các dòng đã chọn"))
    await match.get_by_label("Lý do").fill("Đã đối chiếu biên lai")
    await match.get_by_role("button", name="Ghép các dòng đã chọn").click()
    await expect(page.get_by_text("Đã đối chiếu biên lai")).to_be_visible()


async def test_a_credit_is_put_together_with_a_batch_and_taken_apart(
    page: Page, origin: str, bridge: Bridge, clock: SettableClock
) -> None:
    desk = Desk(await found_center(bridge, clock))
    dossier = await desk.dossier()
    await desk.collect(dossier, 50_000)
    await desk.hand_in(sent(1, dossier, 50_000, remittance_batch="LO-260302-A"))
    twice = [came(n, 50_000, narration=f"lan {n} LO-260302-A") for n in (1, 2)]
    await desk.hand_in(*twice, kind="bank", account="3713.0.1053512")
    await desk.run()
    await come_in(page, origin, bridge, desk.stage.accountant)
    await page.goto("/accounting/credits")
    await fits_its_width(page)
    await page.get_by_role("row", name="nhiều khoản giống nhau").first.get_by_role("link").click()
    await page.get_by_role("checkbox").first.check()
    await page.get_by_role("button", name="Tìm và tính tổng").click()
    await expect(page.get_by_role("heading", name="Sẽ ghi sổ")).to_be_visible()
    await fits_its_width(page)
    assert await found_by_axe(page) == []
    await page.get_by_label("Lý do").fill("Ngân hàng đã xác nhận")
    await page.get_by_role("button", name="Ghép và ghi sổ").click()
    await expect(page.get_by_text("Đã ghép và ghi sổ.")).to_be_visible()
    await fits_its_width(page)
    assert await found_by_axe(page) == []
    await page.get_by_label("Lý do").fill("Nhầm giao dịch")
    await page.get_by_role("button", name="Tách và đảo bút toán").click()
    await expect(page.get_by_text("Nhầm giao dịch")).to_be_visible()


async def test_a_credit_is_told_to_be_a_payment_by_keyboard_and_taken_back(
    page: Page, origin: str, bridge: Bridge, clock: SettableClock
) -> None:
    desk = LinesDesk(await found_center(bridge, clock))
    code = await desk.owing()
    await desk.stated(60_000)
    await come_in(page, origin, bridge, desk.stage.accountant)
    await page.goto("/accounting/credits")
    await page.get_by_role("table").get_by_role("link").click()
    await fits_its_width(page)
    assert await found_by_axe(page) == []
    await page.get_by_label("Mã hồ sơ").fill(code)
    await page.get_by_label("Vì sao").fill("Ngân hàng đã xác nhận")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name=code)).to_be_visible()
    await fits_its_width(page)
    assert await found_by_axe(page) == []
    await page.get_by_label("Lý do").fill("Ngân hàng trả lại")
    await page.get_by_role("button", name="Hoàn tác").click()
    await expect(page.get_by_text("Chưa rõ", exact=True)).to_be_visible()


async def test_a_debit_is_told_to_be_the_refund_that_it_is(
    page: Page, origin: str, bridge: Bridge, clock: SettableClock
) -> None:
    desk = LinesDesk(await found_center(bridge, clock))
    await desk.refunded()
    await desk.stated(-50_000)
    await come_in(page, origin, bridge, desk.stage.accountant)
    await page.goto("/accounting/credits")
    await page.get_by_role("table").get_by_role("link").click()
    await page.get_by_role("radio", name="Hoàn phí bằng chuyển khoản").check()
    await page.get_by_label("Lý do").fill("Ngân hàng đã xác nhận")
    await fits_its_width(page)
    assert await found_by_axe(page) == []
    await page.get_by_role("button", name="Xác nhận").click()
    await expect(page.get_by_text("Đã xác nhận và ghi sổ.")).to_be_visible()
    await expect(page.get_by_role("button", name="Hoàn tác")).to_be_visible()
