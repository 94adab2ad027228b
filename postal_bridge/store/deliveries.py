"""What scans told of handing a consignment over: to whom and where, sealed as it is."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("deliveries")


@dataclass(frozen=True, slots=True)
class ToldDelivery:
    """One attempt to hand a thing over; `place` is where the device was, as it told."""

    event: str
    happened_at: datetime
    office_code: str
    login: str
    scan_id: UUID
    reason: str | None
    one_time_code: str | None
    recipient_sealed: bytes | None = field(repr=False)
    place: dict[str, float] | None = field(repr=False)


async def deliveries_of(
    connection: Connection, center_id: int, code: str, limit: int
) -> list[ToldDelivery]:
    """Return what scans told of the attempts to hand a thing over that stand."""
    rows = await connection.fetch(QUERIES["deliveries_of"], center_id, code, limit)
    return [ToldDelivery(**row) for row in rows]
