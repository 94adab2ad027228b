"""Settles scans that are in flight at the same moment together.

A transaction costs the same for one scan as for thirty, so what arrives while one is under way
waits for the next. Every answer still waits for its commit; nothing is acknowledged early.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from postal_bridge.domain.access import Center, Viewer
from postal_bridge.domain.refusals import TooBusy
from postal_bridge.store.database import Database
from postal_bridge.usecases.once import Answer, RequestKey
from postal_bridge.usecases.record_scan import record_scans, record_scans_once, results_document
from postal_bridge.usecases.scan_answers import ScanAnswer, ScanRules, Submitted

#: Two transactions keep the database busy while Python prepares the next; more only contend.
SETTLEMENTS_AT_ONCE = 2
SCANS_IN_SETTLEMENT_MAX = 200
SCANS_WAITING_MAX = 5_000


@dataclass(frozen=True, slots=True)
class _Waiting:
    submitted: Sequence[Submitted]
    answers: "asyncio.Future[list[ScanAnswer]]"


@dataclass(slots=True)
class _Queue:
    """What waits for one centre, and how many settlements are under way."""

    waiting: deque[_Waiting] = field(default_factory=deque)
    scans: int = 0
    settlements: int = 0


class ScanDesk:
    """Takes scans from many requests of this process and settles them centre by centre."""

    def __init__(self, database: Database, rules: ScanRules) -> None:
        self._database = database
        self._rules = rules
        self._queues: dict[int, _Queue] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def answer(
        self, viewer: Viewer, request_key: RequestKey | None, submitted: Sequence[Submitted]
    ) -> Answer:
        """Record scans of one request and answer it; raises as `settle` does."""
        if request_key is None:
            return Answer(200, results_document(await self.settle(viewer.center, submitted)))
        return await record_scans_once(self._database, self._rules, viewer, request_key, submitted)

    async def settle(self, center: Center, submitted: Sequence[Submitted]) -> list[ScanAnswer]:
        """Record scans of one request and return their answers once they are committed.

        Raises:
            TooBusy: more scans are waiting than can be settled soon; nothing was recorded.

        """
        queue = self._queues.setdefault(center.center_id, _Queue())
        if queue.scans + len(submitted) > SCANS_WAITING_MAX:
            raise TooBusy
        waiting = _Waiting(submitted, asyncio.get_running_loop().create_future())
        queue.waiting.append(waiting)
        queue.scans += len(submitted)
        if queue.settlements < SETTLEMENTS_AT_ONCE:
            queue.settlements += 1
            task = asyncio.create_task(self._settle_all(center, queue))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        # A client that hangs up gives up its own answer; the settlement is a task of its own.
        return await waiting.answers

    async def close(self) -> None:
        """Wait for the settlements under way."""
        await asyncio.gather(*self._tasks)

    async def _settle_all(self, center: Center, queue: _Queue) -> None:
        try:
            while queue.waiting:
                await self._settle_together(center, self._take(queue))
        finally:
            queue.settlements -= 1

    def _take(self, queue: _Queue) -> list[_Waiting]:
        taken = [queue.waiting.popleft()]
        count = len(taken[0].submitted)
        while queue.waiting and count + len(queue.waiting[0].submitted) <= SCANS_IN_SETTLEMENT_MAX:
            count += len(queue.waiting[0].submitted)
            taken.append(queue.waiting.popleft())
        queue.scans -= count
        return taken

    async def _settle_together(self, center: Center, taken: Sequence[_Waiting]) -> None:
        together = [each for waiting in taken for each in waiting.submitted]
        try:
            answers = iter(await record_scans(self._database, self._rules, center, together))
        except Exception:  # noqa: BLE001 - whatever it was, one of them must not spoil the others
            for waiting in taken:
                await self._settle_alone(center, waiting)
            return
        for waiting in taken:
            _tell(waiting, [next(answers) for _ in waiting.submitted])

    async def _settle_alone(self, center: Center, waiting: _Waiting) -> None:
        """Settle the scans of one request one by one; a fault is that request's alone."""
        try:
            answers = []
            for each in waiting.submitted:
                answers += await record_scans(self._database, self._rules, center, [each])
        except Exception as error:  # noqa: BLE001 - it is raised where the request waits
            if not waiting.answers.done():
                waiting.answers.set_exception(error)
            return
        _tell(waiting, answers)


def _tell(waiting: _Waiting, answers: list[ScanAnswer]) -> None:
    if not waiting.answers.done():
        waiting.answers.set_result(answers)
