"""Labels read by a camera: a film of real QR codes, played to the page in place of a camera."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, expect
from qrcode.main import QRCode

from postal_bridge.usecases.print_labels import print_labels
from postal_bridge.wiring import Bridge
from tests.browser.conftest import NAMES
from tests.browser.scanning import (
    events_of,
    inbound,
    open_scanner,
    scans_kept,
)
from tests.browser.sessions import come_in
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

pytestmark = pytest.mark.browser

WIDTH, HEIGHT, FRAMES_A_SECOND = 640, 480, 5
BLACK, WHITE, NO_COLOUR = 16, 235, 128
MODULE_PIXELS = 7
FILM_BEGAN_AGAIN = """new Promise((seen) => {
    const picture = document.getElementById("picture");
    picture.addEventListener("timeupdate", () => picture.currentTime > 5 && seen(true));
})"""


def film(texts: list[str]) -> bytes:
    """Return a film in YUV4MPEG2 that shows the QR code of each text for a second."""
    plain = bytes([NO_COLOUR]) * (WIDTH * HEIGHT // 2)
    frames = b"".join((b"FRAME\n" + still(text) + plain) * FRAMES_A_SECOND for text in texts)
    return f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_A_SECOND}:1 Ip A1:1 C420\n".encode() + frames


def still(text: str) -> bytes:
    """Return the brightness of a picture with a QR code in its middle."""
    code = QRCode()
    code.add_data(text)
    code.make()
    modules = code.get_matrix()
    side = len(modules) * MODULE_PIXELS
    left, top = (WIDTH - side) // 2, (HEIGHT - side) // 2
    assert left >= 0
    assert top >= 0
    blank = bytes([WHITE]) * WIDTH
    rows = []
    for module_row in modules:
        line = b"".join(bytes([BLACK if dark else WHITE]) * MODULE_PIXELS for dark in module_row)
        margins = bytes([WHITE]) * left, bytes([WHITE]) * (WIDTH - side - left)
        rows += [margins[0] + line + margins[1]] * MODULE_PIXELS
    return b"".join([blank] * top + rows + [blank] * (HEIGHT - side - top))


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    """Return a centre with a post office, whose people scan."""
    return await found_center(bridge, clock)


@pytest.fixture
async def codes(stage: Stage, tmp_path: Path) -> list[str]:
    """Return the codes of two things whose labels the film shows one after the other."""
    codes = await inbound(stage, 2)
    bridge = stage.bridge
    keys = bridge.config.label_keys
    labels = await print_labels(
        bridge.database, bridge.clock, bridge.sealer, keys, stage.post, codes
    )
    texts = [f"{bridge.config.base_url}/q/{label.payload}" for label in labels]
    (tmp_path / "labels.y4m").write_bytes(film(texts))
    return codes


@pytest.fixture
async def phone(
    browser: Browser, origin: str, codes: list[str], tmp_path: Path
) -> AsyncIterator[BrowserContext]:
    """Yield a phone whose camera sees the film over and over."""
    assert codes
    filming = await browser.browser_type.launch(
        executable_path=next(filter(None, map(shutil.which, NAMES))),
        args=[
            "--no-sandbox",
            "--disable-background-networking",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={tmp_path / 'labels.y4m'}",
        ],
    )
    context = await filming.new_context(
        viewport={"width": 360, "height": 740}, base_url=origin, locale="vi-VN"
    )
    strangers: list[str] = []

    def note_stranger(address: str) -> None:
        if not address.startswith(origin):
            strangers.append(address)

    context.on("request", lambda asked: note_stranger(asked.url))
    yield context
    await filming.close()
    assert strangers == []


async def test_labels_are_read_by_camera_though_the_network_is_cut_and_the_page_killed(
    phone: BrowserContext, codes: list[str], stage: Stage, origin: str
) -> None:
    page = await phone.new_page()
    await come_in(page, origin, stage.bridge, stage.post)
    await open_scanner(page, "Thu gom")
    await expect(page.locator("#expected-count")).to_contain_text("2 món")
    await expect(page.get_by_text("mở được khi không có mạng")).to_be_visible()

    await phone.set_offline(True)
    await page.get_by_role("button", name="Bật máy ảnh").click()
    await expect(page.locator("#count-waiting")).to_have_text("2", timeout=20_000)
    # The film begins again and again: a label that comes back at once was scanned already.
    await page.evaluate(FILM_BEGAN_AGAIN)
    await expect(page.locator("#count-made")).to_have_text("2")
    await page.close()

    page = await phone.new_page()
    await page.goto("/scan")
    await expect(page.locator("#count-waiting")).to_have_text("2")
    await phone.set_offline(False)
    await expect(page.locator("#count-waiting")).to_have_text("0")
    assert await scans_kept(stage, "recorded") == 2
    assert await events_of(stage, "collected") == len(codes)
