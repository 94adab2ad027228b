"""Messages on their way out: taken by one sender at a time, tried, settled.

Who takes which, how many and when is decided in `usecases/send_messages.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from postal_bridge.domain.message import Channel, Held, Language, MessageKind
from postal_bridge.domain.message_rules import Circuit
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("outbox")


@dataclass(frozen=True, slots=True)
class TakenMessage:
    """A message as whoever sends it has it; `tries` is the number of this try."""

    message_id: UUID
    kind: MessageKind
    language: Language
    version: int
    addresses_sealed: bytes = field(repr=False)
    facts_sealed: bytes = field(repr=False)
    tries: int
    failures: int
    round: int

    @property
    def key(self) -> str:
        """What makes it the same message for whoever takes it; sent by hand again it is another."""
        return f"{self.message_id.hex}.{self.round}"


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a try: `trouble` and `said` are why it failed, `next_try_at` what then."""

    message: TakenMessage
    ended_at: datetime
    outcome: str
    trouble: str | None = None
    said: str | None = None
    reference: str | None = None
    next_try_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChannelState:
    """How a channel of a centre is doing, and why it failed last."""

    channel: Channel
    circuit: Circuit
    trouble: str | None


async def expire(connection: Connection, center_id: int, now: datetime) -> None:
    """Give up what would come too late."""
    await connection.execute(QUERIES["expire"], center_id, now)


async def pass_over_opted_out(connection: Connection, center_id: int, now: datetime) -> None:
    """Take messages past the channels that their recipients do not want."""
    # A number that is opted out may stand behind several channels, one after the other.
    for _ in Channel:
        await connection.execute(QUERIES["pass_over_opted_out"], center_id, now)


async def go_on(
    connection: Connection, center_id: int, channel: Channel, now: datetime, waited_since: datetime
) -> None:
    """Let what has waited for a channel at least since a moment go on to the next one."""
    await connection.execute(QUERIES["go_on"], center_id, now, channel, waited_since)


async def lock_circuit(connection: Connection, center_id: int, channel: Channel) -> Circuit:
    """Return how a channel is doing; nobody else gives it anything before the commit."""
    row = await connection.fetchrow(QUERIES["lock_circuit"], center_id, channel)
    if row is None:
        await connection.execute(QUERIES["add_circuit"], center_id, channel)
        row = await connection.fetchrow(QUERIES["lock_circuit"], center_id, channel)
    assert row is not None, "it was just added"
    return Circuit(**row)


async def keep_circuit(
    connection: Connection, center_id: int, channel: Channel, circuit: Circuit, trouble: str | None
) -> None:
    """Note how a channel is doing, and why it failed last."""
    await connection.execute(
        QUERIES["keep_circuit"],
        center_id,
        channel,
        circuit.failures,
        circuit.closed_until,
        circuit.minute,
        circuit.given,
        trouble,
    )


async def circuits_of(connection: Connection, center_id: int) -> dict[Channel, ChannelState]:
    """Return how the channels of a centre are doing; those never used are left out."""
    found = {}
    for row in await connection.fetch(QUERIES["circuits_of"], center_id):
        circuit = Circuit(row["failures"], row["closed_until"], row["minute"], row["given"])
        channel = Channel(row["channel"])
        found[channel] = ChannelState(channel, circuit, row["trouble"])
    return found


async def take_messages(
    connection: Connection,
    center_id: int,
    channel: Channel,
    lease: tuple[datetime, datetime],
    daily: tuple[datetime, int],
    limit: int,
) -> list[TakenMessage]:
    """Take what is due on a channel from now until a lease ends, the oldest first.

    `daily` is since when how many a recipient may get.
    """
    rows = await connection.fetch(
        QUERIES["take_messages"], center_id, *lease, channel, *daily, limit
    )
    return [
        TakenMessage(
            **{**row, "kind": MessageKind(row["kind"]), "language": Language(row["language"])}
        )
        for row in rows
    ]


async def begin_attempts(
    connection: Connection,
    center_id: int,
    channel: Channel,
    now: datetime,
    begun: Sequence[tuple[TakenMessage, int | None, int]],
) -> None:
    """Note that messages are about to be handed over, with their segments and what they cost."""
    await connection.executemany(
        QUERIES["begin_attempt"],
        [
            (center_id, message.message_id, message.tries, channel, now, segments, cost_dong)
            for message, segments, cost_dong in begun
        ],
    )


async def settle(connection: Connection, center_id: int, tried: Sequence[Tried]) -> None:
    """Note what came of handing messages over."""
    await connection.executemany(
        QUERIES["end_attempt"],
        [
            (
                center_id,
                each.message.message_id,
                each.message.tries,
                each.ended_at,
                each.outcome,
                each.trouble,
                each.said,
                each.reference,
            )
            for each in tried
        ],
    )
    for each in tried:
        message_id, tries, at = each.message.message_id, each.message.tries, each.ended_at
        if each.outcome == "taken":
            await connection.execute(QUERIES["note_taken"], center_id, message_id, at)
        elif each.outcome == "later":
            await connection.execute(
                QUERIES["note_later"], center_id, message_id, tries, each.trouble, each.next_try_at
            )
        else:
            await connection.execute(
                QUERIES["note_refused"], center_id, message_id, tries, each.trouble, at
            )


async def hold(
    connection: Connection, center_id: int, message: TakenMessage, why: Held, now: datetime
) -> None:
    """Hold a message back that was taken and is not to go."""
    await connection.execute(
        QUERIES["note_held"], center_id, message.message_id, message.tries, why, now
    )
