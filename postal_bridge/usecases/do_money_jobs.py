"""Carries out long work on money: takes it for a time, says how far it is, and ends it once.

The work and the word that it is done are one transaction, so work whose worker was killed leaves
nothing and is done again by whoever takes it when the lease has ended. How far it is, is told on
another connection, for it has to be seen before the work is done.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from postal_bridge.domain.access import Center
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.statement import StatementKind, StatementSource
from postal_bridge.sealing import Sealer
from postal_bridge.store import money_jobs, people, statement_files
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.money_jobs import MoneyJob
from postal_bridge.usecases.ask_for_money_jobs import failure_of, kept_file
from postal_bridge.usecases.import_statement import Handed, store_statement
from postal_bridge.usecases.reconcile import reconcile_in

#: Whoever has work is heard of far more often than this.
LEASE = timedelta(seconds=30)
STEP_SECONDS = 0.5
#: Work that failed for a reason of ours so often is not tried again.
ATTEMPTS_MAX = 3
#: A file that was looked at and not stored within this time is removed.
HELD_FOR = timedelta(days=1)

Opener = Callable[[Path, Mapping[str, str], ZoneInfo], StatementSource]
log = structlog.get_logger("postal_bridge.money_jobs")


class _CalledOff(Exception):  # noqa: N818 - a person wished it
    """Thrown through the work when somebody called it off."""


class _LostLease(Exception):  # noqa: N818 - another worker goes on
    """Thrown through the work when another worker has it."""


@dataclass(slots=True)
class MoneyWorker:
    """What work on money is done with; `tell` lets boards know that a centre has news."""

    database: Database
    clock: Clock
    sealer: Sealer
    open_source: Opener
    tell: Callable[[int], None]

    async def work_off(self) -> int:
        """Do all that waits at any centre; return how much that was."""
        done = 0
        async with self.database.snapshot() as connection:
            centers = await people.all_centers(connection)
        for center in centers:
            while await self._do_next(center):
                done += 1
        return done

    async def _do_next(self, center: Center) -> bool:
        now = self.clock()
        async with self.database.transaction() as connection:
            await money_jobs.drop_held(connection, center.center_id, now - HELD_FOR, now)
            job = await money_jobs.take_job(connection, center.center_id, now, now + LEASE)
        if job is None:
            return False
        self.tell(center.center_id)
        try:
            await _Doing(self, center, job).do()
        finally:
            self.tell(center.center_id)
        return True


class _Doing:
    """One piece of work while one worker has it."""

    def __init__(self, worker: MoneyWorker, center: Center, job: MoneyJob) -> None:
        self._worker = worker
        self._center = center
        self._job = job
        self._far: tuple[int, int | None] = (0, None)
        self._stop: type[Exception] | None = None

    async def do(self) -> None:
        """Do it, and say what became of it."""
        ticking = asyncio.create_task(self._tick())
        try:
            await (self._upload() if self._job.kind == "upload" else self._reconcile())
        except _LostLease:
            log.warning("money_job_lost", job_id=str(self._job.job_id))
        except _CalledOff:
            await self._end("cancelled", None)
        except Refusal as refusal:
            await self._end("failed", failure_of(refusal))
        except asyncio.CancelledError:
            await asyncio.shield(self._put_back())
            raise
        except Exception:
            log.exception("money_job_failed", job_id=str(self._job.job_id))
            if self._job.attempt < ATTEMPTS_MAX:
                await self._put_back()
            else:
                await self._end("failed", {"code": "internal_error", "detail": ""})
        finally:
            ticking.cancel()
            with suppress(asyncio.CancelledError):
                await ticking

    async def _upload(self) -> None:
        worker, params = self._worker, self._job.params
        kind = StatementKind(params["kind"])
        async with kept_file(
            worker.database, worker.sealer, self._center.center_id, self._job
        ) as path:
            async with worker.database.snapshot() as connection:
                columns = await statement_files.mapping_of(connection, self._center.center_id, kind)
            source = await asyncio.to_thread(worker.open_source, path, columns, self._center.zone)
            handed = Handed(
                kind=kind,
                name=params["name"],
                content_hash=bytes.fromhex(params["content_hash"]),
                source=source,
                login=self._job.login,
                office=params["office"],
                declared_dong=params["declared_dong"],
            )
            async with worker.database.transaction() as connection:
                report = await store_statement(
                    connection,
                    worker.clock,
                    worker.sealer,
                    self._center,
                    handed,
                    lambda lines: self._note(lines, None),
                )
                document = report.to_document()
                await self._end_within(connection, {**document, "problems": len(report.set_aside)})

    async def _reconcile(self) -> None:
        params, worker = self._job.params, self._worker
        period = date.fromisoformat(params["from"]), date.fromisoformat(params["to"])
        async with worker.database.transaction() as connection:
            run = await reconcile_in(
                connection, worker.clock, self._center, self._job.login, period, self._note
            )
            await self._end_within(connection, {"run_id": str(run.run_id), **run.document})

    def _note(self, done: int, total: int | None) -> None:
        """Note how far the work is; ends it where it is to end."""
        self._far = done, total
        if self._stop is not None:
            raise self._stop

    async def _tick(self) -> None:
        """Say how far the work is, as long as it goes on."""
        worker, told = self._worker, self._far
        while True:
            await asyncio.sleep(STEP_SECONDS)
            async with worker.database.transaction() as connection:
                stop = await money_jobs.tell_progress(
                    connection,
                    self._center.center_id,
                    self._job,
                    self._far,
                    worker.clock() + LEASE,
                )
            if stop is None:
                self._stop = _LostLease
            elif stop:
                self._stop = _CalledOff
            if self._far != told:
                told = self._far
                worker.tell(self._center.center_id)

    async def _end_within(self, connection: Connection, result: dict[str, Any]) -> None:
        if self._stop is not None:
            raise self._stop
        now, center_id = self._worker.clock(), self._center.center_id
        if not await money_jobs.end_job(connection, center_id, self._job, "done", result, now):
            raise _LostLease

    async def _end(self, state: str, result: dict[str, Any] | None) -> None:
        async with self._worker.database.transaction() as connection:
            await money_jobs.end_job(
                connection,
                self._center.center_id,
                self._job,
                state,
                result,
                self._worker.clock(),
            )

    async def _put_back(self) -> None:
        async with self._worker.database.transaction() as connection:
            await money_jobs.put_back(connection, self._center.center_id, self._job)
