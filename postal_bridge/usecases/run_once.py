"""Does the runs of a job that are due at a centre, each once, whoever else does the same.

A run is claimed in one statement for the time of a lease that is longer than its deadline, so the
run of a killed worker is taken again. Runs of one job at a centre never overlap. One that fails is
tried again after a while, a few times, and is then shown as failed. What a job does may therefore
be begun twice, and has to bear that.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog

from postal_bridge.domain.access import Center
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.timetable import Plan, next_try
from postal_bridge.store import job_runs
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.job_runs import Claimed, JobOfCenter, RunToLookAt
from postal_bridge.usecases.check_ready import is_outage

#: So many of the latest runs are kept of a job whose newest alone matters: one that is due each
#: minute would leave half a million a year, of which nobody reads any but the last.
NEWEST_KEPT = 10
WORKERS_LOST = ("worker_lost", "LeaseEnded")

Work = Callable[[Center, str], Awaitable[Mapping[str, int]]]
log = structlog.get_logger("postal_bridge.jobs")


async def jobs_to_look_at(database: Database, clock: Clock, center: Center) -> list[str]:
    """Return the jobs that have a run to be taken although none is due by the timetable."""
    async with database.snapshot() as connection:
        return await job_runs.jobs_to_look_at(connection, center.center_id, clock())


def missed_periods(plan: Plan, clock: Clock, center: Center, job: JobOfCenter) -> list[str]:
    """Return the periods of a job that were due at a centre by now, the oldest first."""
    zone = center.zone
    return plan.periods(job.known_since.astimezone(zone), clock().astimezone(zone))


@dataclass(frozen=True, slots=True)
class Runner:
    """Does the runs of one job; `work` is given a centre and a period and returns counts."""

    database: Database
    clock: Clock
    plan: Plan
    work: Work

    async def do_due(self, center: Center) -> int:
        """Do what is due at a centre, the oldest first; return how many runs were taken."""
        taken = 0
        for period in await self._periods(center):
            if not await self._do(center, period):
                break
            taken += 1
        return taken

    async def _periods(self, center: Center) -> Sequence[str]:
        """Return the periods whose runs may be claimed now, the oldest first."""
        center_id, name, now = center.center_id, self.plan.name, self.clock()
        async with self.database.transaction() as connection:
            job = await job_runs.find_job(connection, center_id, name)
            if job is None:
                await job_runs.hold_job(connection, center_id, name, now)
                return ()
            due = missed_periods(self.plan, self.clock, center, job)
            known = await job_runs.runs_to_look_at(connection, center_id, name, due)
            if any(run.lease_until and run.lease_until < now for run in known):
                await self._give_up_lost(connection, center_id)
                known = await job_runs.runs_to_look_at(connection, center_id, name, due)
        runs = {run.period: run for run in known}
        if job.paused_at is not None:
            due = []
        candidates = sorted({*due, *(run.period for run in known)})
        if self.plan.newest_only:
            # What is due by our clock is older than what a worker has taken whose clock is ahead.
            of_use = {*candidates[-1:], *(run.period for run in known if run.state == "running")}
            candidates = [each for each in candidates if each in of_use]
        return [each for each in candidates if each not in runs or self._is_open(runs[each])]

    async def _give_up_lost(self, connection: Connection, center_id: int) -> None:
        name = self.plan.name
        await job_runs.lock_job(connection, center_id, name)
        lost = await job_runs.fail_lost(connection, center_id, name, self.clock(), WORKERS_LOST)
        await job_runs.count_run(connection, center_id, name, (0, len(lost), 0.0))

    @asynccontextmanager
    async def _job_held(self, center_id: int) -> AsyncIterator[Connection]:
        """Yield a transaction in which nobody else begins or ends a run of the job."""
        async with self.database.transaction() as connection:
            await job_runs.lock_job(connection, center_id, self.plan.name)
            yield connection

    def _is_open(self, run: RunToLookAt) -> bool:
        """Tell whether a run is to be claimed, or is another's for now and holds up the rest."""
        if run.state == "waiting":
            return run.not_before is not None and run.not_before <= self.clock()
        return run.state == "running"

    async def _do(self, center: Center, period: str) -> bool:
        """Do a run; return False when it is not to be had."""
        now, plan = self.clock(), self.plan
        async with self._job_held(center.center_id) as connection:
            run = await job_runs.claim_run(
                connection,
                center.center_id,
                (plan.name, period),
                now,
                now + plan.lease,
                plan.tries,
                newest_only=plan.newest_only,
            )
        if run is None:
            return False
        try:
            async with asyncio.timeout(plan.deadline.total_seconds()) as deadline:
                counts = await self.work(center, period)
        except asyncio.CancelledError:
            await asyncio.shield(self._put_back(center, run))
            raise
        except Exception as error:
            log.exception("job_failed", job=plan.name, center=center.code, period=period)
            code = "deadline_passed" if deadline.expired() else _code_of(error)
            await self._fail(center, run, (code, type(error).__name__), now)
        else:
            await self._end(center, run, counts, now)
        return True

    async def _end(
        self, center: Center, run: Claimed, counts: Mapping[str, int], began: datetime
    ) -> None:
        now, center_id = self.clock(), center.center_id
        seconds = (now - began).total_seconds()
        async with self._job_held(center_id) as connection:
            if not await job_runs.end_run(connection, center_id, run, now, counts):
                log.warning("job_run_lost", job=run.job, period=run.period)
                return
            await job_runs.count_run(connection, center_id, run.job, (1, 0, seconds))
            await self._forget_overtaken(connection, center_id, run)
        log.info(
            "job_done",
            job=run.job,
            center=center.code,
            period=run.period,
            seconds=round(seconds, 3),
            counts=dict(counts),
        )

    async def _fail(
        self, center: Center, run: Claimed, error: tuple[str, str], began: datetime
    ) -> None:
        now, center_id = self.clock(), center.center_id
        tried = self.plan.tries - run.tries_left
        again = next_try(tried, now) if run.tries_left > 0 else None
        async with self._job_held(center_id) as connection:
            if not await job_runs.fail_run(connection, center_id, run, now, error, again):
                log.warning("job_run_lost", job=run.job, period=run.period)
                return
            seconds = (now - began).total_seconds()
            given_up = int(again is None)
            await job_runs.count_run(connection, center_id, run.job, (0, given_up, seconds))
            await self._forget_overtaken(connection, center_id, run)

    async def _put_back(self, center: Center, run: Claimed) -> None:
        async with self._job_held(center.center_id) as connection:
            await job_runs.put_back_run(connection, center.center_id, run, self.clock())

    async def _forget_overtaken(self, connection: Connection, center_id: int, run: Claimed) -> None:
        if self.plan.newest_only:
            await job_runs.drop_overtaken(connection, center_id, run, NEWEST_KEPT - 1)


def _code_of(error: Exception) -> str:
    if isinstance(error, Refusal):
        return error.code()
    return "database_unavailable" if is_outage(error) else "internal_error"
