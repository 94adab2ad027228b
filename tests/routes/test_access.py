"""Nobody comes in whom the URL table does not name, and no other site writes in their name."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request

from postal_bridge.clock import utc_now
from postal_bridge.config import Config
from postal_bridge.domain.access import Role
from postal_bridge.domain.credential import CredentialKind
from postal_bridge.store.database import Database
from postal_bridge.usecases.issue_token import issue_token
from postal_bridge.wiring import Bridge, build_bridge
from routes import health
from routes.access import REMEMBERED_MAX, Doorkeeper, client_address
from routes.app import create_app
from routes.call_table import CALLS
from routes.keys import BRIDGE
from routes.page_table import PLACES
from routes.route import Gate, Route
from tests.conftest import SettableClock
from tests.routes.conftest import PASSWORD, Client, Town, session_of, set_password

ROUTES = CALLS + PLACES

#: Where "x" stands for whatever a path names.
GUARDED = [route for route in ROUTES if route.access is not Gate.PUBLIC]


def path_of(route: Route) -> str:
    return re.sub(r"\{\w+\}", "x", route.path)


def test_every_address_of_the_application_is_in_the_table(bridge: Bridge) -> None:
    declared = {(route.method, route.path) for route in ROUTES}
    declared |= {("HEAD", route.path) for route in ROUTES if route.method == "GET"}
    for served in create_app(bridge).router.routes():
        assert served.resource is not None
        if served.resource.canonical != "/static/{path}":
            assert (served.method, served.resource.canonical) in declared
        else:
            assert served.method in ("GET", "HEAD")


def test_no_address_is_in_the_table_twice() -> None:
    rows = [(route.method, route.path) for route in ROUTES]
    assert len(rows) == len(set(rows))


def test_what_is_public_is_known_by_heart() -> None:
    public = {(route.method, route.path) for route in ROUTES if route.access is Gate.PUBLIC}
    # Every line here was thought about: whoever adds one thinks about it too.
    assert public <= {
        ("GET", "/"),
        ("GET", "/docs"),
        ("GET", "/openapi.json"),
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/q"),
        ("GET", "/q/{payload}"),
        ("GET", "/api/v1/track/{code}"),
        ("POST", "/api/v1/sessions"),
        ("GET", "/sign-in"),
        ("POST", "/sign-in"),
        ("POST", "/language"),
        ("GET", "/track"),
        ("POST", "/track"),
        ("POST", "/track/forget"),
        ("GET", "/track/rating"),
        ("POST", "/track/rating"),
        # These carry a token that opens one thing, or the key of whoever carries messages.
        ("GET", "/rate/{token}"),
        ("POST", "/rate/{token}"),
        ("GET", "/rate/screens/{token}"),
        ("POST", "/rate/screens/{token}"),
        ("GET", "/m/{token}"),
        ("POST", "/m/{token}"),
        ("POST", "/api/v1/message-reports/{center}/{channel}"),
        ("POST", "/api/v1/incoming/{center}/{source}"),
        ("GET", "/track/wish"),
        ("POST", "/track/wish"),
        ("GET", "/scan/worker.js"),
        # Names in events: nothing is told there of a thing or a person.
        ("GET", "/id/{code}"),
        ("GET", "/offices/{code}"),
        ("GET", "/voc/"),
        ("GET", "/voc/{word}"),
        ("GET", "/voc/{group}/{word}"),
    }


def test_a_route_that_names_nobody_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="who may come in"):
        Route("GET", "/x", health.healthz, frozenset())
    with pytest.raises(TypeError):
        Route("GET", "/x", health.healthz)  # type: ignore[call-arg]  # what is being tested


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: f"{route.method} {route.path}")
async def test_without_signing_in_nobody_passes(client: Client, route: Route) -> None:
    headers = {"X-Forwarded-For": "192.0.2.1"}  # from another machine
    answer = await client.request(route.method, path_of(route), headers=headers)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert (await answer.json())["code"] == "sign_in_needed"


@pytest.mark.parametrize("role", list(Role))
async def test_every_role_passes_where_it_is_named_and_nowhere_else(
    client: Client, town: Town, role: Role
) -> None:
    headers = {"X-Forwarded-For": "192.0.2.1", **await town.bearer(role)}
    for route in GUARDED:
        allowed = route.access if isinstance(route.access, frozenset) else {Role.ADMIN}
        answer = await client.request(route.method, path_of(route), headers=headers)
        passed = answer.status not in (401, 403)
        assert passed == (role in allowed), f"{route.method} {route.path}: {answer.status}"
        assert answer.status < 500, f"{route.method} {route.path}: {await answer.text()}"
        if not passed:
            assert (await answer.json())["code"] == "not_for_your_role"


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer x", "Basic YTpi", "pb_1_" + "x" * 43, "Bearer \tpb_1_"],
)
@pytest.mark.usefixtures("town")
async def test_a_header_that_proves_nothing_lets_nobody_in(
    client: Client, authorization: str
) -> None:
    answer = await client.get("/api/v1/me", headers={"Authorization": authorization})
    assert answer.status == 401


async def test_a_wrong_token_is_refused_even_beside_a_good_cookie(
    client: Client, town: Town
) -> None:
    cookie = await session_of(town, Role.CENTER)
    assert (await client.get("/api/v1/me", headers=cookie)).status == 200
    both = {**cookie, "Authorization": "Bearer pb_1_" + "x" * 43}
    assert (await client.get("/api/v1/me", headers=both)).status == 401


WRITE = ("DELETE", "/api/v1/sessions/current")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 204),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "http://127.0.0.1:8080"}, 204),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://{host}"}, 204),
        ({"Origin": "ftp://{host}"}, 403),
        ({"Origin": "http://{host}.evil.example"}, 403),
        ({"Origin": "http://{host}", "Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
async def test_a_write_with_a_cookie_has_to_come_from_a_page_of_ours(
    client: Client, town: Town, headers: dict[str, str], status: int
) -> None:
    host = f"{client.host}:{client.port}"
    sent = {name: value.format(host=host) for name, value in headers.items()}
    cookie = await session_of(town, Role.CENTER)
    answer = await client.request(*WRITE, headers={**cookie, **sent})
    assert answer.status == status
    if status == 403:
        assert (await answer.json())["code"] == "written_by_another_site"
    still_in = await client.get("/api/v1/me", headers=cookie)
    assert still_in.status == (401 if status == 204 else 200)


async def test_another_site_may_not_sign_a_browser_in(client: Client) -> None:
    sign_in = {"login": "an", "password": "x"}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}):
        answer = await client.post("/api/v1/sessions", json=sign_in, headers=headers)
        assert answer.status == 403


async def test_programs_with_a_token_write_from_anywhere(client: Client, town: Town) -> None:
    headers = {**await town.bearer(Role.ADMIN), "Origin": "http://elsewhere.example"}
    body = {"code": "VP1", "kind": "post", "name": "Bưu cục Thử"}
    answer = await client.post("/api/v1/offices", json=body, headers=headers)
    assert answer.status == 201


async def test_a_token_that_expires_is_refused_though_it_was_just_seen(
    client: Client, town: Town, clock: SettableClock
) -> None:
    token = await issue_token(town.bridge.database, clock, town.logins[Role.POST], 1)
    headers = {"Authorization": f"Bearer {token.text}"}
    clock.advance(timedelta(days=1) - timedelta(milliseconds=500))
    assert (await client.get("/api/v1/me", headers=headers)).status == 200
    clock.advance(timedelta(milliseconds=500))
    assert (await client.get("/api/v1/me", headers=headers)).status == 401


async def test_what_another_process_revokes_is_refused_within_two_seconds(
    client: Client, town: Town, clock: SettableClock
) -> None:
    headers = await town.bearer(Role.POST)
    assert (await client.get("/api/v1/me", headers=headers)).status == 200
    async with town.bridge.database.transaction() as connection:
        await connection.execute("update credential set revoked_at = $1", clock())
    clock.advance(timedelta(seconds=1.9))
    assert (await client.get("/api/v1/me", headers=headers)).status == 200
    clock.advance(timedelta(seconds=0.1))
    assert (await client.get("/api/v1/me", headers=headers)).status == 401


async def test_whoever_is_shut_out_through_this_process_is_refused_at_once(
    client: Client, town: Town
) -> None:
    headers = await town.bearer(Role.POST)
    assert (await client.get("/api/v1/me", headers=headers)).status == 200
    login = town.logins[Role.POST]
    answer = await client.patch(
        f"/api/v1/persons/{login}",
        json={"active": False},
        headers=await town.bearer(Role.ADMIN),
    )
    assert answer.status == 200
    assert (await client.get("/api/v1/me", headers=headers)).status == 401


async def test_who_was_looked_up_before_a_change_is_not_remembered_after_it(town: Town) -> None:
    doorkeeper = Doorkeeper(town.bridge)
    presented = (await town.bearer(Role.POST))["Authorization"].removeprefix("Bearer ")
    async with town.bridge.database.transaction() as connection:
        await connection.execute("lock table credential in access exclusive mode")
        looking = asyncio.create_task(doorkeeper.recognise(CredentialKind.TOKEN, presented))
        await asyncio.sleep(0)
        doorkeeper.forget()
    assert await looking
    assert presented not in doorkeeper._remembered
    assert await doorkeeper.recognise(CredentialKind.TOKEN, presented)
    assert presented in doorkeeper._remembered


async def test_the_doorkeeper_remembers_a_bounded_number(town: Town) -> None:
    doorkeeper = Doorkeeper(town.bridge)
    presented = (await town.bearer(Role.POST))["Authorization"].removeprefix("Bearer ")
    recognised = await doorkeeper.recognise(CredentialKind.TOKEN, presented)
    assert recognised is not None
    doorkeeper._remembered = {str(number): (recognised, 0.0) for number in range(REMEMBERED_MAX)}
    await doorkeeper.recognise(CredentialKind.TOKEN, presented)
    assert len(doorkeeper._remembered) == REMEMBERED_MAX
    assert presented in doorkeeper._remembered
    assert "0" not in doorkeeper._remembered


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "address"),
    [
        (0, "192.0.2.7", None, "192.0.2.7"),
        (0, "192.0.2.7", "203.0.113.9", "192.0.2.7"),
        (1, "10.0.0.1", "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "10.0.0.1", "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1", None, "10.0.0.1"),
        (1, "10.0.0.1", "no address", "unknown"),
        (0, "2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::/64"),
        (0, "::ffff:192.0.2.7", None, "192.0.2.7"),
        (0, "", None, "unknown"),
    ],
)
def test_an_address_is_told_by_as_many_proxies_as_are_trusted(
    config: Config, proxies: int, remote: str, forwarded: str | None, address: str
) -> None:
    trusting = replace(config, trusted_proxies=proxies)
    app = web.Application()
    app[BRIDGE] = build_bridge(trusting, Database(cast("Any", None)), utc_now)
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = make_mocked_request("GET", "/", headers=headers, app=app).clone(remote=remote)
    assert client_address(request) == address


async def test_figures_are_for_this_machine_and_for_administrators(
    client: Client, town: Town
) -> None:
    elsewhere = {"X-Forwarded-For": "192.0.2.1"}
    assert (await client.get("/metrics")).status == 200
    assert (await client.get("/metrics", headers=elsewhere)).status == 401
    for role, status in ((Role.ADMIN, 200), (Role.CENTER, 403)):
        headers = {**elsewhere, **await town.bearer(role)}
        assert (await client.get("/metrics", headers=headers)).status == status


async def test_over_https_the_cookie_is_bound_to_host_and_channel(town: Town) -> None:
    served = replace(town.bridge.config, base_url="https://hoso.example")
    bridge = replace(town.bridge, config=served)
    login = {"login": town.logins[Role.CENTER], "password": PASSWORD}
    await set_password(town, Role.CENTER)
    async with TestClient(TestServer(create_app(bridge))) as client:
        answer = await client.post("/api/v1/sessions", json=login)
    assert answer.status == 201
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-postal_bridge=")
    parts = set(cookie.split("; ")[1:])
    assert parts == {"Path=/", "Max-Age=43200", "HttpOnly", "SameSite=Lax", "Secure"}
