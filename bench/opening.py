"""Measures how soon the scanner can be used without a network: `python -m bench.opening`.

A phone is played by Chromium with its processor slowed down and its network cut. Time runs from the
navigation to the moment at which a scan can be made; the worker that opens the page is started
anew each time. What the same page takes at full speed is printed beside it. It needs Chromium and
the packages of the tests.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

import asyncpg
from playwright.async_api import Browser, BrowserContext, async_playwright

from bench.figures import table, told
from bench.machine import describe_machine
from bench.service import HOST, serving
from bench.town import PASSWORD, found_town
from postal_bridge.store.embedded import running
from postal_bridge.store.migrator import migrate

#: As many as the list of an office names at most, each with its papers.
THINGS = 2_000
PAPERS = """
insert into paper (center_id, consignment_code, position, name, form, quantity)
select center_id, code, position, 'Giấy tờ đo thử số ' || position, 'original', 1
from consignment, generate_series(1, 3) as position
"""
NAMES = ("chromium", "chromium-browser", "google-chrome")
NOTE_WHEN_USABLE = """
new MutationObserver(() => {
    const tools = document.getElementById("tools");
    if (tools && !tools.disabled) {
        globalThis.usableAfter ??= performance.now();
    }
}).observe(document, {subtree: true, childList: true, attributeFilter: ["disabled"]});
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.opening", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="how often each is measured")
    parser.add_argument("--slowdown", type=int, default=4, help="how much slower the phone is")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="postal-bridge-bench-") as name:
        folder = Path(name)
        # The server may have to run as another account than ours.
        folder.chmod(0o711)
        with running(folder) as url:
            asyncio.run(_prepare(url))
            with serving(folder, 1) as port:
                asyncio.run(_measure(url, folder, f"http://{HOST}:{port}", options))


async def _prepare(url: str) -> None:
    await migrate(url)
    await found_town(url, "H53", THINGS)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(PAPERS)
    finally:
        await connection.close()


async def _measure(url: str, folder: Path, origin: str, options: argparse.Namespace) -> None:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        sys.exit("no Chromium was found")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        phone = await _phone_with_scanner(browser, origin)
        await phone.set_offline(True)
        rows = []
        for slowdown in (1, options.slowdown):
            taken = [await _open_once(phone, slowdown) for _ in range(options.runs)]
            rows.append([f"processor {slowdown} times slower", told(taken, 0)])
        await browser.close()
    print(f"Opening the scanner offline, {THINGS:,} things expected, {options.runs} runs:\n")
    print(table(["", "ms"], rows))
    print("\n".join(["", *await describe_machine(url, folder)]))


async def _phone_with_scanner(browser: Browser, origin: str) -> BrowserContext:
    """Return a phone that has kept the page and the list."""
    phone = await browser.new_context(
        viewport={"width": 360, "height": 740}, base_url=origin, locale="vi-VN"
    )
    page = await phone.new_page()
    await page.goto("/sign-in?to=/scan")
    await page.locator("[name=login]").fill("h53.1")
    await page.locator("[name=password]").fill(PASSWORD)
    await page.locator("[name=password]").press("Enter")
    await page.locator("#kept-shell").wait_for(state="visible")
    await page.locator("#expected-count").filter(has_text=f"{THINGS} món").wait_for()
    await page.close()
    return phone


async def _open_once(phone: BrowserContext, slowdown: int) -> float:
    """Return after how many milliseconds a scan can be made."""
    page = await phone.new_page()
    session = await phone.new_cdp_session(page)
    await session.send("ServiceWorker.enable")
    await session.send("ServiceWorker.stopAllWorkers")
    await session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    await page.add_init_script(NOTE_WHEN_USABLE)
    await page.goto("/scan")
    await page.locator("#tools:not([disabled])").wait_for()
    usable_after = float(await page.evaluate("globalThis.usableAfter"))
    await page.close()
    return usable_after


if __name__ == "__main__":
    main()
