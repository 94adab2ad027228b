"""Handing over to a citizen with the scanner: the fee by a transfer, and what proves it."""

from base64 import b64decode
from uuid import UUID

import pytest
from playwright.async_api import BrowserContext, FilePayload, Page, expect

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.picture import Picture, look_at_picture
from postal_bridge.domain.proof_refusals import PictureTellsMore
from postal_bridge.domain.vietqr import Beneficiary, Payee, read_transfer, transfer_text
from postal_bridge.usecases.keep_beneficiary import keep_beneficiary
from postal_bridge.usecases.keep_proof import place_of
from postal_bridge.wiring import Bridge
from tests.browser.payment_codes import read_code
from tests.browser.scanning import events_of, lose_answers, open_scanner, scan, scans_kept
from tests.browser.sessions import come_in
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.pictures import exif, png, with_segment

pytestmark = pytest.mark.browser

ACCOUNT = Beneficiary("970499", "0000000002", "BUU DIEN VI DU", "Ngân hàng Ví Dụ")


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    """Return a centre with post offices, whose people scan."""
    return await found_center(bridge, clock)


async def out_for_delivery(stage: Stage, collect_dong: int = 0, number: int = 1) -> tuple[str, str]:
    """Return the codes of a result that a courier has on the way, and of its dossier."""
    dossier = await stage.add_dossier(number, returned_via=None)
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


def photo() -> FilePayload:
    """Return what a camera gives: larger than anybody needs it."""
    return {"name": "IMG_0001.png", "mimeType": "image/png", "buffer": png(1_600, 900)}


async def photo_of_a_camera(page: Page) -> FilePayload:
    """Return a real JPEG with what a camera adds: its name, how it was held, and the place."""
    drawn = await page.evaluate(
        """() => {
          const canvas = document.createElement("canvas");
          canvas.width = 1600;
          canvas.height = 900;
          canvas.getContext("2d").fillRect(0, 0, 800, 900);
          return canvas.toDataURL("image/jpeg").split(",")[1];
        }"""
    )
    taken = with_segment(b64decode(drawn), 0xE1, exif())
    return {"name": "IMG_0002.jpg", "mimeType": "image/jpeg", "buffer": taken}


async def sign(page: Page) -> None:
    """Draw on the glass with a finger."""
    field = page.get_by_role("img", name="Chữ ký người nhận")
    await field.scroll_into_view_if_needed()
    box = await field.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 20, box["y"] + 100)
    await page.mouse.down()
    for step in range(1, 6):
        await page.mouse.move(box["x"] + 20 + 40 * step, box["y"] + (40 if step % 2 else 110))
    await page.mouse.up()


async def pictures_kept(stage: Stage) -> dict[str, Picture]:
    """Return what each kind of proof is that was kept."""
    found = {}
    async with stage.bridge.database.snapshot() as connection:
        for row in await connection.fetch("select kind, proof_id, picture_sealed from scan_proof"):
            place = place_of(stage.center.code, UUID(str(row["proof_id"])))
            picture = stage.bridge.sealer.open_bytes(row["picture_sealed"], place)
            assert row["kind"] not in found
            found[row["kind"]] = look_at_picture(picture)
    return found


async def test_proofs_survive_a_cut_network_and_a_killed_page_and_arrive_once(
    phone: BrowserContext, stage: Stage, origin: str
) -> None:
    code, _ = await out_for_delivery(stage)
    page = await phone.new_page()
    await come_in(page, origin, stage.bridge, stage.post)
    await open_scanner(page, "Giao")
    await expect(page.locator("#expected-count")).to_contain_text("1 món")
    await expect(page.get_by_text("mở được khi không có mạng")).to_be_visible()
    await phone.set_offline(True)
    await scan(page, code)
    await page.get_by_label("Người nhận là").select_option("authorised")
    await page.get_by_label("Ảnh giấy ủy quyền").set_input_files(photo())
    await page.get_by_label("Ảnh lúc giao").set_input_files(photo())
    await expect(page.locator("#delivery-photo-shown")).to_be_visible()
    await page.get_by_label("Mã nhận").fill("000000")
    await sign(page)
    await page.get_by_role("button", name="Ghi đã giao").click()
    await expect(page.locator("#count-waiting")).to_have_text("1")
    await expect(page.locator("#proofs-waiting")).to_contain_text("Còn 3 ảnh")
    await page.close()

    # The service hears the scan and a proof, but no answer to the proof, and the page dies again.
    page = await phone.new_page()
    await page.goto("/scan")
    await expect(page.locator("#proofs-waiting")).to_contain_text("Còn 3 ảnh")
    heard = await lose_answers(page, "**/proofs?*")
    await phone.set_offline(False)
    await heard.wait()
    assert await stage.value("select count(*) from scan_proof") == 1
    await page.close()

    page = await phone.new_page()
    await page.goto("/scan")
    await expect(page.locator("#line")).to_contain_text("mọi lượt quét đã gửi")
    await expect(page.locator("#proofs-waiting")).to_be_hidden()
    kept = await pictures_kept(stage)
    assert kept.pop("signature").media_type == "image/png"
    small = Picture("image/jpeg", 1_280, 720)
    assert kept == {"photo": small, "authorisation": small}
    assert await scans_kept(stage, "recorded") == 4
    assert await events_of(stage, "delivered") == 1
    await page.goto(f"/consignments/{code}")
    await expect(page.locator("ol").get_by_text("Mã nhận sai")).to_be_visible()
    await expect(page.get_by_role("link", name="Mở chữ ký")).to_be_visible()


async def test_whoever_cannot_draw_leaves_it_out_and_what_is_no_photo_is_said_to_be_none(
    page: Page, stage: Stage, origin: str
) -> None:
    code, _ = await out_for_delivery(stage)
    await come_in(page, origin, stage.bridge, stage.post)
    await open_scanner(page, "Giao")
    await scan(page, code)
    await sign(page)
    await page.get_by_role("button", name="Xóa chữ ký").click()
    text: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    await page.get_by_label("Ảnh lúc giao").set_input_files(text)
    await expect(page.locator("#delivery-photo-trouble")).to_be_visible()
    await page.get_by_label("Ảnh lúc giao").set_input_files(photo())
    await page.get_by_role("button", name="Bỏ ảnh").click()
    await expect(page.locator("#delivery-photo-shown")).to_be_hidden()
    await page.get_by_role("button", name="Ghi đã giao").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#count-recorded")).to_have_text("1")
    assert await stage.value("select count(*) from scan where content ? 'proofs'") == 0


async def test_failed_attempts_are_quick_and_may_bear_a_photo_and_the_place(
    phone: BrowserContext, stage: Stage, origin: str
) -> None:
    codes = [(await out_for_delivery(stage, number=number))[0] for number in (1, 2, 3)]
    await phone.grant_permissions(["geolocation"])
    await phone.set_geolocation({"latitude": 11.3101234, "longitude": 106.0987654})
    page = await phone.new_page()
    await come_in(page, origin, stage.bridge, stage.post)
    await open_scanner(page, "Không phát được")
    await expect(page.locator("#expected-count")).to_contain_text("3 món")
    await page.get_by_label("Lý do").select_option("ADDRESSEE_ABSENT")
    await scan(page, codes[0])
    await expect(page.locator("#failure-reason")).to_have_text("Người nhận vắng nhà")
    taken, uploaded = await photo_of_a_camera(page), list[bytes]()
    assert b"May anh Vi Du" in taken["buffer"]
    with pytest.raises(PictureTellsMore):
        look_at_picture(taken["buffer"])
    page.on("request", lambda asked: uploaded.append(asked.post_data_buffer or b""))
    await page.get_by_label("Ảnh cửa nhà").set_input_files(taken)
    await page.get_by_label("Ghi cả vị trí").check()
    await expect(page.get_by_text("Đã có vị trí")).to_be_visible()
    await page.get_by_role("button", name="Ghi không phát được").click()
    await expect(page.locator("#count-recorded")).to_have_text("1")
    # Scanning on records the one before, and Enter the last one.
    await scan(page, *codes[1:])
    await expect(page.locator("#failure-code")).to_have_text(codes[2])
    await page.get_by_role("button", name="Ghi không phát được").press("Enter")
    await expect(page.locator("#count-recorded")).to_have_text("3")
    await expect(page.locator("#proofs-waiting")).to_be_hidden()
    # The camera said how it was held, so its photo was read; none of what it said was sent.
    assert await pictures_kept(stage) == {"photo": Picture("image/jpeg", 720, 1_280)}
    (picture,) = (sent for sent in uploaded if sent.startswith(b"\xff\xd8"))
    for said in (b"Exif", b"May anh Vi Du"):
        assert said not in picture
    assert await events_of(stage, "failed") == 3
    place = await stage.value("select content -> 'place' from scan where content ? 'place'")
    assert place == {"lat": 11.31012, "lon": 106.09877}
