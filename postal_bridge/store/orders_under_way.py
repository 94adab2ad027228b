"""Orders of carriers of which something may still come, beside the things that they are for.

What follows from that is decided in `usecases/follow_carriage.py`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.carrier import OrderKind, OrderState
from postal_bridge.domain.custody import CITIZEN, Leg, State
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("orders_under_way")


@dataclass(frozen=True, slots=True)
class EndedOrder:
    """An open order whose thing reached its end; `ended_by` is the kind of office that delivered.

    `is_due` says that it is still to be told.
    """

    order_id: UUID
    carrier_code: str
    kind: OrderKind
    state: OrderState
    is_due: bool
    thing_state: State
    ended_by: OfficeKind | None


@dataclass(frozen=True, slots=True)
class OtherAmount:
    """An order by which something else is collected than is to be by now."""

    order_id: UUID
    carrier_code: str
    collect_dong: int
    due_dong: int
    thing_state: State


@dataclass(frozen=True, slots=True)
class Renewed:
    """An order that was taken back to be ordered anew."""

    order_id: UUID
    consignment_code: str
    wanted_by: str
    leg: Leg
    dossier_code: str | None


async def ended_orders(
    connection: Connection,
    center_id: int,
    ends: Collection[State],
    statuses: Collection[int],
    limit: int,
) -> list[EndedOrder]:
    """Return open orders of things that ended, and pickups of dossiers of some statuses."""
    rows = await connection.fetch(
        QUERIES["ended_orders"], center_id, list(ends), CITIZEN, list(statuses), limit
    )
    return [
        EndedOrder(
            order_id=row["order_id"],
            carrier_code=row["carrier_code"],
            kind=OrderKind(row["kind"]),
            state=OrderState(row["state"]),
            is_due=row["is_due"],
            thing_state=State(row["thing_state"]),
            ended_by=OfficeKind(row["ended_by"]) if row["ended_by"] else None,
        )
        for row in rows
    ]


async def note_done(
    connection: Connection,
    center_id: int,
    order_id: UUID,
    at: datetime,
    *,
    is_carried_out: bool = True,
) -> None:
    """Note that nothing more comes of an order."""
    await connection.execute(QUERIES["note_done"], center_id, order_id, at, is_carried_out)


async def other_amounts(connection: Connection, center_id: int, limit: int) -> list[OtherAmount]:
    """Return orders by which something else is collected than is to be by now."""
    rows = await connection.fetch(QUERIES["other_amounts"], center_id, limit)
    return [OtherAmount(**{**row, "thing_state": State(row["thing_state"])}) for row in rows]


async def note_amount(
    connection: Connection,
    center_id: int,
    order_id: UUID,
    due_dong: int | None,
    trouble: tuple[str | None, str],
    *,
    renews: bool = False,
) -> None:
    """Note what is to be collected by now; `trouble` is why a person sees it, and what may go."""
    await connection.execute(
        QUERIES["note_amount"], center_id, order_id, due_dong, trouble[0], renews, trouble[1]
    )


async def orders_to_renew(connection: Connection, center_id: int, limit: int) -> list[Renewed]:
    """Return orders that were taken back to be ordered anew."""
    rows = await connection.fetch(QUERIES["orders_to_renew"], center_id, limit)
    return [Renewed(**{**row, "leg": Leg(row["leg"])}) for row in rows]


async def note_renewed(connection: Connection, center_id: int, order_id: UUID) -> None:
    """Note that an order was ordered anew."""
    await connection.execute(QUERIES["note_renewed"], center_id, order_id)
