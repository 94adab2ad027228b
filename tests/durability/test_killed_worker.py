"""Goal: work on money whose worker is killed in the middle is done by another, once and whole.

Method: `postal-bridge work` takes a file that waits to be stored, then a run, and is killed without
warning while it has each; the next worker finds the lease over. In the end everything is as after
the same commands that were left in peace.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from random import Random
from uuid import UUID

from postal_bridge.clock import utc_now
from postal_bridge.config import Config
from postal_bridge.domain.access import OfficeKind, Role, Viewer
from postal_bridge.store.database import Database, connect
from postal_bridge.store.people import all_centers
from postal_bridge.usecases import ask_for_money_jobs as asking
from postal_bridge.wiring import build_bridge
from tests.durability.test_killed_runs import (
    _PERIOD,
    PATIENCE_SECONDS,
    Terminal,
    cloned,
    counts,
    tell_all,
    write_files,
)

KILLS = 2
RUN = ("reconcile", *_PERIOD, "--format", "json")
DAYS = date(2026, 1, 1), date(2026, 3, 31)


@contextmanager
def working(terminal: Terminal) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker, and end it if nobody else did."""
    with subprocess.Popen(
        [sys.executable, "-m", "postal_bridge", "work"],
        env=terminal.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


class Office:
    """Somebody who asks for work on one database and looks what became of it."""

    def __init__(self, config: Config, database: Database, viewer: Viewer) -> None:
        self.viewer = viewer
        self.bridge = build_bridge(config, database, utc_now)

    async def hand_in(self, path: Path) -> UUID:
        """Hand a list of the post in, to be stored."""
        content, bridge = path.read_bytes(), self.bridge
        told = {
            "kind": "post",
            "office": None,
            "declared_dong": None,
            "name": path.name,
            "content_hash": sha256(content).hexdigest(),
            "size": len(content),
        }
        parts = bridge.database, utc_now, bridge.sealer, self.viewer
        job_id = await asking.keep_file(*parts, path, told)
        await asking.store_kept_file(bridge.database, self.viewer, job_id)
        return job_id

    async def ask_for_run(self) -> UUID:
        """Ask for a run."""
        return await asking.ask_for_run(self.bridge.database, utc_now, self.viewer, DAYS)

    async def until(self, job_id: UUID, *states: str) -> None:
        """Wait until work is in one of some states."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                job = await asking.look_up_job(self.bridge.database, self.viewer, job_id)
                if job.state in states:
                    return
                await asyncio.sleep(0.01)

    async def let_lease_end(self) -> None:
        """Let the time of whoever has work be over, without waiting for it."""
        async with self.bridge.database.transaction() as connection:
            await connection.execute(
                "update money_job set lease_until = asked_at where state = 'running'"
            )


@asynccontextmanager
async def office_at(url: str, config: Config) -> AsyncIterator[Office]:
    """Yield somebody at the one centre of a database."""
    async with connect(url, pool_size=2) as database:
        async with database.snapshot() as connection:
            (center,) = await all_centers(connection)
        viewer = Viewer(center, "accountant.h53", Role.ACCOUNTANT, "H53", OfficeKind.CENTER)
        yield Office(config, database, viewer)


async def kill_in_the_middle(office: Office, terminal: Terminal, job_id: UUID) -> None:
    """Let a worker take the work and kill it at some moment after."""
    with working(terminal) as process:
        await office.until(job_id, "running", "done")
        await asyncio.sleep(terminal.random.uniform(0, 0.4))
        process.send_signal(signal.SIGKILL)
    await office.let_lease_end()


async def done_in_spite_of_kills(office: Office, terminal: Terminal, job_id: UUID) -> None:
    """Kill worker after worker over some work, and let the last of them do it."""
    for _ in range(KILLS):
        await kill_in_the_middle(office, terminal, job_id)
    with working(terminal):
        await office.until(job_id, "done")


async def test_work_of_a_killed_worker_is_done_once_and_whole_by_another(
    server_url: str, template: str, config: Config, tmp_path: Path
) -> None:
    dossiers, sent = write_files(tmp_path)
    random = Random()  # noqa: S311 - any moment will do, another one each time
    folders = [tmp_path / name for name in ("peace", "killed")]
    for folder in folders:
        folder.mkdir()
    async with cloned(server_url, template, f"in_peace_{os.getpid()}") as url:
        figures = tell_all(Terminal(url, folders[0], random), dossiers, sent, 0)
        expected = await counts(url)
    async with cloned(server_url, template, f"worker_killed_{os.getpid()}") as url:
        terminal = Terminal(url, folders[1], random)
        terminal.done("center", "add", "H53", "Trung tâm ví dụ")
        terminal.done("import", "dossiers", str(dossiers), "--format", "json")
        async with office_at(url, replace(config, secret=bytes(32))) as office:
            await done_in_spite_of_kills(office, terminal, await office.hand_in(sent))
            await done_in_spite_of_kills(office, terminal, await office.ask_for_run())
        assert await counts(url) == expected
        terminal.done("audit", "--format", "json")
        assert terminal.done(*RUN) == figures
