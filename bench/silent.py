"""Whoever accepts every call and answers none: what the service has to bear of other parties."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web


@dataclass(slots=True)
class SilentParty:
    """At which addresses how many calls wait for an answer that never comes.

    Once it is let go of it hangs up on whoever calls, until it falls silent again.
    """

    waiting: Counter[str] = field(default_factory=Counter)
    _let_go: asyncio.Event = field(default_factory=asyncio.Event)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Take a call and say nothing."""
        await request.read()
        await self._count(request.path, 1)
        try:
            await self._let_go.wait()
        finally:
            await self._count(request.path, -1)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _count(self, path: str, change: int) -> None:
        async with self._news:
            self.waiting[path] += change
            self._news.notify_all()

    async def until_called(self, places: Iterable[str], least: int = 1) -> None:
        """Wait until so many calls wait at each of some addresses, or below it."""
        wanted = frozenset(places)
        async with self._news:
            await self._news.wait_for(lambda: all(self._at(each) >= least for each in wanted))

    def _at(self, place: str) -> int:
        return sum(number for path, number in self.waiting.items() if path.startswith(place))

    def let_go(self) -> None:
        """End every call that waits, without an answer, and those that come."""
        self._let_go.set()

    def fall_silent(self) -> None:
        """Answer nothing any more."""
        self._let_go.clear()


@asynccontextmanager
async def serving_silence(party: SilentParty) -> AsyncIterator[str]:
    """Yield the address at which somebody is silent."""
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", party.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        party.let_go()
        await runner.cleanup()
