"""Looks up runs: their figures, how they differ from one another, and the lines they classed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.accounting_refusals import UnknownReconciliation
from postal_bridge.domain.calendar import Clock
from postal_bridge.sealing import Sealer
from postal_bridge.store import reconciliations
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.reconciliations import KeptRun
from postal_bridge.usecases.once import Answer, RequestKey, once
from postal_bridge.usecases.reconcile import reconcile_in, rehearse

Place = tuple[datetime, UUID]
LinePlace = tuple[date, int]


async def run_once(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    request_key: RequestKey | None,
    period: tuple[date, date],
) -> Answer:
    """Reconcile a period in the viewer's name and answer the figures.

    Raises:
        InvalidInput: the period ends before it begins.

    """

    async def act(connection: Connection) -> Answer:
        run = await reconcile_in(connection, clock, viewer.center, viewer.login, period)
        return Answer(200, {"reconciliation_id": str(run.run_id), **run.document})

    return await once(database, clock, sealer, viewer, request_key, act)


async def look_ahead(
    database: Database, clock: Clock, viewer: Viewer, period: tuple[date, date]
) -> dict[str, Any]:
    """Return the figures a run would have now, and by how much they differ from the latest run.

    Raises:
        InvalidInput: the period ends before it begins.

    """
    figures, latest = await rehearse(database, clock, viewer.center, viewer.login, period)
    change = change_of(figures, latest) if latest else None
    return {"reconciliation_id": None, **figures, "dry_run": True, "change": change}


async def list_runs(
    database: Database, viewer: Viewer, before: Place, limit: int
) -> tuple[list[dict[str, Any]], Place | None]:
    """Return a page of runs, the newest first, and where the next page starts."""
    async with database.snapshot() as connection:
        found = await reconciliations.list_runs(connection, viewer.center_id, before, limit + 1)
    page = found[:limit]
    last = (page[-1].started_at, page[-1].run_id) if len(found) > limit else None
    return [document_of(each) for each in page], last


async def look_up_run(
    database: Database, viewer: Viewer, run_id: UUID
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return a run, and the run over the same days before it.

    Raises:
        UnknownReconciliation: the centre has no such run.

    """
    async with database.snapshot() as connection:
        run = await _run(connection, viewer, run_id)
        before = await reconciliations.run_before(connection, viewer.center_id, run)
    return document_of(run), document_of(before) if before else None


async def look_up_lines(
    database: Database,
    viewer: Viewer,
    run_id: UUID,
    after: LinePlace,
    limit: int,
    line_class: str | None = None,
) -> tuple[dict[str, Any], list[dict[str, Any]], LinePlace | None]:
    """Return a run, a page of the lines of its days as they are classed now, and the next place.

    Raises:
        UnknownReconciliation: the centre has no such run.

    """
    async with database.snapshot() as connection:
        run = await _run(connection, viewer, run_id)
        found = await reconciliations.lines_of_period(
            connection,
            viewer.center_id,
            (run.period_from, run.period_to),
            after,
            line_class,
            limit + 1,
        )
    page = found[:limit]
    last = (page[-1]["day"], page[-1]["line_id"]) if len(found) > limit else None
    return document_of(run), page, last


async def _run(connection: Connection, viewer: Viewer, run_id: UUID) -> KeptRun:
    run = await reconciliations.find_run(connection, viewer.center_id, run_id)
    if run is None:
        raise UnknownReconciliation
    return run


def document_of(run: KeptRun) -> dict[str, Any]:
    """Return a run as it goes out: its figures, and when and by whom it was."""
    return {
        "reconciliation_id": str(run.run_id),
        **run.figures,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "login": run.login,
    }


def change_of(figures: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Return by how much the figures of a run differ from those of one before it."""
    plain = ("lines", "matched", "matched_dong", "outstanding_dong")
    return {
        **{name: figures[name] - before[name] for name in plain},
        "differences": {
            name: {
                part: found[part] - before["differences"][name][part]
                for part in ("count", "amount_dong")
            }
            for name, found in figures["differences"].items()
        },
    }
