"""Handing over to a citizen with the scanner: the fee by a transfer."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.vietqr import Beneficiary, Payee, read_transfer, transfer_text
from postal_bridge.usecases.keep_beneficiary import keep_beneficiary
from postal_bridge.wiring import Bridge
from tests.browser.payment_codes import read_code
from tests.browser.scanning import open_scanner, scan
from tests.browser.sessions import come_in
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

pytestmark = pytest.mark.browser

ACCOUNT = Beneficiary("970499", "0000000002", "BUU DIEN VI DU", "Ngân hàng Ví Dụ")


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    """Return a centre with post offices, whose people scan."""
    return await found_center(bridge, clock)


async def out_for_delivery(stage: Stage, collect_dong: int = 0) -> tuple[str, str]:
    """Return the codes of a result that a courier has on the way, and of its dossier."""
    dossier = await stage.add_dossier(returned_via=None)
    slip = await stage.register(
        stage.clerk,
        Leg.OUTBOUND,
        dossier_code=dossier,
        collect_dong=collect_dong,
        post_office=stage.post.office_code,
    )
    code = str(slip["code"])
    await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
    await stage.recorded(stage.post, code, "take", "go_out")
    return code, dossier


async def name_account(stage: Stage) -> None:
    database = stage.bridge.database
    await keep_beneficiary(
        database, stage.clock, stage.admin, Payee.POST, ACCOUNT, "Văn bản ví dụ 03/BĐ"
    )


async def test_a_fee_is_taken_by_transfer_to_the_post_even_without_a_network(
    phone: BrowserContext, stage: Stage, origin: str
) -> None:
    page = await phone.new_page()
    code, dossier = await out_for_delivery(stage, 50_000)
    await name_account(stage)
    await come_in(page, origin, stage.bridge, stage.post)
    await open_scanner(page, "Giao")
    await expect(page.locator("#expected-count")).to_contain_text("1 món")
    await phone.set_offline(True)
    await scan(page, code)
    picture = page.get_by_role("img", name="Mã VietQR")
    await expect(page.get_by_label("Cách thu")).to_have_value("cash")
    await expect(picture).to_be_hidden()
    await page.get_by_label("Cách thu").select_option("transfer")
    assert await read_code(picture) == transfer_text(ACCOUNT, 50_000, dossier)
    # What is typed is what is paid.
    await page.get_by_label("Số tiền thu").fill("45.000")
    await expect(page.locator("#transfer-amount")).to_have_text("45.000\N{NO-BREAK SPACE}đ")
    assert read_transfer(await read_code(picture)).amount_dong == 45_000
    await page.get_by_label("Số tiền thu").fill("0")
    await expect(page.get_by_role("img", name="Mã VietQR")).to_be_hidden()
    await page.get_by_label("Số tiền thu").fill("50000")
    await page.get_by_label("Số biên lai").fill("BL-0002")
    await page.get_by_role("button", name="Ghi đã giao").click()
    await phone.set_offline(False)
    await expect(page.locator("#count-recorded")).to_have_text("1")
    taken = "select concat_ws(' ', amount_dong, method, receipt_number) from collection"
    assert await stage.value(taken) == "50000 transfer BL-0002"


async def test_without_an_account_of_the_post_a_transfer_is_not_offered_a_code(
    page: Page, stage: Stage, origin: str
) -> None:
    code, _ = await out_for_delivery(stage, 50_000)
    await come_in(page, origin, stage.bridge, stage.post)
    await open_scanner(page, "Giao")
    await expect(page.locator("#expected-count")).to_contain_text("1 món")
    await scan(page, code)
    await page.get_by_label("Cách thu").select_option("transfer")
    await expect(page.get_by_text("Chưa có tài khoản nhận tiền của bưu điện")).to_be_visible()
    await expect(page.get_by_role("img", name="Mã VietQR")).to_be_hidden()
