"""A process that follows a timetable of its own, whose one job notes what it does in a table.

Begun as `python job_worker.py URL` by the tests, which kill it.
"""

import asyncio
import os
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from jobs.schedule import Entry
from jobs.scheduler import following
from postal_bridge.config import Config
from postal_bridge.domain.access import Center
from postal_bridge.domain.timetable import daily, day_of
from postal_bridge.wiring import Bridge, open_bridge

NIGHTS = 20
#: Long enough for a kill to come in the middle, short enough for all nights in a few seconds.
WORK_SECONDS = 0.05


async def mark(bridge: Bridge, center: Center, period: str) -> Mapping[str, int]:
    """Note that a night was begun, work for a while, and note that it was ended."""
    for step in ("begun", "ended"):
        async with bridge.database.transaction() as connection:
            await connection.execute(
                "insert into mark (center_id, period, step, pid) values ($1, $2, $3, $4)",
                center.center_id,
                period,
                step,
                os.getpid(),
            )
        await asyncio.sleep(WORK_SECONDS)
    return {"marks": 2}


NIGHTLY = Entry(
    name="nightly",
    due=daily("01:30"),
    period=day_of,
    look_back=timedelta(days=NIGHTS),
    run=mark,
)


async def work(url: str) -> None:
    """Follow the timetable until the process is ended."""
    config = Config(
        data_dir=Path(),
        database_url=url,
        base_url="http://127.0.0.1:8080",
        secret=bytes(range(32)),
        label_key_ids=("1",),
        pool_size=2,
        trusted_proxies=0,
    )
    async with open_bridge(config, url) as bridge, following(bridge, (NIGHTLY,), look_seconds=0.2):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1]))
