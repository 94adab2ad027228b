"""Addresses, queries, cursors, methods and headers that nobody honest sends."""

import asyncio
import base64
import json
import re
from http import HTTPStatus
from typing import Any

import pytest
from yarl import URL

from routes.call_table import CALLS
from routes.epcis_terms import is_of_epcis, status_in_epcis
from routes.route import API, PUBLIC, Route
from tests.hostile.conftest import Service
from tests.hostile.test_bad_input import address_of, bearer_for

PROBLEM = "application/problem+json"
READS = [route for route in CALLS if route.method == "GET"]
ASKING = [route for route in READS if route.operation.query is not None]
LISTS = [route for route in ASKING if "cursor" in route.operation.query.model_fields]  # type: ignore[union-attr] # those without were left out
NAMING = [route for route in CALLS if "{" in route.path]

#: What stands in a query that has to name something; other things that have to be there are days.
SOUND = {"codes": "EV000000014VN", "dossier": "H53.14-260313-0100"}

by_asking = pytest.mark.parametrize("route", ASKING, ids=lambda route: route.path)
by_list = pytest.mark.parametrize("route", LISTS, ids=lambda route: route.path)
by_naming = pytest.mark.parametrize("route", NAMING, ids=lambda r: f"{r.method} {r.path}")


async def ask(
    service: Service, route: Route, address: str, method: str | None = None, **headers: str
) -> tuple[int, Any]:
    """Ask with a raw address; return status and problem, None when it is no problem."""
    if route.path.startswith(f"{API}/track"):
        await service.rows.forget_attempts()
    answer = await service.client.request(
        method or route.method,
        URL(address, encoded=True),
        headers={**bearer_for(service, route), **headers},
        json={} if route.operation.takes else None,
    )
    told = f"{method or route.method} {address[:300]}: {answer.status}"
    assert answer.status < 500, told
    if answer.status < 400:
        return answer.status, None
    assert answer.content_type == PROBLEM, told
    if method == "HEAD":
        return answer.status, {}
    problem = await answer.json(content_type=PROBLEM)
    assert problem["status"] == answer.status, told
    return answer.status, problem


NAMES = (
    *(".", "..", "%2e%2e", "%2E", "..%2f..", "%2f", "a%2fb", "%5c", "a;b", "~", "*", "%", "%zz"),
    *(
        "%00",
        "a%00",
        "%ff",
        "%ed%a0%80",
        "%c0%80",
        "%f0%9f%93%ae",
        "%ef%bc%91",
        "%d9%a1",
        "%e2%80%ae",
    ),
    *("%0d%0aX-A:b", "%09", "%20", "+", "'", "%22", "%7b0%7d", "$(id)", "%3cscript%3e", "-1", "0"),
    *("1e400", "null", "a" * 4_000, "%f0%9f%93%ae" * 300, "EV%30%30%30%30%30%30%30%31%34VN%00"),
    *(
        "00000000-0000-0000-0000-000000000000",
        "%EF%BB%BF",
        "EV000000013VN%20%0A",
        "%C5%BFV000000014VN",
    ),
)


@by_naming
async def test_a_name_that_is_none_leads_nowhere(service: Service, route: Route) -> None:
    before = await service.rows.digest("throttle")
    for name in NAMES:
        # Without a look at the dots, which the client would take for a way up.
        address = re.sub(r"{\w+}", name, route.path)
        if route.path.endswith("{login}") and name in ("0", "-1", "null"):
            continue
        status, problem = await ask(service, route, address)
        if route.path != "/q/{payload}":
            assert problem is not None, address[:200]
            # Whoever tries names of sources one after the other is soon told to wait.
            too_often = route.path.endswith("{source}") and status == HTTPStatus.TOO_MANY_REQUESTS
            assert too_often or status in (404, 405, 422), address[:200]
    assert await service.rows.digest("throttle") == before


def wrong_values(schema: dict[str, Any]) -> list[str]:
    """Return what no value of a query parameter is, as it stands in an address."""
    schema = next((each for each in schema.get("anyOf", ()) if each != {"type": "null"}), schema)
    wrong = ["%00", "a%00b"]
    if schema.get("type") == "integer":
        wrong += ["", "a", "1.5", "1e3", "0x5", "%d9%a5", "-1", "0", "9" * 5_000]
        wrong += [str(schema["maximum"] + 1)]
    elif schema.get("type") == "boolean":
        wrong += ["", "2", "maybe", "null", "%ef%bc%91"]
    elif schema.get("format") == "date":
        wrong += ["", "0001-01-01", "9999-12-31", "20260313", "2026-02-30", "1773367800"]
        wrong += ["2026-03-13T24:00:00", "%d9%a2026-03-13", "2026-03-13%0A", "now"]
    elif "enum" in schema or "const" in schema or "$ref" in schema:
        wrong += ["", "nonsense", "REGISTERED", "%ff"]
    else:
        wrong += ["a" * (schema.get("maxLength", 200) + 1)]
        wrong += [""] if schema.get("minLength") or "pattern" in schema else []
    return wrong


@by_asking
async def test_every_part_of_a_query_is_looked_at(service: Service, route: Route) -> None:
    assert isinstance(route.operation.query, type)
    schema = route.operation.query.model_json_schema()
    usual = {name: SOUND.get(name, "2026-03-13") for name in schema.get("required", ())}
    # The standard has 400 for it.
    refused = status_in_epcis(422) if is_of_epcis(route.path) else 422
    before = await service.rows.digest("throttle")
    for name, field in schema["properties"].items():
        others = "&".join(f"{other}={value}" for other, value in usual.items() if other != name)
        queries = [f"{others}&{name}={value}" for value in wrong_values(field)]
        queries += [f"{others}&{name}=1&{name}=1", f"{others}&{name}&{name}="]
        for query in queries:
            status, problem = await ask(service, route, f"{address_of(route)}?{query}")
            assert problem is not None, query[:200]
            assert (status, problem["code"]) == (refused, "invalid_input"), query[:200]
            assert name in {error["path"] for error in problem["errors"]}, query[:200]
    many = "&".join(f"a{number}=1" for number in range(900))
    for query in ("nobody_knows=1", "%ff=1", "%00=1", "=", "limit[]=1", "__proto__=1", many):
        status, problem = await ask(service, route, f"{address_of(route)}?{query}")
        assert problem is not None, query
        assert (status, problem["code"]) == (refused, "invalid_input"), query
    assert await service.rows.digest("throttle") == before


def cursor(*parts: Any) -> str:
    """Return a cursor as clients could make one up."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


UUID = "01890000-0000-7000-8000-00000000abcd"
MADE_UP = (
    *("x", "AAAA", "====", "a" * 1_000, "W10", "bnVsbA", "e30", "WzFd", "-_-_", "WyJcdTAwMDAiXQ"),
    *(cursor(), cursor(1), cursor(None), cursor({}), cursor("a", "b", "c"), cursor(["a"])),
    *(cursor("\0"), cursor("\ud800"), cursor("a\0", "b"), cursor("2026-03-13", "\udfff")),
    *(cursor("x", UUID), cursor("2026-03-13T03:30:00", UUID), cursor("2026-02-30", "x")),
    *(cursor("0001-01-01T00:00:00+14:00", UUID), cursor("9999-12-31T23:59:59-14:00", UUID)),
    *(cursor("2026-03-13T03:30:00+00:00", "x"), cursor("2026-03-13T03:30:00+00:00", "9" * 30)),
    *(cursor("2026-03-13T03:30:00+00:00", "-1"), cursor("2026-03-13T03:30:00+00:00", "\u0661")),
    *(cursor("\ud83d\udcee"), cursor("\uffff" * 100), cursor("', '1')--"), cursor("%", "_")),
    cursor("2026-03-13T03:30:00+00:00", UUID.replace("-", "")),
)


async def list_address(service: Service, route: Route) -> str:
    """Return the address of a list that is there."""
    address = route.path.replace("{code}", service.world.here.things["handed", "post"])
    if "{webhook_id}" in address:
        return address.replace("{webhook_id}", await webhook_of(service, route))
    if "{run_id}" not in address:
        return address
    period = {"from": "2026-03-01", "to": "2026-03-31"}
    runs = address.replace("/{run_id}", "")
    answer = await service.client.post(runs, json=period, headers=bearer_for(service, route))
    return f"{runs}/{(await answer.json())['reconciliation_id']}"


async def webhook_of(service: Service, route: Route) -> str:
    """Return a webhook that is there."""
    path, headers = f"{API}/webhooks", bearer_for(service, route)
    known = (await (await service.client.get(path, headers=headers)).json())["items"]
    if not known:
        new = {"url": "https://mot-cua.example/nghe"}
        known = [await (await service.client.post(path, json=new, headers=headers)).json()]
    return str(known[0]["webhook_id"])


async def cursors_of_all(service: Service) -> list[str]:
    """Return the cursor of the second page of each list that has one."""
    found = []
    for route in LISTS:
        headers = bearer_for(service, route)
        address = await list_address(service, route)
        page = await (await service.client.get(f"{address}?limit=1", headers=headers)).json()
        found += [page["next_cursor"]] if page["next_cursor"] else []
    return found


@by_list
async def test_a_cursor_that_is_none_of_the_list_breaks_nothing(
    service: Service, route: Route
) -> None:
    real = await cursors_of_all(service)
    assert len(real) > len(LISTS) / 3
    address = await list_address(service, route)
    refused = 0
    for each in (*MADE_UP, *real):
        status, problem = await ask(service, route, f"{address}?cursor={each}&limit=200")
        if problem is not None:
            assert status == 422
            assert [error["path"] for error in problem["errors"]] == ["cursor"], each
            refused += 1
    assert refused >= 10, "what is no cursor at all is told so"


async def test_a_cursor_of_another_centre_leads_to_own_things_only(service: Service) -> None:
    here, there = service.world.here, service.world.there
    for path, kind in (("consignments", "consignment"), ("dossiers", "dossier")):
        address = f"{API}/{path}?limit=1"
        page = await (await service.client.get(address, headers=there.bearers["admin"])).json()
        address = f"{API}/{path}?limit=200&cursor={page['next_cursor']}"
        shown = await (await service.client.get(address, headers=here.bearers["admin"])).json()
        codes = {item["code"] for item in shown["items"]}
        assert not codes & there.all_of(kind)


@pytest.mark.parametrize("route", CALLS, ids=lambda route: f"{route.method} {route.path}")
async def test_a_method_that_is_not_in_the_table_is_told_which_are(
    service: Service, route: Route
) -> None:
    known = {each.method for each in CALLS if each.path == route.path}
    known |= {"HEAD"} if "GET" in known else set()
    before = await service.rows.digest()
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"):
        if method in known:
            continue
        answer = await service.client.request(
            method, address_of(route), headers=bearer_for(service, route)
        )
        assert answer.status == 405, method
        assert answer.content_type == PROBLEM
        assert (await answer.json(content_type=PROBLEM))["code"] == "method_not_allowed"
        assert answer.headers["Allow"] == ", ".join(sorted(known))
    assert await service.rows.digest() == before


@pytest.mark.parametrize("route", READS, ids=lambda route: route.path)
async def test_a_head_is_answered_as_the_reading_and_changes_nothing(
    service: Service, route: Route
) -> None:
    # Whoever asks too often is noted.
    before = await service.rows.digest("throttle")
    sound = {**SOUND, "from": "2026-01-01", "to": "2026-12-31"}
    required = route.operation.query.model_json_schema() if route.operation.query else {}
    named = [f"{name}={sound[name]}" for name in required.get("required", ())]
    address = f"{address_of(route)}?{'&'.join(named)}"
    status, _ = await ask(service, route, address, "HEAD")
    assert await service.rows.digest("throttle") == before
    if not route.path.endswith("/labels"):
        assert status == (await ask(service, route, address))[0]
    anonymous = await service.client.head(
        URL(address, encoded=True), headers={"X-Forwarded-For": "192.0.2.1"}
    )
    if route.access is not PUBLIC:
        assert anonymous.status == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://["}, 403),
        ({"Origin": "http://[::1"}, 403),
        ({"Origin": "\N{POSTBOX}"}, 403),
        ({"Origin": "//"}, 403),
        ({"Sec-Fetch-Site": "\N{POSTBOX}"}, 403),
        ({"X-Forwarded-For": "\N{POSTBOX}, [::, 999.1.1.1"}, 401),
        ({"X-Forwarded-For": ","}, 401),
        ({"X-Request-Id": "\N{POSTBOX}" * 20}, 401),
        ({"Accept-Language": "vi;q=nan,en;q=inf,*;q=1e400,\N{POSTBOX}"}, 401),
        ({"Accept": "\N{POSTBOX}"}, 401),
        ({"Cookie": "postal_bridge=\N{POSTBOX}; =; ;;; a"}, 401),
        ({"Authorization": "Bearer \N{POSTBOX}"}, 401),
        ({"Expect": "wonders"}, 401),
        ({"Expect": "100-continue"}, 401),
    ],
    ids=ascii,
)
async def test_a_header_that_says_nothing_is_no_error_of_ours(
    service: Service, headers: dict[str, str], status: int
) -> None:
    sign_in = {"login": "khong.ai", "password": "không phải nó"}
    await service.rows.forget_attempts()
    answer = await service.client.post(f"{API}/sessions", json=sign_in, headers=headers)
    assert (answer.status, answer.content_type) == (status, PROBLEM)


async def test_a_write_under_two_keys_is_refused(service: Service) -> None:
    keys = (("Idempotency-Key", "a"), ("Idempotency-Key", "b"))
    headers = [*service.world.here.bearers["clerk"].items(), *keys]
    before = await service.rows.digest()
    answer = await service.client.post(f"{API}/tokens", json={}, headers=headers)
    assert answer.status == 422
    (error,) = (await answer.json(content_type=PROBLEM))["errors"]
    assert (error["path"], error["code"]) == ("Idempotency-Key", "given_twice")
    assert await service.rows.digest() == before


async def _answer_to(service: Service, request: bytes) -> bytes:
    """Send bytes and return all that comes until the connection is closed."""
    client = service.client
    reader, writer = await asyncio.open_connection(client.host, client.port)
    try:
        writer.write(request)
        await writer.drain()
        return await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize(
    "head",
    [
        b"GET /api/v1/me HTTP/9.9\r\nHost: a",
        b"GET /api/v1/\xff HTTP/1.1\r\nHost: a",
        b"GET /api/v1/me HTTP/1.1",
        b"GET /api/v1/me HTTP/1.1\r\nHost: a\r\nHost: b",
        b"GET /api/v1/me HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 20_000,
        b"GET /api/v1/" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a",
        b"POST /api/v1/tokens HTTP/1.1\r\nHost: a\r\nContent-Length: -1",
        b"POST /api/v1/tokens HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999",
        b"POST /api/v1/tokens HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked",
        b"POST /api/v1/tokens HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: nonsense",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
    ids=lambda head: ascii(head[:60]),
)
async def test_what_is_no_request_ends_the_connection_and_nothing_more(
    service: Service, head: bytes
) -> None:
    before = await service.rows.digest()
    answer = await _answer_to(service, head + b"\r\n\r\n{}")
    assert answer.startswith((b"HTTP/1.0 400 ", b"HTTP/1.1 400 ")), answer[:200]
    assert await service.rows.digest() == before


async def test_a_broken_transfer_is_told_and_ends_the_connection(service: Service) -> None:
    bearer = service.world.here.bearers["clerk"]["Authorization"].encode()
    head = (
        b"POST /api/v1/tokens HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        b"Authorization: " + bearer + b"\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"
    )
    answer = await _answer_to(service, head)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"\r\nConnection: close\r\n" in answer
    assert b'"code":"malformed_body"' in answer
