"""The application: the whole URL table on one page, and what surrounds it.

A route is a line here: method, path, operation, who may come in. Whoever is not named is refused,
and a route that names nobody cannot be written.
"""

from collections.abc import Iterable
from pathlib import Path

from aiohttp import web
from pydantic_core import to_json

from postal_bridge.domain.access import Role
from postal_bridge.wiring import Bridge
from routes import catalogue, dossiers, health, pages, people, reports, scans, sessions, tokens
from routes.access import Doorkeeper
from routes.keys import BRIDGE, DOORKEEPER, OPENAPI, PAGES
from routes.openapi import describe
from routes.pages import Pages
from routes.route import API, BODY_BYTES_MAX, EVERYBODY, LOCAL_OR_ADMIN, PUBLIC, Route
from routes.serving import finish_headers, serve, surround

STATIC_FOLDER = Path(__file__).parent / "static"

ADMIN = frozenset({Role.ADMIN})
FILERS = frozenset({Role.POST, Role.CENTER, Role.ADMIN})
STEPPERS = frozenset({Role.CENTER, Role.DEPARTMENT, Role.ADMIN})
REPORTED_TO = frozenset({Role.CENTER, Role.ACCOUNTANT, Role.ADMIN})
HANDLERS = frozenset({Role.POST, Role.CENTER, Role.DEPARTMENT, Role.ADMIN})

ROUTES = (
    # What the service says about itself.
    Route("GET", "/", pages.home, PUBLIC),
    Route("GET", "/docs", pages.docs, PUBLIC),
    Route("GET", "/openapi.json", pages.openapi, PUBLIC),
    Route("GET", "/healthz", health.healthz, PUBLIC),
    Route("GET", "/readyz", health.readyz, PUBLIC),
    Route("GET", "/metrics", health.metrics, LOCAL_OR_ADMIN),
    # Who may come in.
    Route("POST", f"{API}/sessions", sessions.sign_in, PUBLIC),
    Route("DELETE", f"{API}/sessions/current", sessions.sign_out, EVERYBODY),
    Route("GET", f"{API}/me", sessions.me, EVERYBODY),
    Route("GET", f"{API}/tokens", tokens.list_tokens, EVERYBODY),
    Route("POST", f"{API}/tokens", tokens.issue_token, EVERYBODY),
    Route("DELETE", f"{API}/tokens/{{token_id}}", tokens.revoke_token, EVERYBODY),
    # Offices and people of the centre.
    Route("GET", f"{API}/offices", people.list_offices, EVERYBODY),
    Route("POST", f"{API}/offices", people.add_office, ADMIN),
    Route("GET", f"{API}/persons", people.list_people, ADMIN),
    Route("POST", f"{API}/persons", people.add_person, ADMIN),
    Route("PATCH", f"{API}/persons/{{login}}", people.change_person, ADMIN),
    # Dossiers and what can be filed.
    Route("GET", f"{API}/procedures", catalogue.list_procedures, EVERYBODY),
    Route("GET", f"{API}/procedures/{{code}}", catalogue.look_up_procedure, EVERYBODY),
    Route("POST", f"{API}/dossiers", dossiers.register_dossier, FILERS),
    Route("GET", f"{API}/dossiers", dossiers.list_dossiers, EVERYBODY),
    Route("GET", f"{API}/dossiers/{{code}}", dossiers.look_up_dossier, EVERYBODY),
    Route("POST", f"{API}/dossiers/{{code}}/steps", dossiers.advance_dossier, STEPPERS),
    Route("GET", f"{API}/reports/summary", reports.summary_report, REPORTED_TO),
    # Papers changing hands.
    Route("POST", f"{API}/scans", scans.record_scans, HANDLERS),
)


def create_app(bridge: Bridge, routes: Iterable[Route] = ROUTES) -> web.Application:
    """Return the application that serves `routes` and our static files over a bridge.

    Serve it with `access_log=None`: every request leaves a line in our own log.
    """
    routes = tuple(routes)
    app = web.Application(middlewares=[surround], client_max_size=BODY_BYTES_MAX)
    app[BRIDGE] = bridge
    app[DOORKEEPER] = Doorkeeper(bridge)
    document = describe(routes, bridge.config)
    app[OPENAPI] = to_json(document)
    app[PAGES] = Pages(document)
    app.on_response_prepare.append(finish_headers)
    for route in routes:
        handler = serve(route)
        app.router.add_route(route.method, route.path, handler)
        if route.method == "GET":
            app.router.add_route("HEAD", route.path, handler)
    app.router.add_static("/static", STATIC_FOLDER)
    return app
