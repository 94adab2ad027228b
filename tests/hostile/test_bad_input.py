"""Bodies that strangers and broken programs send: refused where they are wrong, and without trace.

Each body is spoiled in one place and sound everywhere else.
"""

import gzip
import io
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import BaseModel

from postal_bridge.domain.access import Role
from routes.access import READING
from routes.call_table import CALLS
from routes.route import PUBLIC, Gate, Route
from tests.hostile.bodies import (
    WHOLE,
    Place,
    path_of,
    places_of,
    required_places,
    spoilings,
    takers,
    written_twice,
    written_with,
    written_without,
)
from tests.hostile.conftest import Service
from tests.hostile.world import PERSON_OF_ROLE

PROBLEM = "application/problem+json"
JSON = {"Content-Type": "application/json"}
MEGABYTE = 1024 * 1024

by_taker = pytest.mark.parametrize(
    "route", takers(), ids=lambda route: f"{route.method} {route.path}"
)


def bearer_for(service: Service, route: Route) -> dict[str, str]:
    """Return the header of somebody whom a route lets in."""
    access = frozenset(Role) if isinstance(route.access, Gate) else route.access
    role = Role.ADMIN if Role.ADMIN in access else min(access)
    return service.world.here.bearers[PERSON_OF_ROLE[role]]


def shape_of(route: Route) -> type[BaseModel]:
    """Return the shape of the body that a route takes."""
    shape = route.operation.takes
    assert isinstance(shape, type)
    return shape


def address_of(route: Route) -> str:
    """Return an address of a route; whatever it names, the body is looked at first."""
    return re.sub(r"{\w+}", "x", route.path)


async def problem_of(
    service: Service,
    route: Route,
    raw: bytes | AsyncIterator[bytes],
    headers: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Send a body and return the problem it meets."""
    answer = await service.client.request(
        route.method,
        address_of(route),
        # What is long is read bit by bit, as a file is.
        data=io.BytesIO(raw) if isinstance(raw, bytes) and len(raw) > MEGABYTE else raw,
        headers={**JSON, **bearer_for(service, route), **(headers or {})},
    )
    told = f"{str(raw)[:300]}: {answer.status} {(await answer.text())[:500]}"
    assert 400 <= answer.status < 500, told
    assert answer.content_type == PROBLEM, told
    problem: dict[str, Any] = await answer.json(content_type=PROBLEM)
    assert problem["status"] == answer.status, told
    assert problem["type"] == f"/docs#{problem['code']}", told
    assert problem["title"], told
    assert problem["detail"], told
    assert ("errors" in problem) == (problem["code"] == "invalid_input"), told
    return problem


async def refused_at(service: Service, route: Route, raw: bytes, place: Place) -> None:
    """Send a body and see it refused for what stands at a place."""
    problem = await problem_of(service, route, raw)
    told = f"{raw[:300]!r}: {problem}"[:900]
    assert problem["code"] == "invalid_input", told
    wanted = path_of(place)
    paths = [error["path"] for error in problem["errors"]]
    assert any(path == wanted or path.startswith(f"{wanted}.") for path in paths), told
    for error in problem["errors"]:
        assert error["code"], told
        assert error["detail"], told


def test_every_write_has_a_body_that_says_everything() -> None:
    assert set(WHOLE) == {(route.method, route.path) for route in takers()}
    for route in takers():
        shape = shape_of(route)
        read = shape.model_validate_json(json.dumps(WHOLE[route.method, route.path]))
        said = json.loads(read.model_dump_json(exclude_unset=True))
        assert json.loads(read.model_dump_json()) == said, f"{route.path} could say more"


@by_taker
async def test_every_place_of_a_body_is_looked_at(service: Service, route: Route) -> None:
    body = WHOLE[route.method, route.path]
    before = await service.rows.digest()
    for place, value in places_of(body):
        for raw in spoilings(value):
            await refused_at(service, route, written_with(body, place, raw), place)
        if isinstance(value, dict):
            unknown = (*place, "không biết")
            more = json.dumps({**value, "không biết": 1})
            await refused_at(service, route, written_with(body, place, more), unknown)
        if place and isinstance(place[-1], str):
            await refused_at(service, route, written_twice(body, place), place)
    assert await service.rows.digest() == before


@by_taker
async def test_what_is_required_is_missed(service: Service, route: Route) -> None:
    body = WHOLE[route.method, route.path]
    schema = shape_of(route).model_json_schema(mode="validation")
    before = await service.rows.digest()
    for place in required_places(schema, body):
        await refused_at(service, route, written_without(body, place), place)
    assert await service.rows.digest() == before


@by_taker
async def test_what_is_no_json_is_told_so(service: Service, route: Route) -> None:
    sound = json.dumps(WHOLE[route.method, route.path]).encode()
    before = await service.rows.digest()
    for raw in (
        *(b"", b" ", b"{", b"nothing", b"\x00", b"\xff\xfe", sound[:-1], sound + b"}", sound * 2),
        *(sound.replace(b'"', b"'"), b"\xef\xbb\xbf" + sound, sound.decode().encode("utf-16")),
        *(b"[" * 10_000, b'{"a":' * 2_000, sound[:-1] + b",}", b"{// a word\n}", b"{\x0c}"),
        *(sound[:-1] + b', "\xc0\x80": 1}', sound[:-1] + b', "a": 01}', sound[:-1] + b', "a": +1}'),
    ):
        assert (await problem_of(service, route, raw))["code"] == "malformed_body"
    for raw in (b"null", b"[]", b'"a"', b"1", b"true", b"[" + sound + b"]", b"NaN", b"1e400"):
        await refused_at(service, route, raw, ())
    assert await service.rows.digest() == before


@by_taker
async def test_what_is_not_sent_as_json_is_not_read(service: Service, route: Route) -> None:
    sound = json.dumps(WHOLE[route.method, route.path]).encode()
    before = await service.rows.digest()
    for media_type in (
        *("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"),
        *("application/xml", "application/jsonx", "application", ";;;", "", "*/*"),
        *("application/problem+json", "text/json", "application/json, text/plain"),
    ):
        problem = await problem_of(service, route, sound, {"Content-Type": media_type})
        assert problem["code"] == "unsupported_body", media_type
    assert await service.rows.digest() == before


@by_taker
async def test_what_is_too_long_is_not_read_to_its_end(service: Service, route: Route) -> None:
    async def trickle() -> AsyncIterator[bytes]:
        # Without a length that is told beforehand.
        for _ in range(20):
            yield b" " * MEGABYTE

    before = await service.rows.digest()
    for raw, headers in (
        (b" " * (2 * MEGABYTE), {}),
        (trickle(), {}),
        (gzip.compress(b" " * (20 * MEGABYTE), mtime=0), {"Content-Encoding": "gzip"}),
        (b'"' + b"a" * (2 * MEGABYTE), {}),
    ):
        problem = await problem_of(service, route, raw, headers)
        assert problem["code"] == "body_too_large"
        assert problem["status"] == 413
    problem = await problem_of(service, route, b"{}", {"Content-Encoding": "gzip"})
    assert problem["code"] == "malformed_body"
    assert await service.rows.digest() == before


async def test_twenty_megabytes_are_refused_before_they_are_sent(service: Service) -> None:
    (route,) = (each for each in takers() if each.path.endswith("/scans"))
    scan = json.dumps(WHOLE["POST", route.path]["scans"][0]).encode()
    batch = b'{"scans": [' + b",".join([scan] * 100) + b"]" + b" " * (20 * MEGABYTE) + b"}"
    problem = await problem_of(service, route, batch)
    assert problem["code"] == "body_too_large"


WRITES = [route for route in CALLS if route.method not in READING]


@pytest.mark.parametrize(
    "key", ["", " ", "a" * 201, "khóa", "\N{POSTBOX}", "a\tb", "\N{FULLWIDTH DIGIT ONE}"], ids=ascii
)
async def test_a_key_that_is_none_is_refused_at_every_write(service: Service, key: str) -> None:
    before = await service.rows.digest()
    for route in WRITES:
        asked = route.operation.query.model_json_schema() if route.operation.query else {}
        # What stands in the address, and what is no JSON, is looked at before the key is.
        is_json = (route.method, route.path) in WHOLE or route.operation.takes is None
        if route.access is not PUBLIC and is_json and not asked.get("required"):
            raw = json.dumps(WHOLE.get((route.method, route.path))).encode()
            problem = await problem_of(service, route, raw, {"Idempotency-Key": key})
            assert problem["code"] == "invalid_input", route
            assert [error["path"] for error in problem["errors"]] == ["Idempotency-Key"]
    assert await service.rows.digest() == before
