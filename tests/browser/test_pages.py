"""The pages that exist open without an error, fit their screen and speak Vietnamese first."""

import pytest
from playwright.async_api import Page

pytestmark = pytest.mark.browser


async def test_the_first_page_leads_on(page: Page) -> None:
    await page.goto("/")
    assert await page.locator("html").get_attribute("lang") == "vi"
    await fits_its_width(page)
    await page.get_by_role("link", name="API").first.click()
    await page.wait_for_url("**/docs")


async def test_the_description_of_the_api_names_every_call(page: Page) -> None:
    await page.goto("/docs")
    described = await (await page.request.get("/openapi.json")).json()
    # All are read at once: the page is so long that to look for each takes most of a second.
    named = await page.locator("h3 code").all_text_contents()
    assert set(described["paths"]) == set(named)
    await fits_its_width(page)


async def fits_its_width(page: Page) -> None:
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await page.evaluate(wider) <= 0
