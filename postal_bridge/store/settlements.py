"""What was looked into and counted at the end of a shift: refused scans, the cash of couriers.

Rows are added and never changed.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("settlements")


@dataclass(frozen=True, slots=True)
class RefusedScan:
    """A scan that was refused and, once somebody looked into it, in which words."""

    scan_id: UUID
    code_given: str
    item_code: str | None
    action: str
    scanned_at: datetime
    received_at: datetime
    login: str
    office_code: str
    refusal: str
    detail: str
    settled_at: datetime | None
    settled_by: str | None
    remark: str | None


@dataclass(frozen=True, slots=True)
class CourierSettlement:
    """What was counted of one person's cash, beside what was expected then; in whole đồng."""

    settlement_id: UUID
    login: str
    expected_dong: int
    counted_dong: int
    remark: str | None
    corrects: UUID | None
    settled_at: datetime
    settled_by: str

    @property
    def difference_dong(self) -> int:
        """What was counted above what was expected; below it when negative."""
        return self.counted_dong - self.expected_dong


async def refused_to_settle(
    connection: Connection,
    center_id: int,
    office: str,
    span: tuple[datetime, datetime, UUID],
    limit: int,
    *,
    settled: bool,
) -> list[RefusedScan]:
    """Return refused scans of an office within (since, before, identity), newest first."""
    query = QUERIES["refused_to_settle"]
    rows = await connection.fetch(query, center_id, office, *span, settled, limit)
    return [RefusedScan(**row) for row in rows]


async def count_refused(
    connection: Connection, center_id: int, office: str, since: datetime, limit: int
) -> int:
    """Return how many refused scans wait to be looked into, `limit` when there are more."""
    count: int = await connection.fetchval(
        QUERIES["count_refused"], center_id, office, since, limit
    )
    return count


async def is_refused(
    connection: Connection, center_id: int, scan_id: UUID, office: str | None
) -> bool:
    """Tell whether a scan was refused at an office, or at any when that is None."""
    found: bool = await connection.fetchval(QUERIES["is_refused"], center_id, scan_id, office)
    return found


async def settle_refused_scan(
    connection: Connection, center_id: int, scan_id: UUID, settling: tuple[datetime, str, str]
) -> bool:
    """Note (when, by whom, remark) of a refused scan; False when that was done before."""
    query = QUERIES["settle_refused_scan"]
    return await connection.fetchval(query, center_id, scan_id, *settling) is not None


async def settler_of(connection: Connection, center_id: int, scan_id: UUID) -> str | None:
    """Return who looked into a refused scan as it stands, None when nobody did."""
    login: str | None = await connection.fetchval(QUERIES["settler_of"], center_id, scan_id)
    return login


async def withdraw_settlement(
    connection: Connection, center_id: int, scan_id: UUID, withdrawing: tuple[datetime, str]
) -> bool:
    """Take back, at a moment and by somebody, what stands; False when another did just then."""
    query = QUERIES["withdraw_settlement"]
    return await connection.fetchval(query, center_id, scan_id, *withdrawing) is not None


async def settlements_of_day(
    connection: Connection, center_id: int, day: date, office: str
) -> dict[str, CourierSettlement]:
    """Return what stands as counted at a post office on a day, by login."""
    rows = await connection.fetch(QUERIES["settlements_of_day"], center_id, day, office)
    return {row["login"]: CourierSettlement(**row) for row in rows}


async def add_courier_settlement(
    connection: Connection, center_id: int, office: str, day: date, settlement: CourierSettlement
) -> bool:
    """Keep a count; False when another count stands where it would."""
    added = await connection.fetchval(
        QUERIES["add_courier_settlement"],
        center_id,
        settlement.settlement_id,
        office,
        settlement.login,
        day,
        settlement.expected_dong,
        settlement.counted_dong,
        settlement.remark,
        settlement.corrects,
        settlement.settled_at,
        settlement.settled_by,
    )
    return added is not None


async def has_courier_settlement(
    connection: Connection, center_id: int, settlement_id: UUID
) -> bool:
    """Tell whether a count of this identity is kept already."""
    query = QUERIES["has_courier_settlement"]
    found: bool = await connection.fetchval(query, center_id, settlement_id)
    return found
