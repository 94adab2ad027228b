"""Several web processes on one port: starts them, replaces one that died, ends them together."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from tempfile import TemporaryDirectory
from types import FrameType
from typing import NoReturn

import structlog
from prometheus_client.multiprocess import mark_process_dead

from postal_bridge.cli.web import GRACE_SECONDS
from postal_bridge.cli.worker import Post, work_at
from postal_bridge.domain.upkeep_refusals import WorkersKeepDying
from postal_bridge.telemetry import MULTIPROCESS_FOLDER

#: A service whose workers die faster than this is broken, and whoever watches it should know.
DEATHS_MAX = 5
DEATHS_WITHIN_SECONDS = 60
#: A worker told to leave has its requests to end and its connections to close.
_PATIENCE_SECONDS = GRACE_SECONDS + 5

_SPAWN = get_context("spawn")
log = structlog.get_logger("postal_bridge.serve")


class _ToldToLeave(BaseException):
    """SIGTERM or Ctrl-C came."""


@dataclass(slots=True)
class _Crew:
    """The workers there are, those of them that have not served yet, and the deaths lately."""

    post: Post
    size: int
    workers: list[SpawnProcess] = field(default_factory=list)
    starting: dict[Connection, SpawnProcess] = field(default_factory=dict)
    deaths: list[float] = field(default_factory=list)

    def fill(self) -> None:
        while len(self.workers) < self.size:
            receiving, sending = _SPAWN.Pipe(duplex=False)
            worker = _SPAWN.Process(target=work_at, args=(self.post, sending))
            # Ctrl-C must not meet a worker that does not know yet what to do about it. What is
            # ignored while a process is started is ignored by it until it says otherwise.
            before = signal.signal(signal.SIGINT, signal.SIG_IGN)
            try:
                worker.start()
            finally:
                signal.signal(signal.SIGINT, before)
            sending.close()
            self.workers.append(worker)
            self.starting[receiving] = worker

    def watch(self, all_ready: Callable[[], None]) -> None:
        """Replace workers that die until told to leave; raises WorkersKeepDying."""
        told = False
        while True:
            if not told and not self.starting:
                told = True
                all_ready()
            happened = wait([*self.starting, *(worker.sentinel for worker in self.workers)])
            dead = [worker for worker in self.workers if worker.sentinel in happened]
            for connection in [each for each in self.starting if each in happened]:
                worker = self.starting.pop(connection)
                if not _has_word(connection) and worker not in dead:
                    dead.append(worker)
            for worker in dead:
                self._bury(worker)
            self.fill()

    def _bury(self, worker: SpawnProcess) -> None:
        worker.join()
        self.workers.remove(worker)
        log.error("worker_died", pid=worker.pid, exit_code=worker.exitcode)
        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call] # it has no annotations
        now = time.monotonic()
        self.deaths = [at for at in self.deaths if now - at < DEATHS_WITHIN_SECONDS] + [now]
        if len(self.deaths) >= DEATHS_MAX:
            raise WorkersKeepDying(deaths=len(self.deaths), seconds=DEATHS_WITHIN_SECONDS)

    def end(self) -> None:
        """Tell every worker to leave, and wait for all of them."""
        for worker in self.workers:
            worker.terminate()
        until = time.monotonic() + _PATIENCE_SECONDS
        for worker in self.workers:
            worker.join(max(0.0, until - time.monotonic()))
            if worker.is_alive():
                worker.kill()
                worker.join()


def _has_word(connection: Connection) -> bool:
    """Tell whether the other end said something before it was closed."""
    with connection, suppress(EOFError):
        connection.recv()
        return True
    return False


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    raise _ToldToLeave


def serve_with(post: Post, size: int, all_ready: Callable[[], None]) -> None:
    """Serve a post with so many processes until this one is told to leave.

    Raises:
        WorkersKeepDying: after five deaths within a minute.

    """
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="postal-bridge-figures-"))
        os.environ[MULTIPROCESS_FOLDER] = folder
        crew = _Crew(post, size)
        stack.callback(crew.end)
        with suppress(_ToldToLeave):
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, _leave)
            crew.fill()
            crew.watch(all_ready)
        for number in (signal.SIGTERM, signal.SIGINT):
            # It has been told; telling it again would only keep it from ending well.
            signal.signal(number, signal.SIG_IGN)
