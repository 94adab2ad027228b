"""What tests of the scanner do again and again: choose, scan, and count what was kept."""

import asyncio

from playwright.async_api import Page, Route

from postal_bridge.domain.custody import Leg
from tests.journeys import Stage


async def open_scanner(page: Page, action: str) -> None:
    await page.goto("/scan")
    await page.get_by_label("Việc đang làm").select_option(label=action)


async def scan(page: Page, *codes: str) -> None:
    """Type as a hardware scanner does: fast, with Enter at the end, never looking up."""
    for code in codes:
        await page.keyboard.type(code)
        await page.keyboard.press("Enter")


async def inbound(stage: Stage, count: int, **more: object) -> list[str]:
    return [
        str((await stage.register(stage.post, Leg.INBOUND, **more))["code"]) for _ in range(count)
    ]


async def scans_kept(stage: Stage, outcome: str) -> int:
    found = await stage.value("select count(*) from scan where outcome = $1", outcome)
    return int(found)


async def events_of(stage: Stage, event: str) -> int:
    return int(await stage.value("select count(*) from custody_event where event = $1", event))


async def lose_answers(page: Page, address: str) -> asyncio.Event:
    """Let requests reach the service but not its answers the page; tell of the first."""
    arrived = asyncio.Event()

    async def lose(route: Route) -> None:
        await route.fetch()
        arrived.set()
        await route.abort()

    await page.route(address, lose)
    return arrived
