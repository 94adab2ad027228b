"""What a post office has in the house, what its couriers have out, and the cash they took.

What is offered or lies there on its own is read by `desks`, settlements by `settlements`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("post_offices")


@dataclass(frozen=True, slots=True)
class InState:
    """How many things are in one state; `offered` ones were given to another office."""

    state: str
    offered: bool
    things: int
    oldest_at: datetime


@dataclass(frozen=True, slots=True)
class ToCarry:
    """How many things and bags lie at a post office for another office, and since when."""

    office_code: str
    office_name: str
    things: int
    since: datetime


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """How many things for citizens are past their norm, due on the day, and there at all.

    Where `more` lie there than were counted, each figure stands for itself or for more.
    """

    late: int
    today: int
    every: int
    more: bool


@dataclass(frozen=True, slots=True)
class Parcel:
    """A thing for a citizen, at the post office or out with a courier since `happened_at`."""

    code: str
    state: str
    happened_at: datetime
    invitations: int
    damaged: bool
    dossier_code: str | None
    norm_on: date | None
    collect_dong: int
    procedure_name: str | None
    further: Sequence[str] | None


@dataclass(frozen=True, slots=True)
class Load:
    """What one person is out with; `collect_dong` is to be paid by the citizens for it."""

    login: str
    things: int
    since: datetime
    collect_dong: int


@dataclass(frozen=True, slots=True)
class Cash:
    """The cash one person took on a day, in whole đồng, and how often."""

    login: str
    amount_dong: int
    times: int


@dataclass(frozen=True, slots=True)
class CashTaken:
    """One taking of cash, or a taking back, in whole đồng."""

    collection_id: UUID
    dossier_code: str
    consignment_code: str | None
    amount_dong: int
    receipt_number: str | None
    recorded_at: datetime
    reversal: bool


@dataclass(frozen=True, slots=True)
class OfficeName:
    """An office with its name."""

    code: str
    name: str


async def house_of(connection: Connection, center_id: int, office: str) -> list[InState]:
    """Return how many things lie at a post office in each state, the oldest state first."""
    rows = await connection.fetch(QUERIES["house_of"], center_id, office)
    return [InState(**row) for row in rows]


async def to_carry(connection: Connection, center_id: int, office: str) -> list[ToCarry]:
    """Return what lies at a post office for the centre and its departments, by their names."""
    rows = await connection.fetch(QUERIES["to_carry"], center_id, office)
    return [ToCarry(**row) for row in rows]


async def count_to_deliver(
    connection: Connection, center_id: int, office: str, day: date, limit: int
) -> DeliveryCounts:
    """Return how many things have to go out to citizens, of up to `limit`."""
    row = await connection.fetchrow(QUERIES["count_to_deliver"], center_id, office, day, limit)
    assert row is not None, "a count is always answered"
    return DeliveryCounts(**row, more=row["every"] == limit)


async def things_to_deliver(
    connection: Connection,
    center_id: int,
    office: str,
    due_by: date | None,
    after: tuple[date, str],
    limit: int,
) -> list[Parcel]:
    """Return things that the norm wants with citizens by a day; all of them when it is None."""
    query = QUERIES["things_to_deliver"]
    rows = await connection.fetch(query, center_id, office, due_by, *after, limit)
    return [Parcel(**row) for row in rows]


async def loads_of_couriers(connection: Connection, center_id: int, office: str) -> list[Load]:
    """Return who of a post office is out with what."""
    rows = await connection.fetch(QUERIES["loads_of_couriers"], center_id, office)
    return [Load(**row) for row in rows]


async def load_of_courier(
    connection: Connection,
    center_id: int,
    office: str,
    login: str,
    after: tuple[datetime, str],
    limit: int,
) -> list[Parcel]:
    """Return what one person is out with, the longest first."""
    query = QUERIES["load_of_courier"]
    rows = await connection.fetch(query, center_id, office, login, *after, limit)
    return [Parcel(**row) for row in rows]


async def cash_of_day(connection: Connection, center_id: int, day: date, office: str) -> list[Cash]:
    """Return the cash each person of a post office took on a day."""
    rows = await connection.fetch(QUERIES["cash_of_day"], center_id, day, office)
    return [Cash(**row) for row in rows]


async def cash_of_courier(
    connection: Connection,
    center_id: int,
    day: date,
    who: tuple[str, str],
    after: tuple[datetime, UUID],
    limit: int,
) -> list[CashTaken]:
    """Return the cash that (office, login) took on a day, one taking after the other."""
    query = QUERIES["cash_of_courier"]
    rows = await connection.fetch(query, center_id, day, *who, *after, limit)
    return [CashTaken(**row) for row in rows]


async def names_of_people(
    connection: Connection, center_id: int, logins: Iterable[str]
) -> dict[str, str]:
    """Return the names of people by their logins."""
    query = QUERIES["names_of_people"]
    rows = await connection.fetch(query, center_id, sorted(set(logins)))
    return {row["login"]: row["full_name"] for row in rows}


async def post_offices(connection: Connection, center_id: int) -> list[OfficeName]:
    """Return the post offices of a centre that are open."""
    rows = await connection.fetch(QUERIES["post_offices"], center_id)
    return [OfficeName(**row) for row in rows]
