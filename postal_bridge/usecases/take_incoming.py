"""Takes in what other parties call to tell us: proved, kept as it came, understood afterwards.

Who they are is registered as `usecases/incoming_sources.py` has it.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import structlog

from postal_bridge.domain.access import Center
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.incoming import IncomingCall, Way
from postal_bridge.domain.incoming_refusals import NotGenuine, OutOfTime
from postal_bridge.domain.refusals import Refusal, TooManyRequests
from postal_bridge.domain.webhook_signature import Verdict, judge
from postal_bridge.sealing import Sealer
from postal_bridge.store import incoming_calls, incoming_sources, people
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.incoming_calls import FreshCall
from postal_bridge.store.incoming_sources import Proving
from postal_bridge.telemetry import INCOMING
from postal_bridge.usecases.incoming_sources import Proof, Source
from postal_bridge.usecases.throttle import Limit, count_attempt

#: Calls from one address that were not genuine; those that are, are not counted.
ADDRESS_LIMIT = Limit("incoming not genuine from address", most=30, period=timedelta(minutes=1))
EVENT_ID_LENGTH_MAX = 200

log = structlog.get_logger("postal_bridge.incoming")


@dataclass(frozen=True, slots=True)
class Taken:
    """A call that was taken: under which identity, and whether it came before."""

    call_id: UUID
    repeated: bool


@dataclass(frozen=True, slots=True)
class _Known:
    """A centre and how calls of a source are proved there."""

    center: Center
    proving: Proving
    secrets: Sequence[str] = field(default=(), repr=False)
    own_proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class IncomingDesk:
    """What calls are taken with."""

    database: Database
    clock: Clock
    sealer: Sealer
    sources: Mapping[str, Source]

    async def take(self, where: tuple[str, str], call: IncomingCall, address: str) -> Taken | None:
        """Keep a call that came for a centre by a source; None if there is no such pair.

        `address` is where it comes from.

        Raises:
            NotGenuine: it does not prove who sent it.
            OutOfTime: it does, but was signed at another time.
            TooManyRequests: too much of that kind came from there.

        """
        center_code, name = where
        source, now = self.sources.get(name), self.clock()
        known = await self._look_up(center_code, name, source, now) if source else None
        if source is None or known is None:
            return None
        try:
            _prove(known, call, now)
        except Refusal as refusal:
            INCOMING.labels(name, refusal.code()).inc()
            await self._count_rubbish(address, now)
            raise
        return await self._keep(known.center, name, source, call, now)

    async def _look_up(
        self, center_code: str, name: str, source: Source, now: datetime
    ) -> _Known | None:
        async with self.database.snapshot() as connection:
            center = await people.center_by_code(connection, center_code)
            if center is None:
                return None
            if not source.keyed_by_center:
                return _Known(center, Proving(Way.OWN, None, 0), own_proof=source.own_proof)
            proving = await incoming_sources.source_of(connection, center.center_id, name)
            if proving is None or proving.way not in source.ways:
                return None
            secrets = await open_secrets(connection, self.sealer, center, name, now)
            own_proof = source.own_proof
            if proving.way is Way.OWN and source.load_proof is not None:
                own_proof = await source.load_proof(connection, center)
        return _Known(center, proving, secrets, own_proof)

    async def _count_rubbish(self, address: str, now: datetime) -> None:
        async with self.database.transaction() as connection:
            wait_seconds = await count_attempt(connection, ADDRESS_LIMIT, address, now)
            if wait_seconds is not None:
                raise TooManyRequests(retry_after_seconds=wait_seconds)

    async def _keep(
        self, center: Center, name: str, source: Source, call: IncomingCall, now: datetime
    ) -> Taken:
        fresh = self._sealed(center, name, source, call, now)
        center_id, call_id, outcome = center.center_id, fresh.call_id, "taken"
        async with self.database.transaction() as connection:
            if not await incoming_calls.keep_call(connection, center_id, fresh, apart=False):
                known = await incoming_calls.note_repeated(connection, center_id, fresh)
                if known is None and not await incoming_calls.keep_call(
                    connection, center_id, fresh, apart=True
                ):
                    # It came twice at this moment, and the other one was kept.
                    known = await incoming_calls.note_repeated(connection, center_id, fresh)
                call_id, outcome = known or call_id, "repeated" if known else "apart"
        INCOMING.labels(name, outcome).inc()
        if outcome == "apart":
            # Two things cannot be one event: what this one says goes unheard until somebody looks.
            log.error("incoming_differs", source=name, center=center.code)
        return Taken(call_id, repeated=outcome == "repeated")

    def _sealed(
        self, center: Center, name: str, source: Source, call: IncomingCall, now: datetime
    ) -> FreshCall:
        call_id, digest = uuid4(), sha256(source.essence(call.body)).hexdigest()
        body_index = self.sealer.index(f"{center.code} {name} {digest}", "body of a call")
        headers = {each: call.headers[each] for each in source.kept_headers if each in call.headers}
        place = call_place(center, call_id)
        return FreshCall(
            call_id=call_id,
            source=name,
            event_id=_event_id(source, call) or body_index.hex(),
            body_index=body_index,
            received_at=now,
            headers_sealed=self.sealer.seal_json(headers, f"{place} headers"),
            body_sealed=self.sealer.seal_bytes(call.body, place),
            body_bytes=len(call.body),
        )


def call_place(center: Center, call_id: UUID) -> str:
    """Return the place that the body of a call is sealed for."""
    return f"incoming_call.body {center.code} {call_id}"


def secret_place(center: Center, source: str, secret_id: UUID) -> str:
    """Return the place that a secret is sealed for."""
    return f"incoming_secret {center.code} {source} {secret_id}"


async def open_secrets(
    connection: Connection, sealer: Sealer, center: Center, source: str, now: datetime
) -> list[str]:
    """Return the secrets by which a source is known now, the newest first."""
    sealed = await incoming_sources.secrets_in_use(connection, center.center_id, source, now)
    return [
        sealer.open(each.secret_sealed, secret_place(center, source, each.secret_id))
        for each in sealed
    ]


def _prove(known: _Known, call: IncomingCall, now: datetime) -> None:
    """Raise unless a call proves who sent it."""
    proving, secrets = known.proving, known.secrets
    if proving.way is Way.OWN:
        assert known.own_proof is not None, "no other source offers the way"
        proved = known.own_proof(call, secrets, now)
    elif proving.way is Way.KEY:
        proved = _has_key(proving.header_name or "", secrets, call)
    else:
        tolerance = timedelta(seconds=proving.tolerance_seconds)
        verdict = judge(call.headers, call.body, secrets, now, tolerance)
        if verdict is Verdict.OUT_OF_TIME:
            raise OutOfTime
        proved = verdict is Verdict.GENUINE
    if not proved:
        raise NotGenuine


def _has_key(header_name: str, secrets: Sequence[str], call: IncomingCall) -> bool:
    given = call.headers.get(header_name, "").encode("utf-8", "surrogatepass")
    # Every key is compared, so that how long it takes tells nothing.
    wanted = [form for each in secrets for form in (each, f"Bearer {each}")]
    return sum(hmac.compare_digest(given, each.encode()) for each in wanted) > 0


def _event_id(source: Source, call: IncomingCall) -> str | None:
    event_id = source.event_id(call)
    usable = event_id and event_id.isprintable() and len(event_id) <= EVENT_ID_LENGTH_MAX
    return event_id if usable else None
