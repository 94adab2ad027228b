"""Asks for long work on money, looks how far it is, and calls it off.

Owns what people do about it; carrying it out is `usecases.do_money_jobs`'s. A file waits sealed in
the database until its work has ended, so that any process may take it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.accounting_refusals import MoneyJobOver, UnknownMoneyJob
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.period import require_order
from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.statement import StatementKind
from postal_bridge.sealing import Sealer
from postal_bridge.store import money_jobs
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.money_jobs import MoneyJob
from postal_bridge.usecases.hand_in_statement import office_seen, require_handing_in

#: So much of a file is sealed as one row.
PART_BYTES = 4 * 1024 * 1024
JOBS_LISTED = 20


async def keep_file(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    path: Path,
    told: dict[str, Any],
) -> UUID:
    """Keep a file that is to be looked at before it is stored; return its work.

    `told` has kind, office, name, content_hash (in hexadecimal), size and declared_dong.

    Raises:
        NotYourStatement: the post hands in what is not its own.
        InvalidInput: the centre has no such post office.

    """
    job_id, center_id = uuid4(), viewer.center_id
    async with database.transaction() as connection:
        office = await require_handing_in(
            connection, viewer, StatementKind(told["kind"]), told["office"]
        )
        await money_jobs.add_job(
            connection,
            center_id,
            job_id,
            ("upload", "held", {**told, "office": office}),
            (viewer.login, viewer.office_code),
            clock(),
        )
        with path.open("rb") as stream:
            place = 0
            while part := stream.read(PART_BYTES):
                sealed = sealer.seal_bytes(part, _place_of(center_id, job_id, place))
                await money_jobs.add_part(connection, center_id, job_id, place, sealed)
                place += 1
    return job_id


async def give_up_file(
    database: Database, clock: Clock, viewer: Viewer, job_id: UUID, refusal: Refusal
) -> None:
    """Say of a file that was kept why it can never be stored.

    Raises:
        UnknownMoneyJob: there is no such work, or it is not the viewer's to see.

    """
    async with database.transaction() as connection:
        await _job(connection, viewer, job_id)
        result = failure_of(refusal)
        await money_jobs.give_up_file(connection, viewer.center_id, job_id, result, clock())


def failure_of(refusal: Refusal) -> dict[str, Any]:
    """Return why work failed, as it is kept with it."""
    said = refusal.detail
    return {"code": refusal.code(), "detail": said, **said.to_document()}


@asynccontextmanager
async def kept_file(
    database: Database, sealer: Sealer, center_id: int, job: MoneyJob
) -> AsyncIterator[Path]:
    """Yield a file that waits, under its own name; it is gone when the block ends."""
    with TemporaryDirectory(prefix="postal-bridge-job-") as folder:
        path = Path(folder) / str(job.params["name"])
        with path.open("wb") as stream:
            place = 0
            while True:
                async with database.snapshot() as connection:
                    sealed = await money_jobs.part_of(connection, center_id, job.job_id, place)
                if sealed is None:
                    break
                stream.write(sealer.open_bytes(sealed, _place_of(center_id, job.job_id, place)))
                place += 1
        yield path


def _place_of(center_id: int, job_id: UUID, place: int) -> str:
    return f"money_job_part.sealed {center_id} {job_id} {place}"


async def store_kept_file(database: Database, viewer: Viewer, job_id: UUID) -> None:
    """Let a file that was looked at be stored.

    Raises:
        UnknownMoneyJob: there is no such work, or it is not the viewer's to see.
        MoneyJobOver: it is under way or has ended.

    """
    async with database.transaction() as connection:
        job = await _job(connection, viewer, job_id)
        if not await money_jobs.release_job(connection, viewer.center_id, job_id, job.params):
            raise MoneyJobOver


async def ask_for_run(
    database: Database, clock: Clock, viewer: Viewer, period: tuple[date, date]
) -> UUID:
    """Ask for a run over a period; return its work.

    Raises:
        InvalidInput: the period ends before it begins.

    """
    require_order(*period)
    job_id = uuid4()
    params = {"from": period[0].isoformat(), "to": period[1].isoformat()}
    async with database.transaction() as connection:
        await money_jobs.add_job(
            connection,
            viewer.center_id,
            job_id,
            ("reconcile", "waiting", params),
            (viewer.login, viewer.office_code),
            clock(),
        )
    return job_id


async def cancel_job(database: Database, clock: Clock, viewer: Viewer, job_id: UUID) -> str:
    """Call off work; return how it stands then: what is under way ends at its next step.

    Raises:
        UnknownMoneyJob: there is no such work, or it is not the viewer's to see.
        MoneyJobOver: it has ended.

    """
    async with database.transaction() as connection:
        await _job(connection, viewer, job_id)
        state = await money_jobs.ask_to_cancel(connection, viewer.center_id, job_id, clock())
        if state is None:
            raise MoneyJobOver
        if state == "cancelled":
            await money_jobs.drop_parts(connection, viewer.center_id, job_id)
    return state


async def look_up_job(database: Database, viewer: Viewer, job_id: UUID) -> MoneyJob:
    """Return a piece of work.

    Raises:
        UnknownMoneyJob: there is no such work, or it is not the viewer's to see.

    """
    async with database.snapshot() as connection:
        return await _job(connection, viewer, job_id)


async def list_jobs(database: Database, viewer: Viewer) -> list[MoneyJob]:
    """Return the latest work of the centre, of the post its office's own, the newest first."""
    async with database.snapshot() as connection:
        return await money_jobs.newest_jobs(
            connection, viewer.center_id, office_seen(viewer), JOBS_LISTED
        )


async def _job(connection: Connection, viewer: Viewer, job_id: UUID) -> MoneyJob:
    job = await money_jobs.find_job(connection, viewer.center_id, job_id)
    if job is None or office_seen(viewer) not in (None, job.office_code):
        raise UnknownMoneyJob
    return job
