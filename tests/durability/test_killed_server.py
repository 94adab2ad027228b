"""Goal: what was acknowledged survives a kill of the database server in the middle of the load.

Method: many clients scan through the real desk, the server's first process is killed without
warning, and after a restart every acknowledged scan is looked for, event by event.
"""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from postal_bridge.config import Config
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.custody_log import verify_chain
from postal_bridge.domain.scan import Action, Scan
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.store import custody
from postal_bridge.store.database import connect
from postal_bridge.store.embedded import running
from postal_bridge.store.migrator import migrate
from postal_bridge.usecases.scan_answers import Submitted
from postal_bridge.wiring import open_bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

THINGS = 40
CLIENTS = 16
KILL_AFTER_SCANS = 600
SCANS_MAX = 20_000


@pytest.fixture
def ground() -> Iterator[Path]:
    """Make a folder of our own whose server runs with every safety on."""
    folder = Path(tempfile.mkdtemp(prefix="bridge-killed-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


class Load:
    """Clients that scan until the database fails them."""

    def __init__(self, stage: Stage, codes: list[str], victim: int) -> None:
        self.stage = stage
        self.codes = codes
        self.victim = victim
        self.acknowledged: set[UUID] = set()
        self.killed = False

    async def client(self, number: int) -> None:
        """Scan in turn with the others, and note what was acknowledged."""
        for turn in range(number, SCANS_MAX, CLIENTS):
            viewer = (self.stage.post, self.stage.post2)[turn // len(self.codes) % 2]
            code = self.codes[turn % len(self.codes)]
            scan = Scan(uuid4(), code, Action.ARRIVE, self.stage.clock())
            try:
                answers = await self.stage.bridge.scan_desk.settle(
                    self.stage.center, [Submitted(viewer, scan)]
                )
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                return
            assert answers[0].outcome == "recorded", answers[0]
            self.acknowledged.add(scan.scan_id)
            if len(self.acknowledged) == KILL_AFTER_SCANS:
                os.kill(self.victim, signal.SIGKILL)
                self.killed = True


async def test_no_acknowledged_scan_is_lost(
    ground: Path, config: Config, clock: SettableClock
) -> None:
    with running(ground) as url:
        await migrate(url)
        async with open_bridge(config, url, clock=clock) as bridge:
            stage = await found_center(bridge, clock, codes=CodeRange("EV", 1, 999, "VN"))
            codes = [
                (await stage.register(stage.post, Leg.INBOUND, procedure_code="1.000001"))["code"]
                for _ in range(THINGS)
            ]
            clock.advance(timedelta(minutes=1))
            pid_file = ground / "postgres" / "cluster" / "postmaster.pid"
            load = Load(stage, codes, int(pid_file.read_text("ascii").split("\n")[0]))
            await asyncio.gather(*(load.client(number) for number in range(CLIENTS)))
        assert load.killed
    with running(ground) as url:
        async with connect(url, pool_size=2) as database, database.snapshot() as connection:
            rows = await connection.fetch("select scan_id from scan where outcome = 'recorded'")
            found = {row["scan_id"] for row in rows}
            assert load.acknowledged <= found
            center_id = stage.center.center_id
            histories = await custody.load_histories(connection, center_id, codes)
    told = {event.scan_id for events in histories.values() for event in events if event.scan_id}
    assert told == found
    assert all(verify_chain(events) == [] for events in histories.values())
