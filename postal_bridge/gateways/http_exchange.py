"""One exchange over HTTP with another party, and what its status says.

Redirects are not followed, for they would carry our keys along; nothing of an address gets into an
error, for an operator may have put a key there; and answers that repeat a key are read without it.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from postal_bridge.gateways.public_network import leads_within
from postal_bridge.ports import OutsideError, Permanent, Retryable, Trouble

TIMEOUT_SECONDS = 15.0
SAID_MAX = 300
_ANSWER_BYTES_MAX = 65_536

#: What else is sent in headers; what is shorter than a key may stand in an answer by chance.
_NO_KEYS, _KEY_LENGTH_MIN = frozenset({"accept", "idempotency-key"}), 6
#: They speak of our key, our address or their moment and not of what we said, so it may wait.
_NOT_LET_IN = frozenset({401, 403, 404, 405, 407})
_LATER = frozenset({408, 425, 429})
_SERVER_TROUBLE = range(500, 600)


@asynccontextmanager
async def open_session(
    headers: Mapping[str, str], timeout_seconds: float = TIMEOUT_SECONDS
) -> AsyncIterator[aiohttp.ClientSession]:
    """Yield what exchanges are made with; every request has these headers."""
    timeout = aiohttp.ClientTimeout(total=timeout_seconds)
    asked = {"Accept": "application/json", **headers}
    async with aiohttp.ClientSession(headers=asked, timeout=timeout) as session:
        yield session


@dataclass(frozen=True, slots=True)
class Exchanged:
    """An answer: its status, its beginning, and what the clock of whoever gave it showed."""

    status: int
    body: bytes
    their_now: datetime | None = None


async def exchange(
    session: aiohttp.ClientSession,
    method: str,
    address: str,
    *,
    document: Mapping[str, Any] | None = None,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    bytes_max: int = _ANSWER_BYTES_MAX,
) -> Exchanged:
    """Ask something and return the answer, of its body at most so many bytes.

    Raises:
        Retryable: there was no whole answer in time.

    """
    try:
        async with session.request(
            method,
            address,
            json=document,
            params=query,
            headers=headers,
            allow_redirects=False,
        ) as answer:
            body = await _beginning(answer.content, bytes_max)
            body = _without(body, {**session.headers, **(headers or {})})
            return Exchanged(answer.status, body, _moment_of(answer.headers.get("Date")))
    except TimeoutError:
        raise Retryable(Trouble.TIMED_OUT) from None
    except (aiohttp.ClientError, OSError, ValueError) as error:  # the last of a host without a name
        # Its words may hold the address, and with it what an operator put there.
        trouble = Trouble.NOT_ALLOWED if leads_within(error) else Trouble.UNREACHABLE
        raise Retryable(trouble) from None


async def _beginning(content: aiohttp.StreamReader, bytes_max: int) -> bytes:
    """Return a body to its end, or as much of it as is looked at."""
    found = b""
    while len(found) < bytes_max and (part := await content.read(bytes_max - len(found))):
        found += part
    return found


def _without(body: bytes, sent: Mapping[str, str]) -> bytes:
    """Return an answer without the keys that went with the question.

    Some repeat them when they refuse somebody, and their words are kept and shown.
    """
    for name, value in sent.items():
        key = value.removeprefix("Bearer ").encode()
        if name.lower() not in _NO_KEYS and len(key) >= _KEY_LENGTH_MIN:
            body = body.replace(key, b"***")
    return body


def _moment_of(date: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(date).astimezone(UTC) if date else None
    except (ValueError, OverflowError):  # of the latter, the end of the year 9999 elsewhere is one
        return None


async def post_json(
    session: aiohttp.ClientSession,
    address: str,
    document: Mapping[str, Any],
    headers: Mapping[str, str],
) -> tuple[int, bytes]:
    """Send a document and return the status and the beginning of the answer; raises as above."""
    answer = await exchange(session, "POST", address, document=document, headers=headers)
    return answer.status, answer.body


def failure_of(status: int, said: str | None) -> OutsideError:
    """Return what a status that is no success says about asking again."""
    said = f"{status} {said}" if said else str(status)
    if status in _NOT_LET_IN:
        return Retryable(Trouble.NOT_LET_IN, said)
    if status in _LATER or status in _SERVER_TROUBLE:
        return Retryable(Trouble.BUSY, said)
    return Permanent(Trouble.REFUSED, said)


def object_in(body: bytes) -> dict[str, Any] | None:
    """Return the JSON object that an answer is, or None."""
    answer = json_in(body)
    return answer if isinstance(answer, dict) else None


def json_in(body: bytes) -> Any:
    """Return the JSON that an answer is, None where it is none.

    Half of a surrogate pair is no character that could be written anywhere, and becomes a question
    mark.
    """
    try:
        answer = json.loads(body)
        return json.loads(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):  # of the first, a bad encoding is one
        return None


def text_of(answer: Mapping[str, Any], name: str, length_max: int) -> str | None:
    """Return a text of an answer on one line, without what is not for reading."""
    text = answer.get(name)
    return one_line(text, length_max) if isinstance(text, str) else None


def one_line(text: str, length_max: int) -> str | None:
    """Return a text on one line, without what is not for reading; None where nothing is left."""
    readable = "".join(each for each in text if each.isprintable())
    return readable[:length_max] or None
