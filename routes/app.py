"""The application: the routes of the table, and what surrounds each of them."""

from collections.abc import Iterable

from aiohttp import web
from pydantic_core import to_json

from postal_bridge.domain.timetable import Plan
from postal_bridge.wiring import Bridge
from routes.access import Doorkeeper
from routes.call_table import CALLS
from routes.keys import BRIDGE, DOORKEEPER, OPENAPI, PAGES, PLANS
from routes.openapi import describe
from routes.page_table import PLACES
from routes.pages.frame import Pages
from routes.route import BODY_BYTES_MAX, Route
from routes.served_files import serve_files
from routes.serving import answer_expectation, finish_headers, serve, surround

#: A letter of a query may take twelve places in an address, of which no header has need.
ADDRESS_BYTES_MAX = 64 * 1024
HEADER_BYTES_MAX = 16 * 1024


def create_app(
    bridge: Bridge,
    calls: Iterable[Route] = CALLS,
    places: Iterable[Route] = PLACES,
    timetable: Iterable[Plan] = (),
) -> web.Application:
    """Return the application that serves routes and our static files over a bridge.

    `timetable` is what administrators are shown of the jobs that others do.
    Serve it with `access_log=None`: every request leaves a line in our own log.
    """
    calls = tuple(calls)
    app = web.Application(
        middlewares=[surround],
        client_max_size=BODY_BYTES_MAX,
        handler_args={"max_line_size": ADDRESS_BYTES_MAX, "max_field_size": HEADER_BYTES_MAX},
    )
    app[BRIDGE] = bridge
    app[DOORKEEPER] = Doorkeeper(bridge)
    app[PLANS] = tuple(timetable)
    document = describe(calls, serves_tls=bridge.config.serves_tls)
    app[OPENAPI] = to_json(document)
    app[PAGES] = Pages(document)
    app.on_response_prepare.append(finish_headers)
    # Streams end by themselves only after minutes.
    app.on_shutdown.append(_end_streams)
    for route in (*calls, *places):
        handler = serve(route)
        for method in (route.method, "HEAD") if route.method == "GET" else (route.method,):
            app.router.add_route(method, route.path, handler, expect_handler=answer_expectation)
    serve_files(app)
    return app


async def _end_streams(app: web.Application) -> None:
    await app[BRIDGE].news.close()
