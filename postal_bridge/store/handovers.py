"""What a hand-over record says beside custody: who signed, what each side counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from postal_bridge.domain.access import Role
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("handovers")


@dataclass(frozen=True, slots=True)
class Signature:
    """Whose scan it was, when by the device and by the server, and the seal that was read."""

    scan_id: UUID
    scanned_at: datetime
    received_at: datetime
    full_name: str
    role: Role
    seal_number: str | None


async def signatures_of(
    connection: Connection, center_id: int, scan_ids: Iterable[UUID]
) -> dict[UUID, Signature]:
    """Return who made each of the given scans."""
    rows = await connection.fetch(QUERIES["signatures_of"], center_id, list(scan_ids))
    return {row["scan_id"]: Signature(**{**row, "role": Role(row["role"])}) for row in rows}


async def papers_counted(
    connection: Connection, center_id: int, codes: Iterable[str], offices: Iterable[str]
) -> dict[tuple[str, str], int]:
    """Return how many papers (consignment, office) counted; absent where nothing was counted."""
    query = QUERIES["papers_counted"]
    rows = await connection.fetch(query, center_id, sorted(codes), sorted(set(offices)))
    return {(row["consignment_code"], row["office_code"]): row["papers"] for row in rows}


async def office_names(
    connection: Connection, center_id: int, codes: Iterable[str]
) -> dict[str, str]:
    """Return the names of offices by their codes."""
    rows = await connection.fetch(QUERIES["office_names"], center_id, sorted(set(codes)))
    return {row["code"]: row["name"] for row in rows}
