"""Reads what happened to consignments in the order in which it happened, for a post to read."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.custody import Event, Leg, State
from postal_bridge.domain.emsevt import Circumstances, delivers
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("emsevt")


@dataclass(frozen=True, slots=True)
class HappenedToItem:
    """An entry of the log of a consignment, with what decides how it is told.

    `next_event` is what happened next, told of failed deliveries alone.
    """

    code: str
    sequence: int
    circumstances: Circumstances
    happened_at: datetime
    recorded_at: datetime
    office: str
    to_office: str | None
    reason: str | None
    next_event: Event | None


async def item_events(
    connection: Connection,
    center_id: int,
    place: tuple[datetime, str, int],
    before: datetime,
    limit: int,
) -> list[HappenedToItem]:
    """Return what happened to consignments behind a place and before a moment."""
    rows = await connection.fetch(QUERIES["item_events"], center_id, *place, before, limit)
    return [_happened(row) for row in rows]


def _happened(row: asyncpg.Record) -> HappenedToItem:
    leg, office = Leg(row["leg"]), row["office_code"]
    giver, taker = row["giver_kind"], row["taker_kind"]
    return HappenedToItem(
        code=row["code"],
        sequence=row["sequence"],
        circumstances=Circumstances(
            event=Event(row["event"]),
            leg=leg,
            state=State(row["to_state"]),
            office=OfficeKind(row["office_kind"]),
            giver=OfficeKind(giver) if giver else None,
            taker=OfficeKind(taker) if taker else None,
            delivers=delivers(leg, office, row["post_office"], row["destination"]),
        ),
        happened_at=row["happened_at"],
        recorded_at=row["recorded_at"],
        office=office,
        to_office=row["detail"].get("to_office"),
        reason=row["detail"].get("reason"),
        next_event=Event(row["next_event"]) if row["next_event"] else None,
    )
