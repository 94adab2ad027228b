"""The client and the service say the same: every call is there, every field is in its shape."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from types import NoneType, UnionType
from typing import (
    Any,
    Literal,
    NotRequired,
    TypedDict,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)
from uuid import UUID

import pytest

from postal_bridge.client import answers, calls, orders
from postal_bridge.client.calls import Call
from routes.call_table import CALLS
from routes.openapi import describe

MADE = {name: value for name, value in vars(calls).items() if isinstance(value, Call)}
by_call = pytest.mark.parametrize("call", MADE.values(), ids=MADE)

PLAIN: dict[object, dict[str, object]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    UUID: {"type": "string", "format": "uuid"},
}


def values_of(schema: dict[str, Any]) -> Iterable[object]:
    """Return the values that a schema allows, where it counts them."""
    if "enum" in schema:
        return list(schema["enum"])
    return range(schema["minimum"], schema["maximum"] + 1) if "maximum" in schema else ()


class Comparison:
    """Compares shapes of the client with schemas of the OpenAPI document."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document

    def operation(self, call: Call[Any]) -> dict[str, Any]:
        """Return how the document describes a call."""
        described: dict[str, Any] = self.document["paths"][call.path][call.method.lower()]
        return described

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Follow a reference."""
        reference = schema.get("$ref")
        if reference is None:
            return schema
        found: dict[str, Any] = self.document["components"]["schemas"][
            reference.removeprefix("#/components/schemas/")
        ]
        return found

    def differences(
        self, hint: Any, schema: dict[str, Any], path: str, *, sent: bool
    ) -> Iterator[str]:
        """Yield what does not agree; where something is sent, what is required has to be there."""
        schema = self.resolved(schema)
        options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
        choices = [self.resolved(each) for each in schema.get("anyOf", [schema])]
        if ({"type": "null"} in choices) != (NoneType in options) and not sent:
            yield f"{path}: whether it may be null"
        (inner,) = (each for each in options if each is not NoneType)
        (choice,) = (each for each in choices if each != {"type": "null"})
        yield from self._differences(inner, choice, path, sent=sent)

    def _differences(
        self, hint: Any, schema: dict[str, Any], path: str, *, sent: bool
    ) -> Iterator[str]:
        shape = get_origin(hint) or hint
        if is_typeddict(shape):
            yield from self.fields(hint, schema, path, sent=sent)
        elif shape is list:
            (item,) = get_args(hint)
            yield from self.differences(item, schema["items"], f"{path}[]", sent=sent)
        elif shape is Literal:
            if set(get_args(hint)) != set(values_of(schema)):
                yield f"{path}: {get_args(hint)} are not {schema}"
        elif not PLAIN[hint].items() <= schema.items():
            yield f"{path}: {hint} is not {schema}"

    def fields(self, hint: Any, schema: dict[str, Any], path: str, *, sent: bool) -> Iterator[str]:
        """Yield what does not agree of a shape with several fields."""
        shape = get_origin(hint) or hint
        (argument,) = get_args(hint) or (None,)
        known, required = schema["properties"], set(schema.get("required", ()))
        for name, field in get_type_hints(shape).items():
            here = f"{path}.{name}"
            if name not in known:
                yield f"{here}: unknown to the service"
                continue
            generic = argument is not None and name == "items"
            yield from self.differences(
                list[argument] if generic else field,  # type: ignore[valid-type]
                known[name],
                here,
                sent=sent,
            )
            if not sent and name in shape.__required_keys__ - required:
                yield f"{here}: may be left out"
        if sent and not required <= shape.__required_keys__:
            yield f"{path}: lacks {required - shape.__required_keys__}"


@pytest.fixture(scope="session")
def comparison() -> Comparison:
    """Compare with the document of the service as it is."""
    return Comparison(json.loads(json.dumps(describe(CALLS, serves_tls=False))))


@by_call
def test_every_call_is_there_with_its_key(call: Call[Any], comparison: Comparison) -> None:
    described = comparison.operation(call)
    taken = {each["name"] for each in described.get("parameters", ())}
    assert not call.keyed or "Idempotency-Key" in taken
    writes = call.method == "POST" and call is not calls.RECORD_SCANS
    assert call.keyed == writes


@by_call
def test_what_is_answered_holds_all_that_is_read(call: Call[Any], comparison: Comparison) -> None:
    answered = comparison.operation(call)["responses"]
    (done,) = (answered[status] for status in answered if status.startswith("2"))
    if call.gives is bytes:
        assert list(done["content"]) == ["application/pdf"]
        return
    schema = done["content"]["application/json"]["schema"]
    assert not list(comparison.differences(call.gives, schema, "answer", sent=False))


@by_call
def test_what_is_sent_is_what_is_taken(call: Call[Any], comparison: Comparison) -> None:
    body = comparison.operation(call).get("requestBody")
    assert (call.takes is None) == (body is None)
    if body is not None:
        schema = body["content"]["application/json"]["schema"]
        assert not list(comparison.differences(call.takes, schema, "body", sent=True))


@by_call
def test_what_is_asked_is_what_is_looked_at(call: Call[Any], comparison: Comparison) -> None:
    parameters = [
        each for each in comparison.operation(call).get("parameters", ()) if each["in"] == "query"
    ]
    schema = {
        "properties": {each["name"]: each["schema"] for each in parameters},
        "required": [each["name"] for each in parameters if each["required"]],
    }
    if call.query is not None:
        assert not list(comparison.fields(call.query, schema, "query", sent=True))
    if call.paged:
        assert not list(comparison.fields(orders.PagePlace, schema, "page", sent=True))
    assert call.paged == ("cursor" in schema["properties"])


class Sender(TypedDict):
    """A shape that agrees with nothing."""

    code: int
    received_via: Literal["direct", "pigeon"]
    happened_at: NotRequired[datetime]


def test_what_differs_is_found(comparison: Comparison) -> None:
    schema = comparison.document["components"]["schemas"]["NewDossierShape"]
    found = list(comparison.differences(Sender, schema, "body", sent=True))
    assert len(found) == 4, found
    page = comparison.document["components"]["schemas"]["Page_ListedDossierShape_"]
    assert not list(
        comparison.differences(answers.Page[answers.ListedDossier], page, "page", sent=False)
    )
    assert list(
        comparison.differences(answers.Page[answers.CustodyEvent], page, "page", sent=False)
    )
