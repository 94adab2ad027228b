"""Rating by a link, which comes in a message, on the receipt of a result or from a counter.

A token stands for one dossier and opens nothing but its rating. It is made of the installation's
secret and the dossier, so the same dossier has the same link wherever it is told; only a hash of it
is kept. A screen at a counter has a token of its own and asks about what its staff shows on it.
"""

import base64
import hashlib
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from postal_bridge.domain.access import Center, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.citizen_refusals import AlreadyRated, NotReturnedYet, RatingLinkEnded
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.sealing import Sealer
from postal_bridge.store import people, rating_links
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.rating_links import Screen
from postal_bridge.usecases.look_up_dossier import stored_code
from postal_bridge.usecases.rate_service import Rating, keep_rating

#: How long a link is open after it was told last.
LINK_TERM = timedelta(days=30)
#: How long a screen asks before it turns to the next citizen.
SCREEN_TERM = timedelta(minutes=5)
#: Below this path there are the pages of ratings by link.
PATH = "/rate"


@dataclass(frozen=True, slots=True)
class Asked:
    """A centre that asks about a dossier; None where its screen asks about nothing now."""

    center: Center
    dossier_code: str | None


async def link_to_rate(
    connection: Connection, sealer: Sealer, center: Center, dossier_code: str, now: datetime
) -> str:
    """Return the path of the link by which a dossier is rated, in the caller's transaction.

    It may be told before the result is returned; it opens when that has happened.
    """
    return (await links_to_rate(connection, sealer, center, {dossier_code}, now))[dossier_code]


async def links_to_rate(
    connection: Connection,
    sealer: Sealer,
    center: Center,
    dossier_codes: AbstractSet[str],
    now: datetime,
) -> dict[str, str]:
    """Return the paths of the links of several dossiers, as `link_to_rate` does of one."""
    tokens = {code: _token(sealer, center, code, "rating link") for code in dossier_codes}
    hashes = {code: _hashed(token) for code, token in tokens.items()}
    await rating_links.keep_links(connection, center.center_id, hashes, now + LINK_TERM)
    return {code: f"{PATH}/{token}" for code, token in tokens.items()}


async def print_link(
    database: Database, clock: Clock, sealer: Sealer, viewer: Viewer, dossier_code: str
) -> str:
    """Return the path of the link for a paper of a dossier that the viewer has at hand."""
    async with database.transaction() as connection:
        return await link_to_rate(connection, sealer, viewer.center, dossier_code, clock())


async def look_at_link(database: Database, clock: Clock, token: str) -> Asked:
    """Return what a link asks about.

    Raises:
        RatingLinkEnded: there is no such link, or it asks no more.
        NotReturnedYet: there is no result that was returned.
        AlreadyRated: the dossier was rated before.

    """
    async with database.snapshot() as connection:
        return await _linked(connection, clock(), token)


async def rate_by_link(
    database: Database, clock: Clock, sealer: Sealer, token: str, rating: Rating
) -> None:
    """Keep a rating by a link; raises as `look_at_link` does."""
    now = clock()
    async with database.transaction() as connection:
        asked = await _linked(connection, now, token)
        assert asked.dossier_code is not None, "a link is about a dossier"
        await keep_rating(connection, sealer, asked.center, asked.dossier_code, rating, now)


async def look_at_screen(database: Database, clock: Clock, token: str) -> Asked:
    """Return what a screen asks about; raises RatingLinkEnded when there is no such screen."""
    async with database.snapshot() as connection:
        return await _shown(connection, clock(), token)


async def rate_on_screen(
    database: Database, clock: Clock, sealer: Sealer, token: str, rating: Rating
) -> None:
    """Keep a rating of what a screen asks about.

    Raises:
        RatingLinkEnded: there is no such screen, or it asks about nothing any more.
        AlreadyRated: the dossier was rated meanwhile.

    """
    now = clock()
    async with database.transaction() as connection:
        asked = await _shown(connection, now, token)
        if asked.dossier_code is None:
            raise RatingLinkEnded
        await keep_rating(connection, sealer, asked.center, asked.dossier_code, rating, now)


async def list_screens(
    database: Database, sealer: Sealer, viewer: Viewer
) -> list[tuple[Screen, str]]:
    """Return the screens of the viewer's centre with the paths to be opened on them."""
    async with database.snapshot() as connection:
        screens = await rating_links.screens_of(connection, viewer.center_id)
    return [(each, _screen_path(sealer, viewer.center, each.screen_id)) for each in screens]


async def add_screen(database: Database, sealer: Sealer, viewer: Viewer, name: str) -> None:
    """Add a screen; raises InvalidInput when there is one of this name, or too many."""
    screen = Screen(uuid4(), name)
    token = _token(sealer, viewer.center, str(screen.screen_id), "rating screen")
    async with database.transaction() as connection:
        if not await rating_links.add_screen(connection, viewer.center_id, screen, _hashed(token)):
            detail = Said("such a screen is listed already, or there are too many")
            raise InvalidInput(FieldProblem("name", "screen_known", detail))


async def remove_screen(database: Database, viewer: Viewer, screen_id: UUID) -> None:
    """Remove a screen, whose link ends; one that is gone stays so."""
    async with database.transaction() as connection:
        await rating_links.remove_screen(connection, viewer.center_id, screen_id)


async def show_on_screen(
    database: Database, clock: Clock, viewer: Viewer, screen_id: UUID, code: str
) -> None:
    """Have a screen ask about a dossier whose result was just returned.

    Raises:
        UnknownCode: this is no code of a dossier.
        NotReturnedYet: the dossier is not returned, is rated already, or there is no such screen.

    """
    until = clock() + SCREEN_TERM
    async with database.transaction() as connection:
        shown = await rating_links.show_on_screen(
            connection, viewer.center_id, screen_id, stored_code(code), until
        )
    if not shown:
        raise NotReturnedYet


async def _linked(connection: Connection, now: datetime, token: str) -> Asked:
    centers = await _centers(connection)
    found = await rating_links.rated_by_link(connection, list(centers), _hashed(token))
    if found is None or now >= found.expires_at:
        raise RatingLinkEnded
    if found.returned_on is None:
        raise NotReturnedYet
    if found.rated:
        raise AlreadyRated
    return Asked(centers[found.center_id], found.dossier_code)


async def _shown(connection: Connection, now: datetime, token: str) -> Asked:
    centers = await _centers(connection)
    found = await rating_links.shown_on_screen(connection, list(centers), _hashed(token))
    if found is None:
        raise RatingLinkEnded
    is_asking = found.shown_until is not None and now < found.shown_until
    is_open = is_asking and found.returned_on is not None and not found.rated
    return Asked(centers[found.center_id], found.dossier_code if is_open else None)


async def _centers(connection: Connection) -> dict[int, Center]:
    return {each.center_id: each for each in await people.all_centers(connection)}


def _screen_path(sealer: Sealer, center: Center, screen_id: UUID) -> str:
    return f"{PATH}/screens/{_token(sealer, center, str(screen_id), 'rating screen')}"


def _token(sealer: Sealer, center: Center, subject: str, kind: str) -> str:
    key = sealer.index(f"{center.code} {subject}", kind)
    return base64.urlsafe_b64encode(key).decode().rstrip("=")


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
