"""What other parties told of messages they took."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from postal_bridge.domain.message import Channel, Delivery
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("message_reports")


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report as it was kept; `digest` is what makes it the same one."""

    channel: Channel
    digest: bytes
    received_at: datetime
    body_sealed: bytes = field(repr=False)


async def keep_report(connection: Connection, center_id: int, report: KeptReport) -> None:
    """Keep a report as it came; one that came before is kept once."""
    await connection.execute(
        QUERIES["keep_report"],
        center_id,
        report.channel,
        report.digest,
        report.received_at,
        report.body_sealed,
    )


async def take_reports(connection: Connection, center_id: int, limit: int) -> list[KeptReport]:
    """Return reports that nobody has looked at, and keep others from looking."""
    rows = await connection.fetch(QUERIES["take_reports"], center_id, limit)
    return [KeptReport(**{**row, "channel": Channel(row["channel"])}) for row in rows]


async def settle_report(
    connection: Connection,
    center_id: int,
    report: KeptReport,
    message_id: UUID | None,
    trouble: str | None,
) -> None:
    """Note what a report was about; with a trouble nobody knows."""
    await connection.execute(
        QUERIES["settle_report"],
        center_id,
        report.channel,
        report.digest,
        "unknown" if trouble else "understood",
        message_id,
        trouble,
    )


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
