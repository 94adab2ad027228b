"""Printing aside: documents are set by worker threads, so that requests go on meanwhile."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Setting a document keeps a processor busy; more at once would only starve everything else.
AT_ONCE_MAX = 2

_PRESS = ThreadPoolExecutor(AT_ONCE_MAX, thread_name_prefix="press")


async def print_aside(render: Callable[[], bytes]) -> bytes:
    """Return what `render` makes, run in one of the few threads that print."""
    return await asyncio.get_running_loop().run_in_executor(_PRESS, render)
