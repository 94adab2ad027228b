"""A day with the scanner: by typing, without a network, after the page was killed, by camera."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from postal_bridge.domain.custody import Leg
from postal_bridge.wiring import Bridge
from tests.browser.scanning import (
    events_of,
    inbound,
    lose_answers,
    open_scanner,
    scan,
    scans_kept,
)
from tests.browser.sessions import come_in
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

pytestmark = pytest.mark.browser

LEAVE_SPOILT_SCAN = """([login, code]) => new Promise((left, failed) => {
    const opening = indexedDB.open("postal_bridge_scanner");
    opening.onsuccess = () => {
        const scan_id = "0190f000-0000-7000-8000-000000000001";
        const scan = {scan_id, code, action: "juggle", scanned_at: new Date().toISOString()};
        const writing = opening.result.transaction("waiting", "readwrite");
        writing.objectStore("waiting").add({login, thing: code, scan});
        writing.oncomplete = left;
        writing.onabort = failed;
    };
})"""

CLOCK_FIVE_MINUTES_AHEAD = """
const Honest = Date;
globalThis.Date = class extends Honest {
    constructor(...parts) {
        super(...(parts.length ? parts : [Honest.now() + 300_000]));
    }
    static now() {
        return Honest.now() + 300_000;
    }
};
"""


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    """Return a centre with post offices, whose people scan."""
    return await found_center(bridge, clock)


async def test_a_bag_of_letters_is_a_row_of_beeps_and_what_is_wrong_is_said_at_once(
    page: Page, stage: Stage, origin: str
) -> None:
    codes = await inbound(stage, 5)
    await come_in(page, origin, stage.bridge, stage.post)
    await open_scanner(page, "Thu gom")
    await expect(page.locator("#expected-count")).to_contain_text("5 món")
    await scan(page, codes[0].replace("EV0", "EV1"))
    await expect(page.get_by_text("Sai số kiểm tra")).to_be_visible()
    await page.get_by_label("Mã bưu gửi, túi hoặc hồ sơ").fill("")
    await scan(page, *codes)
    await expect(page.locator("#count-recorded")).to_have_text("5")
    await expect(page.locator("#count-waiting")).to_have_text("0")
    await scan(page, codes[0])
    refused = page.get_by_role("region", name="Bị từ chối")
    await expect(refused.get_by_text("Trạng thái không phù hợp")).to_be_visible()
    await refused.get_by_role("button", name="Đã xem").click()
    await expect(refused).to_be_hidden()
    # The next step is offered, one tap away; the chosen action outlives the page.
    await page.get_by_role("button", name=f"Bàn giao: {codes[4]}").click()
    await expect(page.locator("#outcome")).to_contain_text("Bàn giao: Đã ghi")
    await page.reload()
    await expect(page.get_by_label("Việc đang làm")).to_have_value("collect")
    assert await scans_kept(stage, "recorded") == 6
    assert await scans_kept(stage, "refused") == 1
    assert await events_of(stage, "collected") == 5


async def test_a_delivery_asks_who_took_it_and_takes_the_fee(
    page: Page, stage: Stage, origin: str
) -> None:
    dossier = await stage.add_dossier(returned_via=None)
    slip = await stage.register(
        stage.clerk,
        Leg.OUTBOUND,
        dossier_code=dossier,
        collect_dong=50_000,
        post_office=stage.post.office_code,
    )
    code = str(slip["code"])
    await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
    await stage.recorded(stage.post, code, "take", "go_out")
    await come_in(page, origin, stage.bridge, stage.post)
    await open_scanner(page, "Giao")
    await expect(page.locator("#expected-count")).to_contain_text("1 món")
    # It may be known by the code of the dossier alone.
    await scan(page, dossier)
    await expect(page.get_by_text("50.000")).to_be_visible()
    await page.get_by_label("Họ tên người nhận").fill("Lê Thị Mẫu")
    await page.get_by_label("Giấy tờ đã xem").select_option("cccd")
    await page.get_by_label("Bốn ký tự cuối").fill("0123")
    await page.get_by_label("Số biên lai").fill("BL-0001")
    await page.get_by_role("button", name="Ghi đã giao").click()
    await expect(page.locator("#outcome")).to_contain_text("Giao: Đã ghi")
    assert await stage.value("select amount_dong from collection") == 50_000
    proof = "select recipient_sealed is not null from scan where action = 'deliver'"
    assert await stage.value(proof)


async def test_without_a_network_and_with_the_page_killed_nothing_is_lost_or_doubled(
    phone: BrowserContext, stage: Stage, origin: str
) -> None:
    codes = await inbound(stage, 6)
    stranger = str((await stage.register(stage.post2, Leg.INBOUND))["code"])
    page = await phone.new_page()
    await come_in(page, origin, stage.bridge, stage.post)
    await open_scanner(page, "Thu gom")
    await expect(page.locator("#expected-count")).to_contain_text("6 món")
    await expect(page.get_by_text("mở được khi không có mạng")).to_be_visible()
    await scan(page, *codes[:2])
    await expect(page.locator("#count-recorded")).to_have_text("2")

    await phone.set_offline(True)
    await scan(page, *codes[2:4])
    await expect(page.locator("#outcome")).to_contain_text("đã giữ trên máy")
    await scan(page, stranger)
    await expect(page.locator("#outcome")).to_contain_text("Không có trong danh sách dự kiến")
    await expect(page.locator("#count-waiting")).to_have_text("3")
    await page.close()

    page = await phone.new_page()
    await page.goto("/scan")
    await expect(page.locator("#count-waiting")).to_have_text("3")
    await expect(page.locator("#line")).to_contain_text("Không có mạng")
    await expect(page.get_by_label("Việc đang làm")).to_have_value("collect")
    await scan(page, codes[4])
    await expect(page.locator("#count-waiting")).to_have_text("4")
    assert await scans_kept(stage, "recorded") == 2

    # The service hears the scans, but its answer is lost and the page dies while it waits.
    heard = await lose_answers(page, "**/api/v1/scans")
    await phone.set_offline(False)
    await heard.wait()
    assert await scans_kept(stage, "recorded") == 6
    await page.close()

    page = await phone.new_page()
    await page.goto("/scan")
    await expect(page.locator("#line")).to_contain_text("mọi lượt quét đã gửi")
    await expect(page.locator("#count-waiting")).to_have_text("0")
    await scan(page, codes[5])
    await expect(page.locator("#count-recorded")).to_have_text("1")
    assert await scans_kept(stage, "recorded") == 7
    assert await scans_kept(stage, "refused") == 0
    assert await events_of(stage, "collected") == 7


async def test_nobodys_scans_are_sent_in_the_name_of_another(
    phone: BrowserContext, stage: Stage, origin: str
) -> None:
    codes = await inbound(stage, 1)
    page = await phone.new_page()
    await come_in(page, origin, stage.bridge, stage.post)
    await open_scanner(page, "Thu gom")
    await expect(page.locator("#line")).to_contain_text("mọi lượt quét đã gửi")
    await phone.set_offline(True)
    await scan(page, *codes)
    await expect(page.locator("#count-waiting")).to_have_text("1")
    await phone.clear_cookies()
    await phone.set_offline(False)
    await expect(page.locator("#line")).to_contain_text("đăng nhập lại")
    await expect(page.locator("#count-waiting")).to_have_text("1")

    await come_in(page, origin, stage.bridge, stage.post2)
    await page.goto("/scan")
    await expect(page.locator("#others")).to_contain_text(stage.post.login)
    await expect(page.locator("#count-waiting")).to_have_text("0")
    await expect(page.locator("#line")).to_contain_text("mọi lượt quét đã gửi")
    assert await scans_kept(stage, "recorded") == 0

    await come_in(page, origin, stage.bridge, stage.post)
    await page.goto("/scan")
    await expect(page.locator("#count-waiting")).to_have_text("0")
    await expect(page.locator("#others")).to_be_hidden()
    await expect(page.locator("#line")).to_contain_text("mọi lượt quét đã gửi")
    assert await stage.value("select login from scan") == stage.post.login


async def test_a_busy_service_and_one_spoilt_scan_hold_up_nothing_for_good(
    phone: BrowserContext, stage: Stage, origin: str
) -> None:
    codes = await inbound(stage, 3)
    page = await phone.new_page()
    await come_in(page, origin, stage.bridge, stage.post)
    await open_scanner(page, "Thu gom")
    await expect(page.locator("#line")).to_contain_text("mọi lượt quét đã gửi")
    await phone.set_offline(True)
    await scan(page, codes[0])
    # What another release of the page has left behind, in the middle of the queue.
    await expect(page.locator("#count-waiting")).to_have_text("1")
    await page.evaluate(LEAVE_SPOILT_SCAN, [stage.post.login, codes[1]])
    await scan(page, *codes[1:])
    await expect(page.locator("#count-waiting")).to_have_text("4")
    await page.route("**/api/v1/scans", lambda route: route.fulfill(status=503), times=2)
    await phone.set_offline(False)
    await expect(page.locator("#line")).to_contain_text("Máy chủ đang bận")
    await expect(page.locator("#count-waiting")).to_have_text("0", timeout=15_000)
    refused = page.get_by_role("region", name="Bị từ chối")
    await expect(refused.get_by_role("listitem")).to_have_count(1)
    await expect(refused.get_by_text("Dữ liệu không hợp lệ")).to_be_visible()
    assert await scans_kept(stage, "recorded") == 3
    assert await events_of(stage, "collected") == 3


async def test_a_clock_that_is_wrong_is_told_of_and_put_right(
    phone: BrowserContext, stage: Stage, origin: str
) -> None:
    (code,) = await inbound(stage, 1)
    await phone.add_init_script(CLOCK_FIVE_MINUTES_AHEAD)
    page = await phone.new_page()
    await come_in(page, origin, stage.bridge, stage.post)
    await open_scanner(page, "Thu gom")
    await scan(page, code)
    await expect(page.locator("#clock")).to_contain_text("nhanh 5 phút")
    await expect(page.locator("#count-recorded")).to_have_text("1")
    late = "select received_at - happened_at < interval '1 minute' from scan"
    assert await stage.value(late)


async def test_a_bag_is_packed_sealed_and_given_without_leaving_the_page(
    phone: BrowserContext, stage: Stage, origin: str
) -> None:
    bag = str((await stage.begin_bag(stage.clerk, stage.department.office_code))["code"])
    codes = [
        str(
            (
                await stage.register(
                    stage.clerk, Leg.TRANSFER_OUT, destination=stage.department.office_code
                )
            )["code"]
        )
        for _ in range(2)
    ]
    page = await phone.new_page()
    await come_in(page, origin, stage.bridge, stage.clerk)
    await open_scanner(page, "Cho vào túi")
    await scan(page, bag)
    await expect(page.get_by_label("Túi", exact=False).first).to_have_value(bag)
    await scan(page, *codes)
    await expect(page.locator("#count-recorded")).to_have_text("2")
    await page.get_by_label("Việc đang làm").select_option(label="Niêm phong")
    await page.get_by_label("Số niêm phong").fill("NP-0001")
    await page.get_by_label("Mã bưu gửi, túi hoặc hồ sơ").fill(bag)
    await page.keyboard.press("Enter")
    await expect(page.locator("#outcome")).to_contain_text("Niêm phong: Đã ghi")
    await expect(page.get_by_label("Số niêm phong")).to_have_value("")
    await page.get_by_role("button", name="Bàn giao", exact=True).click()
    await scan(page, bag)
    await expect(page.locator("#outcome")).to_contain_text("Bàn giao: Đã ghi")
    assert await stage.value("select seal_number from manifest") == "NP-0001"
    assert await stage.value("select offered_to from custody where code = $1", bag) == "SNV"
    assert await events_of(stage, "packed") == 2
