"""Connects to whom others name, at public addresses alone unless the installation says else.

A name is resolved here, every address that it leads to is looked at, and no other is connected to:
a name that leads elsewhere a moment later leads nowhere. Names are asked for in threads of our own,
for those of the process would soon all wait for names that nobody answers.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Collection
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from postal_bridge.domain.public_address import is_public, may_be_asked


class PrivateAddressError(OSError):
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
            raise PrivateAddressError("a network that is not open to all")
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


def leads_within(error: Exception) -> bool:
    """Tell whether it failed because an address leads into a network that is not open to all."""
    return isinstance(error.__cause__ or error, PrivateAddressError)


@asynccontextmanager
async def open_public_session(
    private_hosts: Collection[str],
    *,
    at_once: int,
    timeout_seconds: float,
    force_close: bool = False,
    **more: Any,
) -> AsyncIterator[aiohttp.ClientSession]:
    """Yield what requests are made with, so many at once; `private_hosts` may lie anywhere."""

    async def look_at_it(
        request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        # A host that is an address itself is resolved by nobody.
        if not may_be_asked(str(request.url), private_hosts):
            raise PrivateAddressError("an address that is not open to all")
        return await handler(request)

    threads = ThreadPoolExecutor(at_once, "names")
    connector = aiohttp.TCPConnector(
        resolver=PublicResolver(private_hosts, threads),
        use_dns_cache=False,
        force_close=force_close,
        limit=at_once,
    )
    try:
        async with aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=timeout_seconds),
            trust_env=False,
            middlewares=(look_at_it,),
            **more,
        ) as session:
            yield session
    finally:
        # A name that nobody answers is waited for by its thread alone.
        threads.shutdown(wait=False, cancel_futures=True)
