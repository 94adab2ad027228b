"""Takes documents in which others tell of things, kept as they came, and tells of them.

They are read later, by `read_captures`; what came of them waits for a person in
`follow_captures`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from postal_bridge.domain.access import Center, Viewer
from postal_bridge.domain.observation import DocumentKind, Standing
from postal_bridge.domain.standards_refusals import UnknownCapture
from postal_bridge.store import captures, observations
from postal_bridge.store.captures import Capture, FreshCapture
from postal_bridge.store.database import Database
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.pages import cut

CapturePlace = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class CaptureJob:
    """A document with what became of it: how many events about things have which standing."""

    capture: Capture
    counted: Mapping[Standing, int]


async def keep_capture(asked: Asked, kind: DocumentKind, body: bytes, *, proceeds: bool) -> UUID:
    """Keep a document as it came and return its identity; the same one again is the same.

    That is by the same sender, to be read in the same way.
    """
    viewer, capture_id = asked.viewer, uuid4()
    digest = f"{viewer.center.code} {proceeds} {sha256(body).hexdigest()}"
    fresh = FreshCapture(
        capture_id=capture_id,
        kind=kind,
        login=viewer.login,
        role=viewer.role,
        office_code=viewer.office_code,
        proceeds=proceeds,
        created_at=asked.clock(),
        body_index=asked.sealer.index(digest, "capture"),
        body_sealed=asked.sealer.seal_bytes(body, capture_place(viewer.center, capture_id)),
    )
    async with asked.database.transaction() as connection:
        return await captures.keep_capture(connection, viewer.center_id, fresh)


async def look_up_capture(database: Database, viewer: Viewer, capture_id: UUID) -> CaptureJob:
    """Return what became of a document.

    Raises:
        UnknownCapture: there is none, or somebody else of another office sent it.

    """
    async with database.snapshot() as connection:
        found = await captures.capture_by_id(connection, viewer.center_id, capture_id)
        if found is None or not (viewer.sees_whole_center or found.login == viewer.login):
            raise UnknownCapture
        counted = await observations.count_observations(connection, viewer.center_id, [capture_id])
    return CaptureJob(found, counted.get(capture_id, {}))


async def list_captures(
    database: Database, viewer: Viewer, before: CapturePlace, limit: int
) -> tuple[list[CaptureJob], CapturePlace | None]:
    """Return the documents that the viewer may ask about, the newest first, and the next place."""
    login = None if viewer.sees_whole_center else viewer.login
    async with database.snapshot() as connection:
        found = await captures.captures_before(
            connection, viewer.center_id, before, login, limit + 1
        )
        page, last = cut(found, limit, lambda each: (each.created_at, each.capture_id))
        counted = await observations.count_observations(
            connection, viewer.center_id, [each.capture_id for each in page]
        )
    return [CaptureJob(each, counted.get(each.capture_id, {})) for each in page], last


def capture_place(center: Center, capture_id: UUID) -> str:
    """Return the place that the body of a document is sealed for."""
    return f"capture.body {center.code} {capture_id}"
