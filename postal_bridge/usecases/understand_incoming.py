"""Has calls understood that other parties made: each once, in the order in which they came.

A call is taken for the time of a lease, given to whoever registered for its source
(`usecases/incoming_sources.py`) while no connection is held, and noted. A source that is slow holds
up none of the others.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from postal_bridge.domain.access import Center
from postal_bridge.domain.backoff import UNDERSTANDING
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.incoming import (
    PATIENCE,
    IncomingCall,
    NotNow,
    NotUnderstood,
    Received,
)
from postal_bridge.sealing import Sealer
from postal_bridge.store import incoming_calls
from postal_bridge.store.database import Database
from postal_bridge.store.incoming_calls import TakenCall
from postal_bridge.telemetry import INCOMING
from postal_bridge.usecases.check_ready import is_outage
from postal_bridge.usecases.incoming_sources import Source
from postal_bridge.usecases.take_incoming import call_place

#: Longer than a call may take to be understood.
LEASE = timedelta(minutes=2)
UNDERSTOOD_WITHIN_SECONDS = 30.0
#: A run ends after so many calls of a source, or so long; the next run, which all sources wait for
#: together, goes on.
CALLS_IN_A_RUN, RUN = 5_000, timedelta(seconds=40)
#: What `NotUnderstood.trouble` is for an error of ours, and for one that took too long.
OUR_ERROR, TOO_SLOW = "our_error", "too_slow"

log = structlog.get_logger("postal_bridge.incoming")


@dataclass(frozen=True, slots=True)
class Understanding:
    """What calls are understood with."""

    database: Database
    clock: Clock
    sealer: Sealer
    sources: Mapping[str, Source]

    async def understand_due(self, center: Center) -> int:
        """Have understood what is due at a centre; return how many calls were looked at."""
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self._of_source(center, name, source))
                for name, source in self.sources.items()
            ]
        return sum(task.result() for task in tasks)

    async def _of_source(self, center: Center, name: str, source: Source) -> int:
        looked_at, began = 0, self.clock()
        for _ in range(CALLS_IN_A_RUN):
            now = self.clock()
            if now - began > RUN:
                break
            async with self.database.transaction() as connection:
                call = await incoming_calls.take_call(
                    connection, center.center_id, name, (now, now + LEASE)
                )
            if call is None:
                break
            looked_at += 1
            if not await self._understand(center, source, call):
                break
        return looked_at

    async def _understand(self, center: Center, source: Source, call: TakenCall) -> bool:
        """Have a call understood; return whether the next one of its source may follow at once."""
        try:
            received = open_call(self.sealer, center, call)
            async with asyncio.timeout(UNDERSTOOD_WITHIN_SECONDS):
                became = await source.understand(received)
        except NotUnderstood as why:
            await self._note_trouble(center, call, why)
        except TimeoutError:
            await self._note_trouble(center, call, NotNow(TOO_SLOW))
            return False
        except Exception as error:
            if is_outage(error):
                raise
            # It would fail the next time as well, and the calls after it are not to wait for that.
            log.exception("incoming_error", source=call.source, call_id=str(call.call_id))
            await self._note_trouble(center, call, NotUnderstood(OUR_ERROR))
        else:
            async with self.database.transaction() as connection:
                await incoming_calls.note_understood(
                    connection, center.center_id, call, became, self.clock()
                )
            INCOMING.labels(call.source, "understood").inc()
        return True

    async def _note_trouble(self, center: Center, call: TakenCall, why: NotUnderstood) -> None:
        again = _next_try(call, self.clock()) if isinstance(why, NotNow) else None
        async with self.database.transaction() as connection:
            await incoming_calls.note_not_understood(connection, center.center_id, call, why, again)
        INCOMING.labels(call.source, "not_understood" if again is None else "later").inc()
        if again is None:
            # What nobody understands is told loudly: what it says goes unheard.
            log.error(
                "incoming_not_understood",
                source=call.source,
                center=center.code,
                call_id=str(call.call_id),
                trouble=why.trouble,
                said=why.said,
            )


def open_call(sealer: Sealer, center: Center, call: TakenCall) -> Received:
    """Return a call as it came."""
    place = call_place(center, call.call_id)
    headers = (
        sealer.open_json(call.headers_sealed, f"{place} headers") if call.headers_sealed else {}
    )
    body = sealer.open_bytes(call.body_sealed, call.sealed_for or place)
    return Received(
        center,
        call.source,
        call.call_id,
        call.event_id,
        call.received_at,
        IncomingCall(headers, body),
    )


def _next_try(call: TakenCall, now: datetime) -> datetime | None:
    """Return when a call is tried again, None when it waited long enough."""
    if now - call.waits_since >= PATIENCE:
        return None
    return now + UNDERSTANDING.pause_apart(call.tries, call.call_id.hex)
