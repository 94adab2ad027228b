"""Tells programs of others by HTTP, at public addresses alone unless the installation says else.

A name is resolved here, every address that it leads to is looked at, and no other is connected to:
a name that leads elsewhere a moment later leads nowhere. Names are asked for in threads of our own,
for those of the process would soon all wait for names that nobody answers. Redirects are not
followed, and of an answer no more is read than its head.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Collection, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from postal_bridge.domain.public_address import is_public
from postal_bridge.domain.webhook import ENDPOINTS_MAX, Told, require_allowed
from postal_bridge.domain.webhook_refusals import WebhookAddressRefused
from postal_bridge.ports import Permanent, Retryable, Trouble

#: As the specification proposes.
TIMEOUT_SECONDS = 20.0
_SECONDS_DIGITS_MAX = 9


class _PrivateAddressError(OSError):
    """A name leads into a network that is not open to all."""


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses; those of `private_hosts` to any."""

    def __init__(self, private_hosts: Collection[str], threads: Executor) -> None:
        self._private_hosts = private_hosts
        self._threads = threads

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a name, or raise if any of them is not public."""
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, socket.getaddrinfo, host, port, family, socket.SOCK_STREAM
        )
        addresses = [(each[0], str(each[4][0])) for each in found]
        if host not in self._private_hosts and not all(is_public(each) for _, each in addresses):
            raise _PrivateAddressError("a network that is not open to all")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=kind,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for kind, address in addresses
        ]

    async def close(self) -> None:
        """There is nothing to let go of."""


class HttpWebhooks:
    """Posts to webhooks, as `ports.Webhooks` has it."""

    def __init__(self, session: aiohttp.ClientSession, private_hosts: Collection[str]) -> None:
        self._session = session
        self._private_hosts = private_hosts

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Told:
        """Post a body and return the status of the answer, and for how long we are to wait."""
        try:
            # A host that is an address itself is resolved by nobody.
            require_allowed(url, self._private_hosts)
        except WebhookAddressRefused:
            raise Permanent(Trouble.REFUSED) from None
        sent = {"Content-Type": "application/json", "User-Agent": "postal-bridge", **headers}
        try:
            async with self._session.post(
                url, data=body, headers=sent, allow_redirects=False
            ) as answer:
                return Told(answer.status, _waits(answer))
        except TimeoutError:
            raise Retryable(Trouble.TIMED_OUT) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # Its words may hold the address.
            is_private = isinstance(error.__cause__ or error, _PrivateAddressError)
            raise Retryable(Trouble.REFUSED if is_private else Trouble.UNREACHABLE) from None


@asynccontextmanager
async def open_webhooks(
    private_hosts: Collection[str], timeout_seconds: float = TIMEOUT_SECONDS
) -> AsyncIterator[HttpWebhooks]:
    """Yield what posts to webhooks; `private_hosts` may lie within our own network."""
    # No more webhooks than this are told side by side, so that each has a thread.
    threads = ThreadPoolExecutor(ENDPOINTS_MAX, "webhook-names")
    resolver = PublicResolver(private_hosts, threads)
    connector = aiohttp.TCPConnector(
        resolver=resolver, use_dns_cache=False, force_close=True, limit=ENDPOINTS_MAX
    )
    timeout = aiohttp.ClientTimeout(total=timeout_seconds)
    try:
        async with aiohttp.ClientSession(
            connector=connector, timeout=timeout, auto_decompress=False, trust_env=False
        ) as session:
            yield HttpWebhooks(session, private_hosts)
    finally:
        # A name that nobody answers is waited for by its thread alone.
        threads.shutdown(wait=False, cancel_futures=True)


def _waits(answer: aiohttp.ClientResponse) -> timedelta | None:
    """Return for how long an answer asks us to wait, by its own clock."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit() and len(text) <= _SECONDS_DIGITS_MAX:
        return timedelta(seconds=int(text))
    try:
        until = parsedate_to_datetime(text)
        return until - parsedate_to_datetime(answer.headers.get("Date", ""))
    except (ValueError, TypeError):  # the latter where only one of them has a time zone
        return None
