"""Sends scans over kept-alive connections, each the next request as soon as it has an answer.

What it costs is taken from the service that shares the machine, so requests are put together from
pieces made beforehand and answers are looked at, not parsed.
"""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from bench.service import HOST
from bench.town import Town

BATCH = 100
_ANSWER_SECONDS_MAX = 60
_VERSION_7 = 0x7 << 76
_VARIANT = 0x2 << 62


class BadAnswerError(Exception):
    """The service answered something else than that all was recorded."""


@dataclass(slots=True)
class Whereabouts:
    """Which things lie at which of a town's two offices; what is being scanned lies at neither."""

    town: Town
    lying: tuple[list[str], list[str]] = field(default_factory=lambda: ([], []))

    def __post_init__(self) -> None:
        self.lying[0].extend(self.town.codes)

    def draw(self, count: int) -> tuple[int, list[str]]:
        """Return the office that `count` things arrive at, and the things: any from the other."""
        here = random.randrange(2)  # noqa: S311 - nobody guesses at it
        if len(self.lying[1 - here]) < count:
            here = 1 - here
        pile = self.lying[1 - here]
        drawn = []
        for _ in range(count):
            place = random.randrange(len(pile))  # noqa: S311 - nobody guesses at it
            pile[place], pile[-1] = pile[-1], pile[place]
            drawn.append(pile.pop())
        return here, drawn


@dataclass(slots=True)
class Load:
    """What came of one measurement; `latencies` in seconds, one a request."""

    scans: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Scans a second."""
        return self.scans / self.seconds

    def percentile_ms(self, share: float) -> float:
        """Return the latency that a share of the requests did not pass, in milliseconds."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


class _Requests:
    """Makes the bytes of requests."""

    def __init__(self, town: Town, port: int) -> None:
        self._heads = [
            f"POST /api/v1/scans HTTP/1.1\r\nHost: {HOST}:{port}\r\n"
            f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: "
            for token in town.tokens
        ]

    def make(self, office: int, codes: Sequence[str]) -> bytes:
        """Return a request that scans `codes` at an office, as a scanner's browser writes it."""
        now = datetime.now(UTC)
        at = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        scans = ",".join(
            f'{{"scan_id":"{identity}","code":"{code}","action":"arrive","scanned_at":"{at}"}}'
            for code, identity in zip(codes, _identities(now, len(codes)), strict=True)
        )
        body = f'{{"scans":[{scans}]}}'
        return f"{self._heads[office]}{len(body)}\r\n\r\n{body}".encode()


def _identities(now: datetime, count: int) -> list[UUID]:
    """Return identities as devices make them: UUID version 7 (RFC 9562)."""
    begun = int(now.timestamp() * 1000) << 80 | _VERSION_7 | _VARIANT
    bits = random.getrandbits  # not for secrets
    return [UUID(int=begun | bits(12) << 64 | bits(62)) for _ in range(count)]


class _Connection(asyncio.Protocol):
    """One device: sends, waits for the whole answer, sends again."""

    def __init__(self, run: "_Run") -> None:
        self._run = run
        self._transport: asyncio.WriteTransport | None = None
        self._here, self._codes = 0, list[str]()
        self._sent_at = 0.0
        self._answer = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # What uvloop makes is one without saying so.
        self._transport = cast("asyncio.WriteTransport", transport)
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or BadAnswerError("the connection was closed"))

    def _send(self) -> None:
        assert self._transport is not None
        self._here, self._codes = self._run.whereabouts.draw(self._run.scans_in_request)
        request = self._run.requests.make(self._here, self._codes)
        self._sent_at = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._answer = answer = self._answer + data if self._answer else data
        head, end, body = answer.partition(b"\r\n\r\n")
        if not end or len(body) < _content_length(head):
            return
        self._answer = b""
        now = time.perf_counter()
        count = len(self._codes)
        if not head.startswith(b"HTTP/1.1 200") or body.count(b'"recorded"') != count:
            self.done.set_exception(BadAnswerError(answer.decode("utf-8", "replace")[:2000]))
            return
        load = self._run.load
        load.latencies.append(now - self._sent_at)
        load.scans += count
        self._run.whereabouts.lying[self._here].extend(self._codes)
        if now < self._run.until:
            self._send()
        else:
            self.done.set_result(None)


def _content_length(head: bytes) -> int:
    name = b"\r\ncontent-length:"
    after = head.lower().partition(name)[2]
    return int(after.partition(b"\r\n")[0])


@dataclass(slots=True)
class _Run:
    whereabouts: Whereabouts
    requests: _Requests
    scans_in_request: int
    until: float
    load: Load = field(default_factory=Load)


async def send_scans(
    whereabouts: Whereabouts, port: int, connections: int, scans_in_request: int, seconds: float
) -> Load:
    """Keep `connections` busy for a while; every request that was sent is answered in the end.

    Raises:
        BadAnswerError: a scan was not recorded.

    """
    requests = _Requests(whereabouts.town, port)
    started = time.perf_counter()
    run = _Run(whereabouts, requests, scans_in_request, started + seconds)
    loop = asyncio.get_running_loop()
    opened = [await loop.create_connection(_maker(run), HOST, port) for _ in range(connections)]
    try:
        waiting = asyncio.gather(*(protocol.done for _, protocol in opened))
        await asyncio.wait_for(waiting, seconds + _ANSWER_SECONDS_MAX)
    finally:
        for transport, _ in opened:
            transport.close()
    run.load.seconds = time.perf_counter() - started
    return run.load


def _maker(run: _Run) -> Callable[[], _Connection]:
    return lambda: _Connection(run)
