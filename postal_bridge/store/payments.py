"""Money of dossiers that was paid at a counter or online, beside what scans and files tell."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("payments")


@dataclass(frozen=True, slots=True)
class Payment:
    """Money as it was taken, in whole đồng; `reason` is why it was taken back, if that was said."""

    collection_id: UUID
    dossier_code: str
    source: str
    amount_dong: int
    method: str
    receipt_number: str | None
    collected_on: date
    office_code: str | None
    login: str | None
    recorded_at: datetime
    reason: str | None = None
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class KnownPayment:
    """Whose money it is that was taken, where, and how it was told."""

    dossier_code: str
    office_code: str | None
    source: str


async def add_payment(connection: Connection, center_id: int, payment: Payment) -> None:
    """Keep money that was paid."""
    await connection.execute(
        QUERIES["add_payment"],
        center_id,
        payment.collection_id,
        payment.dossier_code,
        payment.source,
        payment.amount_dong,
        payment.method,
        payment.receipt_number,
        payment.collected_on,
        payment.office_code,
        payment.login,
        payment.recorded_at,
    )


async def payments_of(connection: Connection, center_id: int, dossier_code: str) -> list[Payment]:
    """Return all money of a dossier as it came."""
    rows = await connection.fetch(QUERIES["payments_of"], center_id, dossier_code)
    return [Payment(**row) for row in rows]


async def find_payment(
    connection: Connection, center_id: int, collection_id: UUID
) -> KnownPayment | None:
    """Return whose money it is, if money of this identity was taken."""
    row = await connection.fetchrow(QUERIES["find_payment"], center_id, collection_id)
    return KnownPayment(**row) if row else None


async def take_payment_back(
    connection: Connection,
    center_id: int,
    collection_id: UUID,
    reversal: tuple[UUID, date, str, datetime, str],
) -> bool:
    """Take money back: (identity, day, login, time, reason); False when that was done before.

    It counts on the day the money was taken where that is open, else on the day given.
    """
    query = QUERIES["take_payment_back"]
    return await connection.fetchval(query, center_id, collection_id, *reversal) is not None
