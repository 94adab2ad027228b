"""What names people and need not be kept any more: found, and forgotten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("forgetting")


@dataclass(frozen=True, slots=True)
class Before:
    """The day and the moment before which something ended that is forgotten."""

    day: date
    moment: datetime


async def dossiers_to_forget(
    connection: Connection, center_id: int, before: Before, limit: int
) -> list[str]:
    """Return dossiers that are to be forgotten, held until the transaction ends."""
    rows = await connection.fetch(
        QUERIES["dossiers_to_forget"], center_id, before.day, before.moment, limit
    )
    return [row["code"] for row in rows]


async def forget_dossiers(
    connection: Connection, center_id: int, codes: Sequence[str], today: date
) -> list[str]:
    """Forget who filed dossiers and what was written of them; return their consignments."""
    await connection.execute(QUERIES["forget_filers"], center_id, codes, today)
    await connection.execute(QUERIES["forget_notes"], center_id, codes)
    await connection.execute(QUERIES["forget_words"], center_id, codes)
    rows = await connection.fetch(QUERIES["forget_parties"], center_id, codes)
    return [row["code"] for row in rows]


async def loose_consignments(
    connection: Connection, center_id: int, before: Before, limit: int
) -> list[str]:
    """Return consignments of no dossier that are to be forgotten."""
    rows = await connection.fetch(QUERIES["loose_consignments"], center_id, before.moment, limit)
    return [row["code"] for row in rows]


async def forget_loose(connection: Connection, center_id: int, codes: Sequence[str]) -> None:
    """Forget to whom consignments went."""
    await connection.execute(QUERIES["forget_loose"], center_id, codes)


async def forget_scans(connection: Connection, center_id: int, things: Sequence[str]) -> None:
    """Forget who took what scans of things say was handed over, and what their proofs show."""
    await connection.execute(QUERIES["forget_recipients"], center_id, things)
    await connection.execute(QUERIES["forget_refused_recipients"], center_id, things)
    await connection.execute(QUERIES["forget_pictures"], center_id, things)


async def requests_of(
    connection: Connection, center_id: int, dossiers: Sequence[str], consignments: Sequence[str]
) -> list[UUID]:
    """Return the requests for carriage of dossiers and consignments."""
    rows = await connection.fetch(QUERIES["requests_of"], center_id, dossiers, consignments)
    return [row["request_id"] for row in rows]


async def keep_contacts(
    connection: Connection, center_id: int, contacts: Mapping[UUID, bytes]
) -> None:
    """Put other contacts into the place of those of requests."""
    await connection.execute(
        QUERIES["keep_contacts"], center_id, list(contacts), list(contacts.values())
    )


async def messages_of(
    connection: Connection, center_id: int, dossiers: Sequence[str]
) -> list[UUID]:
    """Return the messages about dossiers."""
    rows = await connection.fetch(QUERIES["messages_of"], center_id, dossiers)
    return [row["message_id"] for row in rows]


async def keep_addresses(
    connection: Connection, center_id: int, addresses: Mapping[UUID, bytes]
) -> None:
    """Put other addresses into the place of those of messages."""
    await connection.execute(
        QUERIES["keep_addresses"], center_id, list(addresses), list(addresses.values())
    )


async def drop_incoming(connection: Connection, center_id: int, before: Before) -> None:
    """Remove what other parties called to tell us, and the words of carriers."""
    await connection.execute(QUERIES["drop_incoming"], center_id, before.moment)
    await connection.execute(QUERIES["forget_carrier_words"], center_id, before.moment)
    await connection.execute(QUERIES["forget_order_words"], center_id, before.moment)


async def forget_captures(connection: Connection, center_id: int, before: Before) -> None:
    """Forget what documents of others said, which were read."""
    await connection.execute(QUERIES["forget_captures"], center_id, before.moment)
