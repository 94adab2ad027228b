"""Goal: each run of a job is done once by any number of processes, also when some are killed.

Method: real processes follow one timetable over twenty nights that nobody was there for; in the
second test they are killed without warning, one after the other, while they are at it.
"""

import asyncio
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from postal_bridge.clock import utc_now
from postal_bridge.store.database import Database
from postal_bridge.usecases.manage_people import add_center
from tests.durability.job_worker import NIGHTS

ROOT = Path(__file__).resolve().parents[2]
WORKER = Path(__file__).with_name("job_worker.py")
PROCESSES = 3
KILLS = 5
PATIENCE_SECONDS = 60


@contextmanager
def working(url: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process that follows the timetable, and end it if nobody else did."""
    with subprocess.Popen(
        [sys.executable, str(WORKER), url],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


async def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    async with database.snapshot() as connection:
        return [tuple(row) for row in await connection.fetch(query)]


async def prepare(database: Database) -> None:
    """Found a centre that knew the job before the first of the nights."""
    center = await add_center(database, utc_now, "H53", "Trung tâm ví dụ")
    async with database.transaction() as connection:
        await connection.execute(
            "insert into job (center_id, job, known_since) values ($1, 'nightly', $2)",
            center.center_id,
            utc_now() - timedelta(days=2 * NIGHTS),
        )
        await connection.execute(
            "create table mark (center_id smallint, period text, step text, pid integer)"
        )


async def until(database: Database, query: str, least: int) -> None:
    """Wait until a query counts so many."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (await rows(database, query))[0] < (least,):  # noqa: ASYNC110 - other processes set no event of ours
            await asyncio.sleep(0.02)


DONE = "select count(*) from job_run where state = 'done'"
BEGUN = "select count(*) from mark where step = 'begun'"


async def test_each_night_is_done_once_by_whichever_process_finds_it(
    database: Database, database_url: str
) -> None:
    await prepare(database)
    with ExitStack() as stack:
        for _ in range(PROCESSES):
            stack.enter_context(working(database_url))
        await until(database, DONE, NIGHTS)
    marks = Counter(await rows(database, "select period, step from mark"))
    assert len(marks) == 2 * NIGHTS
    assert set(marks.values()) == {1}
    begun = await rows(database, "select period from mark where step = 'begun' order by ctid")
    assert begun == sorted(begun), "the oldest first"


async def test_a_night_whose_process_was_killed_is_done_by_another(
    database: Database, database_url: str
) -> None:
    random = Random()  # noqa: S311 - any moment will do, another one each time
    await prepare(database)
    killed = 0
    while killed < KILLS:
        with working(database_url) as process:
            # Each kill comes in the middle of some night.
            before = len(await rows(database, "select from mark where step = 'begun'"))
            await until(database, BEGUN, before + random.randint(1, 2))
            process.send_signal(signal.SIGKILL)
            process.wait(PATIENCE_SECONDS)
        killed += 1
        async with database.transaction() as connection:
            await connection.execute(
                "update job_run set lease_until = started_at - interval '1 second'"
                " where state = 'running'"
            )
    with working(database_url):
        await until(database, DONE, NIGHTS)
    (attempts,) = await rows(database, "select sum(attempt)::integer from job_run")
    (begun,) = await rows(database, BEGUN)
    # A kill may come after a night was taken and before its work was begun.
    assert 0 <= attempts[0] - begun[0] <= KILLS, "a night is begun anew for a kill alone"
    assert attempts[0] <= NIGHTS + KILLS
    ended = await rows(database, "select count(distinct period) from mark where step = 'ended'")
    assert ended == [(NIGHTS,)]
