"""Comes in without the form, for tests whose subject is not the signing in."""

from playwright.async_api import Page

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.credential import CredentialKind
from postal_bridge.wiring import Bridge
from tests.routes.conftest import new_secret


async def come_in(page: Page, origin: str, bridge: Bridge, viewer: Viewer) -> None:
    """Give a browser a session of a viewer in place of the one it may have had."""
    secret = await new_secret(bridge, CredentialKind.SESSION, viewer.center_id, viewer.login)
    await page.context.add_cookies([{"name": "postal_bridge", "value": secret, "url": origin}])
