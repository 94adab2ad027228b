"""Follows the timetable: says when, logs how it went, and lets nothing that fails stop the rest.

The schedule lives in memory: what was due while nobody ran is due again within the hour.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import structlog
from apscheduler.events import EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from jobs.schedule import TIMETABLE, Entry
from postal_bridge.wiring import Bridge

#: A job begun is given this long to end when the process is told to leave.
GRACE_SECONDS = 10
#: A job that comes late, because the machine slept, is still worth doing for this long.
_LATE_SECONDS = 3600

log = structlog.get_logger("postal_bridge.jobs")


@asynccontextmanager
async def following(bridge: Bridge, timetable: Iterable[Entry] = TIMETABLE) -> AsyncIterator[None]:
    """Do what is due as long as the block lasts, and let what has begun end after it."""
    under_way: set[asyncio.Task[None]] = set()

    async def do(entry: Entry) -> None:
        task = asyncio.create_task(_do(entry, bridge))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
        # The scheduler drops what it awaits when it stops; the job itself is not to be dropped.
        await asyncio.shield(task)

    scheduler = AsyncIOScheduler(timezone="UTC")
    for entry in timetable:
        scheduler.add_job(
            do,
            CronTrigger(**entry.due, timezone="UTC"),
            args=[entry],
            id=entry.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=_LATE_SECONDS,
        )
    scheduler.add_listener(_tell_missed, EVENT_JOB_MISSED)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
        if under_way:
            await asyncio.wait(under_way, timeout=GRACE_SECONDS)


async def _do(entry: Entry, bridge: Bridge) -> None:
    started = time.monotonic()
    try:
        await entry.run(bridge)
    except Exception:
        log.exception("job_failed", job=entry.name)
        return
    log.info("job_done", job=entry.name, seconds=round(time.monotonic() - started, 3))


def _tell_missed(event: JobExecutionEvent) -> None:
    log.warning("job_missed", job=event.job_id)
