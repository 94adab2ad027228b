"""A morning of a clerk at the centre: a dossier is filed, goes into a bag, and is handed over."""

import re
from pathlib import Path

import pytest
from playwright.async_api import APIResponse, Page, Route, expect

from postal_bridge.domain.custody import Leg
from postal_bridge.store import people
from postal_bridge.usecases import passwords
from postal_bridge.wiring import Bridge
from tests.browser.test_pages import fits_its_width
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import PASSWORD

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
CODE = "H53.14-260313-0099"
#: More places than any page has on the way from its beginning to its end.
TABS_MAX = 60
#: What has the focus: what people call it, and whether an outline shows it.
FOCUSED = """() => {
  const here = document.activeElement;
  const name = here.getAttribute("aria-label") || here.labels?.[0]?.innerText || here.innerText;
  return {name: (name || "").trim(), outlined: getComputedStyle(here).outlineStyle !== "none"};
}"""


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    stage = await found_center(bridge, clock)
    password_hash = await passwords.hash_password(PASSWORD)
    async with bridge.database.transaction() as connection:
        await people.change_person(
            connection,
            stage.center.center_id,
            stage.clerk.login,
            full_name=None,
            password_hash=password_hash,
            active=None,
        )
    return stage


async def sign_in(page: Page, login: str) -> None:
    await page.goto("/sign-in")
    await page.get_by_label("Tên đăng nhập").fill(login)
    await page.get_by_label("Mật khẩu").fill(PASSWORD)
    await page.get_by_role("button", name="Đăng nhập").click()


async def is_sound(page: Page) -> None:
    """Look at the page with axe, and whether it fits."""
    await fits_its_width(page)
    await page.evaluate(AXE.read_text("utf-8"))
    found = await page.evaluate("axe.run()")
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]] == []


async def test_a_clerk_files_a_dossier_and_sends_it_to_its_department_in_a_bag(
    page: Page, stage: Stage
) -> None:
    await sign_in(page, stage.clerk.login)
    await page.wait_for_url("**/center")
    await is_sound(page)
    # Keys alone: find the procedure, fill in, send.
    await page.get_by_role("link", name="Tiếp nhận hồ sơ").press("Enter")
    await expect(page.get_by_label(re.compile("Tìm thủ tục"))).to_be_focused()
    await is_sound(page)
    await page.keyboard.type("phieu vi du")
    offered = page.locator("#procedures a")
    await expect(offered).to_have_count(1)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Mã hồ sơ", exact=True)).to_be_focused()
    await is_sound(page)
    await page.keyboard.type(CODE)
    await page.get_by_label("Họ tên hoặc tên tổ chức").fill("Nguyễn Thị Ví Dụ")
    await page.get_by_label("Cơ quan giải quyết", exact=True).select_option("SNV")
    await page.get_by_role("button", name="Tiếp nhận và nhập hồ sơ tiếp theo").press("Enter")
    await expect(page.get_by_text("Hồ sơ vừa tiếp nhận")).to_contain_text(CODE)
    # The board leads to a bag for the department.
    await page.get_by_role("link", name="Trung tâm", exact=True).click()
    await is_sound(page)
    await page.get_by_role("button", name="Mở túi mới: Sở Nội vụ").click()
    await page.wait_for_url("**/bags/BAG-H53-*")
    await is_sound(page)
    waiting = await stage.value(
        "select code from consignment where dossier_code = $1 and leg = 'transfer_out'", CODE
    )
    field = page.get_by_label("Quét hoặc nhập mã bưu gửi")
    await expect(field).to_be_focused()
    await page.keyboard.type(waiting.lower())
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Trong túi: 1")).to_be_visible()
    await expect(field).to_be_focused()
    await is_sound(page)
    await page.get_by_label("Số niêm phong").fill("NP000123")
    await page.get_by_role("button", name="Niêm phong").click()
    await page.get_by_role("button", name="Bàn giao cho bên nhận").click()
    await expect(page.get_by_role("link", name="In biên bản giao nhận")).to_be_visible()
    await expect(page.locator(".timeline")).to_contain_text("Bàn giao")
    await is_sound(page)
    assert await stage.value("select state from custody where code = $1", waiting) == "offered"


async def tab_to(page: Page, name: str) -> None:
    """Press Tab until something of this name has the focus, and can be seen to have it."""
    for _ in range(TABS_MAX):
        await page.keyboard.press("Tab")
        here = await page.evaluate(FOCUSED)
        if here and here["name"].startswith(name):
            assert here["outlined"], f"{name} does not show that it has the focus"
            return
    pytest.fail(f"Tab does not lead to {name}")


async def test_a_dossier_is_filed_and_its_label_printed_by_keyboard_alone(
    page: Page, stage: Stage
) -> None:
    keys = page.keyboard
    await page.goto("/sign-in")
    await expect(page.get_by_label("Tên đăng nhập")).to_be_focused()
    await keys.type(stage.clerk.login)
    await tab_to(page, "Mật khẩu")
    await keys.type(PASSWORD)
    await keys.press("Enter")
    await page.wait_for_url("**/center")
    await tab_to(page, "Đến nội dung")
    await keys.press("Enter")
    await expect(page.locator("main")).to_be_focused()
    await tab_to(page, "Tiếp nhận hồ sơ")
    await keys.press("Enter")
    await expect(page.get_by_label(re.compile("Tìm thủ tục"))).to_be_focused()
    await keys.type("phieu vi du")
    await expect(page.locator("#procedures a")).to_have_count(1)
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(page.get_by_label("Mã hồ sơ", exact=True)).to_be_focused()
    await keys.type(CODE)
    await tab_to(page, "Cơ quan giải quyết")
    department = page.get_by_label("Cơ quan giải quyết", exact=True)
    for _ in range(await department.locator("option").count()):
        if await department.input_value() != "SNV":
            await keys.press("ArrowDown")
    await expect(department).to_have_value("SNV")
    await tab_to(page, "Họ tên hoặc tên tổ chức")
    await keys.type("Nguyễn Thị Ví Dụ")
    await tab_to(page, "Tiếp nhận")
    await keys.press("Enter")
    await page.wait_for_url(f"**/dossiers/{CODE}?done=dossier_filed")
    await tab_to(page, "EV")
    await keys.press("Enter")
    await page.wait_for_url("**/consignments/EV*")
    await tab_to(page, "In nhãn")
    labels: list[APIResponse] = []

    async def keep(route: Route) -> None:
        # The browser would show the label in a page of its own, which is none of ours to look at.
        labels.append(await route.fetch())
        await route.fulfill(status=204)

    await page.route("**/api/v1/labels?*", keep)
    async with page.expect_response("**/api/v1/labels?*"):
        await keys.press("Enter")
    assert [each.headers["content-type"] for each in labels] == ["application/pdf"]


async def test_a_clerk_takes_a_result_and_sends_it_to_the_citizen(page: Page, stage: Stage) -> None:
    dossier = await stage.add_dossier(
        service_form="BOTH",
        status=9,
        received_at=stage.clock(),
        received_on=stage.clock().date(),
        resolved_on=stage.clock().date(),
        due_on=stage.clock().date(),
        fee_dong=200_000,
    )
    back = (await stage.register(stage.department, Leg.TRANSFER_BACK, dossier_code=dossier))["code"]
    await stage.recorded(stage.department, back, "give")
    await sign_in(page, stage.clerk.login)
    await page.get_by_role("button", name=f"Nhận {back}").click()
    await expect(page.get_by_text("Đã nhận bàn giao.")).to_be_visible()
    await page.get_by_role("link", name=f"Gửi qua bưu chính {dossier}").click()
    await is_sound(page)
    await expect(page.get_by_label("Điện thoại", exact=True)).to_have_value("0912345678")
    await page.get_by_label("Số tiền thu khi giao").fill("200.000")
    await page.get_by_role("button", name="Lập bưu gửi").click()
    await page.wait_for_url("**/center?done=outbound_registered")
    await expect(page.get_by_role("link", name=re.compile("In nhãn EV"))).to_be_visible()
    await is_sound(page)
    collected = "select collect_dong from consignment where leg = 'outbound' and dossier_code = $1"
    assert await stage.value(collected, dossier) == 200_000
    await page.get_by_role("link", name="1 bưu gửi chờ đóng túi").click()
    await expect(page.get_by_role("link", name=dossier)).to_be_visible()
    await is_sound(page)
