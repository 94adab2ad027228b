"""A real Chromium on the real application, at the size of a phone and of an office screen."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    async_playwright,
)

from jobs.schedule import TIMETABLE
from postal_bridge.wiring import Bridge
from routes.app import create_app

SIZES = {"phone": (360, 740), "office": (1366, 768)}
NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW_TO_GET_ONE = "no Chromium was found; on Debian and Ubuntu: apt-get install chromium"


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Yield the system's Chromium; without one the tests of pages are the only ones skipped."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(HOW_TO_GET_ONE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=found,
            # Root may not use the sandbox; the rest keeps the browser from calling home.
            args=["--no-sandbox", "--disable-background-networking", "--disable-sync"],
        )
        yield browser
        await browser.close()


@pytest.fixture
async def origin(bridge: Bridge) -> AsyncIterator[str]:
    """Yield the address at which the application answers."""
    async with TestServer(create_app(bridge, timetable=TIMETABLE)) as server:
        yield str(server.make_url("")).rstrip("/")


@pytest.fixture(params=sorted(SIZES))
async def page(
    request: pytest.FixtureRequest, browser: Browser, origin: str
) -> AsyncIterator[Page]:
    """Yield a page that fails the test on an error in it or a request that leaves the origin."""
    width, height = SIZES[request.param]
    context = await browser.new_context(
        viewport={"width": width, "height": height}, base_url=origin, locale="vi-VN"
    )
    page = await context.new_page()
    troubles: list[str] = []

    def note_error(message: ConsoleMessage) -> None:
        if message.type == "error":
            troubles.append(message.text)

    def note_stranger(asked: Request) -> None:
        if not asked.url.removeprefix("blob:").startswith(origin):
            troubles.append(f"asked {asked.url}")

    page.on("console", note_error)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", note_stranger)
    yield page
    await context.close()
    assert troubles == []


@pytest.fixture
async def phone(browser: Browser, origin: str) -> AsyncIterator[BrowserContext]:
    """Yield a phone whose network may be cut, on which errors of the network are no surprise."""
    width, height = SIZES["phone"]
    context = await browser.new_context(
        viewport={"width": width, "height": height}, base_url=origin, locale="vi-VN"
    )
    yield context
    await context.close()
