"""Wordings of messages that a centre made its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

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


@dataclass(frozen=True, slots=True)
class OwnVersion:
    """A version of a wording that a centre made its own, and since when it holds."""

    version: int
    valid_from: date
    wording: Wording
    kept_by: str


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


async def versions_of(
    connection: Connection, center_id: int, kind: MessageKind, language: Language
) -> list[OwnVersion]:
    """Return the versions that a centre made of a wording, the latest first."""
    rows = await connection.fetch(QUERIES["versions_of"], center_id, kind, language)
    return [
        OwnVersion(row["version"], row["valid_from"], _wording(row), row["kept_by"]) for row in rows
    ]


async def add_version(
    connection: Connection,
    center_id: int,
    which: tuple[MessageKind, Language],
    version: OwnVersion,
    now: datetime,
) -> None:
    """Keep another version of a wording, from a day on."""
    wording = version.wording
    await connection.execute(
        QUERIES["add_version"],
        center_id,
        *which,
        version.version,
        version.valid_from,
        wording.subject,
        wording.body,
        wording.short,
        wording.zalo_template,
        list(wording.zalo_facts),
        now,
        version.kept_by,
    )


async def drop_version(
    connection: Connection, center_id: int, which: tuple[MessageKind, Language], version: int
) -> None:
    """Take away a version of a wording that no message was written with."""
    await connection.execute(QUERIES["drop_version"], center_id, *which, version)


def _wording(row: asyncpg.Record) -> Wording:
    return Wording(
        row["subject"],
        row["body"],
        row["short"],
        row["zalo_template"],
        tuple(row["zalo_facts"]),
    )
