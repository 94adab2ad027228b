"""The OpenAPI document is valid, complete, and says what the server does."""

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from postal_bridge.domain.access import Role
from routes.call_table import CALLS
from routes.openapi import describe, refusals_of, status_at
from routes.problems import kind_of
from routes.route import Gate, Route
from tests.routes.conftest import PASSWORD, Client, Town

by_row = pytest.mark.parametrize("route", CALLS, ids=lambda route: f"{route.method} {route.path}")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Return the document of the whole table, as a reader of JSON sees it."""
    read: dict[str, Any] = json.loads(json.dumps(describe(CALLS, serves_tls=False)))
    return read


def call_of(document: dict[str, Any], route: Route) -> dict[str, Any]:
    call: dict[str, Any] = document["paths"][route.path][route.method.lower()]
    return call


def values_of(value: Any, key: str) -> Iterator[Any]:
    """Yield what stands under a key, anywhere in a document."""
    if isinstance(value, dict):
        if key in value:
            yield value[key]
        for inner in value.values():
            yield from values_of(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from values_of(inner, key)


async def test_the_server_serves_it(client: Client, document: dict[str, Any]) -> None:
    answer = await client.get("/openapi.json")
    assert answer.content_type == "application/json"
    assert await answer.json() == document
    assert document["openapi"] == "3.1.0"


def test_every_row_of_the_table_is_in_it_and_nothing_else(document: dict[str, Any]) -> None:
    described = {
        (method.upper(), path) for path, calls in document["paths"].items() for method in calls
    }
    assert described == {(route.method, route.path) for route in CALLS}


def test_every_call_has_a_name_of_its_own(document: dict[str, Any]) -> None:
    names = list(values_of(document["paths"], "operationId"))
    assert len(names) == len(set(names)) == len(CALLS)


def test_every_shape_is_a_valid_schema(document: dict[str, Any]) -> None:
    for schema in document["components"]["schemas"].values():
        jsonschema_rs.meta.validate({**schema, "$schema": DIALECT})
    for schema in values_of(document["paths"], "schema"):
        jsonschema_rs.meta.validate({**schema, "$schema": DIALECT})


DIALECT = "https://json-schema.org/draft/2020-12/schema"


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    shapes = document["components"]["schemas"]
    references = set(values_of(document, "$ref"))
    assert references
    for reference in references:
        assert reference.removeprefix("#/components/schemas/") in shapes
    # And nothing is described that no call uses.
    used = {reference.removeprefix("#/components/schemas/") for reference in references}
    assert set(shapes) == used


@by_row
def test_every_call_says_what_it_does(document: dict[str, Any], route: Route) -> None:
    call = call_of(document, route)
    assert re.fullmatch(r"[A-Z][^\n]{5,100}\.", call["summary"])
    assert len(call["tags"]) == 1


@by_row
def test_every_call_says_who_may_come_in(document: dict[str, Any], route: Route) -> None:
    call = call_of(document, route)
    if route.access is Gate.PUBLIC:
        assert call["security"] == []
        assert "x-roles" not in call
    else:
        assert {"bearer": []} in call["security"]
        assert {"session": []} in call["security"]
        assert "401" in call["responses"]
        assert "403" in call["responses"]
        assert call["x-roles"]


@by_row
def test_every_refusal_of_a_call_is_under_its_status(
    document: dict[str, Any], route: Route
) -> None:
    responses = call_of(document, route)["responses"]
    for refusal in refusals_of(route):
        kind = kind_of(refusal)
        assert kind.status < 500 or kind.status == 503, f"{refusal.code()} is told to nobody"
        content = responses[str(status_at(route, refusal))]["content"]["application/problem+json"]
        assert refusal.code() in content["examples"]


@by_row
def test_every_variable_part_of_a_path_is_a_parameter(
    document: dict[str, Any], route: Route
) -> None:
    parameters = call_of(document, route).get("parameters", [])
    in_path = {each["name"] for each in parameters if each["in"] == "path"}
    assert in_path == set(re.findall(r"{(\w+)}", route.path))
    names = [(each["in"], each["name"]) for each in parameters]
    assert len(names) == len(set(names))


def test_writes_of_people_signed_in_take_a_key(document: dict[str, Any]) -> None:
    call = document["paths"]["/api/v1/persons"]["post"]
    (key,) = [each for each in call["parameters"] if each["in"] == "header"]
    assert key["name"] == "Idempotency-Key"
    assert key["required"] is False
    assert re.fullmatch(key["schema"]["pattern"], "a key")


async def test_answers_have_the_shape_that_is_described(
    client: Client, town: Town, document: dict[str, Any]
) -> None:
    def conforms(answer: Any, path: str, method: str, status: int, media: str) -> None:
        content = document["paths"][path][method]["responses"][str(status)]["content"]
        schema = {**content[media]["schema"], "components": document["components"]}
        jsonschema_rs.validate(schema, answer)

    headers = await town.bearer(Role.ADMIN)
    person = {
        "login": "buu.ta.an",
        "full_name": "Nguyễn Văn Thử",
        "role": "post",
        "office_code": "H53",
        "password": PASSWORD,
    }
    for status, media in ((201, "application/json"), (409, "application/problem+json")):
        answer = await client.post("/api/v1/persons", json=person, headers=headers)
        assert answer.status == status
        conforms(await answer.json(content_type=media), "/api/v1/persons", "post", status, media)
    token = await client.post("/api/v1/tokens", json={}, headers=headers)
    conforms(await token.json(), "/api/v1/tokens", "post", 201, "application/json")
    for path in ("/api/v1/me", "/api/v1/offices", "/api/v1/persons", "/api/v1/tokens"):
        answer = await client.get(path, headers=headers)
        conforms(await answer.json(), path, "get", 200, "application/json")
    wrong = await client.get("/api/v1/offices?limit=0", headers=headers)
    media = "application/problem+json"
    conforms(await wrong.json(content_type=media), "/api/v1/offices", "get", 422, media)
