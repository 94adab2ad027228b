"""A citizen's day: track by the slip's QR and by a code, pay, ask for delivery, rate, forget."""

import re

import pytest
from playwright.async_api import Page, expect

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.tracking_code import TrackingCode, sign_label
from postal_bridge.domain.vietqr import Beneficiary, transfer_text
from postal_bridge.wiring import Bridge
from tests.browser.payment_codes import read_code
from tests.browser.test_center import is_sound
from tests.conftest import MORNING, SettableClock
from tests.journeys import Stage, found_center

pytestmark = pytest.mark.browser

TODAY = MORNING.date()
ACCOUNT = {"bank_number": "970499", "account": "0000000001", "holder": "KHO BAC VI DU"}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    stage = await found_center(bridge, clock)
    async with bridge.database.transaction() as connection:
        await connection.execute(
            "insert into rule (name, effective_from, value, source)"
            " values ('beneficiary_accounts', '2026-01-01', $1, 'văn bản ví dụ')",
            {stage.center.code: ACCOUNT},
        )
    return stage


async def answer_questions(page: Page, code: str | None, digits: str) -> None:
    """Fill in the form that tracks; None leaves the code that stands there."""
    if code is not None:
        await page.get_by_label("Mã bưu gửi hoặc mã hồ sơ").fill(code)
    await page.get_by_label("Bốn số cuối của điện thoại đã đăng ký").fill(digits)
    await page.get_by_role("button", name="Tra cứu").click()


async def headed(page: Page, words: str) -> None:
    await expect(page.get_by_role("heading", level=1)).to_have_text(words)


async def test_a_citizen_follows_pays_and_asks_for_delivery_by_the_slip(
    page: Page, stage: Stage, bridge: Bridge
) -> None:
    dossier = await stage.add_dossier(fee_dong=1_250_000)
    code = (await stage.register(stage.post, Leg.INBOUND, dossier_code=dossier))["code"]
    await stage.recorded(stage.post, code, "collect")
    await stage.recorded(stage.post, code, "give", to_office="H53")
    await stage.recorded(stage.clerk, code, "take")
    payload = sign_label(TrackingCode.parse(code), 1, bridge.config.label_keys)
    await page.goto(f"/q/{payload}")
    await expect(page.get_by_label("Mã bưu gửi hoặc mã hồ sơ")).to_have_value(code)
    await is_sound(page)
    await answer_questions(page, None, "5678")
    await headed(page, "Trung tâm đã tiếp nhận hồ sơ")
    assert "5678" not in page.url
    timeline = page.locator(".timeline li")
    await expect(timeline).to_have_count(4)
    await expect(timeline.last).to_contain_text("Bưu điện đã nhận giấy tờ từ ông/bà")
    await expect(page.locator("main")).not_to_contain_text("Nguyễn")
    await is_sound(page)
    picture = page.get_by_role("img", name="Mã VietQR để chuyển khoản")
    assert await read_code(picture) == transfer_text(Beneficiary(**ACCOUNT), 1_250_000, dossier)
    await page.get_by_role("link", name="Trả kết quả tại nhà").click()
    await is_sound(page)
    await page.get_by_label("Giờ thuận tiện, chỉ dẫn đường").fill("Sau 17 giờ")
    await page.get_by_role("button", name="Gửi yêu cầu").click()
    await expect(page.get_by_role("status")).to_have_text("Đã gửi yêu cầu đến bưu điện.")
    await expect(page.get_by_text("Chờ trả lời")).to_be_visible()
    await page.get_by_role("button", name="English").click()
    await headed(page, "Received by the centre")
    await is_sound(page)


async def test_a_citizen_tracks_by_code_rates_and_leaves_nothing_behind(
    page: Page, stage: Stage
) -> None:
    days = {"received_at": MORNING, "received_on": TODAY, "resolved_on": TODAY}
    code = await stage.add_dossier(1, **days, returned_on=TODAY, status=10)
    other = await stage.add_dossier(2, **days, status=9)
    await page.goto("/")
    await is_sound(page)
    await answer_questions(page, other, "5678")
    await headed(page, "Đã có kết quả")
    # And another, right from there.
    await answer_questions(page, code.lower(), "5678")
    await headed(page, "Đã trả kết quả")
    await is_sound(page)
    await page.get_by_label("Rất hài lòng").check()
    await page.get_by_label(re.compile("Góp ý")).fill("Phát đúng hẹn")
    await page.get_by_role("button", name="Gửi đánh giá").click()
    await expect(page.get_by_role("status")).to_have_text("Cảm ơn ông/bà đã đánh giá.")
    await expect(page.get_by_role("button", name="Gửi đánh giá")).to_have_count(0)
    assert await stage.value("select satisfaction from dossier where code = $1", code) == (
        "very_satisfied"
    )
    await page.get_by_role("button", name="Xong, xóa thông tin khỏi máy này").click()
    await page.goto("/track")
    await expect(page.get_by_text(code)).to_have_count(0)
    await expect(page.get_by_label("Mã bưu gửi hoặc mã hồ sơ")).to_have_value("")


async def test_wrong_digits_look_like_an_unknown_code(page: Page, stage: Stage) -> None:
    code = await stage.add_dossier()
    # A browser notes in its console that something was not found, which is no error here.
    quiet = await page.context.new_page()
    seen = []
    for asked, digits in ((code, "0000"), ("H53.14-260313-0999", "5678")):
        await quiet.goto("/track")
        await answer_questions(quiet, asked, digits)
        await expect(quiet.get_by_role("alert")).to_be_visible()
        await is_sound(quiet)
        seen.append((await quiet.locator("main").inner_html()).replace(asked, "…"))
    assert seen[0] == seen[1]
