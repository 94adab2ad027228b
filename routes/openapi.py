"""The OpenAPI 3.1 document, made from the URL table and the shapes, so that it cannot differ."""

import copy
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from postal_bridge.domain.refusals import (
    InvalidInput,
    KeyReused,
    NotForYourRole,
    Refusal,
    SignInNeeded,
    WrittenByAnotherSite,
)
from postal_bridge.domain.setup_refusals import DatabaseUnavailable
from routes.access import READING
from routes.epcis_terms import in_terms_of_epcis, is_of_epcis, status_in_epcis
from routes.problems import (
    PROBLEM_JSON,
    BodyTooLarge,
    MalformedBody,
    UnknownAddress,
    UnsupportedBody,
    kind_of,
)
from routes.route import API, JSON, Gate, Route
from routes.shape_problems import SHAPE_PROBLEMS
from schemas.problems import Problem

VERSION = "1"
_TEMPLATE = "#/components/schemas/{model}"
_STATUS_NAMES = {
    200: "Done",
    201: "Made",
    204: "Done; there is no body",
}
_CREATED = 201

DESCRIPTION = """\
Carries dossiers between citizens, the one-stop centre and departments by the public post.

Times are RFC 3339 with an offset, money is integer đồng in fields ending in `_dong`. Lists come
in pages: send `next_cursor` back as `cursor`. A write may carry an `Idempotency-Key`: sent again
under the same key within a week it is not carried out again but answered the same. Every refusal
is a problem document (RFC 9457) with a stable `code`; wrong input lists every wrong field.
"""


@lru_cache(maxsize=4)
def describe(routes: tuple[Route, ...], *, serves_tls: bool) -> Mapping[str, Any]:
    """Return the OpenAPI document of a URL table.

    It is made once in a process, which takes a moment, and is for reading alone.
    """
    references, definitions = _schemas(routes)
    # Queries are described as parameters; what they refer to stays.
    queries = {
        query: definitions.pop(references[query, "validation"]["$ref"].rpartition("/")[2])
        for query in {route.operation.query for route in routes}
        if query is not None
    }
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        query = route.operation.query
        parameters = [
            *_path_parameters(route),
            *(_query_parameters(queries[query]) if query else ()),
            *_key_parameter(route),
        ]
        described = _operation(route, references)
        if parameters:
            described["parameters"] = parameters
        paths.setdefault(route.path, {})[route.method.lower()] = described
    cookie = "__Host-postal_bridge" if serves_tls else "postal_bridge"
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "postal_bridge",
            "version": VERSION,
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(definitions.items())),
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token issued by POST /api/v1/tokens.",
                },
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": cookie,
                    "description": "Set by POST /api/v1/sessions; writes have to come from a "
                    "page of the same site.",
                },
            },
        },
    }


def tag_of(route: Route) -> str:
    """Return the group a route is described in: its noun, or "service"."""
    inside = route.path.removeprefix(f"{API}/")
    return inside.partition("/")[0] if inside != route.path else "service"


def refusals_of(route: Route) -> list[type[Refusal]]:
    """Return every refusal that a route may answer, its own after those common to its sort."""
    operation = route.operation
    found: list[type[Refusal]] = []
    if route.access is not Gate.PUBLIC:
        found += [SignInNeeded, NotForYourRole]
    writes = route.method not in READING
    if writes:
        found += [WrittenByAnotherSite, InvalidInput]
        if route.access is not Gate.PUBLIC:
            found.append(KeyReused)
    if operation.takes is not None:
        found += [MalformedBody, UnsupportedBody, BodyTooLarge]
    if operation.query is not None and InvalidInput not in found:
        found.append(InvalidInput)
    if "{" in route.path:
        found.append(UnknownAddress)
    if route.path.startswith(f"{API}/"):
        found.append(DatabaseUnavailable)
    return [*found, *(refusal for refusal in operation.refuses if refusal not in found)]


_References = dict[tuple[type[BaseModel], str], dict[str, Any]]


def _schemas(routes: tuple[Route, ...]) -> tuple[_References, dict[str, Any]]:
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(Problem, "serialization"): None}
    for route in routes:
        operation = route.operation
        for shape in (operation.takes, operation.parts, operation.query):
            if isinstance(shape, type):
                wanted[shape, "validation"] = None
        if isinstance(operation.gives, type):
            wanted[operation.gives, "serialization"] = None
    references, schema = models_json_schema(list(wanted), ref_template=_TEMPLATE)
    # Every shape is a model, though dataclasses could be described as well.
    return cast("_References", references), schema.get("$defs", {})


def _operation(route: Route, references: _References) -> dict[str, Any]:
    operation = route.operation
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [tag_of(route)],
        "responses": _responses(route, references),
        "security": [],
    }
    if operation.description:
        described["description"] = operation.description
    if route.access is not Gate.PUBLIC:
        described["security"] = [{"bearer": []}, {"session": []}]
    if route.access is Gate.LOCAL_OR_ADMIN:
        described["security"].append({})
        described["x-roles"] = ["admin"]
    if isinstance(route.access, frozenset):
        described["x-roles"] = sorted(route.access)
    if operation.takes is not None:
        content = _content(operation.takes, references, "validation")
        if operation.parts is not None:
            content = {str(operation.takes): {"schema": references[operation.parts, "validation"]}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _content(
    shape: type[BaseModel] | str, references: _References, mode: str
) -> dict[str, dict[str, Any]]:
    if isinstance(shape, str):
        return {media_type: {} for media_type in shape.split(", ")}
    return {JSON: {"schema": references[shape, mode]}}


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{([a-z0-9_]+)", route.path)
    ]


def _query_parameters(schema: dict[str, Any]) -> list[dict[str, Any]]:
    parameters = []
    for name, given in schema.get("properties", {}).items():
        described = copy.deepcopy(given)
        described.pop("title", None)
        parameter = {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "schema": described,
        }
        if "description" in described:
            parameter["description"] = described.pop("description")
        # A query cannot say null; leaving the parameter out is how it is said.
        choices = described.get("anyOf", [])
        if {"type": "null"} in choices:
            choices.remove({"type": "null"})
            if described.get("default", "") is None:
                del described["default"]
            if len(choices) == 1:
                described.update(described.pop("anyOf")[0])
        parameters.append(parameter)
    return parameters


def _key_parameter(route: Route) -> list[dict[str, Any]]:
    if route.method in READING or route.access is Gate.PUBLIC:
        return []
    return [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "A name of the sender's own for this write, so that it can be sent "
            "again without being carried out again.",
            "schema": {
                "type": "string",
                "minLength": 1,
                "maxLength": 200,
                "pattern": "^[!-~]([ -~]*[!-~])?$",
            },
        }
    ]


def _responses(route: Route, references: _References) -> dict[str, Any]:
    operation = route.operation
    done: dict[str, Any] = {"description": _STATUS_NAMES.get(operation.status, "Done")}
    if operation.gives is not None:
        done["content"] = _content(operation.gives, references, "serialization")
    responses = {str(operation.status): done}
    by_status: dict[int, list[type[Refusal]]] = {}
    for refusal in refusals_of(route):
        by_status.setdefault(status_at(route, refusal), []).append(refusal)
    for status, refusals in sorted(by_status.items()):
        codes = [refusal.code() for refusal in refusals]
        reference = references[Problem, "serialization"]
        examples = {refusal.code(): {"value": _example(route, refusal)} for refusal in refusals}
        responses[str(status)] = {
            "description": "; ".join(f"`{code}`" for code in codes),
            "content": {PROBLEM_JSON: {"schema": reference, "examples": examples}},
        }
    return responses


def status_at(route: Route, refusal: type[Refusal]) -> int:
    """Return the status by which a route answers a refusal."""
    status = kind_of(refusal).status
    return status_in_epcis(status) if is_of_epcis(route.path) else status


def _example(route: Route, refusal: type[Refusal]) -> dict[str, Any]:
    kind = kind_of(refusal)
    example: dict[str, Any] = {
        "type": f"/docs#{refusal.code()}",
        "title": kind.title_en,
        "status": kind.status,
        "detail": " ".join((refusal.__doc__ or "").split()),
        "code": refusal.code(),
    }
    if refusal is InvalidInput:
        missing = {"path": "login", "code": "missing", "detail": SHAPE_PROBLEMS["missing"]}
        example["errors"] = [missing]
    if is_of_epcis(route.path):
        return in_terms_of_epcis(example, reads=route.method in READING)
    return example
