"""Long work on money as it is kept: who has it, how far it is, and the file it is about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("money_jobs")


@dataclass(frozen=True, slots=True)
class MoneyJob:
    """A piece of work as it stands; `attempt` is the worker's by which it has it."""

    job_id: UUID
    kind: str
    state: str
    params: dict[str, Any]
    login: str
    office_code: str
    asked_at: datetime
    attempt: int
    done: int
    total: int | None
    cancel_asked: bool
    ended_at: datetime | None
    result: dict[str, Any] | None


async def add_job(
    connection: Connection,
    center_id: int,
    job_id: UUID,
    what: tuple[str, str, dict[str, Any]],
    who: tuple[str, str],
    now: datetime,
) -> None:
    """Note work: `what` is kind, state and parameters, `who` login and office."""
    await connection.execute(QUERIES["add_job"], center_id, job_id, *what, *who, now)


async def add_part(
    connection: Connection, center_id: int, job_id: UUID, place: int, sealed: bytes
) -> None:
    """Keep a part of a file."""
    await connection.execute(QUERIES["add_part"], center_id, job_id, place, sealed)


async def part_of(connection: Connection, center_id: int, job_id: UUID, place: int) -> bytes | None:
    """Return a part of a file, or None behind the last."""
    sealed: bytes | None = await connection.fetchval(QUERIES["part_of"], center_id, job_id, place)
    return sealed


async def find_job(connection: Connection, center_id: int, job_id: UUID) -> MoneyJob | None:
    """Return a piece of work, or None."""
    row = await connection.fetchrow(QUERIES["find_job"], center_id, job_id)
    return MoneyJob(**row) if row else None


async def newest_jobs(
    connection: Connection, center_id: int, office_code: str | None, limit: int
) -> list[MoneyJob]:
    """Return the latest pieces of work of one office, or of all, the newest first."""
    rows = await connection.fetch(QUERIES["newest_jobs"], center_id, office_code, limit)
    return [MoneyJob(**row) for row in rows]


async def release_job(
    connection: Connection, center_id: int, job_id: UUID, params: dict[str, Any]
) -> bool:
    """Let a file that waits for a person's word be stored; return whether it waited."""
    status = await connection.execute(QUERIES["release_job"], center_id, job_id, params)
    return status != "UPDATE 0"


async def take_job(
    connection: Connection, center_id: int, now: datetime, lease_until: datetime
) -> MoneyJob | None:
    """Take the oldest work that is free, or None."""
    row = await connection.fetchrow(QUERIES["take_job"], center_id, now, lease_until)
    return MoneyJob(**row) if row else None


async def tell_progress(
    connection: Connection,
    center_id: int,
    job: MoneyJob,
    far: tuple[int, int | None],
    lease_until: datetime,
) -> bool | None:
    """Say how far a worker is; return whether to stop, or None when the work is another's."""
    query = QUERIES["tell_progress"]
    stop: bool | None = await connection.fetchval(
        query, center_id, job.job_id, job.attempt, *far, lease_until
    )
    return stop


async def ask_to_cancel(
    connection: Connection, center_id: int, job_id: UUID, now: datetime
) -> str | None:
    """Call off work; return how it stands then, or None when it had ended."""
    state: str | None = await connection.fetchval(QUERIES["ask_to_cancel"], center_id, job_id, now)
    return state


async def end_job(
    connection: Connection,
    center_id: int,
    job: MoneyJob,
    state: str,
    result: dict[str, Any] | None,
    now: datetime,
) -> bool:
    """Say what became of work; return False when another worker has it."""
    status = await connection.execute(
        QUERIES["end_job"], center_id, job.job_id, job.attempt, state, result, now
    )
    await drop_parts(connection, center_id, job.job_id)
    return status != "UPDATE 0"


async def give_up_file(
    connection: Connection, center_id: int, job_id: UUID, result: dict[str, Any], now: datetime
) -> None:
    """Say why a file that waits can never be stored, and remove its content."""
    await connection.execute(QUERIES["give_up_file"], center_id, job_id, result, now)
    await drop_parts(connection, center_id, job_id)


async def put_back(connection: Connection, center_id: int, job: MoneyJob) -> None:
    """Give work back, so that another worker may take it at once."""
    await connection.execute(QUERIES["put_back"], center_id, job.job_id, job.attempt)


async def drop_parts(connection: Connection, center_id: int, job_id: UUID) -> None:
    """Remove the content of a file."""
    await connection.execute(QUERIES["drop_parts"], center_id, job_id)


async def drop_held(
    connection: Connection, center_id: int, before: datetime, now: datetime
) -> None:
    """Call off files that were looked at and never stored, and remove them."""
    for row in await connection.fetch(QUERIES["drop_held"], center_id, before, now):
        await drop_parts(connection, center_id, row["job_id"])
