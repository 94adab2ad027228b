"""Webhooks of a centre: where they lead, what they want, their secrets, whether they listen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from postal_bridge.domain.webhook import EndpointState
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("webhooks")


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook; `kinds` empty wants every kind.

    Where it leads is in clear only when a process of the release before kept it.
    """

    webhook_id: UUID
    url_sealed: bytes | None = field(repr=False)
    url_in_clear: str = field(repr=False)
    kinds: Sequence[str]
    description: str | None
    state: EndpointState
    disabled_why: str | None
    disabled_at: datetime | None
    created_at: datetime
    created_by: str
    follows_from: datetime
    followed_to: datetime
    failing_since: datetime | None
    waiting: int
    failed: int
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class WebhookSecret:
    """A secret as it is kept."""

    secret_id: UUID
    secret_sealed: bytes = field(repr=False)


async def add_webhook(
    connection: Connection,
    center_id: int,
    webhook_id: UUID,
    leads: tuple[bytes, Sequence[str], str | None],
    created: tuple[datetime, str],
) -> None:
    """Keep a webhook: where it leads, what it wants, in words what for; when and by whom."""
    sealed, kinds, description = leads
    at, login = created
    await connection.execute(
        QUERIES["add_webhook"], center_id, webhook_id, sealed, list(kinds), description, at, login
    )


async def webhooks_of(
    connection: Connection, center_id: int, webhook_id: UUID | None = None
) -> list[Webhook]:
    """Return the webhooks of a centre, or the one of an identity."""
    rows = await connection.fetch(QUERIES["webhooks_of"], center_id, webhook_id)
    return [Webhook(**{**row, "state": EndpointState(row["state"])}) for row in rows]


async def lock_webhook(connection: Connection, center_id: int, webhook_id: UUID) -> bool:
    """Let nobody else change a webhook; tell whether there is one."""
    found = await connection.fetchval(QUERIES["lock_webhook"], center_id, webhook_id)
    return found is not None


async def change_webhook(
    connection: Connection,
    center_id: int,
    webhook_id: UUID,
    leads: tuple[bytes | None, Sequence[str] | None, str | None],
) -> None:
    """Change where a webhook leads, what it wants and what it is for; None stays as it is."""
    sealed, kinds, description = leads
    listed = None if kinds is None else list(kinds)
    await connection.execute(
        QUERIES["change_webhook"], center_id, webhook_id, sealed, listed, description
    )


async def urls_in_clear(connection: Connection, center_id: int) -> list[tuple[UUID, str]]:
    """Return where webhooks lead that are kept in clear."""
    rows = await connection.fetch(QUERIES["urls_in_clear"], center_id)
    return [(row["webhook_id"], row["url"]) for row in rows]


async def seal_url(
    connection: Connection, center_id: int, webhook_id: UUID, url: str, sealed: bytes
) -> None:
    """Keep sealed where a webhook leads, unless it leads elsewhere than to `url` by now."""
    await connection.execute(QUERIES["seal_url"], center_id, webhook_id, url, sealed)


async def enable_webhook(
    connection: Connection, center_id: int, webhook_id: UUID, now: datetime
) -> None:
    """Let a webhook be told what happens from now on."""
    await connection.execute(QUERIES["enable_webhook"], center_id, webhook_id, now)


async def disable_webhook(
    connection: Connection, center_id: int, webhook_id: UUID, why: str, now: datetime
) -> bool:
    """Let a webhook be told nothing; tell whether it was told anything before."""
    found = await connection.fetchval(QUERIES["disable_webhook"], center_id, webhook_id, why, now)
    return found is not None


async def remove_webhook(
    connection: Connection, center_id: int, webhook_id: UUID, now: datetime
) -> None:
    """Remove a webhook."""
    await connection.execute(QUERIES["remove_webhook"], center_id, webhook_id, now)


async def note_followed(
    connection: Connection, center_id: int, webhook_id: UUID, to: datetime
) -> None:
    """Note up to when the logs were followed for a webhook."""
    await connection.execute(QUERIES["note_followed"], center_id, webhook_id, to)


async def note_success(connection: Connection, center_id: int, webhook_id: UUID) -> None:
    """Note that a webhook listens."""
    await connection.execute(QUERIES["note_success"], center_id, webhook_id)


async def note_failure(
    connection: Connection, center_id: int, webhook_id: UUID, now: datetime
) -> datetime:
    """Note that a webhook does not listen, and return since when."""
    since: datetime = await connection.fetchval(QUERIES["note_failure"], center_id, webhook_id, now)
    return since


async def add_secret(
    connection: Connection,
    center_id: int,
    webhook_id: UUID,
    secret: WebhookSecret,
    now: datetime,
) -> None:
    """Keep a secret."""
    await connection.execute(
        QUERIES["add_webhook_secret"],
        center_id,
        secret.secret_id,
        webhook_id,
        secret.secret_sealed,
        now,
    )


async def end_other_secrets(
    connection: Connection, center_id: int, webhook_id: UUID, secret_id: UUID, ends_at: datetime
) -> None:
    """Let all secrets but one end at a moment."""
    await connection.execute(
        QUERIES["end_webhook_secrets"], center_id, webhook_id, secret_id, ends_at
    )


async def secrets_of(
    connection: Connection, center_id: int, webhook_id: UUID, now: datetime
) -> list[WebhookSecret]:
    """Return the secrets with which a webhook is signed now, the newest first."""
    rows = await connection.fetch(QUERIES["webhook_secrets"], center_id, webhook_id, now)
    return [WebhookSecret(**row) for row in rows]


async def forget_secrets(connection: Connection, center_id: int, before: datetime) -> None:
    """Remove secrets that ended before a moment."""
    await connection.execute(QUERIES["forget_webhook_secrets"], center_id, before)
