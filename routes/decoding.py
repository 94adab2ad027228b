"""From bytes to shapes: bodies and queries, with every problem and the path to it.

What PostgreSQL cannot store as text (the character NUL, halves of surrogate pairs) is refused
here, so that no handler has to think of it; so is a name that stands twice in one object, because
two programs would disagree about which of them counts.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

from aiohttp import web
from aiohttp.http import HttpProcessingError
from pydantic import BaseModel, TypeAdapter, ValidationError

from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from routes.problems import BodyTooLarge, MalformedBody, UnsupportedBody
from routes.route import BODY_BYTES_MAX, JSON, Operation
from routes.shape_problems import said_of

#: More problems than this are not listed; `count` still tells how many there are.
PROBLEMS_MAX = 1000
PATH_LENGTH_MAX = 200

ShapeT = TypeVar("ShapeT", bound=BaseModel)


async def read_body(request: web.Request, operation: Operation) -> tuple[Any, bytes]:
    """Return the decoded body of a request and its bytes.

    Raises:
        UnsupportedBody: the body is not of the media type that the call takes.
        BodyTooLarge: the body has more bytes than the call reads.
        MalformedBody: the body is not JSON in UTF-8.
        InvalidInput: the JSON has not the shape that the call takes.

    """
    takes = operation.takes
    if takes is None:
        return None, b""
    media_types = takes if isinstance(takes, str) else JSON
    if request.content_type not in media_types.split(", "):
        raise UnsupportedBody(takes=media_types)
    if operation.body_decoder is None and not operation.reads_bytes:
        return None, b""
    raw = await _read_bytes(request, operation.body_bytes_max)
    if operation.body_decoder is None:
        return raw, raw
    return decode_json(operation.body_decoder, raw), raw


async def _read_bytes(request: web.Request, limit: int) -> bytes:
    if (request.content_length or 0) > limit:
        raise BodyTooLarge(limit=limit)
    try:
        raw = await (request.read() if limit <= BODY_BYTES_MAX else _read_long(request, limit))
    except web.HTTPRequestEntityTooLarge:
        raise BodyTooLarge(limit=limit) from None
    except (web.RequestPayloadError, HttpProcessingError):
        raise MalformedBody(reason=Said("its transfer or its compression is broken")) from None
    if len(raw) > limit:
        raise BodyTooLarge(limit=limit)
    return raw


async def _read_long(request: web.Request, limit: int) -> bytes:
    """Return a body longer than bodies are elsewhere, or as much of it as is too long."""
    raw = bytearray()
    async for chunk in request.content.iter_any():
        raw += chunk
        if len(raw) > limit:
            break
    return bytes(raw)


def decode_json(decoder: TypeAdapter[Any], raw: bytes) -> Any:
    """Return the value that JSON text describes; see `read_body` for what is refused."""
    try:
        value = decoder.validate_json(raw)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        if found[0]["type"] == "json_invalid":
            raise _malformed(raw, found[0]["msg"]) from None
        raise _invalid(found) from None
    # Only now, when the text is known to be sound and its nesting to be bounded.
    _refuse_doubled_names(raw.decode())
    if b"\\u0000" in raw:
        _refuse_unstorable(json.loads(raw))
    return value


def decode_query(decoder: TypeAdapter[Any], request: web.Request) -> Any:
    """Return what stands after "?" in the shape of `decoder`.

    Raises:
        InvalidInput: something does not fit, or a name stands twice.

    """
    given = request.query
    texts = dict(given)
    problems = [
        FieldProblem(_shortened(name), "given_twice", Said("is given more than once"))
        for name in texts
        if len(given.getall(name)) > 1
    ]
    if problems:
        raise InvalidInput(*problems, *_unstorable(texts, ()))
    return _of_texts(decoder, texts)


def shape_of_texts(shape: type[ShapeT], texts: Mapping[str, str]) -> ShapeT:
    """Return texts by the names of fields in a shape.

    Raises:
        InvalidInput: something does not fit.

    """
    shaped: ShapeT = _of_texts(_decoder(shape), texts)
    return shaped


@cache
def _decoder(shape: type[BaseModel]) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def _of_texts(decoder: TypeAdapter[Any], texts: Mapping[str, str]) -> Any:
    problems = list(_unstorable(texts, ()))
    if problems:
        raise InvalidInput(*problems)
    try:
        return decoder.validate_strings(texts)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise _invalid(found) from None


def _invalid(found: list[Any]) -> InvalidInput:
    problems = [
        FieldProblem(_path(error["loc"]), error["type"], said_of(error))
        for error in found[:PROBLEMS_MAX]
    ]
    return InvalidInput(*problems)


def _malformed(raw: bytes, message: str) -> MalformedBody | InvalidInput:
    """Tell half a surrogate pair, which has a path, from what is no JSON at all."""
    try:
        problems = list(_unstorable(json.loads(raw), ()))
    except (ValueError, RecursionError):
        problems = []
    if problems:
        return InvalidInput(*problems[:PROBLEMS_MAX])
    # The parser's words name a place and a rule, never what stands there.
    return MalformedBody(reason=message.removeprefix("Invalid JSON: "))


class _DoubledNameError(Exception):
    """A name stands twice in one object."""


class _Doubled(dict[str, Any]):
    """An object in which `name` stands twice."""

    name = ""


def _build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    built = dict(pairs)
    if len(built) < len(pairs):
        raise _DoubledNameError
    return built


def _mark(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    marked = _Doubled(pairs)
    times = Counter(name for name, _ in pairs)
    marked.name = max(times, key=times.__getitem__)
    return marked if len(marked) < len(pairs) else dict(pairs)


_CHECKER = json.JSONDecoder(object_pairs_hook=_build)
_MARKER = json.JSONDecoder(object_pairs_hook=_mark)


def _refuse_doubled_names(text: str) -> None:
    try:
        _CHECKER.decode(text)
    except _DoubledNameError:
        problems = [
            FieldProblem(_path((*path, value.name)), "given_twice", Said("is given more than once"))
            for path, value in _walk(_MARKER.decode(text), ())
            if isinstance(value, _Doubled)
        ]
        raise InvalidInput(*problems[:PROBLEMS_MAX]) from None


def _refuse_unstorable(document: Any) -> None:
    problems = list(_unstorable(document, ()))
    if problems:
        raise InvalidInput(*problems[:PROBLEMS_MAX])


def _unstorable(document: Any, path: tuple[str | int, ...]) -> Iterator[FieldProblem]:
    detail = Said("holds a character that is none: NUL or half of a surrogate pair")
    for place, value in _walk(document, path):
        texts = (value,) if isinstance(value, str) else value if isinstance(value, dict) else ()
        if any(map(is_unstorable, texts)):
            yield FieldProblem(_path(place), "bad_character", detail)


def is_unstorable(text: str) -> bool:
    """Tell whether a text holds what PostgreSQL refuses to store."""
    return "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text)


def _walk(
    document: Any, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    yield path, document
    if isinstance(document, Mapping):
        for name, value in document.items():
            yield from _walk(value, (*path, name))
    elif isinstance(document, list):
        for position, value in enumerate(document):
            yield from _walk(value, (*path, position))


def _path(place: tuple[str | int, ...]) -> str:
    return _shortened(".".join(map(str, place)))


def _shortened(path: str) -> str:
    # A path may hold names that the sender made up.
    path = path[:PATH_LENGTH_MAX]
    return "".join(letter if letter.isprintable() else "?" for letter in path)
