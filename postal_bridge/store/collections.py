"""Money the post took on behalf of the agencies, as scans report it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("collections")


@dataclass(frozen=True, slots=True)
class Collection:
    """Money taken with one scan; the amount in whole đồng."""

    collection_id: UUID
    dossier_code: str
    consignment_code: str
    scan_id: UUID
    amount_dong: int
    method: str
    receipt_number: str | None
    collected_on: date
    office_code: str
    login: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class TakenWithScan:
    """What was taken with a scan, in whole đồng, and whether the citizen got it back since."""

    amount_dong: int
    is_given_back: bool = False


async def add_collection(connection: Connection, center_id: int, collection: Collection) -> None:
    """Keep one collection."""
    await connection.execute(
        QUERIES["add_collection"],
        center_id,
        collection.collection_id,
        collection.dossier_code,
        collection.consignment_code,
        collection.scan_id,
        collection.amount_dong,
        collection.method,
        collection.receipt_number,
        collection.collected_on,
        collection.office_code,
        collection.login,
        collection.recorded_at,
    )


async def taken_by_scans(
    connection: Connection, center_id: int, scan_ids: Sequence[UUID]
) -> dict[UUID, TakenWithScan]:
    """Return what was taken with each of these scans that took money and stands, to correct them.

    Their dossiers are locked.
    """
    await connection.execute(QUERIES["lock_dossiers_paid_with_scans"], center_id, scan_ids)
    rows = await connection.fetch(QUERIES["taken_by_scans"], center_id, scan_ids)
    return {row["scan_id"]: TakenWithScan(row["amount_dong"], row["is_given_back"]) for row in rows}


async def reverse_collection_of_scan(
    connection: Connection,
    center_id: int,
    scan_id: UUID,
    reversal: tuple[UUID, date, str, datetime],
) -> bool:
    """Reverse what was collected with `scan_id`: (identity, day, login, time).

    It counts on the day the money was taken where that is open, else on the day given.

    Returns whether anything was.
    """
    query = QUERIES["reverse_collection_of_scan"]
    status = await connection.execute(query, center_id, scan_id, *reversal)
    return status == "INSERT 0 1"


async def collected_with(
    connection: Connection, center_id: int, dossier_code: str, consignment_code: str
) -> int:
    """Return how many đồng were taken with a consignment, less what was taken back."""
    collected_dong: int = await connection.fetchval(
        QUERIES["collected_with"], center_id, dossier_code, consignment_code
    )
    return collected_dong
