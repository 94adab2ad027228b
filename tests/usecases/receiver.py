"""A program that is told by webhooks, for tests of what is told and when."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Receiver:
    """A program that listens, and answers with what stands in `answers`, then with 204."""

    url: str = ""
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[Answer | web.Response] = field(default_factory=list)

    async def hear(self, request: web.Request) -> web.StreamResponse:
        """Hear one call."""
        self.heard.append(
            ({name.lower(): value for name, value in request.headers.items()}, await request.read())
        )
        if not self.answers:
            return web.Response(status=204)
        answer = self.answers.pop(0)
        return answer if isinstance(answer, web.Response) else await answer(request)

    def payloads(self) -> list[dict[str, Any]]:
        """Return what was told."""
        return [json.loads(body) for _, body in self.heard]


@asynccontextmanager
async def listening() -> AsyncIterator[Receiver]:
    receiver, app = Receiver(), web.Application()
    app.router.add_post("/nghe", receiver.hear)
    async with TestServer(app, host="127.0.0.1") as server:
        receiver.url = str(server.make_url("/nghe"))
        yield receiver
