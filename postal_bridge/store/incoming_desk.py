"""Calls of other parties as people see them: counted, listed, understood again, settled."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from postal_bridge.domain.incoming import IncomingState
from postal_bridge.store.database import Connection, load_queries
from postal_bridge.store.incoming_calls import TakenCall

QUERIES = load_queries("incoming_desk")


@dataclass(frozen=True, slots=True)
class Counted:
    """How many calls of a source are in a state, and how often they came again."""

    source: str
    state: IncomingState
    calls: int
    repeated: int


@dataclass(frozen=True, slots=True)
class KeptCall:
    """A call without what it said."""

    call_id: UUID
    source: str
    event_id: str
    received_at: datetime
    state: IncomingState
    apart: bool
    repeated: int
    repeated_at: datetime | None
    tries: int
    next_try_at: datetime
    outcome: str | None
    about: str | None
    trouble: str | None
    said: str | None
    ended_at: datetime | None
    settled_by: str | None
    reason: str | None
    body_bytes: int


async def count_calls(connection: Connection, center_id: int, since: datetime) -> list[Counted]:
    """Return how many calls are in each state: those since a moment, and every open one."""
    rows = await connection.fetch(QUERIES["count_calls"], center_id, since)
    return [
        Counted(row["source"], IncomingState(row["state"]), int(row["calls"]), int(row["repeated"]))
        for row in rows
    ]


async def calls_before(
    connection: Connection,
    center_id: int,
    wanted: tuple[str | None, IncomingState | None],
    before: tuple[datetime, UUID],
    limit: int,
) -> list[KeptCall]:
    """Return calls of a source and in a state, where these are given, the latest first."""
    rows = await connection.fetch(QUERIES["calls_before"], center_id, *wanted, *before, limit)
    return [KeptCall(**{**row, "state": IncomingState(row["state"])}) for row in rows]


async def one_call(connection: Connection, center_id: int, call_id: UUID) -> KeptCall | None:
    """Return a call, or None."""
    row = await connection.fetchrow(QUERIES["one_call"], center_id, call_id)
    return KeptCall(**{**row, "state": IncomingState(row["state"])}) if row else None


async def sealed_call(connection: Connection, center_id: int, call_id: UUID) -> TakenCall | None:
    """Return what a call said, sealed, or None."""
    row = await connection.fetchrow(QUERIES["sealed_call"], center_id, call_id)
    return TakenCall(**row) if row else None


async def understand_again(
    connection: Connection, center_id: int, call_id: UUID, now: datetime
) -> str | None:
    """Let a call be understood once more; return its source, None if it is not for a person."""
    source: str | None = await connection.fetchval(
        QUERIES["understand_again"], center_id, call_id, now
    )
    return source


async def settle_call(
    connection: Connection, center_id: int, call_id: UUID, by: tuple[str, str], now: datetime
) -> str | None:
    """Settle a call, `by` whom and why; return its source, None if it is not for a person."""
    source: str | None = await connection.fetchval(
        QUERIES["settle_call"], center_id, call_id, *by, now
    )
    return source
