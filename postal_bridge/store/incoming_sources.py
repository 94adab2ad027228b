"""How a centre knows who calls in: in which way calls are proved, and the secrets for it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from postal_bridge.domain.incoming import Way
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("incoming_sources")


@dataclass(frozen=True, slots=True)
class Proving:
    """How calls are proved; `header_name` is where a key stands."""

    way: Way
    header_name: str | None
    tolerance_seconds: int


@dataclass(frozen=True, slots=True)
class SealedSecret:
    """A secret as it is kept."""

    secret_id: UUID
    secret_sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SecretFacts:
    """What may be told of a secret."""

    source: str
    secret_id: UUID
    added_at: datetime
    added_by: str
    ends_at: datetime | None


async def source_of(connection: Connection, center_id: int, source: str) -> Proving | None:
    """Return how calls of a source are proved, None where nobody said so yet."""
    row = await connection.fetchrow(QUERIES["source_of"], center_id, source)
    return Proving(**{**row, "way": Way(row["way"])}) if row else None


async def sources_of(connection: Connection, center_id: int) -> dict[str, Proving]:
    """Return how calls are proved, by source."""
    rows = await connection.fetch(QUERIES["sources_of"], center_id)
    return {
        row["source"]: Proving(Way(row["way"]), row["header_name"], row["tolerance_seconds"])
        for row in rows
    }


async def put_source(connection: Connection, center_id: int, source: str, proving: Proving) -> None:
    """Keep how calls of a source are proved."""
    await connection.execute(
        QUERIES["put_source"],
        center_id,
        source,
        proving.way,
        proving.header_name,
        proving.tolerance_seconds,
    )


async def secrets_in_use(
    connection: Connection, center_id: int, source: str, now: datetime
) -> list[SealedSecret]:
    """Return the secrets of a source that are good now, the newest first."""
    rows = await connection.fetch(QUERIES["secrets_in_use"], center_id, source, now)
    return [SealedSecret(**row) for row in rows]


async def secrets_of(connection: Connection, center_id: int) -> list[SecretFacts]:
    """Return what may be told of the secrets of every source, those that ended as well."""
    rows = await connection.fetch(QUERIES["secrets_of"], center_id)
    return [SecretFacts(**row) for row in rows]


async def add_secret(
    connection: Connection,
    center_id: int,
    source: str,
    secret: SealedSecret,
    added: tuple[datetime, str],
) -> None:
    """Keep a secret; `added` is when, and by whom."""
    await connection.execute(
        QUERIES["add_secret"], center_id, secret.secret_id, source, secret.secret_sealed, *added
    )


async def end_other_secrets(
    connection: Connection, center_id: int, source: str, secret_id: UUID, ends_at: datetime
) -> None:
    """Let all secrets but one end at a moment."""
    await connection.execute(QUERIES["end_other_secrets"], center_id, source, secret_id, ends_at)


async def end_secret(
    connection: Connection, center_id: int, source: str, secret_id: UUID, now: datetime
) -> bool:
    """End a secret at once; tell whether there was one in use."""
    ended = await connection.fetchval(QUERIES["end_secret"], center_id, source, secret_id, now)
    return ended is not None


async def forget_secrets(connection: Connection, center_id: int, before: datetime) -> None:
    """Forget secrets that ended before a moment; when they did is kept."""
    await connection.execute(QUERIES["forget_secrets"], center_id, before)
