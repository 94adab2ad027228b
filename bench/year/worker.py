"""What `postal-bridge work` does, by a clock that others let go on: `python -m bench.year.worker`.

It looks again as soon as it is done, and tells in a page of its own up to which moment it was.
"""

import asyncio
import os
import sys
from pathlib import Path

import uvloop

from bench.year.clock import SharedMoment
from jobs.money_work import worker_of
from jobs.runs import do_all_due
from postal_bridge.config import read_config
from postal_bridge.telemetry import configure_logging
from postal_bridge.wiring import open_bridge

#: Whoever finds nothing to do gives others the processor for a moment.
_REST_SECONDS = 0.01


async def _work(url: str, clock: SharedMoment, done: SharedMoment) -> None:
    async with open_bridge(read_config(), url, clock=clock) as bridge:
        money = worker_of(bridge)
        while True:
            began = clock()
            await do_all_due(bridge)
            await money.work_off()
            done.tell(began)
            await asyncio.sleep(_REST_SECONDS)


if __name__ == "__main__":
    configure_logging(sys.stderr)
    folder, name = Path(os.environ["POSTAL_BRIDGE_DATA_DIR"]), sys.argv[1]
    uvloop.run(
        _work(
            os.environ["POSTAL_BRIDGE_DATABASE_URL"],
            SharedMoment(folder / "clock"),
            SharedMoment(folder / f"done-{name}"),
        )
    )
