"""What citizens think of the service: the rating of a dossier, and the word beside it."""

from dataclasses import dataclass
from datetime import date, datetime

from postal_bridge.domain.dossier import Satisfaction
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("ratings")


@dataclass(frozen=True, slots=True)
class RatingWord:
    """What a citizen wrote, with the rating and the department it is about."""

    dossier_code: str
    word_sealed: bytes
    written_at: datetime
    satisfaction: Satisfaction
    department_name: str


async def rate_dossier(
    connection: Connection,
    center_id: int,
    dossier_code: str,
    satisfaction: Satisfaction,
    rated_on: date,
    rated_at: datetime,
) -> bool:
    """Keep a rating; return False when there is one already or no result was returned."""
    rated = await connection.fetchval(
        QUERIES["rate_dossier"], center_id, dossier_code, satisfaction, rated_on, rated_at
    )
    return rated is not None


async def add_word(
    connection: Connection,
    center_id: int,
    dossier_code: str,
    word_sealed: bytes,
    written_at: datetime,
) -> None:
    """Keep what was written beside a rating."""
    await connection.execute(QUERIES["add_word"], center_id, dossier_code, word_sealed, written_at)


async def words_before(
    connection: Connection, center_id: int, place: tuple[datetime, str], limit: int
) -> list[RatingWord]:
    """Return what was written before a place, the newest first."""
    rows = await connection.fetch(QUERIES["words_before"], center_id, *place, limit)
    return [
        RatingWord(**{**row, "satisfaction": Satisfaction(row["satisfaction"])}) for row in rows
    ]
