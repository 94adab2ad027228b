"""Bodies: what is no JSON, no text, too long or of another shape is refused, with its path."""

import asyncio
import gzip
import io
import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from postal_bridge.domain.access import Role
from postal_bridge.domain.refusals import InvalidInput
from routes.decoding import PROBLEMS_MAX, decode_json, is_unstorable
from routes.paging import decode_cursor, encode_cursor
from routes.problems import MalformedBody
from schemas.shape import Query, Shape
from tests.routes.conftest import Client, Town

JSON = {"Content-Type": "application/json"}


class Inner(Shape):
    """A thing in a list."""

    name: str
    number: int = 0
    share: float = 0.0


class Timed(Shape):
    """A thing that happened."""

    on: date | None = None
    at: AwareDatetime | None = None


class TimedQuery(Query):
    """A question about a time."""

    on: date | None = None
    at: AwareDatetime | None = None


class Outer(Shape):
    """What a body looks like in these tests."""

    things: list[Inner]
    timed: list[Timed] = Field(default_factory=list)
    free: dict[str, Any] = Field(default_factory=dict)


DECODER = TypeAdapter(Outer)


def refused(text: str | bytes) -> list[tuple[str, str]]:
    raw = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(InvalidInput) as refusal:
        decode_json(DECODER, raw)
    return [(problem.path, problem.code) for problem in refusal.value.problems]


def test_a_sound_body_is_decoded() -> None:
    decoded = decode_json(DECODER, '{"things": [{"name": "Ấn", "number": 5}]}'.encode())
    assert decoded == Outer(things=[Inner(name="Ấn", number=5)])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b'{"things": []}x',
        b"{'things': []}",
        b'{"things": "\xff"}',
        b"\xef\xbb\xbf" + b'{"things": []}',
        '{"things": []}'.encode("utf-16"),
        b"[" * 100_000,
        b'{"things":' * 5_000,
        b'{"things": ' + b"1" * 5_000 + b"}",
    ],
)
def test_what_is_no_json_in_utf8_is_told_without_being_quoted(raw: bytes) -> None:
    with pytest.raises(MalformedBody) as refusal:
        decode_json(DECODER, raw)
    assert len(refusal.value.detail) < 200


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("null", [("", "model_type")]),
        ("[]", [("", "model_type")]),
        ("{}", [("things", "missing")]),
        ('{"things": [{}]}', [("things.0.name", "missing")]),
        (
            '{"things": [{"name": 1}, {"name": "x", "other": 2}]}',
            [("things.0.name", "string_type"), ("things.1.other", "extra_forbidden")],
        ),
        ('{"things": [{"name": "x", "number": "5"}]}', [("things.0.number", "int_type")]),
        ('{"things": [{"name": "x", "number": 5.5}]}', [("things.0.number", "int_type")]),
        ('{"things": [{"name": "x", "number": true}]}', [("things.0.number", "int_type")]),
        ('{"things": [{"name": "x", "share": NaN}]}', [("things.0.share", "finite_number")]),
        ('{"things": [{"name": "x", "share": 1e999}]}', [("things.0.share", "finite_number")]),
    ],
)
def test_every_wrong_field_has_a_path(text: str, problems: list[tuple[str, str]]) -> None:
    assert refused(text) == problems


def test_half_a_surrogate_pair_is_refused_where_it_stands() -> None:
    text = r'{"things": [{"name": "x"}, {"name": "a\ud800b"}], "free": {"k": ["\udfff"]}}'
    assert refused(text) == [("things.1.name", "bad_character"), ("free.k.0", "bad_character")]


def test_half_a_surrogate_pair_in_bytes_is_refused_like_one_in_an_escape() -> None:
    raw = '{"things": "\ud800"}'.encode("utf-8", "surrogatepass")
    assert refused(raw) == [("things", "bad_character")]


def test_a_whole_surrogate_pair_is_a_letter() -> None:
    decoded = decode_json(DECODER, rb'{"things": [{"name": "\ud83d\udcee"}]}')
    assert decoded.things[0].name == "\N{POSTBOX}"


def test_the_character_nul_is_refused_where_it_stands() -> None:
    text = r'{"things": [{"name": "a\u0000"}], "free": {"\u0000": 1}}'
    assert refused(text) == [("things.0.name", "bad_character"), ("free", "bad_character")]


def test_a_backslash_before_u0000_is_not_the_character_nul() -> None:
    decoded = decode_json(DECODER, rb'{"things": [{"name": "\\u0000"}]}')
    assert decoded.things[0].name == r"\u0000"


def test_a_name_that_stands_twice_is_refused_where_it_stands() -> None:
    text = '{"things": [{"name": "x", "name": "y"}], "free": {"a": {"b": 1, "c": 2, "b": 3}}}'
    assert refused(text) == [("things.0.name", "given_twice"), ("free.a.b", "given_twice")]


NO_DAYS = [
    "",
    "0",
    "20260313",
    "1773367800",
    "13/03/2026",
    "2026-02-30",
    "0999-01-01",
    "9999-01-01",
]
NO_MOMENTS = [
    *NO_DAYS,
    "2026-03-13",
    "2026-03-13T09:30:00",
    "2026-03-13T25:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
]


@pytest.mark.parametrize(
    ("name", "text"), [*(("on", day) for day in NO_DAYS), *(("at", at) for at in NO_MOMENTS)]
)
def test_days_and_moments_are_written_out(name: str, text: str) -> None:
    ((path, _),) = refused(json.dumps({"things": [], "timed": [{}, {name: text}]}))
    assert path == f"timed.1.{name}"
    with pytest.raises(ValidationError):
        TypeAdapter(TimedQuery).validate_strings({name: text})


@pytest.mark.parametrize("number", [0, 20_260_313, 1.5, True])
@pytest.mark.parametrize("name", ["on", "at"])
def test_a_number_is_neither_day_nor_moment(name: str, number: object) -> None:
    problems = refused(json.dumps({"things": [], "timed": [{name: number}]}))
    assert problems == [(f"timed.0.{name}", "not_written_out")]


@given(
    st.dates(date(1000, 1, 1), date(9998, 12, 31)),
    st.datetimes(datetime(1000, 1, 2), datetime(9998, 12, 30), timezones=st.just(UTC)),  # noqa: DTZ001 - the strategy adds the zone
)
def test_days_and_moments_come_back_as_they_were_written(on: date, at: datetime) -> None:
    expected = Timed(on=on, at=at)
    raw = f'{{"things": [], "timed": [{expected.model_dump_json()}]}}'.encode()
    assert decode_json(DECODER, raw).timed == [expected]
    local = at.astimezone(timezone(timedelta(hours=7))).isoformat()
    found = TypeAdapter(TimedQuery).validate_strings({"on": on.isoformat(), "at": local})
    assert (found.on, found.at) == (on, at)


def test_problems_beyond_a_number_are_not_listed() -> None:
    things = ",".join("{}" for _ in range(PROBLEMS_MAX + 500))
    assert len(refused(f'{{"things": [{things}]}}')) == PROBLEMS_MAX


def test_a_path_made_up_by_the_sender_is_short_and_on_one_line() -> None:
    ((path, _),) = refused(json.dumps({"things": [], "a\n\x1b[31m" + "x" * 5_000: 1}))
    assert len(path) == 200
    assert path.isprintable()


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.text() | st.integers(-(2**60), 2**60),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON_VALUES)
def test_any_value_is_decoded_or_refused_for_its_characters(value: object) -> None:
    raw = json.dumps({"things": [], "free": {"value": value}}).encode()
    if rb"\u0000" in raw or rb"\ud" in raw:
        assume(any(is_unstorable(text) for text in texts_in(value)))
        assert {code for _, code in refused(raw)} == {"bad_character"}
    else:
        assert decode_json(DECODER, raw).free == {"value": value}


def texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)


@given(st.binary(max_size=200))
def test_no_bytes_at_all_go_wrong(raw: bytes) -> None:
    with pytest.raises((InvalidInput, MalformedBody)):
        decode_json(DECODER, raw)


@given(st.lists(st.text().filter(lambda text: not is_unstorable(text)), min_size=1, max_size=3))
def test_a_cursor_comes_back_as_it_was_given(parts: list[str]) -> None:
    cursor = encode_cursor(*parts)
    assert cursor.isascii()
    assert decode_cursor(cursor, len(parts)) == tuple(parts)
    with pytest.raises(InvalidInput):
        decode_cursor(cursor, len(parts) + 1)


@given(st.text(max_size=50))
def test_a_text_that_is_no_cursor_is_refused_as_one(text: str) -> None:
    assume(not text.startswith("W"))  # "[" in base64
    with pytest.raises(InvalidInput) as refusal:
        decode_cursor(text, 1)
    assert [problem.path for problem in refusal.value.problems] == ["cursor"]


@pytest.mark.parametrize(
    ("headers", "raw", "status", "code"),
    [
        (JSON, b"{", 400, "malformed_body"),
        (JSON, b"", 400, "malformed_body"),
        ({**JSON, "Content-Encoding": "gzip"}, b"no gzip at all", 400, "malformed_body"),
        ({"Content-Type": "text/plain"}, b"{}", 415, "unsupported_body"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"a=b", 415, "unsupported_body"),
        ({"Content-Type": "nonsense"}, b"{}", 415, "unsupported_body"),
        ({"Content-Type": "application/json; charset=utf-8"}, b"{}", 422, "invalid_input"),
    ],
)
async def test_a_body_that_cannot_be_read_is_a_problem(
    client: Client, town: Town, headers: dict[str, str], raw: bytes, status: int, code: str
) -> None:
    sent = {**await town.bearer(Role.ADMIN), **headers}
    answer = await client.post("/api/v1/persons", data=raw, headers=sent)
    assert answer.status == status
    assert answer.content_type == "application/problem+json"
    assert (await answer.json())["code"] == code


async def test_a_compressed_body_counts_by_what_it_holds(client: Client, town: Town) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    assert len(bomb) < 100_000
    headers = {**await town.bearer(Role.ADMIN), **JSON, "Content-Encoding": "gzip"}
    answer = await client.post("/api/v1/persons", data=bomb, headers=headers)
    assert answer.status == 413


async def test_twenty_megabytes_are_refused_unread(client: Client, town: Town) -> None:
    headers = {**await town.bearer(Role.ADMIN), **JSON}
    body = io.BytesIO(b" " * 20_000_000)
    answer = await client.post("/api/v1/persons", data=body, headers=headers)
    assert answer.status == 413
    assert (await answer.json())["code"] == "body_too_large"


async def test_a_length_that_is_too_great_is_refused_before_anything_comes(
    client: Client, town: Town
) -> None:
    reader, writer = await asyncio.open_connection(client.host, client.port)
    headers = {
        **await town.bearer(Role.ADMIN),
        **JSON,
        "Host": "localhost",
        "Content-Length": "20000000",
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"POST /api/v1/persons HTTP/1.1\r\n{lines}\r\n".encode())
    assert (await reader.readline()).startswith(b"HTTP/1.1 413 ")
    writer.close()
    await writer.wait_closed()


async def test_a_body_that_does_not_tell_its_length_is_read_up_to_the_limit(
    client: Client, town: Town
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 200_000_000:
            sent += 65_536
            yield b" " * 65_536
            await asyncio.sleep(0)

    headers = {**await town.bearer(Role.ADMIN), **JSON}
    answer = await client.post("/api/v1/persons", data=endless(), headers=headers)
    assert answer.status == 413
    answer.close()
    assert sent < 200_000_000


async def test_signing_in_takes_a_short_body_only(client: Client) -> None:
    body = {"login": "an", "password": "x", "extra": "x" * 16_384}
    answer = await client.post("/api/v1/sessions", json=body)
    assert answer.status == 413
