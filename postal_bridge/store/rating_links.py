"""Links by which dossiers are rated, and screens at counters that ask for ratings.

Ratings themselves are kept by `ratings`. A token leads to its centre: it is looked for in all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("rating_links")

#: No centre has so many counters; a page shows them all.
SCREENS_MAX = 200


@dataclass(frozen=True, slots=True)
class LinkedDossier:
    """The dossier that a link asks about, and until when it does."""

    center_id: int
    dossier_code: str
    expires_at: datetime
    returned_on: date | None
    rated: bool


@dataclass(frozen=True, slots=True)
class ShownDossier:
    """A screen and the dossier it asks about until `shown_until`; None is about nothing."""

    center_id: int
    dossier_code: str | None
    shown_until: datetime | None
    returned_on: date | None
    rated: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """A tablet at a counter, by the name of the counter."""

    screen_id: UUID
    name: str


async def keep_links(
    connection: Connection, center_id: int, hashes: Mapping[str, bytes], expires_at: datetime
) -> None:
    """Keep the links of dossiers by the hashes of their tokens, open until a moment."""
    codes, kept = list(hashes), list(hashes.values())
    await connection.execute(QUERIES["keep_links"], center_id, codes, kept, expires_at)


async def rated_by_link(
    connection: Connection, center_ids: Sequence[int], token_hash: bytes
) -> LinkedDossier | None:
    """Return what a link asks about, None when there is none of this token."""
    row = await connection.fetchrow(QUERIES["rated_by_link"], center_ids, token_hash)
    return LinkedDossier(**row) if row else None


async def add_screen(
    connection: Connection, center_id: int, screen: Screen, token_hash: bytes
) -> bool:
    """Add a screen; False when there is one of its name, or `SCREENS_MAX` already."""
    added: str = await connection.execute(
        QUERIES["add_screen"], center_id, screen.screen_id, screen.name, token_hash, SCREENS_MAX
    )
    return added.endswith("1")


async def remove_screen(connection: Connection, center_id: int, screen_id: UUID) -> str | None:
    """Remove a screen and return its name, None when there is none of this identity."""
    name: str | None = await connection.fetchval(QUERIES["remove_screen"], center_id, screen_id)
    return name


async def screens_of(connection: Connection, center_id: int) -> list[Screen]:
    """Return the screens of a centre by their names."""
    return [Screen(**row) for row in await connection.fetch(QUERIES["screens_of"], center_id)]


async def show_on_screen(
    connection: Connection, center_id: int, screen_id: UUID, dossier_code: str, until: datetime
) -> bool:
    """Have a screen ask about a dossier; False when it is not to be rated, or no such screen."""
    query = QUERIES["show_on_screen"]
    shown = await connection.fetchval(query, center_id, screen_id, dossier_code, until)
    return shown is not None


async def clear_screens(connection: Connection, center_id: int, dossier_code: str) -> None:
    """Have no screen ask about a dossier any more."""
    await connection.execute(QUERIES["clear_screens"], center_id, dossier_code)


async def shown_on_screen(
    connection: Connection, center_ids: Sequence[int], token_hash: bytes
) -> ShownDossier | None:
    """Return what the screen of a token asks about, None when there is no such screen."""
    row = await connection.fetchrow(QUERIES["shown_on_screen"], center_ids, token_hash)
    return ShownDossier(**{**row, "rated": bool(row["rated"])}) if row else None
