"""What one of several web processes does: serve on the shared port until its parent says so.

It begins as a new interpreter, for figures that are counted across processes have to be known
as such before anything is imported. It leaves when its parent dies, however that happens.
"""

import asyncio
import signal
import sys
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import Connection

import structlog

from postal_bridge.cli.listening import bind
from postal_bridge.cli.web import run_loop, serve_until
from postal_bridge.config import Config
from postal_bridge.telemetry import configure_logging
from postal_bridge.wiring import open_bridge


@dataclass(frozen=True, slots=True)
class Post:
    """Where a worker serves, and over what."""

    config: Config
    database_url: str
    host: str
    port: int


def work_at(post: Post, ready: Connection) -> None:
    """Serve at a post; `ready` is sent a word once connections are taken."""
    configure_logging()
    try:
        run_loop(_serve(post, ready))
    except Exception:  # noqa: BLE001 - its kind and place go to the log, its words may be private
        structlog.get_logger("postal_bridge.serve").exception("worker_failed")
        sys.exit(1)


async def _serve(post: Post, ready: Connection) -> None:
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, told.set)
    # Ctrl-C reaches every process of a terminal; it is the parent who decides.
    loop.add_signal_handler(signal.SIGINT, lambda: None)
    parent = parent_process()
    assert parent is not None, "a worker is started by its parent"
    loop.add_reader(parent.sentinel, told.set)
    async with open_bridge(post.config, post.database_url) as bridge:
        sockets = bind(post.host, post.port, shared=True)
        await serve_until(told, bridge, sockets, lambda: ready.send(True))
    loop.remove_reader(parent.sentinel)
