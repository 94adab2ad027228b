"""Says when to look at the timetable, and lets nothing that fails stop the rest.

Each job is looked at when the process starts, at its hour in the time zone of each centre, and
within seconds when somebody asks for it or a try of it is due again. What is due then, and who
does it, is settled in the database. A centre at which a job takes long holds up no other centre
longer than the timetable says, and no other job.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from jobs.runs import names_to_look_at, runner_of
from jobs.schedule import TIMETABLE, Entry
from postal_bridge.clock import utc_now
from postal_bridge.domain.access import Center
from postal_bridge.domain.timetable import Due
from postal_bridge.usecases.check_ready import is_outage
from postal_bridge.usecases.choose_center import all_centers
from postal_bridge.wiring import Bridge

#: A run begun is given this long to end when the process is told to leave; then it is put back.
GRACE_SECONDS = 10
LOOK_SECONDS = 5.0

Work = Callable[[], Coroutine[None, None, None]]

log = structlog.get_logger("postal_bridge.jobs")


def trigger_of(due: Due, zone: ZoneInfo) -> CronTrigger:
    """Return what says when something is due in a time zone."""
    return CronTrigger(**due.fields(), timezone=zone)


@asynccontextmanager
async def following(
    bridge: Bridge, timetable: Iterable[Entry] = TIMETABLE, look_seconds: float = LOOK_SECONDS
) -> AsyncIterator[None]:
    """Do what is due as long as the block lasts, and let what has begun end after it."""
    follower = _Follower(bridge, tuple(timetable))
    look = IntervalTrigger(seconds=look_seconds)
    now = utc_now()
    follower.scheduler.add_job(follower.look_soon, look, next_run_time=now, misfire_grace_time=None)
    follower.scheduler.start()
    try:
        yield
    finally:
        follower.scheduler.shutdown(wait=False)
        await follower.end()


class _Follower:
    """One process on its way through the timetable."""

    def __init__(self, bridge: Bridge, timetable: tuple[Entry, ...]) -> None:
        self.scheduler = AsyncIOScheduler(timezone="UTC")
        self._bridge = bridge
        self._timetable = {entry.name: entry for entry in timetable}
        self._zones: set[ZoneInfo] = set()
        self._under_way: dict[tuple[str, ...], asyncio.Task[None]] = {}
        self._places = {entry.name: asyncio.Semaphore(entry.centers_at_once) for entry in timetable}
        self._leaves = False
        #: What is to be looked at: everything at first, for what was missed before.
        self._wanted = set(self._timetable)

    async def look_soon(self) -> None:
        """Look, unless that is under way; the scheduler waits for nothing that is to be ended."""
        self._begin((), self._look)

    async def _look(self) -> None:
        """Begin what does not wait for its hour, and set the hours of zones that are new."""
        try:
            zones = {center.zone for center in await all_centers(self._bridge.database)}
            names = await names_to_look_at(self._bridge)
        except Exception as error:  # noqa: BLE001 - it is told, and looked again soon
            _tell_failed(error, "all")
            return
        for zone in sorted(zones - self._zones, key=str):
            self._zones.add(zone)
            for entry in self._timetable.values():
                # What was due while the machine slept is caught up once, however late.
                self.scheduler.add_job(
                    self.begin,
                    trigger_of(entry.due, zone),
                    args=[entry.name],
                    coalesce=True,
                    misfire_grace_time=None,
                )
        wanted = self._timetable.keys() & (names | self._wanted)
        self._wanted.clear()
        for name in wanted:
            await self.begin(name)

    async def begin(self, name: str) -> None:
        """Look at a job at all centres; where this process is at it, soon after."""
        if not self._begin((name,), partial(self._do, name)):
            self._wanted.add(name)

    def _begin(self, what: tuple[str, ...], work: Work) -> bool:
        if what in self._under_way:
            return False
        task = asyncio.create_task(work())
        self._under_way[what] = task
        task.add_done_callback(lambda _: self._under_way.pop(what))
        return True

    async def end(self) -> None:
        """Let what has begun end, and put back what takes too long."""
        self._leaves = True
        tasks = list(self._under_way.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=GRACE_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _do(self, name: str) -> None:
        try:
            centers = await all_centers(self._bridge.database)
        except Exception as error:  # noqa: BLE001 - it is told, and looked again soon
            self._failed(error, name)
            return
        for center in centers:
            # A centre at which the last run goes on is looked at again; the others do not wait.
            if not self._begin((name, center.code), partial(self._do_at, name, center)):
                self._wanted.add(name)

    async def _do_at(self, name: str, center: Center) -> None:
        try:
            async with self._places[name]:
                if not self._leaves:
                    await runner_of(self._bridge, self._timetable[name]).do_due(center)
        except Exception as error:  # noqa: BLE001 - it is told, and looked again soon
            self._failed(error, name)

    def _failed(self, error: Exception, name: str) -> None:
        self._wanted.add(name)
        _tell_failed(error, name)


def _tell_failed(error: Exception, job: str) -> None:
    if is_outage(error):
        log.warning("jobs_not_looked_at", job=job)
    else:
        log.error("jobs_not_looked_at", job=job, exc_info=error)
