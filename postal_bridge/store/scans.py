"""Every scan that was tried, and the answer it got."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("scans")


class KeptScan(NamedTuple):
    """A scan as it is kept: what the device said, who sent it, and what it was told.

    The fields are those of the database's type of this name; `content` and `answer` are JSON.
    """

    scan_id: UUID
    content_hash: bytes
    code_given: str
    item_code: str | None
    action: str
    scanned_at: datetime
    happened_at: datetime
    received_at: datetime
    login: str
    office_code: str
    refusal: str | None
    content: str
    recipient_sealed: bytes | None
    answer: str


@dataclass(frozen=True, slots=True)
class EarlierScan:
    """What has to be known of a scan that came before under the same identity."""

    content_hash: bytes
    outcome: str
    answer: dict[str, object]


async def earlier_scans(
    connection: Connection, center_id: int, scan_ids: Iterable[UUID]
) -> dict[UUID, EarlierScan]:
    """Return those of `scan_ids` that were answered before."""
    rows = await connection.fetch(QUERIES["scans_by_id"], center_id, list(scan_ids))
    return {
        row["scan_id"]: EarlierScan(row["content_hash"], row["outcome"], row["answer"])
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class WaitingScan:
    """A refused scan with all that was said, so that it can be judged again."""

    scan_id: UUID
    code_given: str
    item_code: str
    scanned_at: datetime
    happened_at: datetime
    login: str
    office_code: str
    content: dict[str, Any]
    recipient_sealed: bytes | None


async def waiting_scans(
    connection: Connection,
    center_id: int,
    codes: Iterable[str],
    refusals: Iterable[str],
    since: datetime,
    limit: int,
) -> list[WaitingScan]:
    """Return scans of `codes` that happened from `since` on and were refused for `refusals`."""
    query = QUERIES["waiting_scans"]
    wanted = (sorted(codes), sorted(refusals), since, limit)
    return [WaitingScan(**row) for row in await connection.fetch(query, center_id, *wanted)]


async def adopt_scans(
    connection: Connection,
    center_id: int,
    at: datetime,
    adopted: Sequence[tuple[UUID, dict[str, object]]],
) -> None:
    """Note (identity, answer) of refused scans that were recorded after all."""
    identities, answers = zip(*adopted, strict=True)
    query = QUERIES["adopt_scans"]
    await connection.execute(query, center_id, at, list(identities), list(answers))


async def keep_scans(connection: Connection, center_id: int, scans: Sequence[KeptScan]) -> bool:
    """Keep `scans`; False when another process kept one of the identities in the meantime."""
    status = await connection.execute(QUERIES["keep_scans"], center_id, scans)
    return int(status.rpartition(" ")[2]) == len(scans)


async def refused_scans(
    connection: Connection,
    center_id: int,
    office: str | None,
    before: tuple[datetime, UUID],
    limit: int,
) -> list[asyncpg.Record]:
    """Return refused scans older than `before`, newest first; of every office when None."""
    query = QUERIES["refused_scans"]
    return await connection.fetch(query, center_id, office, *before, limit)
