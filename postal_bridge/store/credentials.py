"""Sessions and bearer tokens: the hash of a secret, whose it is, until when.

The secret itself is never stored, so whoever reads the table can sign in as nobody.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from postal_bridge.domain.access import OfficeKind, Role, Viewer
from postal_bridge.domain.credential import CredentialKind, Recognised
from postal_bridge.store.database import Connection, load_queries
from postal_bridge.store.people import center_from

QUERIES = load_queries("credentials")


@dataclass(frozen=True, slots=True)
class Credential:
    """A session or token as it is kept; `secret_hash` is the SHA-256 of what is presented."""

    center_id: int
    secret_hash: bytes
    credential_id: UUID
    kind: CredentialKind
    login: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token without its secret."""

    token_id: UUID
    login: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


async def add_credential(connection: Connection, credential: Credential) -> None:
    """Keep a new session or token."""
    await connection.execute(
        QUERIES["add_credential"],
        credential.center_id,
        credential.secret_hash,
        credential.credential_id,
        credential.kind,
        credential.login,
        credential.created_at,
        credential.expires_at,
    )


async def recognise(
    connection: Connection,
    center_id: int,
    secret_hash: bytes,
    kind: CredentialKind,
    now: datetime,
) -> Recognised | None:
    """Return who presents this secret, or None when it is unknown or no longer valid."""
    row = await connection.fetchrow(QUERIES["recognise"], center_id, secret_hash, kind, now)
    if row is None:
        return None
    viewer = Viewer(
        center=center_from(row, prefix="center_"),
        login=row["login"],
        role=Role(row["role"]),
        office_code=row["office_code"],
        office_kind=OfficeKind(row["office_kind"]),
        supervises=row["supervises"],
        office_supervised=row["office_supervised"],
    )
    return Recognised(viewer, row["credential_id"], row["expires_at"])


async def revoke_credential(
    connection: Connection,
    center_id: int,
    credential_id: UUID,
    kind: CredentialKind,
    now: datetime,
    *,
    login: str | None,
) -> str | None:
    """End one session or token, of one person or (None) of the whole centre; return whose."""
    revoked: str | None = await connection.fetchval(
        QUERIES["revoke_credential"], center_id, credential_id, kind, now, login
    )
    return revoked


async def revoke_all(connection: Connection, center_id: int, login: str, now: datetime) -> None:
    """End every session and token of a person."""
    await connection.execute(QUERIES["revoke_all"], center_id, login, now)


async def revoke_others(
    connection: Connection, center_id: int, login: str, kept_id: UUID, now: datetime
) -> None:
    """End every session and token of a person but the one of `kept_id`."""
    await connection.execute(QUERIES["revoke_others"], center_id, login, kept_id, now)


async def tokens_of_center(
    connection: Connection, center_id: int, before: tuple[datetime, UUID] | None, limit: int
) -> list[Token]:
    """Return at most `limit` tokens of a centre, newest first, made before the one given."""
    created_at, token_id = before or (None, None)
    rows = await connection.fetch(
        QUERIES["tokens_of_center"], center_id, created_at, token_id, limit
    )
    return [Token(*row) for row in rows]


async def tokens_before(
    connection: Connection,
    center_id: int,
    login: str,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Token]:
    """Return at most `limit` tokens of a person, newest first, made before the one given."""
    created_at, token_id = before or (None, None)
    rows = await connection.fetch(
        QUERIES["tokens_before"], center_id, login, created_at, token_id, limit
    )
    return [Token(*row) for row in rows]


async def forget_expired(connection: Connection, center_id: int, before: datetime) -> None:
    """Remove the sessions and tokens of a centre that ended before a time."""
    await connection.execute(QUERIES["forget_expired"], center_id, before)
