"""Bodies that strangers and broken programs send: refused where they are wrong, and without trace.

Each body is spoiled in one place and everything else is sound; what fits the shape and cannot be
true is in a table of its own.
"""

import json
from typing import Any

import pytest

from postal_bridge.domain.access import Role
from routes.app import ROUTES
from routes.route import PUBLIC, Gate, Route
from tests.hostile.bodies import (
    WHOLE,
    Place,
    path_of,
    places_of,
    spoilings,
    takers,
    written_with,
)
from tests.hostile.conftest import Service
from tests.hostile.world import PERSON_OF_ROLE

PROBLEM = "application/problem+json"
JSON = {"Content-Type": "application/json"}

by_taker = pytest.mark.parametrize(
    "route", takers(), ids=lambda route: f"{route.method} {route.path}"
)


def bearer_for(service: Service, route: Route) -> dict[str, str]:
    """Return the header of somebody whom a route lets in."""
    access = frozenset(Role) if isinstance(route.access, Gate) else route.access
    role = Role.ADMIN if Role.ADMIN in access else min(access)
    return service.world.here.bearers[PERSON_OF_ROLE[role]]


def address_of(route: Route) -> str:
    """Return an address of a route; whatever it names, the body is looked at first."""
    named = {"{code}": "EV000000014VN", "{login}": "post.h53", "{difference_id}": "x"}
    path = route.path
    for variable, name in named.items():
        path = path.replace(variable, name)
    return path


async def problem_of(
    service: Service, route: Route, raw: bytes, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    """Send a body and return the problem it meets."""
    answer = await service.client.request(
        route.method,
        address_of(route),
        data=raw,
        headers={**JSON, **bearer_for(service, route), **(headers or {})},
    )
    told = f"{raw[:300]!r}: {answer.status} {(await answer.text())[:500]}"
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
        shape = route.operation.takes
        assert isinstance(shape, type)
        shape.model_validate_json(json.dumps(WHOLE[route.method, route.path]))


@by_taker
async def test_every_place_of_a_body_is_looked_at(service: Service, route: Route) -> None:
    body = WHOLE[route.method, route.path]
    before = await service.rows.digest()
    for place, value in places_of(body):
        for raw in spoilings(value):
            await refused_at(service, route, written_with(body, place, raw), place)
        if isinstance(value, dict):
            more = json.dumps({**value, "không biết": 1})
            await refused_at(service, route, written_with(body, place, more), (*place, "không biết"))
    assert await service.rows.digest() == before
