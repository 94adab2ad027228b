"""Wordings of messages that a centre made its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import asyncpg

from postal_bridge.domain.message import Language, MessageKind
from postal_bridge.domain.message_texts import SHIPPED
from postal_bridge.domain.message_wording import Wording
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("message_templates")


@dataclass(frozen=True, slots=True)
class Versioned:
    """A wording and its version; 0 is the one that ships with the release."""

    version: int
    wording: Wording


async def wordings_in_force(
    connection: Connection, center_id: int, day: date
) -> Mapping[tuple[MessageKind, Language], Versioned]:
    """Return how each kind is worded in each language on a day."""
    found = {key: Versioned(0, wording) for key, wording in SHIPPED.items()}
    for row in await connection.fetch(QUERIES["wordings_in_force"], center_id, day):
        key = MessageKind(row["kind"]), Language(row["language"])
        found[key] = Versioned(row["version"], _wording(row))
    return found


async def all_wordings(
    connection: Connection, center_id: int
) -> Mapping[tuple[MessageKind, Language, int], Wording]:
    """Return every version of every wording, those that are in force no more as well."""
    found = {(*key, 0): wording for key, wording in SHIPPED.items()}
    for row in await connection.fetch(QUERIES["own_wordings"], center_id):
        key = MessageKind(row["kind"]), Language(row["language"]), row["version"]
        found[key] = _wording(row)
    return found


def _wording(row: asyncpg.Record) -> Wording:
    return Wording(
        row["subject"],
        row["body"],
        row["short"],
        row["zalo_template"],
        tuple(row["zalo_facts"]),
    )
