"""Serves the application in one process until it is told to leave, and then lets requests end."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

import uvloop

from postal_bridge.cli.listening import BACKLOG
from postal_bridge.wiring import Bridge

#: Requests in flight are given this long to end.
GRACE_SECONDS = 10


def run_loop(main: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine to its end on the fastest loop there is."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)


@asynccontextmanager
async def told_to_leave() -> AsyncIterator[asyncio.Event]:
    """Yield an event that SIGTERM and Ctrl-C set, instead of what they did before the block."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]
    for number in numbers:
        loop.add_signal_handler(number, told.set)
    try:
        yield told
    finally:
        for number, handler in zip(numbers, before, strict=True):
            loop.remove_signal_handler(number)
            signal.signal(number, handler)


async def serve_until(
    told: asyncio.Event,
    bridge: Bridge,
    sockets: Sequence[socket.socket],
    ready: Callable[[], None],
) -> None:
    """Serve on bound sockets, say when it has begun, and end gracefully once told."""
    # Every other command would wait half a second for these.
    from aiohttp import web  # noqa: PLC0415

    from jobs.money_work import working_on_money  # noqa: PLC0415
    from jobs.schedule import TIMETABLE  # noqa: PLC0415
    from routes.app import create_app  # noqa: PLC0415

    runner = web.AppRunner(
        create_app(bridge, timetable=TIMETABLE),
        access_log=None,
        shutdown_timeout=GRACE_SECONDS,
    )
    await runner.setup()
    try:
        for each in sockets:
            await web.SockSite(runner, each, backlog=BACKLOG).start()
        async with working_on_money(bridge):
            ready()
            await told.wait()
    finally:
        await runner.cleanup()
