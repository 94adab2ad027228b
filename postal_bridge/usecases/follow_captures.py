"""Shows administrators what others told and nobody could enter, and lets them act upon it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.standards_refusals import (
    CaptureNotFaulty,
    CaptureNotRead,
    UnknownObservation,
)
from postal_bridge.store import captures, observations
from postal_bridge.store.captures import Capture
from postal_bridge.store.database import Database
from postal_bridge.store.observations import Observation
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.pages import cut

#: So many of the latest documents with faults are shown.
FAULTY_SHOWN = 20
#: So much of what others told of one thing is shown.
OF_THING_MOST = 50


@dataclass(frozen=True, slots=True)
class OpenObservations:
    """What waits for a person, whether there is more of it, and the faulty documents that do."""

    waiting: Sequence[Observation]
    has_more: bool
    faulty: Sequence[Capture]


async def look_up_open_observations(
    database: Database, viewer: Viewer, before: tuple[datetime, UUID], limit: int
) -> OpenObservations:
    """Return what others told and waits for a person, newest first."""
    async with database.snapshot() as connection:
        found = await observations.observations_open(
            connection, viewer.center_id, before, limit + 1
        )
        faulty = await captures.faulty_captures(connection, viewer.center_id, FAULTY_SHOWN)
    waiting, place = cut(found, limit, lambda each: each.observation_id)
    return OpenObservations(waiting, place is not None, faulty)


async def list_observations(
    database: Database, viewer: Viewer, item_code: str
) -> Sequence[Observation]:
    """Return what others told of a thing that the viewer may look at, the latest first."""
    async with database.snapshot() as connection:
        return await observations.observations_of_item(
            connection, viewer.center_id, item_code, OF_THING_MOST
        )


async def settle_observation(asked: Asked, observation_id: UUID, remark: str) -> None:
    """Note that somebody looked into what others told, and why it may rest.

    Raises:
        UnknownObservation: nothing of this identity waits.

    """
    viewer, now = asked.viewer, asked.clock()
    async with asked.database.transaction() as connection:
        about = await observations.settle_observation(
            connection, viewer.center_id, observation_id, (now, viewer.login, remark)
        )
        if about is None:
            raise UnknownObservation
        await note_change(
            connection,
            viewer.center_id,
            viewer.login,
            now,
            ChangeKind.OBSERVATION_SETTLED,
            item=about,
            remark=remark,
        )


async def settle_capture(asked: Asked, capture_id: UUID, remark: str) -> None:
    """Note that somebody looked into the faults of a document, and why it may rest.

    Raises:
        CaptureNotFaulty: no document of this identity has faults that wait.

    """
    viewer, now = asked.viewer, asked.clock()
    async with asked.database.transaction() as connection:
        if not await captures.settle_capture(
            connection, viewer.center_id, capture_id, (now, viewer.login, remark)
        ):
            raise CaptureNotFaulty
        await note_change(
            connection,
            viewer.center_id,
            viewer.login,
            now,
            ChangeKind.CAPTURE_SETTLED,
            capture=capture_id,
            remark=remark,
        )


async def read_capture_again(asked: Asked, capture_id: UUID) -> None:
    """Have a document read once more: what waits of it is judged anew, what was entered stays.

    Raises:
        CaptureNotRead: there is none that was read, or what it said was forgotten.

    """
    viewer, now = asked.viewer, asked.clock()
    async with asked.database.transaction() as connection:
        if not await captures.read_again(connection, viewer.center_id, capture_id):
            raise CaptureNotRead
        await observations.forget_open_observations(connection, viewer.center_id, capture_id)
        await note_change(
            connection,
            viewer.center_id,
            viewer.login,
            now,
            ChangeKind.CAPTURE_READ_AGAIN,
            capture=capture_id,
        )
