"""How far consignments of sandbox centres have come in their stories."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.story import Story
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("story_walks")


@dataclass(frozen=True, slots=True)
class Walk:
    """A consignment with how far it has come in its story.

    `story` is None while none has begun, `next_at` besides when it has ended; `stopped_by` says why
    it ended early. `received_at` is when its dossier was received.
    """

    consignment_code: str
    story: Story | None
    beats_done: int
    next_at: datetime | None
    stopped_by: str | None
    reference: str | None
    created_at: datetime
    leg: Leg
    post_office: str | None
    dossier_code: str | None
    origin: str
    destination: str
    due_dong: int
    received_at: datetime | None


async def without_story(connection: Connection, center_id: int, limit: int) -> Sequence[str]:
    """Return the codes of consignments whose story has not begun."""
    rows = await connection.fetch(QUERIES["without_story"], center_id, limit)
    return [row["code"] for row in rows]


async def begin_walk(
    connection: Connection, center_id: int, code: str, story: Story, next_at: datetime
) -> None:
    """Begin the story of a consignment, unless it has begun."""
    await connection.execute(QUERIES["begin_walk"], center_id, code, story, next_at)


async def due_walks(
    connection: Connection, center_id: int, now: datetime, limit: int
) -> Sequence[str]:
    """Return the codes of consignments whose next beat is due."""
    rows = await connection.fetch(QUERIES["due_walks"], center_id, now, limit)
    return [row["consignment_code"] for row in rows]


async def find_walk(connection: Connection, center_id: int, code: str) -> Walk:
    """Return a consignment with how far it has come in its story."""
    row = await connection.fetchrow(QUERIES["find_walk"], center_id, code)
    assert row is not None, "whoever asks has found the consignment"
    story = Story(row["story"]) if row["story"] else None
    return Walk(**{**row, "story": story, "leg": Leg(row["leg"])})


async def call_beat(connection: Connection, center_id: int, code: str, now: datetime) -> None:
    """Let the next beat be due now, where it is not yet."""
    await connection.execute(QUERIES["call_beat"], center_id, code, now)


async def go_on(
    connection: Connection, center_id: int, code: str, beats_done: int, next_at: datetime | None
) -> None:
    """Note that the beat after `beats_done` is done; `next_at` is None when it was the last."""
    await connection.execute(QUERIES["go_on"], center_id, code, beats_done, next_at)


async def stop_walk(
    connection: Connection, center_id: int, code: str, beats_done: int, refusal: str
) -> None:
    """Note that the beat after `beats_done` was refused."""
    await connection.execute(QUERIES["stop_walk"], center_id, code, beats_done, refusal)
