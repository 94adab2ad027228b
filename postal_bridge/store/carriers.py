"""Carriers of a centre: how they are spoken to, on which legs they carry, how each was heard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import asyncpg

from postal_bridge.domain.carrier import CarrierKind, LegTerms
from postal_bridge.domain.custody import Leg
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("carriers")
#: For so long a call tells how much the carrier's clock is off at most.
LAG_COUNTS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class KeptCarrier:
    """How a carrier is spoken to; its secrets are sealed, None where it has none."""

    code: str
    name: str
    kind: CarrierKind
    settings: Mapping[str, str]
    secrets_sealed: bytes | None = field(repr=False)
    pull_minutes: int
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class CarrierStanding:
    """How far a carrier was heard, and why it told nothing the last time if it did not."""

    cursor: str | None
    pull_at: datetime | None
    failures: int
    trouble: str | None
    said: str | None
    heard_at: datetime | None


@dataclass(frozen=True, slots=True)
class LegCarrier:
    """Who carries on a leg today, and by what orders are named; None is the usual of its kind."""

    code: str
    kind: CarrierKind
    named_by: str | None


@dataclass(frozen=True, slots=True)
class Pull:
    """A turn to ask a carrier what it has to tell after a cursor."""

    cursor: str | None
    failures: int
    number: int


async def carriers_of(
    connection: Connection, center_id: int
) -> list[tuple[KeptCarrier, CarrierStanding]]:
    """Return the carriers of a centre with how each is doing, by their codes."""
    return [
        (_carrier(row), _standing(row))
        for row in await connection.fetch(QUERIES["carriers_of"], center_id)
    ]


async def put_carrier(connection: Connection, center_id: int, carrier: KeptCarrier) -> None:
    """Keep how a carrier is spoken to, in place of what was kept of it."""
    await connection.execute(
        QUERIES["put_carrier"],
        center_id,
        carrier.code,
        carrier.name,
        carrier.kind,
        dict(carrier.settings),
        carrier.secrets_sealed,
        carrier.pull_minutes,
    )


async def pause_carrier(
    connection: Connection, center_id: int, code: str, *, is_paused: bool
) -> None:
    """Let orders of a carrier wait, or go out again."""
    await connection.execute(QUERIES["pause_carrier"], center_id, code, is_paused)


async def legs_of(connection: Connection, center_id: int, leg: Leg) -> list[LegTerms]:
    """Return who carries on a leg from which day on, the newest first."""
    rows = await connection.fetch(QUERIES["legs_of"], center_id, leg)
    return [
        LegTerms(Leg(row["leg"]), row["valid_from"], row["carrier_code"], row["source"])
        for row in rows
    ]


async def put_leg(connection: Connection, center_id: int, terms: LegTerms) -> None:
    """Say who carries on a leg from a day on, in place of what was said of that day."""
    await connection.execute(
        QUERIES["put_leg"],
        center_id,
        terms.leg,
        terms.valid_from,
        terms.carrier_code,
        terms.source,
    )


async def drop_leg(connection: Connection, center_id: int, leg: Leg, valid_from: date) -> None:
    """Take away who carries on a leg from a day on."""
    await connection.execute(QUERIES["drop_leg"], center_id, leg, valid_from)


async def carrier_of_leg(
    connection: Connection, center_id: int, leg: Leg, day: date
) -> LegCarrier | None:
    """Return who carries on a leg on a day, or None where people see to it."""
    row = await connection.fetchrow(QUERIES["carrier_of_leg"], center_id, leg, day)
    return LegCarrier(row["code"], CarrierKind(row["kind"]), row["named_by"]) if row else None


async def take_pull(
    connection: Connection, center_id: int, code: str, now: datetime, lease_until: datetime
) -> Pull | None:
    """Take the turn to ask a carrier, or None where it is not due or somebody else has it."""
    await connection.execute(QUERIES["add_standing"], center_id, code, now)
    row = await connection.fetchrow(QUERIES["take_pull"], center_id, code, now, lease_until)
    return Pull(row["cursor"], row["failures"], row["pulls"]) if row else None


async def note_heard(
    connection: Connection,
    center_id: int,
    code: str,
    pull: Pull,
    cursor: str | None,
    when: tuple[datetime, datetime],
) -> None:
    """Keep how far a carrier was heard, at which moment, and when it is asked next."""
    await connection.execute(
        QUERIES["note_heard"], center_id, code, pull.number, cursor, when[0], when[1]
    )


async def note_lag(
    connection: Connection, center_id: int, code: str, lag: timedelta, now: datetime
) -> timedelta:
    """Note how late a call seems by what the carrier's clock showed; return the least of late."""
    since = now - LAG_COUNTS
    least = await connection.fetchval(QUERIES["note_lag"], center_id, code, lag, now, since)
    assert isinstance(least, timedelta)
    return least


async def note_unheard(
    connection: Connection,
    center_id: int,
    code: str,
    pull: Pull,
    why: tuple[str, str | None],
    again_at: datetime,
) -> None:
    """Keep why a carrier told nothing, as a trouble and its words, and when it is asked again."""
    await connection.execute(
        QUERIES["note_unheard"], center_id, code, pull.number, why[0], why[1], again_at
    )


def _carrier(row: asyncpg.Record) -> KeptCarrier:
    return KeptCarrier(
        code=row["code"],
        name=row["name"],
        kind=CarrierKind(row["kind"]),
        settings=row["settings"],
        secrets_sealed=row["secrets_sealed"],
        pull_minutes=row["pull_minutes"],
        is_paused=row["is_paused"],
    )


def _standing(row: asyncpg.Record) -> CarrierStanding:
    return CarrierStanding(
        cursor=row["cursor"],
        pull_at=row["pull_at"],
        failures=row["failures"] or 0,
        trouble=row["trouble"],
        said=row["said"],
        heard_at=row["heard_at"],
    )
