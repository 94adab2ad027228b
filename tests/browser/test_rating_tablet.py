"""A tablet at a counter: it turns to the citizen whose result was returned, and back, by itself."""

import pytest
from playwright.async_api import Page, expect

from postal_bridge.usecases import rate_by_link as rating
from postal_bridge.wiring import Bridge
from tests.browser.test_accessibility import found_by_axe
from tests.browser.test_pages import fits_its_width
from tests.conftest import MORNING, SettableClock
from tests.journeys import Stage, found_center

pytestmark = pytest.mark.browser


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def test_the_tablet_asks_by_itself_and_turns_back_after_the_rating(
    page: Page, bridge: Bridge, stage: Stage
) -> None:
    day = MORNING.date()
    code = await stage.add_dossier(
        received_at=MORNING, received_on=day, resolved_on=day, returned_on=day, status=10
    )
    await rating.add_screen(bridge.database, bridge.sealer, stage.clerk, "Quầy 1")
    ((screen, path),) = await rating.list_screens(bridge.database, bridge.sealer, stage.clerk)
    await page.goto(path)
    assert await found_by_axe(page) == []
    await fits_its_width(page)
    await rating.show_on_screen(bridge.database, stage.clock, stage.clerk, screen.screen_id, code)
    # Nobody touches it: the page looks by itself.
    level = page.get_by_label("Rất hài lòng")
    await expect(level).to_be_visible(timeout=30_000)
    assert await found_by_axe(page) == []
    await fits_its_width(page)
    await level.check()
    await page.get_by_role("button", name="Gửi đánh giá").click()
    await expect(page.get_by_role("status")).to_have_text("Cảm ơn ông/bà đã đánh giá.")
    await expect(page.get_by_role("status")).to_have_count(0, timeout=30_000)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Kính chào ông/bà")
    kept = await stage.value("select satisfaction from dossier where code = $1", code)
    assert kept == "very_satisfied"
