"""Jobs of a centre and their runs: who has one, what became of it, and which job rests.

Owns the claim of a run. Which runs are due, and what is done in one, is not known here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("job_runs")


@dataclass(frozen=True, slots=True)
class JobOfCenter:
    """What a centre says about a job; paused while `paused_at` is known."""

    job: str
    known_since: datetime
    paused_at: datetime | None
    paused_by: str | None
    pause_reason: str | None


@dataclass(frozen=True, slots=True)
class JobFigures:
    """How often a job was done at a centre, how often a run was given up, how long all took."""

    job: JobOfCenter
    runs_done: int
    runs_failed: int
    seconds: float


@dataclass(frozen=True, slots=True)
class RunToLookAt:
    """A run as whoever looks for work sees it."""

    period: str
    state: str
    is_asked: bool
    not_before: datetime | None
    lease_until: datetime | None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A run that a worker has, by the number of its attempt."""

    job: str
    period: str
    attempt: int
    tries_left: int


@dataclass(frozen=True, slots=True)
class JobRun:
    """A run as it is told."""

    job: str
    period: str
    state: str
    attempt: int
    tries_left: int
    asked_by: str | None
    not_before: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    counts: dict[str, int] | None
    error_code: str | None
    error_kind: str | None


async def find_job(connection: Connection, center_id: int, job: str) -> JobOfCenter | None:
    """Return what a centre says about a job, None while it is not known there."""
    row = await connection.fetchrow(QUERIES["find_job"], center_id, job)
    return JobOfCenter(**row) if row else None


async def jobs_of_center(connection: Connection, center_id: int) -> list[JobFigures]:
    """Return what a centre says about its jobs, with their figures."""
    rows = await connection.fetch(QUERIES["jobs_of_center"], center_id)
    return [
        JobFigures(
            JobOfCenter(
                row["job"],
                row["known_since"],
                row["paused_at"],
                row["paused_by"],
                row["pause_reason"],
            ),
            row["runs_done"],
            row["runs_failed"],
            row["seconds"],
        )
        for row in rows
    ]


async def hold_job(connection: Connection, center_id: int, job: str, now: datetime) -> JobOfCenter:
    """Return a job, known from now on if it was not, and hold it until the transaction ends."""
    await connection.execute(QUERIES["add_job"], center_id, job, now)
    return await lock_job(connection, center_id, job)


async def lock_job(connection: Connection, center_id: int, job: str) -> JobOfCenter:
    """Hold a job that is known until the transaction ends, before any of its runs."""
    row = await connection.fetchrow(QUERIES["lock_job"], center_id, job)
    assert row is not None
    return JobOfCenter(**row)


async def pause_job(
    connection: Connection, center_id: int, job: str, now: datetime, login: str, reason: str
) -> None:
    """Pause a job."""
    await connection.execute(QUERIES["pause_job"], center_id, job, now, login, reason)


async def resume_job(connection: Connection, center_id: int, job: str) -> None:
    """Go on with a job."""
    await connection.execute(QUERIES["pause_job"], center_id, job, None, None, None)


async def runs_to_look_at(
    connection: Connection, center_id: int, job: str, periods: Sequence[str]
) -> list[RunToLookAt]:
    """Return the runs of a job that are of some periods, or that have not ended."""
    rows = await connection.fetch(QUERIES["runs_to_look_at"], center_id, job, periods)
    return [RunToLookAt(**row) for row in rows]


async def jobs_to_look_at(connection: Connection, center_id: int, now: datetime) -> list[str]:
    """Return the jobs that have a run to be taken although none is due by the timetable."""
    rows = await connection.fetch(QUERIES["jobs_to_look_at"], center_id, now)
    return [row["job"] for row in rows]


async def claim_run(
    connection: Connection,
    center_id: int,
    run: tuple[str, str],
    now: datetime,
    lease_until: datetime,
    tries: int,
    *,
    newest_only: bool,
) -> Claimed | None:
    """Take a run, a job and a period, or return None when it is not to be had.

    The job is held, so that no other run of it begins or ends meanwhile.
    """
    row = await connection.fetchrow(
        QUERIES["claim_run"], center_id, *run, now, lease_until, tries, newest_only
    )
    return Claimed(*run, row["attempt"], row["tries_left"]) if row else None


async def end_run(
    connection: Connection,
    center_id: int,
    run: Claimed,
    now: datetime,
    counts: Mapping[str, int],
) -> bool:
    """Say that a run is done; return False when another worker has it."""
    status = await connection.execute(
        QUERIES["end_run"], center_id, run.job, run.period, run.attempt, now, dict(counts)
    )
    return status != "UPDATE 0"


async def fail_run(
    connection: Connection,
    center_id: int,
    run: Claimed,
    now: datetime,
    error: tuple[str, str],
    again: datetime | None,
) -> bool:
    """Say what went wrong, a code and a kind; return False when another worker has the run."""
    status = await connection.execute(
        QUERIES["fail_run"], center_id, run.job, run.period, run.attempt, now, *error, again
    )
    return status != "UPDATE 0"


async def put_back_run(connection: Connection, center_id: int, run: Claimed, now: datetime) -> None:
    """Give a run back, so that another worker may take it at once."""
    await connection.execute(
        QUERIES["put_back_run"], center_id, run.job, run.period, run.attempt, now
    )


async def fail_lost(
    connection: Connection, center_id: int, job: str, now: datetime, error: tuple[str, str]
) -> list[str]:
    """Give up the run whose workers were lost too often; return its period, if there is one."""
    rows = await connection.fetch(QUERIES["fail_lost"], center_id, job, now, *error)
    return [row["period"] for row in rows]


async def count_run(
    connection: Connection, center_id: int, job: str, ended: tuple[int, int, float]
) -> None:
    """Count what has ended: runs done, runs given up, seconds."""
    await connection.execute(QUERIES["count_run"], center_id, job, *ended)


async def drop_overtaken(connection: Connection, center_id: int, run: Claimed, kept: int) -> None:
    """Forget what a run has overtaken, but for the newest."""
    await connection.execute(QUERIES["drop_overtaken"], center_id, run.job, run.period, kept)


async def ask_for_run(
    connection: Connection,
    center_id: int,
    run: tuple[str, str],
    tries: int,
    login: str | None,
    now: datetime,
) -> bool:
    """Have a run done anew, because somebody asks; return False while it is under way."""
    found = await connection.fetchval(QUERIES["ask_for_run"], center_id, *run, tries, login, now)
    return found is not None


async def latest_runs(
    connection: Connection, center_id: int, jobs: Sequence[str], limit: int
) -> dict[str, list[JobRun]]:
    """Return the latest runs of some jobs, the newest first."""
    rows = await connection.fetch(QUERIES["latest_runs"], center_id, jobs, limit)
    runs: dict[str, list[JobRun]] = {job: [] for job in jobs}
    for row in rows:
        runs[row["job"]].append(JobRun(**dict[str, Any](row)))
    return runs
