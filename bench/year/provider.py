"""A provider of SMS that fails in every way a provider does, and counts what it has taken."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

from aiohttp import web

_SLOW_SECONDS = 0.05


@dataclass(slots=True)
class Provider:
    """What was taken under which identity, and how often it was asked for again.

    `is_down` lets it answer nothing but that it is busy; `of_phone` has the identities in the order
    in which they were taken.
    """

    random: Random
    is_down: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    of_phone: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    said: Counter[str] = field(default_factory=Counter)
    changed: list[str] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Take a message, or fail."""
        told = await request.json()
        key, text, phone = told["request_id"], told["text"], told["to"]
        fate = self.random.random()
        if self.is_down or fate < 0.02:  # noqa: PLR2004 - a share
            self.said["busy"] += 1
            raise web.HTTPServiceUnavailable
        if key in self.texts:
            self.said["again"] += 1
            if self.texts[key] != text:
                self.changed.append(key)
            return web.json_response({"status": "accepted", "message_id": key})
        self.said["taken"] += 1
        self.texts[key] = text
        self.of_phone[phone].append(key)
        if fate < 0.04:  # noqa: PLR2004 - a share
            # Taken, and nobody is told so.
            self.said["cut"] += 1
            assert request.transport is not None
            request.transport.abort()
        elif fate < 0.06:  # noqa: PLR2004 - a share
            await asyncio.sleep(_SLOW_SECONDS)
        return web.json_response({"status": "accepted", "message_id": key})


@asynccontextmanager
async def serving(provider: Provider) -> AsyncIterator[str]:
    """Yield the address at which a provider is asked."""
    app = web.Application()
    app.router.add_post("/sms", provider.take)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}/sms"
    finally:
        await runner.cleanup()
