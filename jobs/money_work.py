"""Does long work on money as it is asked for, in any process that has the time.

Of several processes each takes other work; what is asked for is begun within seconds.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from postal_bridge.domain.statement import StatementSource
from postal_bridge.usecases.check_ready import is_outage
from postal_bridge.usecases.do_money_jobs import MoneyWorker
from postal_bridge.wiring import Bridge

LOOK_SECONDS = 1.0

log = structlog.get_logger("postal_bridge.jobs")


def worker_of(bridge: Bridge) -> MoneyWorker:
    """Return a worker over a bridge."""
    return MoneyWorker(bridge.database, bridge.clock, bridge.sealer, _open_source, bridge.news.tell)


def _open_source(path: Path, columns: Mapping[str, str], zone: ZoneInfo) -> StatementSource:
    # A process that is asked for nothing does not wait for the libraries that read statements.
    from schemas.statements.opening import open_statement  # noqa: PLC0415

    return open_statement(path, columns, zone=zone)


@asynccontextmanager
async def working_on_money(bridge: Bridge) -> AsyncIterator[None]:
    """Do what is asked for as long as the block lasts; what is under way then is put back."""
    task = asyncio.create_task(_work(bridge))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _work(bridge: Bridge) -> None:
    worker = worker_of(bridge)
    while True:
        try:
            await worker.work_off()
        except Exception as error:
            if not is_outage(error):
                log.exception("money_work_failed")
        await asyncio.sleep(LOOK_SECONDS)
