"""Counts, for administrators, what others are told and told us that waits for a person."""

from dataclasses import dataclass
from datetime import datetime

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("admin_desk")


@dataclass(frozen=True, slots=True)
class WaitingForPeople:
    """How much waits for a person, by where it is dealt with."""

    messages: int
    incoming: int
    webhooks: int
    portal: int
    carriers: int
    observations: int


async def waiting_for_people(
    connection: Connection, center_id: int, messages_since: datetime
) -> WaitingForPeople:
    """Return how much waits; messages that were written before a moment are past help."""
    row = await connection.fetchrow(QUERIES["waiting_for_people"], center_id, messages_since)
    assert row is not None, "it is one row of counts"
    return WaitingForPeople(**row)
