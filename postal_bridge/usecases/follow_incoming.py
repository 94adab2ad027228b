"""Shows administrators what other parties called to tell, and lets them act where nobody else can.

What a call said is opened one by one, with people masked, and each opening is noted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.incoming import IncomingState
from postal_bridge.domain.incoming_refusals import IncomingNotOpen, UnknownIncoming
from postal_bridge.domain.masked_body import masked_body
from postal_bridge.sealing import Sealer
from postal_bridge.store import incoming_desk
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.incoming_desk import Counted, KeptCall
from postal_bridge.usecases.incoming_sources import Source
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.once import Answer, Asked
from postal_bridge.usecases.understand_incoming import open_call

#: The page counts so many days; what is open is counted however old it is.
COUNTED_DAYS = 30


@dataclass(frozen=True, slots=True)
class OpenedCall:
    """What a call said: the headers that were kept, and its body with people masked."""

    headers: Mapping[str, str]
    body: str


async def count_incoming(database: Database, clock: Clock, viewer: Viewer) -> list[Counted]:
    """Return how many calls of each source are in each state."""
    since = clock() - timedelta(days=COUNTED_DAYS)
    async with database.snapshot() as connection:
        return await incoming_desk.count_calls(connection, viewer.center_id, since)


async def list_incoming(
    database: Database,
    viewer: Viewer,
    wanted: tuple[str | None, IncomingState | None],
    before: tuple[datetime, UUID],
    limit: int,
) -> tuple[list[KeptCall], tuple[datetime, UUID] | None]:
    """Return a page of calls of a source and in a state, and the next place."""
    async with database.snapshot() as connection:
        found = await incoming_desk.calls_before(
            connection, viewer.center_id, wanted, before, limit + 1
        )
    page = found[:limit]
    return page, (page[-1].received_at, page[-1].call_id) if len(found) > limit else None


async def look_up_incoming(database: Database, viewer: Viewer, call_id: UUID) -> KeptCall:
    """Return a call without what it said.

    Raises:
        UnknownIncoming: the viewer's centre has none of this identity.

    """
    async with database.snapshot() as connection:
        return await _find(connection, viewer, call_id)


async def open_incoming(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    sources: Mapping[str, Source],
    viewer: Viewer,
    call_id: UUID,
) -> tuple[KeptCall, OpenedCall]:
    """Return a call with what it said, and note who opened it.

    Raises:
        UnknownIncoming: the viewer's centre has none of this identity.

    """
    async with database.transaction() as connection:
        found = await _find(connection, viewer, call_id)
        sealed = await incoming_desk.sealed_call(connection, viewer.center_id, call_id)
        assert sealed is not None, "it was found on the same connection"
        call = open_call(sealer, viewer.center, sealed).call
        await _note(connection, clock, viewer, found, ChangeKind.INCOMING_OPENED)
    source = sources.get(found.source)
    if source is None:
        return found, OpenedCall(call.headers, masked_body(call.body, ()))
    shown = masked_body(call.body, source.personal, source.plain)
    return found, OpenedCall(call.headers, shown)


async def understand_again(asked: Asked, call_id: UUID) -> Answer:
    """Have a call understood once more, by the next run of the job.

    Raises:
        UnknownIncoming: the viewer's centre has none of this identity.
        IncomingNotOpen: it is not for a person.

    """

    async def act(connection: Connection) -> Answer:
        viewer = asked.viewer
        found = await _find(connection, viewer, call_id)
        if not await incoming_desk.understand_again(
            connection, viewer.center_id, call_id, asked.clock()
        ):
            raise IncomingNotOpen
        await _note(connection, asked.clock, viewer, found, ChangeKind.INCOMING_UNDERSTOOD_AGAIN)
        return Answer(200, {"call_id": str(call_id), "state": IncomingState.WAITING.value})

    return await asked.once(act)


async def settle_incoming(asked: Asked, call_id: UUID, reason: str) -> Answer:
    """Settle a call by hand, with a reason; raises as `understand_again` does."""

    async def act(connection: Connection) -> Answer:
        viewer = asked.viewer
        found = await _find(connection, viewer, call_id)
        by = viewer.login, reason
        if not await incoming_desk.settle_call(
            connection, viewer.center_id, call_id, by, asked.clock()
        ):
            raise IncomingNotOpen
        await _note(
            connection, asked.clock, viewer, found, ChangeKind.INCOMING_SETTLED, reason=reason
        )
        return Answer(200, {"call_id": str(call_id), "state": IncomingState.SETTLED.value})

    return await asked.once(act)


async def _find(connection: Connection, viewer: Viewer, call_id: UUID) -> KeptCall:
    found = await incoming_desk.one_call(connection, viewer.center_id, call_id)
    if found is None:
        raise UnknownIncoming
    return found


async def _note(
    connection: Connection,
    clock: Clock,
    viewer: Viewer,
    found: KeptCall,
    what: ChangeKind,
    **more: str,
) -> None:
    await note_change(
        connection,
        viewer.center_id,
        viewer.login,
        clock(),
        what,
        party=found.source,
        call=found.call_id,
        **more,
    )
