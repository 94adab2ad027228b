"""The pages that exist open without an error, fit their screen and speak Vietnamese first."""

import pytest
from playwright.async_api import Page, expect

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
    for path in described["paths"]:
        await expect(page.get_by_text(path, exact=True).first).to_be_attached()
    await fits_its_width(page)


async def fits_its_width(page: Page) -> None:
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await page.evaluate(wider) <= 0
