"""Notes what other parties told of messages they took."""

from datetime import datetime
from uuid import UUID

from postal_bridge.domain.message import Channel, Delivery
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("message_reports")


async def note_delivery(
    connection: Connection,
    center_id: int,
    message: tuple[UUID, int],
    channel: Channel,
    delivery: Delivery,
    told: tuple[datetime, str | None],
) -> None:
    """Note what became of a message, given as its identity and round, that a channel carried.

    `told` is when, and in which words. What is settled otherwise by now stays so.
    """
    message_id, round_ = message
    at, said = told
    if delivery is Delivery.DELIVERED:
        changed = await connection.fetchval(
            QUERIES["note_delivered"], center_id, message_id, round_, at
        )
    else:
        changed = await connection.fetchval(
            QUERIES["note_undelivered"], center_id, message_id, round_, channel, at
        )
    if changed is not None:
        await connection.execute(
            QUERIES["end_attempts"], center_id, message_id, channel, delivery, at, said
        )


async def has_message(connection: Connection, center_id: int, message_id: UUID) -> bool:
    """Tell whether a centre has a message."""
    known: bool = await connection.fetchval(QUERIES["has_message"], center_id, message_id)
    return known
