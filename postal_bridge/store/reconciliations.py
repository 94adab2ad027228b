"""Runs that were kept, and the lines they classed, for whoever looks them up."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("reconciliations")


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A run that was kept; `figures` is the document of the contract."""

    run_id: UUID
    period_from: date
    period_to: date
    started_at: datetime
    finished_at: datetime
    login: str
    figures: dict[str, Any]


async def latest_figures(
    connection: Connection, center_id: int, first: date, last: date
) -> dict[str, Any] | None:
    """Return the figures of the latest run over these days, if there was one."""
    found: dict[str, Any] | None = await connection.fetchval(
        QUERIES["latest_figures"], center_id, first, last
    )
    return found


async def list_runs(
    connection: Connection, center_id: int, before: tuple[datetime, UUID], limit: int
) -> list[KeptRun]:
    """Return runs before a place, the newest first."""
    rows = await connection.fetch(QUERIES["list_runs"], center_id, *before, limit)
    return [KeptRun(**row) for row in rows]


async def find_run(connection: Connection, center_id: int, run_id: UUID) -> KeptRun | None:
    """Return a run, or None."""
    row = await connection.fetchrow(QUERIES["find_run"], center_id, run_id)
    return KeptRun(**row) if row else None


async def run_before(connection: Connection, center_id: int, run: KeptRun) -> KeptRun | None:
    """Return the run over the same days before this one, if there was one."""
    days = run.period_from, run.period_to
    place = run.started_at, run.run_id
    row = await connection.fetchrow(QUERIES["run_before"], center_id, *days, *place)
    return KeptRun(**row) if row else None


async def lines_of_period(
    connection: Connection,
    center_id: int,
    period: tuple[date, date],
    after: tuple[date, int],
    line_class: str | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return lines of a period after a place, those of one class where one is named."""
    query = QUERIES["lines_of_period"]
    rows = await connection.fetch(query, center_id, *period, *after, line_class, limit)
    return [dict(row) for row in rows]
