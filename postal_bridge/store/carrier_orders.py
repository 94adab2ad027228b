"""What is ordered of carriers: wanted, taken by one sender at a time, settled.

Who takes which and when is decided in `usecases/send_carrier_orders.py`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

import asyncpg

from postal_bridge.domain.carrier import Ordered, OrderKind, OrderState
from postal_bridge.domain.custody import State
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("carrier_orders")

#: A place among orders that are not done with: whether one waits for no person, when it was wanted,
#: and which it is.
OrderPlace: TypeAlias = tuple[bool, datetime, UUID]
_FOR_PEOPLE = frozenset({OrderState.REFUSED, OrderState.CANCELLED, OrderState.ACCEPTED})


@dataclass(frozen=True, slots=True)
class WantedOrder:
    """An order as it is first written."""

    order_id: UUID
    carrier_code: str
    consignment_code: str
    kind: OrderKind
    order_key: str
    wanted_at: datetime
    wanted_by: str


@dataclass(frozen=True, slots=True)
class TakenOrder:
    """An order as whoever sends it has it; `tries` is the number of this try.

    Tries up to `tries_in_vain` are known to have left nothing with the carrier.
    """

    order_id: UUID
    consignment_code: str
    kind: OrderKind
    order_key: str
    state: OrderState
    collect_dong: int
    tries: int
    tries_in_vain: int
    failures: int
    reference: str | None

    @property
    def asked_before(self) -> bool:
        """Whether it may lie with the carrier already."""
        return self.tries - 1 > self.tries_in_vain


@dataclass(frozen=True, slots=True)
class KeptOrder:
    """An order as it stands; `due_dong` is what is to be collected where that changed since."""

    order_id: UUID
    carrier_code: str
    consignment_code: str
    kind: OrderKind
    order_key: str
    state: OrderState
    collect_dong: int
    due_dong: int | None
    wanted_at: datetime
    wanted_by: str
    next_try_at: datetime | None
    tries: int
    trouble: str | None
    said: str | None
    reference: str | None
    item_code: str | None
    accepted_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    reason: str | None

    @property
    def place(self) -> OrderPlace:
        """Where it stands among those that are not done with."""
        return self.state not in _FOR_PEOPLE, self.wanted_at, self.order_id


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What a carrier is told of an order; who the citizen is, is sealed."""

    code: str
    dossier_code: str | None
    procedure_code: str | None
    party_sealed: bytes | None = field(repr=False)
    post_office: str | None
    due_dong: int
    state: State
    holder: str
    offered_to: str | None
    agency_code: str | None
    agency_name: str | None
    agency_address: str | None


async def count_named(connection: Connection, center_id: int, carrier: str, name: str) -> int:
    """Return how many orders of a carrier are named by something."""
    count = await connection.fetchval(QUERIES["orders_named"], center_id, carrier, name)
    assert isinstance(count, int)
    return count


async def add_order(connection: Connection, center_id: int, order: WantedOrder) -> bool:
    """Want something of a carrier; False when an order is open, or one of that key was made."""
    done = await connection.execute(
        QUERIES["add_order"],
        center_id,
        order.order_id,
        order.carrier_code,
        order.consignment_code,
        order.kind,
        order.order_key,
        order.wanted_at,
        order.wanted_by,
    )
    return _changed(done)


async def is_open(connection: Connection, center_id: int, code: str) -> bool:
    """Tell whether an order for a thing is open."""
    return bool(await connection.fetchval(QUERIES["is_open"], center_id, code))


async def take_orders(
    connection: Connection,
    center_id: int,
    carrier: str,
    lease: tuple[datetime, datetime],
    limit: int,
) -> list[TakenOrder]:
    """Take what is due of a carrier from now until a lease ends, the oldest first."""
    rows = await connection.fetch(QUERIES["take_orders"], center_id, carrier, *lease, limit)
    return [
        TakenOrder(
            order_id=row["order_id"],
            consignment_code=row["consignment_code"],
            kind=OrderKind(row["kind"]),
            order_key=row["order_key"],
            state=OrderState(row["state"]),
            collect_dong=row["collect_dong"],
            tries=row["tries"],
            tries_in_vain=row["tries_in_vain"],
            failures=row["failures"],
            reference=row["reference"],
        )
        for row in rows
    ]


async def facts_of_order(connection: Connection, center_id: int, code: str) -> OrderFacts | None:
    """Return what a carrier is told of an order for a thing."""
    row = await connection.fetchrow(QUERIES["facts_of_order"], center_id, code)
    return OrderFacts(**{**row, "state": State(row["state"])}) if row else None


async def collected_of(connection: Connection, center_id: int, code: str) -> int:
    """Return what was collected with a thing and not taken back."""
    amount = await connection.fetchval(QUERIES["collected_of"], center_id, code)
    assert isinstance(amount, int)
    return amount


async def note_needless(
    connection: Connection, center_id: int, order_id: UUID, at: datetime, who: tuple[str, str]
) -> None:
    """End an order that has become needless before it left us."""
    await connection.execute(QUERIES["note_needless"], center_id, order_id, at, *who)


async def keep_amount(
    connection: Connection, center_id: int, order_id: UUID, collect_dong: int
) -> None:
    """Keep what an order says is to be collected."""
    await connection.execute(QUERIES["keep_amount"], center_id, order_id, collect_dong)


async def note_ordered(
    connection: Connection, center_id: int, order_id: UUID, at: datetime, ordered: Ordered
) -> None:
    """Note that an order was taken, or lies with the carrier to be taken."""
    await connection.execute(
        QUERIES["note_ordered"],
        center_id,
        order_id,
        at,
        ordered.is_taken,
        ordered.reference,
        ordered.item_code,
        ordered.collect_dong,
    )


async def note_later(
    connection: Connection,
    center_id: int,
    taken: TakenOrder,
    why: tuple[str, str | None],
    again_at: datetime,
) -> None:
    """Let an order wait until it is tried again; `why` is a trouble and their words."""
    await connection.execute(
        QUERIES["note_later"], center_id, taken.order_id, taken.tries, why[0], why[1], again_at
    )


async def note_refused(
    connection: Connection,
    center_id: int,
    taken: TakenOrder,
    why: tuple[str, str | None],
    at: datetime,
    *,
    in_vain: bool,
) -> None:
    """Note that an order was not taken; `in_vain` where surely nothing of it is with them."""
    await connection.execute(
        QUERIES["note_refused"],
        center_id,
        taken.order_id,
        taken.tries,
        why[0],
        why[1],
        at,
        in_vain,
    )


async def note_cancelled(
    connection: Connection, center_id: int, order_id: UUID, at: datetime
) -> None:
    """Note that an order was taken back."""
    await connection.execute(QUERIES["note_cancelled"], center_id, order_id, at)


async def note_cancel_heard(connection: Connection, center_id: int, taken: TakenOrder) -> None:
    """Note that a carrier will say whether an order could be taken back."""
    await connection.execute(QUERIES["note_cancel_heard"], center_id, taken.order_id, taken.tries)


async def note_kept(
    connection: Connection, center_id: int, taken: TakenOrder, why: tuple[str, str | None]
) -> None:
    """Note that an order cannot be taken back and stands."""
    await connection.execute(
        QUERIES["note_kept"], center_id, taken.order_id, taken.tries, why[0], why[1]
    )


async def note_told(
    connection: Connection, center_id: int, order_id: UUID, state: OrderState, at: datetime
) -> None:
    """Note what a carrier tells of an order that is still open."""
    await connection.execute(QUERIES["note_told"], center_id, order_id, state, at)


async def want_cancel(
    connection: Connection, center_id: int, order_id: UUID, at: datetime, who: tuple[str, str]
) -> bool:
    """Want an order taken back, by somebody and for a reason; False when it cannot be."""
    done = await connection.execute(QUERIES["want_cancel"], center_id, order_id, at, *who)
    return _changed(done)


async def try_again(connection: Connection, center_id: int, order_id: UUID, at: datetime) -> bool:
    """Let an order that was refused go out once more; False when it was not refused."""
    return _changed(await connection.execute(QUERIES["try_again"], center_id, order_id, at))


async def settle_order(
    connection: Connection, center_id: int, order_id: UUID, at: datetime, who: tuple[str, str]
) -> bool:
    """End an order, by somebody and for a reason; False when it does not wait for a person."""
    done = await connection.execute(QUERIES["settle_order"], center_id, order_id, at, *who)
    return _changed(done)


async def find_order(connection: Connection, center_id: int, order_id: UUID) -> KeptOrder | None:
    """Return one order."""
    row = await connection.fetchrow(QUERIES["find_order"], center_id, order_id)
    return _kept(row) if row else None


async def order_meant(
    connection: Connection,
    center_id: int,
    carrier: str,
    order_key: str | None,
    item_code: str | None,
) -> KeptOrder | None:
    """Return the order that a carrier speaks of."""
    row = await connection.fetchrow(
        QUERIES["order_meant"], center_id, carrier, order_key, item_code
    )
    return _kept(row) if row else None


async def orders_that_wait(
    connection: Connection, center_id: int, after: OrderPlace, limit: int
) -> list[KeptOrder]:
    """Return orders after a place that are not done with, those that wait for a person first."""
    rows = await connection.fetch(QUERIES["orders_that_wait"], center_id, *after, limit)
    return [_kept(row) for row in rows]


async def orders_of_consignment(
    connection: Connection, center_id: int, code: str
) -> list[KeptOrder]:
    """Return what was ordered for a thing, the latest first."""
    rows = await connection.fetch(QUERIES["orders_of_consignment"], center_id, code)
    return [_kept(row) for row in rows]


async def count_orders(connection: Connection, center_id: int) -> dict[str, dict[OrderState, int]]:
    """Return how many orders of each carrier stand how."""
    counts: dict[str, dict[OrderState, int]] = {}
    for row in await connection.fetch(QUERIES["count_orders"], center_id):
        counts.setdefault(row["carrier_code"], {})[OrderState(row["state"])] = row["orders"]
    return counts


def _kept(row: asyncpg.Record) -> KeptOrder:
    return KeptOrder(**{**row, "kind": OrderKind(row["kind"]), "state": OrderState(row["state"])})


def _changed(done: str) -> bool:
    return not done.endswith(" 0")
