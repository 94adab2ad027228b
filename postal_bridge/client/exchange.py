"""Sends a call and reads its answer: written out as JSON, tried again where that is safe.

A call is tried again when no answer came, or one that says "not now". Reading does no harm twice; a
write goes under one Idempotency-Key, and scans under identities of their own, so that the service
carries each out once. How often and how long is limited.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid4

import aiohttp

from postal_bridge.client.calls import Call, GivesT
from postal_bridge.client.problems import NoAnswerError, problem_of

ANSWER_BYTES_MAX = 64 * 1024 * 1024
_NOT_NOW = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a call is waited for, and how often it is made.

    `wait_seconds` is the most that is waited between tries, together; a service that asks for more
    is not tried again. `pause` waits, as `asyncio.sleep` does.
    """

    attempts: int = 5
    answer_seconds: float = 30.0
    wait_seconds: float = 60.0
    first_pause_seconds: float = 0.5
    pause: Callable[[float], Awaitable[Any]] = asyncio.sleep

    def pause_before(self, attempt: int) -> float:
        """Return how long to wait before a try: twice as long each time, and never in step."""
        longest = self.first_pause_seconds * 2.0 ** (attempt - 2)
        return random.uniform(longest / 2, longest)  # noqa: S311 - nothing is kept secret by it


@dataclass(frozen=True, slots=True)
class _Heard:
    """What one try brought: an answer, or why there is none."""

    status: int = 0
    body: bytes = b""
    retry_after: str | None = None
    lost: str | None = None

    @property
    def is_not_now(self) -> bool:
        """Whether trying again may help."""
        return self.lost is not None or self.status in _NOT_NOW


class Exchange:
    """A connection to one service on behalf of one token."""

    def __init__(
        self, session: aiohttp.ClientSession, base_url: str, token: str, patience: Patience
    ) -> None:
        self._session = session
        self._base_url = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}
        self._patience = patience

    async def make(
        self,
        call: Call[GivesT],
        *names: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        key: str | None = None,
    ) -> GivesT:
        """Make a call, as often as is needed and allowed, and return its answer.

        Raises:
            ProblemError: the service refused.
            NoAnswerError: it did not answer, or not in its own words.

        """
        key = key or str(uuid4()) if call.keyed else None
        heard = await self._persist(call, _path(call, names), _written(body), query, key)
        if heard.lost is not None:
            raise NoAnswerError(heard.lost, key)
        if HTTPStatus.MULTIPLE_CHOICES <= heard.status < HTTPStatus.BAD_REQUEST:
            raise NoAnswerError("the service is at another address", key)
        if heard.status >= HTTPStatus.BAD_REQUEST:
            raise problem_of(heard.status, _document(heard.body))
        if call.gives is bytes:
            return cast("GivesT", heard.body)
        try:
            return cast("GivesT", json.loads(heard.body))
        except ValueError:
            raise NoAnswerError("the answer is not JSON", key) from None

    async def _persist(
        self,
        call: Call[Any],
        path: str,
        body: bytes | None,
        query: Mapping[str, Any] | None,
        key: str | None,
    ) -> _Heard:
        headers = {**self._headers, **({"Idempotency-Key": key} if key else {})}
        if body is not None:
            headers["Content-Type"] = "application/json"
        patience, waited = self._patience, 0.0
        heard = await self._try(call.method, path, headers, body, query)
        for attempt in range(2, patience.attempts + 1):
            if not heard.is_not_now:
                break
            asked = _seconds(heard.retry_after)
            pause = patience.pause_before(attempt) if asked is None else asked
            if waited + pause > patience.wait_seconds:
                break
            waited += pause
            await patience.pause(pause)
            heard = await self._try(call.method, path, headers, body, query)
        return heard

    async def _try(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes | None,
        query: Mapping[str, Any] | None,
    ) -> _Heard:
        try:
            async with self._session.request(
                method,
                f"{self._base_url}{path}",
                params=_asked(query),
                data=body,
                headers=headers,
                # Wherever a redirection led, the token would go along.
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=self._patience.answer_seconds),
            ) as answer:
                content = await _read(answer.content)
                return _Heard(answer.status, content, answer.headers.get("Retry-After"))
        except TimeoutError:
            return _Heard(lost=f"no answer within {self._patience.answer_seconds:g} seconds")
        except (aiohttp.ClientError, OSError) as error:
            # Only the kind: the words of some errors repeat the address with its query.
            return _Heard(lost=f"the connection failed ({type(error).__name__})")


def refuse_open_transport(base_url: str) -> None:
    """Refuse an address at which everybody on the way could read the token.

    Raises:
        ValueError: it is neither https nor this machine.

    """
    parts = urlsplit(base_url)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise ValueError("a token is sent by https, or within this machine")


def _path(call: Call[Any], names: tuple[str, ...]) -> str:
    path = call.path
    for name in names:
        if name.strip(".") == "":
            # What would be left of the address leads to another call.
            raise ValueError("a code is needed")
        before, _, rest = path.partition("{")
        path = before + quote(name, safe="") + rest.partition("}")[2]
    return path


def _written(body: Mapping[str, Any] | None) -> bytes | None:
    if body is None:
        return None
    return json.dumps(body, ensure_ascii=False, default=_text_of).encode()


def _asked(query: Mapping[str, Any] | None) -> dict[str, str]:
    return {name: _query_text(value) for name, value in (query or {}).items() if value is not None}


def _query_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int)) else _text_of(value)


def _text_of(value: object) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a moment needs its offset, such as datetime.now(UTC)")
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"a {type(value).__name__} cannot be sent")


async def _read(content: aiohttp.StreamReader) -> bytes:
    parts, size = [], 0
    async for part in content.iter_chunked(64 * 1024):
        size += len(part)
        if size > ANSWER_BYTES_MAX:
            raise aiohttp.ClientPayloadError
        parts.append(part)
    return b"".join(parts)


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _seconds(retry_after: str | None) -> float | None:
    """Read a header Retry-After, which is a number of seconds or a moment."""
    if retry_after is None:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
