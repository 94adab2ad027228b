"""What was found in documents of others: one row for each event and thing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from postal_bridge.domain.observation import Standing
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("observations")


@dataclass(frozen=True, slots=True)
class Observation:
    """What became of one thing that others told of one thing."""

    observation_id: UUID
    capture_id: UUID
    identity: str
    item_name: str
    item_code: str | None
    word: str
    action: str | None
    reason: str | None
    happened_at: datetime
    observed_at: datetime
    office_code: str
    standing: Standing
    scan_id: UUID | None = None
    refusal: str | None = None
    settled_at: datetime | None = None
    settled_by: str | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class ToldBefore:
    """What an event told of a thing when it was observed, and the scan recorded for it."""

    word: str
    happened_at: datetime
    scan_id: UUID | None = None


async def known_observations(
    connection: Connection, center_id: int, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], ToldBefore]:
    """Return what was observed before, by the identities of events and the names of things."""
    pairs = list(wanted)
    rows = await connection.fetch(
        QUERIES["known_observations"],
        center_id,
        [identity for identity, _ in pairs],
        [name for _, name in pairs],
    )
    return {
        (row["identity"], row["item_name"]): ToldBefore(
            row["word"], row["happened_at"], row["scan_id"]
        )
        for row in rows
    }


async def things_known(
    connection: Connection, center_id: int, codes: Iterable[str]
) -> frozenset[str]:
    """Return which of `codes` are in custody here."""
    rows = await connection.fetch(QUERIES["things_known"], center_id, sorted(set(codes)))
    return frozenset(row["code"] for row in rows)


async def offices_known(
    connection: Connection, center_id: int, codes: Iterable[str]
) -> frozenset[str]:
    """Return which of `codes` are offices here."""
    rows = await connection.fetch(QUERIES["offices_known"], center_id, sorted(set(codes)))
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
                each.action,
                each.reason,
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


async def observations_open(
    connection: Connection, center_id: int, place: tuple[datetime, UUID], limit: int
) -> list[Observation]:
    """Return what was observed before a place and waits for a person, newest first."""
    rows = await connection.fetch(QUERIES["observations_open"], center_id, *place, limit)
    return [_observation(row) for row in rows]


async def observations_of_item(
    connection: Connection, center_id: int, item_code: str, limit: int
) -> list[Observation]:
    """Return what was observed of a thing, the latest first."""
    rows = await connection.fetch(QUERIES["observations_of_item"], center_id, item_code, limit)
    return [_observation(row) for row in rows]


async def count_observations(
    connection: Connection, center_id: int, capture_ids: Iterable[UUID]
) -> dict[UUID, dict[Standing, int]]:
    """Return what became of all that documents told; what told nothing is absent."""
    rows = await connection.fetch(QUERIES["count_observations"], center_id, list(capture_ids))
    counted: dict[UUID, dict[Standing, int]] = {}
    for row in rows:
        counted.setdefault(row["capture_id"], {})[Standing(row["standing"])] = row["observed"]
    return counted


async def forget_open_observations(
    connection: Connection, center_id: int, capture_id: UUID
) -> None:
    """Forget what came of a document and waits, so that it can be read once more."""
    await connection.execute(QUERIES["forget_open_observations"], center_id, capture_id)


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


def _observation(row: asyncpg.Record) -> Observation:
    return Observation(
        observation_id=row["observation_id"],
        capture_id=row["capture_id"],
        identity=row["identity"],
        item_name=row["item_name"],
        item_code=row["item_code"],
        word=row["word"],
        action=row["action"],
        reason=row["reason"],
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
