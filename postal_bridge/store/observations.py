"""What others tell of things: their documents, and what was found in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import asyncpg

from postal_bridge.domain.access import Role
from postal_bridge.domain.observation import DocumentKind, Observed, Standing
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("observations")


@dataclass(frozen=True, slots=True)
class FreshCapture:
    """A document that is to be kept."""

    capture_id: UUID
    kind: DocumentKind
    login: str
    role: Role
    office_code: str
    proceeds: bool
    created_at: datetime
    body_index: bytes = field(repr=False)
    body_sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Capture:
    """A document that is kept, with what became of it."""

    capture_id: UUID
    kind: DocumentKind
    login: str
    role: Role
    office_code: str
    proceeds: bool
    created_at: datetime
    body_sealed: bytes = field(repr=False)
    finished_at: datetime | None
    faults: Sequence[str]


@dataclass(frozen=True, slots=True)
class Observation:
    """What became of one thing that others told of one thing."""

    observation_id: UUID
    capture_id: UUID
    identity: str
    item_name: str
    item_code: str | None
    word: str
    happened_at: datetime
    observed_at: datetime
    office_code: str
    standing: Standing
    scan_id: UUID | None = None
    refusal: str | None = None
    settled_at: datetime | None = None
    settled_by: str | None = None
    remark: str | None = None


async def keep_capture(connection: Connection, center_id: int, fresh: FreshCapture) -> UUID:
    """Keep a document; return its identity, or that under which it was kept before."""
    await connection.execute(
        QUERIES["keep_capture"],
        center_id,
        fresh.capture_id,
        fresh.kind,
        fresh.login,
        fresh.role,
        fresh.office_code,
        fresh.proceeds,
        fresh.created_at,
        fresh.body_index,
        fresh.body_sealed,
    )
    found = await connection.fetchval(
        QUERIES["capture_of_body"], center_id, fresh.kind, fresh.login, fresh.body_index
    )
    assert isinstance(found, UUID)
    return found


async def capture_by_id(connection: Connection, center_id: int, capture_id: UUID) -> Capture | None:
    """Return a document, or None."""
    row = await connection.fetchrow(QUERIES["capture_by_id"], center_id, capture_id)
    return _capture(row) if row else None


async def captures_waiting(connection: Connection, center_id: int, limit: int) -> list[Capture]:
    """Return documents that nobody has read yet."""
    rows = await connection.fetch(QUERIES["captures_waiting"], center_id, limit)
    return [_capture(row) for row in rows]


async def finish_capture(
    connection: Connection, center_id: int, capture_id: UUID, at: datetime, faults: Sequence[str]
) -> None:
    """Note that a document was read, and what was wrong with it."""
    await connection.execute(QUERIES["finish_capture"], center_id, capture_id, at, list(faults))


async def known_observations(
    connection: Connection, center_id: int, observed: Iterable[Observed]
) -> dict[tuple[str, str], UUID | None]:
    """Return which of these were observed before, each with the scan that was recorded for it."""
    keys = [(each.identity, each.item_name) for each in observed]
    rows = await connection.fetch(
        QUERIES["known_observations"],
        center_id,
        [identity for identity, _ in keys],
        [name for _, name in keys],
    )
    return {
        (row["identity"], row["item_name"]): row["scan_id"]
        if row["standing"] == Standing.RECORDED
        else None
        for row in rows
    }


async def things_known(
    connection: Connection, center_id: int, codes: Iterable[str]
) -> frozenset[str]:
    """Return which of `codes` are in custody here."""
    rows = await connection.fetch(QUERIES["things_known"], center_id, sorted(set(codes)))
    return frozenset(row["code"] for row in rows)


async def keep_observations(
    connection: Connection, center_id: int, found: Iterable[Observation]
) -> None:
    """Keep what was observed; what was observed before stays as it was."""
    await connection.executemany(
        QUERIES["keep_observation"],
        [
            (
                center_id,
                each.observation_id,
                each.capture_id,
                each.identity,
                each.item_name,
                each.item_code,
                each.word,
                each.happened_at,
                each.observed_at,
                each.office_code,
                each.standing,
                each.scan_id,
                each.refusal,
            )
            for each in found
        ],
    )


async def observations(
    connection: Connection,
    center_id: int,
    item_code: str | None,
    before: tuple[datetime, UUID],
    limit: int,
) -> list[Observation]:
    """Return what was observed of a thing, or without one what waits for a person."""
    rows = await connection.fetch(QUERIES["observations"], center_id, item_code, *before, limit)
    return [_observation(row) for row in rows]


async def settle_observation(
    connection: Connection,
    center_id: int,
    observation_id: UUID,
    settling: tuple[datetime, str, str],
) -> str | None:
    """Note that somebody looked into it; return what it is about, or None if it does not wait."""
    found = await connection.fetchval(
        QUERIES["settle_observation"], center_id, observation_id, *settling
    )
    return None if found is None else str(found)


def _capture(row: asyncpg.Record) -> Capture:
    return Capture(
        capture_id=row["capture_id"],
        kind=DocumentKind(row["kind"]),
        login=row["login"],
        role=Role(row["role"]),
        office_code=row["office_code"],
        proceeds=row["proceeds"],
        created_at=row["created_at"],
        body_sealed=row["body_sealed"],
        finished_at=row["finished_at"],
        faults=row["faults"],
    )


def _observation(row: asyncpg.Record) -> Observation:
    return Observation(
        observation_id=row["observation_id"],
        capture_id=row["capture_id"],
        identity=row["identity"],
        item_name=row["item_name"],
        item_code=row["item_code"],
        word=row["word"],
        happened_at=row["happened_at"],
        observed_at=row["observed_at"],
        office_code=row["office_code"],
        standing=Standing(row["standing"]),
        scan_id=row["scan_id"],
        refusal=row["refusal"],
        settled_at=row["settled_at"],
        settled_by=row["settled_by"],
        remark=row["remark"],
    )
