"""Let a citizen rate the service, once for each dossier, after its result was returned.

The rating counts in the summary as an imported one does. The word beside it is sealed; the centre
reads it without learning whose it is from the list alone.
"""

from dataclasses import dataclass, field
from datetime import datetime

from postal_bridge.domain.access import Center, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.citizen_refusals import AlreadyRated, NotReturnedYet
from postal_bridge.domain.dossier import Satisfaction
from postal_bridge.sealing import Sealer
from postal_bridge.store import rating_links, ratings
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.track import Tracked


@dataclass(frozen=True, slots=True)
class Rating:
    """What a citizen thinks of the service."""

    satisfaction: Satisfaction
    word: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ReadWord:
    """What a citizen wrote, as the centre reads it."""

    dossier_code: str
    department_name: str
    satisfaction: Satisfaction
    word: str
    written_at: datetime


def may_rate(tracked: Tracked) -> bool:
    """Tell whether a rating is wanted of what is tracked."""
    dossier = tracked.dossier
    return dossier is not None and dossier.returned_on is not None and not dossier.rated


async def rate_service(
    database: Database, clock: Clock, sealer: Sealer, tracked: Tracked, rating: Rating
) -> None:
    """Keep a citizen's rating of the dossier they track.

    Raises:
        NotReturnedYet: there is no result that was returned.
        AlreadyRated: this dossier was rated before.

    """
    dossier, center, now = tracked.dossier, tracked.center, clock()
    if dossier is None or dossier.returned_on is None:
        raise NotReturnedYet
    async with database.transaction() as connection:
        await keep_rating(connection, sealer, center, dossier.code, rating, now)


async def keep_rating(
    connection: Connection,
    sealer: Sealer,
    center: Center,
    dossier_code: str,
    rating: Rating,
    now: datetime,
) -> None:
    """Keep the rating of a dossier that was returned, in the caller's transaction.

    Raises:
        AlreadyRated: this dossier was rated before.

    """
    today = now.astimezone(center.zone).date()
    if not await ratings.rate_dossier(
        connection, center.center_id, dossier_code, rating.satisfaction, today, now
    ):
        raise AlreadyRated
    if rating.word:
        sealed = sealer.seal(rating.word, _place(center, dossier_code))
        await ratings.add_word(connection, center.center_id, dossier_code, sealed, now)
    await rating_links.clear_screens(connection, center.center_id, dossier_code)


async def read_words(
    database: Database, sealer: Sealer, viewer: Viewer, place: tuple[datetime, str], limit: int
) -> tuple[list[ReadWord], tuple[datetime, str] | None]:
    """Return a page of what citizens wrote, the newest first, and where the next page starts."""
    async with database.snapshot() as connection:
        found = await ratings.words_before(connection, viewer.center_id, place, limit + 1)
    page = found[:limit]
    last = (page[-1].written_at, page[-1].dossier_code) if len(found) > limit else None
    return [
        ReadWord(
            each.dossier_code,
            each.department_name,
            each.satisfaction,
            sealer.open(each.word_sealed, _place(viewer.center, each.dossier_code)),
            each.written_at,
        )
        for each in page
    ], last


def _place(center: Center, dossier_code: str) -> str:
    return f"rating.word {center.code} {dossier_code}"
