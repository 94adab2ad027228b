"""Calls that other parties make: kept as they came, taken by whoever understands them, noted.

What a call proves and what it says is decided in `usecases/take_incoming.py` and
`usecases/understand_incoming.py`; what people see of them is in `store/incoming_desk.py`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from postal_bridge.domain.incoming import IncomingState, NotUnderstood, Understood
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("incoming_calls")


@dataclass(frozen=True, slots=True)
class FreshCall:
    """A call that just came, sealed; the same body has the same `body_index`."""

    call_id: UUID
    source: str
    event_id: str
    body_index: bytes
    received_at: datetime
    headers_sealed: bytes = field(repr=False)
    body_sealed: bytes = field(repr=False)
    body_bytes: int


@dataclass(frozen=True, slots=True)
class TakenCall:
    """A call as whoever understands it has it; `tries` is the number of this try."""

    call_id: UUID
    source: str
    event_id: str
    received_at: datetime
    headers_sealed: bytes | None = field(repr=False)
    body_sealed: bytes = field(repr=False)
    sealed_for: str | None
    tries: int
    waits_since: datetime


async def keep_call(
    connection: Connection, center_id: int, call: FreshCall, *, apart: bool
) -> bool:
    """Keep a call, or one that has another's identity apart; tell whether it was kept just now."""
    kept = await connection.fetchval(
        QUERIES["keep_call"],
        center_id,
        call.call_id,
        call.source,
        call.event_id,
        call.body_index,
        apart,
        call.received_at,
        call.headers_sealed,
        call.body_sealed,
        call.body_bytes,
        IncomingState.APART if apart else IncomingState.WAITING,
    )
    return kept is not None


async def note_repeated(connection: Connection, center_id: int, call: FreshCall) -> UUID | None:
    """Note that a call came before, and return as which; None if its body is another one."""
    known: UUID | None = await connection.fetchval(
        QUERIES["note_repeated"],
        center_id,
        call.source,
        call.event_id,
        call.body_index,
        call.received_at,
    )
    return known


async def take_call(
    connection: Connection, center_id: int, source: str, lease: tuple[datetime, datetime]
) -> TakenCall | None:
    """Take the first call of a source that is due; `lease` is from now until nobody else has it."""
    row = await connection.fetchrow(QUERIES["take_call"], center_id, source, *lease)
    return TakenCall(**row) if row else None


async def note_understood(
    connection: Connection, center_id: int, call: TakenCall, became: Understood, now: datetime
) -> None:
    """Note what became of a call."""
    await connection.execute(
        QUERIES["note_understood"],
        center_id,
        call.call_id,
        call.tries,
        became.outcome,
        became.about,
        now,
    )


async def note_not_understood(
    connection: Connection,
    center_id: int,
    call: TakenCall,
    why: NotUnderstood,
    again: datetime | None,
) -> None:
    """Note why a call was not understood: it is tried again then, or looked at by a person."""
    if again is None:
        await connection.execute(
            QUERIES["note_not_understood"],
            center_id,
            call.call_id,
            call.tries,
            why.trouble,
            why.said,
        )
    else:
        await connection.execute(
            QUERIES["note_later"], center_id, call.call_id, call.tries, why.trouble, why.said, again
        )
