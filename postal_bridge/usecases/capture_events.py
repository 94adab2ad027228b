"""Takes what others tell of things: kept as it came, read later, judged like scans.

What fits becomes an entry of the log by a scan of the office whose token it came by; all else is
kept beside the thing's history and shown to a person.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

import structlog

from postal_bridge.domain.access import Center, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.observation import DocumentKind, Observed, Reading, Standing
from postal_bridge.domain.scan import Action, Scan
from postal_bridge.domain.standards_refusals import UnknownCapture, UnknownObservation
from postal_bridge.sealing import Sealer
from postal_bridge.store import observations, people
from postal_bridge.store.database import Database
from postal_bridge.store.observations import Capture, FreshCapture, Observation
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.pages import cut
from postal_bridge.usecases.scan_answers import Submitted
from postal_bridge.usecases.scan_desk import ScanDesk

#: Documents that one run of the job reads; the next takes the others.
CAPTURES_IN_RUN = 50

Read = Callable[[bytes, bool], Reading]

log = structlog.get_logger("postal_bridge.capture")


async def keep_capture(asked: Asked, kind: DocumentKind, body: bytes, *, proceeds: bool) -> UUID:
    """Keep a document as it came and return its identity; the same one again is the same."""
    viewer, capture_id = asked.viewer, uuid4()
    index = asked.sealer.index(f"{viewer.center.code} {sha256(body).hexdigest()}", "capture")
    async with asked.database.transaction() as connection:
        fresh = FreshCapture(
            capture_id=capture_id,
            kind=kind,
            login=viewer.login,
            role=viewer.role,
            office_code=viewer.office_code,
            proceeds=proceeds,
            created_at=asked.clock(),
            body_index=index,
            body_sealed=asked.sealer.seal_bytes(body, _place(viewer.center, capture_id)),
        )
        return await observations.keep_capture(connection, viewer.center_id, fresh)


async def look_up_capture(database: Database, viewer: Viewer, capture_id: UUID) -> Capture:
    """Return what became of a document.

    Raises:
        UnknownCapture: there is none, or somebody else of another office sent it.

    """
    async with database.snapshot() as connection:
        found = await observations.capture_by_id(connection, viewer.center_id, capture_id)
    if found is None or not (viewer.sees_whole_center or found.login == viewer.login):
        raise UnknownCapture
    return found


async def list_observations(
    database: Database,
    viewer: Viewer,
    item_code: str | None,
    before: tuple[datetime, UUID],
    limit: int,
) -> tuple[Sequence[Observation], tuple[datetime, UUID] | None]:
    """Return what others told of a thing, or what of all waits for a person, newest first."""
    async with database.snapshot() as connection:
        found = await observations.observations(
            connection, viewer.center_id, item_code, before, limit + 1
        )
    return cut(found, limit, lambda each: (each.observed_at, each.observation_id))


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


@dataclass(frozen=True, slots=True)
class CaptureReader:
    """Reads the documents that wait at a centre; `readers` know each kind of document."""

    database: Database
    clock: Clock
    sealer: Sealer
    desk: ScanDesk
    readers: Mapping[DocumentKind, Read]

    async def read_waiting(self, center: Center) -> int:
        """Read what waits and return how many documents that were; each counts once."""
        async with self.database.snapshot() as connection:
            waiting = await observations.captures_waiting(
                connection, center.center_id, CAPTURES_IN_RUN
            )
        for capture in waiting:
            await self._read(center, capture)
        return len(waiting)

    async def _read(self, center: Center, capture: Capture) -> None:
        body = self.sealer.open_bytes(capture.body_sealed, _place(center, capture.capture_id))
        reading = self.readers[capture.kind](body, capture.proceeds)
        async with self.database.snapshot() as connection:
            (placed,) = await people.offices_of_code(connection, capture.office_code, center.code)
        office = placed.office
        viewer = Viewer(center, capture.login, capture.role, office.code, office.kind)
        # One by one, because what is told first may be what the next one rests on.
        for each in reading.observed:
            await self._observe(viewer, capture, each)
        now = self.clock()
        async with self.database.transaction() as connection:
            await observations.finish_capture(
                connection, center.center_id, capture.capture_id, now, reading.faults
            )

    async def _observe(self, viewer: Viewer, capture: Capture, each: Observed) -> None:
        center_id = viewer.center_id
        told = [each, _declared_wrong(each)] if each.wrong else [each]
        async with self.database.snapshot() as connection:
            before = await observations.known_observations(connection, center_id, told)
            codes = [code for code in (each.item_code,) if code]
            is_ours = bool(await observations.things_known(connection, center_id, codes))
            acts = each.office in (None, viewer.office_code) or not (
                # What the other party calls an office of its own says nothing about who acts.
                await people.offices_of_code(connection, each.office, viewer.center.code)
            )
        if (each.identity, each.item_name) in before:
            return
        standing, scan_id, refusal = Standing.UNKNOWN, None, None
        if is_ours and not acts:
            # An office acts for itself alone.
            standing = Standing.KEPT
        elif is_ours:
            wrong = before.get((each.wrong or "", each.item_name))
            standing, scan_id, refusal = await self._judge(viewer, each, wrong)
        if standing is Standing.UNKNOWN:
            log.warning("observed_unknown", center=viewer.center.code, kind=capture.kind.value)
        found = Observation(
            observation_id=uuid4(),
            capture_id=capture.capture_id,
            identity=each.identity,
            item_name=each.item_name,
            item_code=each.item_code if is_ours else None,
            word=each.word,
            happened_at=each.happened_at,
            observed_at=self.clock(),
            office_code=viewer.office_code,
            standing=standing,
            scan_id=scan_id,
            refusal=refusal,
        )
        async with self.database.transaction() as connection:
            await observations.keep_observations(connection, center_id, [found])

    async def _judge(
        self, viewer: Viewer, each: Observed, wrong: UUID | None
    ) -> tuple[Standing, UUID | None, str | None]:
        """Let it be a scan, where we have a word for it, and say what became of it."""
        if each.action is None or (each.action is Action.CORRECT and wrong is None):
            return Standing.KEPT, None, None
        scan = Scan(
            scan_id=each.scan_id(viewer.center.code),
            code=each.item_code or "",
            action=each.action,
            scanned_at=each.happened_at,
            to_office=each.to_office if each.action is Action.GIVE else None,
            reason=each.reason,
            bag=each.bag if each.action in (Action.PACK, Action.UNPACK) else None,
            corrects=wrong if each.action is Action.CORRECT else None,
        )
        (answer,) = await self.desk.settle(viewer.center, [Submitted(viewer, scan)])
        if answer.outcome == "refused":
            return Standing.REFUSED, scan.scan_id, answer.code
        return Standing.RECORDED, scan.scan_id, None


def _declared_wrong(each: Observed) -> Observed:
    """Return as what the event was observed that this one declares wrong."""
    return Observed(each.wrong or "", each.item_name, None, each.word, each.happened_at)


def _place(center: Center, capture_id: UUID) -> str:
    return f"capture.body {center.code} {capture_id}"
