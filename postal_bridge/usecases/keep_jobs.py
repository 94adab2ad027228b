"""Tells administrators how the jobs of their centre stand, pauses them, and has runs done.

A run that is asked for waits in the database until a `work` process takes it. What a job has
missed while it was paused is told before it goes on and waits from then on, as far as its
look-back reaches.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from postal_bridge.domain.access import Center
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.job_refusals import (
    JobNotPaused,
    JobPausedAlready,
    JobUnderWay,
    UnknownJob,
)
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.domain.timetable import Plan
from postal_bridge.store import job_runs, people
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.job_runs import JobFigures, JobOfCenter, JobRun
from postal_bridge.telemetry import JobTotal
from postal_bridge.usecases.check_ready import is_outage
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.once import Answer, Asked
from postal_bridge.usecases.run_once import missed_periods

#: So many runs of each job are told in a list, and so many of a job by itself.
RUNS_LISTED, RUNS_TOLD = 5, 31
#: So many periods are offered to whoever has a run done.
PERIODS_OFFERED = 31

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class JobAtCenter:
    """A job as a centre has it: what it missed and its latest runs, the newest first."""

    plan: Plan
    figures: JobFigures | None
    missed: Sequence[str]
    runs: Sequence[JobRun]
    next_due_at: datetime | None

    @property
    def paused(self) -> JobOfCenter | None:
        """What is known of the pause, None while the job is not paused."""
        job = self.figures.job if self.figures else None
        return job if job and job.paused_at else None


async def look_up_jobs(
    database: Database,
    clock: Clock,
    center: Center,
    timetable: Sequence[Plan],
    runs_told: int = RUNS_LISTED,
) -> list[JobAtCenter]:
    """Return how every job of the timetable stands at a centre."""
    now, center_id = clock().astimezone(center.zone), center.center_id
    async with database.snapshot() as connection:
        known = {
            each.job.job: each for each in await job_runs.jobs_of_center(connection, center_id)
        }
        runs = await job_runs.latest_runs(
            connection, center_id, [plan.name for plan in timetable], runs_told
        )
        found = []
        for plan in timetable:
            figures = known.get(plan.name)
            job = figures.job if figures else None
            paused = job is not None and job.paused_at is not None
            missed = await _missed(connection, clock, center, plan, job) if job and paused else []
            next_due_at = None if paused else plan.due.next_after(now)
            found.append(JobAtCenter(plan, figures, missed, runs[plan.name], next_due_at))
        return found


async def look_up_job(
    database: Database, clock: Clock, center: Center, timetable: Sequence[Plan], name: str
) -> JobAtCenter:
    """Return how one job stands at a centre.

    Raises:
        UnknownJob: the timetable has none of this name.

    """
    plan = _plan_of(timetable, name)
    (found,) = await look_up_jobs(database, clock, center, (plan,), RUNS_TOLD)
    return found


def _plan_of(timetable: Sequence[Plan], name: str) -> Plan:
    found = next((plan for plan in timetable if plan.name == name), None)
    if found is None:
        raise UnknownJob(job=name)
    return found


def askable_periods(clock: Clock, center: Center, plan: Plan) -> list[str]:
    """Return the newest periods that a run of a job may be asked for, the newest first."""
    return list(islice(plan.askable(clock().astimezone(center.zone)), PERIODS_OFFERED))


async def _missed(
    connection: Connection, clock: Clock, center: Center, plan: Plan, job: JobOfCenter
) -> list[str]:
    periods = missed_periods(plan, clock, center, job)
    begun = await job_runs.runs_to_look_at(connection, center.center_id, plan.name, periods)
    return [each for each in periods if each not in {run.period for run in begun}]


@dataclass(frozen=True, slots=True)
class Keeping:
    """One change to the jobs of a centre on its way."""

    asked: Asked
    timetable: Sequence[Plan]

    async def ask(self, name: str, period: str | None) -> Answer:
        """Have a run done, of the newest period where none is named.

        Raises:
            UnknownJob: the timetable has none of this name.
            InvalidInput: the job has no run of this period, or it is too long ago.
            JobUnderWay: it is being done.

        """
        plan = _plan_of(self.timetable, name)
        now = self.asked.clock()
        askable = list(plan.askable(now.astimezone(self._center.zone)))
        wanted = period or askable[0]
        if wanted not in askable:
            detail = Said("the job has no run of this period, or it is not due yet or too long ago")
            raise InvalidInput(FieldProblem("period", "unknown_period", detail))

        async def act(connection: Connection) -> Answer:
            viewer = self.asked.viewer
            await job_runs.hold_job(connection, viewer.center_id, name, now)
            run = name, wanted
            taken = await job_runs.ask_for_run(
                connection, viewer.center_id, run, plan.tries, viewer.login, now
            )
            if not taken:
                raise JobUnderWay(job=name, period=wanted)
            await self._note(connection, ChangeKind.JOB_RUN_ASKED, job=name, period=wanted)
            return Answer(202, {"job": name, "period": wanted, "state": "waiting"})

        return await self.asked.once(act)

    async def pause(self, name: str, reason: str) -> Answer:
        """Let a job rest until somebody goes on with it; a run that is under way ends.

        Raises:
            UnknownJob: the timetable has none of this name.
            JobPausedAlready: it rests.

        """
        _plan_of(self.timetable, name)

        async def act(connection: Connection) -> Answer:
            viewer, now = self.asked.viewer, self.asked.clock()
            job = await job_runs.hold_job(connection, viewer.center_id, name, now)
            if job.paused_at is not None:
                raise JobPausedAlready(job=name)
            await job_runs.pause_job(connection, viewer.center_id, name, now, viewer.login, reason)
            await self._note(connection, ChangeKind.JOB_PAUSED, job=name, reason=reason)
            return Answer(200, {"job": name, "paused": True, "catches_up": []})

        return await self.asked.once(act)

    async def resume(self, name: str, reason: str) -> Answer:
        """Go on with a job, and have done what it missed; the answer names those periods.

        Raises:
            UnknownJob: the timetable has none of this name.
            JobNotPaused: it does not rest.

        """
        plan = _plan_of(self.timetable, name)

        async def act(connection: Connection) -> Answer:
            viewer, now = self.asked.viewer, self.asked.clock()
            center_id = viewer.center_id
            job = await job_runs.hold_job(connection, center_id, name, now)
            if job.paused_at is None:
                raise JobNotPaused(job=name)
            missed = await _missed(connection, self.asked.clock, self._center, plan, job)
            await job_runs.resume_job(connection, center_id, name)
            for period in missed:
                await job_runs.ask_for_run(
                    connection, center_id, (name, period), plan.tries, None, now
                )
            await self._note(
                connection,
                ChangeKind.JOB_RESUMED,
                job=name,
                reason=reason,
                catches_up=", ".join(missed) or None,
            )
            return Answer(200, {"job": name, "paused": False, "catches_up": missed})

        return await self.asked.once(act)

    @property
    def _center(self) -> Center:
        return self.asked.viewer.center

    async def _note(self, connection: Connection, what: ChangeKind, **detail: str | None) -> None:
        viewer = self.asked.viewer
        await note_change(
            connection, viewer.center_id, viewer.login, self.asked.clock(), what, **detail
        )


async def total_jobs(database: Database) -> list[JobTotal]:
    """Return what the runs of every job come to, none while the database is away."""
    try:
        async with database.snapshot() as connection:
            return [
                JobTotal(center.code, each.job.job, each.runs_done, each.runs_failed, each.seconds)
                for center in await people.all_centers(connection)
                for each in await job_runs.jobs_of_center(connection, center.center_id)
            ]
    except Exception as error:
        if not is_outage(error):
            raise
        return []


def document_of(found: JobAtCenter) -> Document:
    """Return a job as it goes out."""
    plan, figures, paused = found.plan, found.figures, found.paused
    return {
        "job": plan.name,
        "due": asdict(plan.due),
        "newest_only": plan.newest_only,
        "next_due_at": _told(found.next_due_at),
        "paused": {
            "at": _told(paused.paused_at),
            "by": paused.paused_by,
            "reason": paused.pause_reason,
        }
        if paused
        else None,
        "catches_up": list(found.missed),
        "runs_done": figures.runs_done if figures else 0,
        "runs_failed": figures.runs_failed if figures else 0,
        "runs": [_run_document(run) for run in found.runs],
    }


def _run_document(run: JobRun) -> Document:
    seconds = None
    if run.started_at and run.ended_at and run.state != "running":
        seconds = round((run.ended_at - run.started_at).total_seconds(), 3)
    return {
        "period": run.period,
        "state": run.state,
        "attempt": run.attempt,
        "asked_by": run.asked_by,
        "next_try_at": _told(run.not_before),
        "started_at": _told(run.started_at),
        "ended_at": _told(run.ended_at),
        "seconds": seconds,
        "counts": run.counts,
        "error": {"code": run.error_code, "kind": run.error_kind} if run.error_code else None,
    }


def _told(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
