"""Reads the log of custody for others, in the order of recording, none left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg

from postal_bridge.domain.custody_log import LoggedEvent
from postal_bridge.domain.epcis_query import Order
from postal_bridge.store.custody import logged_event
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("epcis")
_PAGES = {
    Order.RECORDED: QUERIES["page_of_log"],
    Order.RECORDED_BACK: QUERIES["page_of_log_back"],
    Order.HAPPENED: QUERIES["page_in_time"],
    Order.HAPPENED_BACK: QUERIES["page_in_time_back"],
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where an entry stands in an order, which entry it corrects, and which one corrects it.

    The last is told in the order of events alone.
    """

    at: datetime
    code: str
    sequence: int
    corrects: int | None
    corrected_by: int | None


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
    order: Order,
    place: tuple[datetime, str, int],
    before: datetime,
    codes: Sequence[str] | None,
    limit: int,
) -> list[Recorded]:
    """Return what comes from `place` on in an order, of `codes` or of everything.

    Nothing of it was recorded at the moment `before` or later.
    """
    query = _PAGES[order]
    rows = await connection.fetch(query, center_id, *place, before, codes, limit)
    return [
        Recorded(row["at"], row["code"], row["sequence"], row["corrects"], row["corrected_by"])
        for row in rows
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
