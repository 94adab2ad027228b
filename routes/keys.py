"""What a handler finds on the application and on the request, each under a typed key."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aiohttp import web

from postal_bridge.domain.timetable import Plan
from postal_bridge.wiring import Bridge

if TYPE_CHECKING:
    from routes.access import Doorkeeper
    from routes.pages.frame import Pages

BRIDGE = web.AppKey("bridge", Bridge)
#: The jobs of the timetable, without what they do.
PLANS: "web.AppKey[Sequence[Plan]]" = web.AppKey("plans")
DOORKEEPER: "web.AppKey[Doorkeeper]" = web.AppKey("doorkeeper")
PAGES: "web.AppKey[Pages]" = web.AppKey("pages")
#: The OpenAPI document as it is served.
OPENAPI = web.AppKey("openapi", bytes)

REQUEST_ID = web.RequestKey("request_id", str)
#: Who is signed in, once that is known.
LOGIN = web.RequestKey("login", str)
