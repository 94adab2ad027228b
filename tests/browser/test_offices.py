"""A day of a department, and the evening of a post office's supervisor."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.async_api import Page, expect

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.scan import Collected, PaymentMethod
from postal_bridge.store import people
from postal_bridge.usecases import passwords
from postal_bridge.wiring import Bridge
from tests.browser.sessions import come_in
from tests.browser.test_pages import fits_its_width
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import PASSWORD, bearer

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
TODAY = date(2026, 3, 13)
LONG_NAME = "Công Tằng Tôn Nữ Huyền Trân Nguyễn Phước Hoàng Ngân Mẫu"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    stage = await found_center(bridge, clock)
    boss = await stage.hire("boss", stage.post, supervises=True)
    password_hash = await passwords.hash_password(PASSWORD)
    async with bridge.database.transaction() as connection:
        for login in (stage.department.login, boss.login):
            await people.change_person(
                connection,
                stage.center.center_id,
                login,
                full_name=None,
                password_hash=password_hash,
                active=None,
            )
    return stage


async def sign_in(page: Page, viewer: Viewer) -> None:
    await page.goto("/sign-in")
    await page.get_by_label("Tên đăng nhập").fill(viewer.login)
    await page.get_by_label("Mật khẩu").fill(PASSWORD)
    await page.get_by_role("button", name="Đăng nhập").click()


async def is_sound(page: Page) -> None:
    """Look at the page with axe, and whether it fits."""
    await fits_its_width(page)
    await page.evaluate(AXE.read_text("utf-8"))
    found = await page.evaluate("axe.run()")
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]] == []


async def told(page: Page, words: str) -> None:
    await expect(page.get_by_role("status")).to_contain_text(words)


async def test_a_department_takes_a_bag_decides_and_hands_a_result_back(
    page: Page, stage: Stage
) -> None:
    days = {"received_at": stage.clock(), "received_on": TODAY, "due_on": TODAY}
    dossier = await stage.add_dossier(1, status=4, filer_name=LONG_NAME, **days)
    await stage.add_dossier(2, status=4, **days)
    bag = str((await stage.begin_bag(stage.clerk, "SNV"))["code"])
    sent = str((await stage.register(stage.clerk, Leg.TRANSFER_OUT, destination="SNV"))["code"])
    await stage.recorded(stage.clerk, sent, "pack", bag=bag)
    await stage.recorded(stage.clerk, bag, "seal", seal_number="NP-0001")
    await stage.recorded(stage.clerk, bag, "give")

    await sign_in(page, stage.department)
    await page.wait_for_url("**/department")
    await is_sound(page)
    await page.get_by_role("button", name=f"Nhận {bag}").click()
    await told(page, "Đã nhận")
    await page.get_by_label("Số niêm phong trên túi").fill("NP-0001")
    await page.get_by_role("button", name=f"Mở túi {bag}").click()
    await told(page, "Đã mở túi")
    await expect(page.get_by_text("còn 1 chưa kiểm")).to_be_visible()
    leads_to_bag = page.get_by_role("link", name=f"Kiểm túi {bag}")
    await expect(leads_to_bag).to_have_attribute("href", f"/bags/{bag}")

    await page.get_by_role("link", name=re.compile("hồ sơ đang xử lý")).click()
    await is_sound(page)
    await page.get_by_label("Mã hồ sơ hoặc tên người nộp").fill("cong tang")
    await page.get_by_role("button", name="Lọc").click()
    await expect(page.locator(".card")).to_have_count(1)
    await page.get_by_text(f"Ghi kết quả xử lý {dossier}").click()
    await page.get_by_role("button", name="Đã xử lý xong").click()
    await told(page, "Đã ghi kết quả xử lý")

    await page.get_by_role("button", name=f"Lập bưu gửi {dossier}").click()
    await told(page, "Đã lập bưu gửi")
    await expect(page.get_by_role("link", name="In nhãn")).to_be_visible()
    await is_sound(page)
    await page.get_by_role("button", name="Bàn giao").click()
    await told(page, "Đã bàn giao")
    await expect(page.get_by_text("đã giao, chưa ai nhận")).to_be_visible()

    # What somebody else gives now comes up without anything being pressed.
    late = str((await stage.register(stage.clerk, Leg.TRANSFER_OUT, destination="SNV"))["code"])
    scan = {"scan_id": str(uuid4()), "code": late, "action": "give"}
    given = await page.request.post(
        "/api/v1/scans",
        data={"scans": [{**scan, "scanned_at": stage.clock().isoformat()}]},
        headers=await bearer(stage.bridge, stage.center.center_id, stage.clerk.login),
    )
    assert (await given.json())["results"][0]["outcome"] == "recorded"
    await expect(page.get_by_role("button", name=f"Nhận {late}")).to_be_visible()
    offered = "select offered_to from custody c join consignment s using (center_id, code)"
    assert await stage.value(f"{offered} where s.dossier_code = $1", dossier) == "H53"
    assert await stage.value("select status from dossier where code = $1", dossier) == 9
    opened = "select content ->> 'seal_number' from scan where action = 'open'"
    assert await stage.value(opened) == "NP-0001"
    assert await stage.value("select count(*) from difference") == 0


async def test_a_supervisor_settles_refused_scans_and_counts_the_cash(
    page: Page, stage: Stage
) -> None:
    dossier = await stage.add_dossier(1)
    order = {"dossier_code": dossier, "post_office": stage.post.office_code}
    code = str(
        (await stage.register(stage.clerk, Leg.OUTBOUND, collect_dong=150_000, **order))["code"]
    )
    await stage.recorded(stage.clerk, code, "give")
    await stage.recorded(stage.post, code, "take", "go_out")
    cash = Collected(145_000, PaymentMethod.CASH)
    await stage.recorded(stage.post, code, "deliver", collected=cash)
    await stage.scan(stage.post, "EV000000028VN", "arrive")

    await sign_in(page, replace(stage.post, login="boss"))
    await page.goto("/post")
    await is_sound(page)
    await page.get_by_role("link", name=re.compile("lượt quét bị từ chối")).click()
    await is_sound(page)
    await page.get_by_label("Đã làm gì?").fill("Nhãn cũ, đã quét nhãn mới")
    await page.get_by_role("button", name="Đã xử lý").click()
    await told(page, "Đã ghi việc xử lý")
    await expect(page.locator(".empty")).to_be_visible()

    await page.goto("/post")
    await page.get_by_role("link", name="Đếm tiền").click()
    await is_sound(page)
    await page.get_by_label("Số tiền đếm được").fill("145.000")
    await page.get_by_role("button", name="Xác nhận").click()
    await told(page, "Đã ghi số tiền mặt")
    await expect(page.get_by_text("đã đếm, đủ")).to_be_visible()

    await page.get_by_role("link", name="Chênh lệch", exact=True).click()
    await expect(page.get_by_text("Phải thu 150.000 đ, đã thu 145.000 đ.")).to_be_visible()
    await is_sound(page)
    await page.get_by_label("Kết luận").fill("Người dân thiếu tiền lẻ, sẽ nộp sau")
    await page.get_by_role("button", name=re.compile("^Đóng")).click()
    await told(page, "Đã đóng chênh lệch")
    assert await stage.value("select counted_dong from courier_settlement") == 145_000
    assert await stage.value("select count(*) from refused_scan_settlement") == 1
    assert await stage.value("select closed_by from difference") == "boss"


async def test_a_courier_sees_what_only_a_supervisor_settles(
    page: Page, stage: Stage, origin: str
) -> None:
    await stage.scan(stage.post, "EV000000028VN", "arrive")
    await come_in(page, origin, stage.bridge, stage.post)
    await page.goto("/refused")
    await expect(page.get_by_text("người phụ trách Người Thử Boss")).to_be_visible()
    await expect(page.get_by_role("button", name="Đã xử lý")).to_have_count(0)
    await is_sound(page)


async def test_a_button_pressed_by_mistake_is_taken_back_on_a_phone(
    page: Page, origin: str, stage: Stage
) -> None:
    """The confirmation is looked at in both languages before its button is pressed."""
    code = str((await stage.register(stage.clerk, Leg.TRANSFER_OUT, destination="SNV"))["code"])
    await stage.recorded(stage.clerk, code, "give")
    await page.set_viewport_size({"width": 360, "height": 740})
    await come_in(page, origin, stage.bridge, stage.department)
    await page.goto("/department")
    await page.get_by_role("button", name=f"Nhận {code}").click()
    await told(page, "Đã nhận")
    undo = page.locator('form[action="/undo"] button')
    for language in ("en", "vi"):
        await page.locator(f'header button[value="{language}"]').click()
        await page.wait_for_selector(f'html[lang="{language}"]')
        await expect(undo).to_be_visible()
        await is_sound(page)
    await expect(page.get_by_role("button", name=f"Nhận {code}")).to_have_count(0)
    await undo.click()
    await told(page, "Đã hoàn tác")
    await expect(page.get_by_role("button", name=f"Nhận {code}")).to_be_visible()
    assert await stage.value("select offered_to from custody where code = $1", code) == "SNV"


async def test_the_cash_of_couriers_is_in_sight_on_a_phone(
    page: Page, origin: str, stage: Stage
) -> None:
    dossier = await stage.add_dossier(filer_name=LONG_NAME)
    order = {"dossier_code": dossier, "post_office": stage.post.office_code}
    sent = await stage.register(stage.clerk, Leg.OUTBOUND, collect_dong=1_250_000, **order)
    await stage.recorded(stage.clerk, sent["code"], "give")
    await stage.recorded(stage.post, sent["code"], "take", "go_out")
    await page.set_viewport_size({"width": 360, "height": 740})
    await come_in(page, origin, stage.bridge, stage.post)
    await page.goto("/post")
    table = page.get_by_role("table").first
    await expect(table.get_by_role("columnheader", name="Tiền mặt đã thu")).to_have_count(1)
    cash = table.get_by_role("row").nth(1).get_by_role("cell").nth(2)
    box = await cash.bounding_box()
    assert box
    assert box["x"] + box["width"] <= 360
    said = "e => getComputedStyle(e, '::before').content"
    assert "Tiền mặt đã thu" in await cash.evaluate(said)
    await is_sound(page)
