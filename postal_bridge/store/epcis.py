"""Reads the log of custody for others, in the order of recording, none left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg

from postal_bridge.domain.custody_log import LoggedEvent
from postal_bridge.store.custody import logged_event
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("epcis")


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where an entry stands in the order of recording, and which entry it corrects."""

    code: str
    sequence: int
    recorded_at: datetime
    corrects: int | None


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """An entry with what is known beside it; `told_at` as the device wrote it, with its offset."""

    event: LoggedEvent
    holder_before: str | None
    told_at: str | None
    dossier_codes: Sequence[str]


async def open_for(connection: Connection) -> timedelta:
    """Return for how long the oldest open transaction of ours was open before this one began.

    What began later cannot have been recorded earlier than that. Asked in a transaction whose
    every query sees what was committed until then, it tells up to when the log is complete.
    """
    lasting = await connection.fetchval(QUERIES["open_for"])
    assert isinstance(lasting, timedelta)
    return lasting


async def page_of_log(
    connection: Connection,
    center_id: int,
    place: tuple[datetime, str, int],
    before: datetime,
    codes: Sequence[str] | None,
    limit: int,
) -> list[Recorded]:
    """Return what was recorded from `place` on and before a moment, of `codes` or of everything."""
    rows = await connection.fetch(QUERIES["page_of_log"], center_id, *place, before, codes, limit)
    return [
        Recorded(row["code"], row["sequence"], row["recorded_at"], row["corrects"]) for row in rows
    ]


async def entries_of_log(
    connection: Connection, center_id: int, places: Iterable[tuple[str, int]]
) -> dict[tuple[str, int], KnownEntry]:
    """Return entries by code and sequence; those that are not there are absent."""
    wanted = sorted(set(places))
    codes, sequences = [code for code, _ in wanted], [sequence for _, sequence in wanted]
    rows = await connection.fetch(QUERIES["entries_of_log"], center_id, codes, sequences)
    return {(row["code"], row["sequence"]): _known(row) for row in rows}


def _known(row: asyncpg.Record) -> KnownEntry:
    return KnownEntry(logged_event(row), row["holder_before"], row["told_at"], row["dossier_codes"])
