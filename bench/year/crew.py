"""Worker processes that are killed without a word and replaced, as long as a year lasts."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from bench.year.clock import SharedMoment

#: Nobody waits longer for what is due at one moment.
_PATIENCE_SECONDS = 300
_LOOK_SECONDS = 0.01
_TOLD_CHARACTERS = 4_000
#: Before any moment that a worker has seen.
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


class WorkersStuckError(Exception):
    """Nobody has done in time what is due."""


@dataclass(slots=True)
class Crew:
    """The workers of now, each with the page in which it tells how far it is."""

    folder: Path
    environment: Mapping[str, str]
    random: Random
    kills: int = 0
    workers: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    is_spared: bool = False
    _hired: int = 0

    def hire(self) -> None:
        """Start one more worker."""
        self._hired += 1
        name = str(self._hired)
        SharedMoment(self.folder / f"done-{name}")
        command = [sys.executable, "-m", "bench.year.worker", name]
        with self._log_of(name).open("wb") as log:
            self.workers[name] = subprocess.Popen(command, env=self.environment, stderr=log)

    def kill(self) -> None:
        """Kill some worker in whatever it does, and start another; who has just come is spared.

        `is_spared` lets all of them be.
        """
        at_work = [name for name in self.workers if self._has_seen(name, _BEGINNING)]
        if self.is_spared or not at_work:
            return
        worker = self.workers.pop(self.random.choice(at_work))
        worker.kill()
        worker.wait()
        self.kills += 1
        self.hire()

    async def kill_now_and_then(self, every_seconds: float) -> None:
        """Kill one after the other, after about so many seconds each."""
        while True:
            await asyncio.sleep(self.random.uniform(0.5, 1.5) * every_seconds)
            self.kill()

    async def catch_up(self, moment: datetime) -> None:
        """Wait until every worker has seen what is due at a moment.

        Raises:
            WorkersStuckError: one of them does not get there.

        """
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while late := [name for name in self.workers if not self._has_seen(name, moment)]:
            gone = [name for name, worker in self.workers.items() if worker.poll() is not None]
            if gone or time.monotonic() > deadline:
                told = "".join(self._told_by(name) for name in gone or late)
                raise WorkersStuckError(f"not all was done up to {moment}:{told}")
            await asyncio.sleep(_LOOK_SECONDS)

    def _told_by(self, name: str) -> str:
        """Return how a worker fares and what it said last."""
        status = self.workers[name].poll()
        fares = "goes on" if status is None else f"ended with {status}"
        said = self._log_of(name).read_text("utf-8")[-_TOLD_CHARACTERS:]
        return f"\nworker {name} {fares}: {said}"

    def _log_of(self, name: str) -> Path:
        return self.folder / f"worker-{name}.log"

    def _has_seen(self, name: str, moment: datetime) -> bool:
        return SharedMoment(self.folder / f"done-{name}")() >= moment


@asynccontextmanager
async def working(crew: Crew, size: int, kill_every_seconds: float | None) -> AsyncIterator[None]:
    """Keep so many workers at work, and kill one now and then, as long as the block lasts."""
    for _ in range(size):
        crew.hire()
    killing = None
    if kill_every_seconds is not None:
        killing = asyncio.create_task(crew.kill_now_and_then(kill_every_seconds))
    try:
        yield
    finally:
        if killing:
            killing.cancel()
            with suppress(asyncio.CancelledError):
                await killing
        for worker in crew.workers.values():
            worker.terminate()
        for worker in crew.workers.values():
            worker.wait()
