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
from routes import (
    catalogue,
    code_ranges,
    consignments,
    differences,
    dossiers,
    handover_records,
    health,
    labels,
    manifests,
    pages,
    people,
    reports,
    scans,
    sessions,
    tokens,
    track,
)
from routes.access import Doorkeeper
from routes.keys import BRIDGE, DOORKEEPER, OPENAPI, PAGES
from routes.openapi import describe
from routes.pages import Pages
from routes.problems import UnknownAddress
from routes.route import API, BODY_BYTES_MAX, EVERYBODY, LOCAL_OR_ADMIN, PUBLIC, Route
from routes.serving import answer_expectation, finish_headers, serve, surround

#: A letter of a query may take twelve places in an address, of which no header has need.
ADDRESS_BYTES_MAX = 64 * 1024
HEADER_BYTES_MAX = 16 * 1024

STATIC = "/static/{path:.+}"
STATIC_FOLDER = Path(__file__).parent / "static"

ADMIN = frozenset({Role.ADMIN})
FILERS = frozenset({Role.POST, Role.CENTER, Role.ADMIN})
STEPPERS = frozenset({Role.CENTER, Role.DEPARTMENT, Role.ADMIN})
REPORTED_TO = frozenset({Role.CENTER, Role.ACCOUNTANT, Role.ADMIN})
CENTER_STAFF = frozenset({Role.CENTER, Role.ADMIN})
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
    # Citizens, who do not sign in.
    Route("GET", f"{API}/track/{{code}}", track.track, PUBLIC),
    # Papers changing hands.
    Route("POST", f"{API}/scans", scans.record_scans, HANDLERS),
    Route("GET", f"{API}/scans/refused", differences.list_refused_scans, HANDLERS),
    Route("POST", f"{API}/consignments", consignments.register_consignment, HANDLERS),
    Route("GET", f"{API}/consignments", consignments.list_consignments, HANDLERS),
    Route("GET", f"{API}/consignments/{{code}}", consignments.look_up_consignment, HANDLERS),
    Route("PATCH", f"{API}/consignments/{{code}}", consignments.bind_dossier, CENTER_STAFF),
    Route(
        "GET", f"{API}/consignments/{{code}}/events", consignments.list_consignment_events, HANDLERS
    ),
    Route(
        "GET",
        f"{API}/consignments/{{code}}/handover-record.pdf",
        handover_records.print_consignment_record,
        HANDLERS,
    ),
    Route("POST", f"{API}/manifests", manifests.open_manifest, HANDLERS),
    Route("GET", f"{API}/manifests", manifests.list_manifests, HANDLERS),
    Route("GET", f"{API}/manifests/{{code}}", manifests.look_up_manifest, HANDLERS),
    Route("POST", f"{API}/manifests/{{code}}/check", manifests.check_manifest, HANDLERS),
    Route(
        "GET",
        f"{API}/manifests/{{code}}/handover-record.pdf",
        handover_records.print_manifest_record,
        HANDLERS,
    ),
    Route("GET", f"{API}/labels", labels.print_labels, HANDLERS),
    Route("GET", "/q", labels.ask_tracking_code, PUBLIC),
    Route("GET", "/q/{payload}", labels.open_label, PUBLIC),
    Route("GET", f"{API}/differences", differences.list_differences, HANDLERS),
    Route(
        "POST",
        f"{API}/differences/{{difference_id}}/resolve",
        differences.resolve_difference,
        HANDLERS,
    ),
    Route("GET", f"{API}/code-ranges", code_ranges.list_code_ranges, ADMIN),
    Route("POST", f"{API}/code-ranges", code_ranges.grant_code_range, ADMIN),
)


def create_app(bridge: Bridge, routes: Iterable[Route] = ROUTES) -> web.Application:
    """Return the application that serves `routes` and our static files over a bridge.

    Serve it with `access_log=None`: every request leaves a line in our own log.
    """
    routes = tuple(routes)
    app = web.Application(
        middlewares=[surround],
        client_max_size=BODY_BYTES_MAX,
        handler_args={"max_line_size": ADDRESS_BYTES_MAX, "max_field_size": HEADER_BYTES_MAX},
    )
    app[BRIDGE] = bridge
    app[DOORKEEPER] = Doorkeeper(bridge)
    document = describe(routes, bridge.config)
    app[OPENAPI] = to_json(document)
    app[PAGES] = Pages(document)
    app.on_response_prepare.append(finish_headers)
    for route in routes:
        handler = serve(route)
        for method in (route.method, "HEAD") if route.method == "GET" else (route.method,):
            app.router.add_route(method, route.path, handler, expect_handler=answer_expectation)
    files = {str(path.relative_to(STATIC_FOLDER)): path for path in STATIC_FOLDER.rglob("*.*")}

    async def static(request: web.Request) -> web.FileResponse:
        path = files.get(request.match_info["path"])
        if path is None:
            raise UnknownAddress
        # Browsers ask each time and are told that nothing has changed.
        return web.FileResponse(path, headers={"Cache-Control": "no-cache"})

    app.router.add_route("GET", STATIC, static)
    app.router.add_route("HEAD", STATIC, static)
    return app
