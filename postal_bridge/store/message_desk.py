"""Messages as those who look after them see them: counted, listed, one with its history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import asyncpg

from postal_bridge.domain.message import Channel, Language, MessageKind, MessageState
from postal_bridge.store.database import Connection, load_queries, plan_anew

QUERIES = load_queries("message_desk")


@dataclass(frozen=True, slots=True)
class Counted:
    """How many messages are in a state at a channel; None is at no channel."""

    state: MessageState
    channel: Channel | None
    messages: int


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message as it is kept; `channel` is the one it is at."""

    message_id: UUID
    kind: MessageKind
    language: Language
    version: int
    dossier_code: str | None
    beside: Sequence[str]
    office_code: str | None
    state: MessageState
    trouble: str | None
    channel: Channel | None
    written_at: datetime
    next_try_at: datetime
    sent_at: datetime | None
    tries: int
    addresses_sealed: bytes = field(repr=False)
    facts_sealed: bytes = field(repr=False)
    round: int


@dataclass(frozen=True, slots=True)
class KeptAttempt:
    """A try to send a message; without an outcome it is under way, or was killed."""

    attempt: int
    channel: Channel
    began_at: datetime
    ended_at: datetime | None
    outcome: str | None
    trouble: str | None
    said: str | None
    reference: str | None
    segments: int | None
    cost_dong: int | None


@dataclass(frozen=True, slots=True)
class Cost:
    """What messages by a channel cost, and the segments of SMS among them."""

    channel: Channel
    tries: int
    segments: int
    cost_dong: int


@dataclass(frozen=True, slots=True)
class LinkedMessage:
    """The message of a link: whose it is, and the keys of the addresses it went to."""

    center_id: int
    message_id: UUID
    phone_index: bytes | None
    email_index: bytes | None


async def count_messages(connection: Connection, center_id: int, since: datetime) -> list[Counted]:
    """Return how many messages there are that wait or were written since a moment."""
    rows = await connection.fetch(QUERIES["count_messages"], center_id, since)
    return [
        Counted(MessageState(row["state"]), _channel(row["channel"]), row["messages"])
        for row in rows
    ]


async def messages_before(
    connection: Connection,
    center_id: int,
    wanted: tuple[MessageState | None, str | None],
    before: tuple[datetime, UUID],
    limit: int,
) -> list[KeptMessage]:
    """Return messages, the latest first; `wanted` is a state and a dossier, None for any."""
    await plan_anew(connection)
    rows = await connection.fetch(QUERIES["messages_before"], center_id, *wanted, *before, limit)
    return [_message(row) for row in rows]


async def one_message(
    connection: Connection, center_id: int, message_id: UUID
) -> KeptMessage | None:
    """Return a message, or None."""
    row = await connection.fetchrow(QUERIES["one_message"], center_id, message_id)
    return _message(row) if row else None


async def attempts_of(
    connection: Connection, center_id: int, message_id: UUID
) -> list[KeptAttempt]:
    """Return every try to send a message, in their order."""
    rows = await connection.fetch(QUERIES["attempts_of"], center_id, message_id)
    return [KeptAttempt(**{**row, "channel": Channel(row["channel"])}) for row in rows]


async def send_again(
    connection: Connection, center_id: int, message_id: UUID, now: datetime, not_after: datetime
) -> bool:
    """Let a message that is settled go once more; False when it is on its way or has no way."""
    found = await connection.fetchval(QUERIES["send_again"], center_id, message_id, now, not_after)
    return found is not None


async def costs_since(connection: Connection, center_id: int, since: datetime) -> list[Cost]:
    """Return what messages cost that were handed over since a moment."""
    rows = await connection.fetch(QUERIES["cost_of"], center_id, since)
    return [
        Cost(Channel(row["channel"]), row["tries"], int(row["segments"]), int(row["cost_dong"]))
        for row in rows
    ]


async def count_unknown_reports(connection: Connection, center_id: int, since: datetime) -> int:
    """Return how many reports of late nobody understood."""
    count: int = await connection.fetchval(
        QUERIES["count_unknown_reports"], center_id, since, list(Channel)
    )
    return count


async def message_of_link(
    connection: Connection, center_ids: Iterable[int], link_index: bytes
) -> LinkedMessage | None:
    """Return the message of a link, in any of some centres, or None."""
    row = await connection.fetchrow(QUERIES["message_of_link"], list(center_ids), link_index)
    return LinkedMessage(**row) if row else None


def _channel(name: str | None) -> Channel | None:
    return Channel(name) if name else None


def _message(row: asyncpg.Record) -> KeptMessage:
    return KeptMessage(
        **{
            **row,
            "kind": MessageKind(row["kind"]),
            "language": Language(row["language"]),
            "state": MessageState(row["state"]),
            "channel": _channel(row["channel"]),
        }
    )
