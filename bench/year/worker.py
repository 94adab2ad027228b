"""What `postal-bridge work` does, by a clock that others let go on: `python -m bench.year.worker`.

It looks each minute by that clock, and tells in a page of its own up to which moment it was.
"""

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path

import uvloop

from bench.year.clock import SharedMoment
from jobs.money_work import worker_of
from jobs.runs import do_all_due
from postal_bridge.config import read_config
from postal_bridge.telemetry import configure_logging
from postal_bridge.wiring import open_bridge

#: As often as `postal-bridge work` looks at what is due.
_BETWEEN_LOOKS = timedelta(minutes=1)
_GLANCE_SECONDS = 0.01


async def _work(url: str, clock: SharedMoment, done: SharedMoment) -> None:
    async with open_bridge(read_config(), url, clock=clock) as bridge:
        money = worker_of(bridge)
        while True:
            began = clock()
            await do_all_due(bridge)
            await money.work_off()
            done.tell(began)
            while clock() - began < _BETWEEN_LOOKS:  # noqa: ASYNC110 - others move the clock
                await asyncio.sleep(_GLANCE_SECONDS)


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
