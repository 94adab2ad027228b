"""What did not fit: opened by the service, looked into and closed by a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("differences")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that did not fit; `detail` says what was expected and what was found."""

    difference_id: UUID
    kind: str
    office_code: str
    opened_at: datetime
    detail: dict[str, object]
    code: str | None = None
    manifest_code: str | None = None
    scan_id: UUID | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    resolution: str | None = None


@dataclass(frozen=True, slots=True)
class DifferenceFilter:
    """Which differences are wanted: of one office or all, open only, of one manifest or kind."""

    office_code: str | None
    open_only: bool
    manifest_code: str | None = None
    kind: str | None = None


async def open_differences(
    connection: Connection, center_id: int, differences: Sequence[Difference]
) -> None:
    """Open `differences`."""
    await connection.execute(
        QUERIES["open_differences"],
        center_id,
        [d.difference_id for d in differences],
        [d.kind for d in differences],
        [d.code for d in differences],
        [d.manifest_code for d in differences],
        [d.scan_id for d in differences],
        [d.office_code for d in differences],
        [d.detail for d in differences],
        [d.opened_at for d in differences],
    )


async def list_differences(
    connection: Connection,
    center_id: int,
    wanted: DifferenceFilter,
    after: tuple[datetime, UUID],
    limit: int,
) -> list[Difference]:
    """Return differences opened after `after`, oldest first."""
    rows = await connection.fetch(
        QUERIES["list_differences"],
        center_id,
        wanted.office_code,
        wanted.open_only,
        wanted.manifest_code,
        wanted.kind,
        *after,
        limit,
    )
    return [_difference(row) for row in rows]


async def close_of_scans(
    connection: Connection,
    center_id: int,
    taken_back: Sequence[tuple[str, UUID, str]],
    now: datetime,
    resolution: str,
) -> None:
    """Close what (thing, scan, login) opened with a scan that the login took back."""
    codes, scans, logins = zip(*taken_back, strict=True)
    await connection.execute(
        QUERIES["close_of_scans"], center_id, codes, scans, logins, now, resolution
    )


async def close_difference(
    connection: Connection,
    center_id: int,
    difference_id: UUID,
    office_code: str | None,
    closing: tuple[datetime, str, str],
) -> Difference | None:
    """Close an open difference with (when, by whom, in which words); None when there is none."""
    query = QUERIES["close_difference"]
    row = await connection.fetchrow(query, center_id, difference_id, office_code, *closing)
    return _difference(row) if row else None


async def open_ones(
    connection: Connection, center_id: int, difference_ids: Iterable[UUID]
) -> set[UUID]:
    """Return those of some differences that nobody closed, locked."""
    rows = await connection.fetch(QUERIES["open_ones"], center_id, list(difference_ids))
    return {row["difference_id"] for row in rows}


async def tell_anew(
    connection: Connection, center_id: int, difference_id: UUID, detail: dict[str, object]
) -> None:
    """Let an open difference tell what is found by now."""
    await connection.execute(QUERIES["tell_anew"], center_id, difference_id, detail)


async def reopen_difference(
    connection: Connection, center_id: int, difference_id: UUID, reopening: tuple[datetime, str]
) -> Difference | None:
    """Open a closed difference again at a moment, by somebody; None when none is closed."""
    query = QUERIES["reopen_difference"]
    row = await connection.fetchrow(query, center_id, difference_id, *reopening)
    return _difference(row) if row else None


async def find_difference(
    connection: Connection, center_id: int, difference_id: UUID, office_code: str | None
) -> Difference | None:
    """Return a difference of an office, or of any when `office_code` is None."""
    query = QUERIES["difference_by_id"]
    row = await connection.fetchrow(query, center_id, difference_id, office_code)
    return _difference(row) if row else None


def _difference(row: asyncpg.Record) -> Difference:
    return Difference(**row)
