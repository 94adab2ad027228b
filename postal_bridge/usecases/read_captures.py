"""Reads what others told of things, and judges it like scans of the office that sent it.

What fits becomes an entry of the log; all else is kept beside the thing's history and waits for a
person. An event counts once by its identity, however often and in whatever order it is told; what
we told ourselves counts not at all. A document that cannot be read holds up none of the others.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog

from postal_bridge.domain.access import Center, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.observation import (
    OBSERVED_MAX,
    DocumentKind,
    Observed,
    Reading,
    Standing,
    declaration_of,
)
from postal_bridge.domain.refusals import TooBusy
from postal_bridge.domain.scan import Action, Scan
from postal_bridge.domain.standards_refusals import ToldOfFuture, ToldOtherwise
from postal_bridge.sealing import Sealer
from postal_bridge.store import captures, epcis, item_codes, observations, people
from postal_bridge.store.captures import Capture
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.observations import Observation, ToldBefore
from postal_bridge.usecases.capture_events import capture_place
from postal_bridge.usecases.check_ready import is_outage
from postal_bridge.usecases.scan_answers import ScanAnswer, Submitted
from postal_bridge.usecases.scan_desk import ScanDesk

#: A run ends after so many documents, or so long; the next one goes on.
CAPTURES_IN_RUN, RUN = 50, timedelta(seconds=40)
#: So much is judged in one transaction, as of a device that was long without a network.
JUDGED_TOGETHER = 100
#: Clocks that are right differ by no more; what is told of later has not happened.
AHEAD_MAX = timedelta(minutes=10)
#: What a document's fault is when it is ours.
OUR_ERROR, TOO_MANY = "our_error", f"more than {OBSERVED_MAX} things"

Read = Callable[[bytes, bool], Reading]
#: An event about a thing: the identity of the one, the name of the other.
Key = tuple[str, str]

log = structlog.get_logger("postal_bridge.capture")


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
        began, read = self.clock(), 0
        async with self.database.snapshot() as connection:
            waiting = await captures.captures_waiting(connection, center.center_id, CAPTURES_IN_RUN)
        for capture_id in waiting:
            if self.clock() - began > RUN:
                break
            await self._read(center, capture_id)
            read += 1
        return read

    async def _read(self, center: Center, capture_id: UUID) -> None:
        """Read a document; what goes wrong with it is noted and seen by a person."""
        try:
            faults = await self._faults(center, capture_id)
        except TooBusy:
            # It waits for the next run, and what was judged of it counts once.
            return
        except Exception as error:
            if is_outage(error):
                raise
            # It would fail the next time as well, and those behind it are not to wait for that.
            log.exception("capture_error", center=center.code, capture_id=str(capture_id))
            faults = [OUR_ERROR]
        async with self.database.transaction() as connection:
            await captures.finish_capture(
                connection, center.center_id, capture_id, self.clock(), faults
            )

    async def _faults(self, center: Center, capture_id: UUID) -> Sequence[str]:
        """Take up what a document says, and return what is wrong with it."""
        async with self.database.snapshot() as connection:
            capture = await captures.capture_by_id(connection, center.center_id, capture_id)
            assert capture is not None, "it was waiting"
            assert capture.body_sealed is not None, "what was not read was not forgotten"
            (placed,) = await people.offices_of_code(connection, capture.office_code, center.code)
        body = self.sealer.open_bytes(capture.body_sealed, capture_place(center, capture_id))
        # A long document takes a moment, in which others are served.
        reading = await asyncio.to_thread(self.readers[capture.kind], body, capture.proceeds)
        if len(reading.observed) > OBSERVED_MAX:
            return [*reading.faults, TOO_MANY]
        office = placed.office
        viewer = Viewer(center, capture.login, capture.role, office.code, office.kind)
        for start in range(0, len(reading.observed), JUDGED_TOGETHER):
            together = reading.observed[start : start + JUDGED_TOGETHER]
            await self._take_up(viewer, capture, together)
        return reading.faults

    async def _take_up(
        self, viewer: Viewer, capture: Capture, observed: Sequence[Observed]
    ) -> None:
        """Judge what is new among some events, in their order, and keep what became of each."""
        async with self.database.snapshot() as connection:
            known = await _Known.of(connection, viewer, observed)
        judging = _Judging(viewer, capture, known, self.clock())
        for each in observed:
            judging.take(each)
        for each, answer in await self._settle(viewer, judging.scans, capture.again):
            is_refused = answer.outcome == "refused"
            standing = Standing.REFUSED if is_refused else Standing.RECORDED
            judging.note(each, standing, answer.scan_id, answer.code if is_refused else None)
        if any(found.standing is Standing.UNKNOWN for found in judging.found):
            log.warning("observed_unknown", center=viewer.center.code, kind=capture.kind.value)
        async with self.database.transaction() as connection:
            await observations.keep_observations(connection, viewer.center_id, judging.found)

    async def _settle(
        self, viewer: Viewer, scans: Sequence[tuple[Observed, Scan]], again: int
    ) -> list[tuple[Observed, ScanAnswer]]:
        """Settle scans, and once more as others what was refused, if a person had it read again.

        A scan that was refused stays refused, and one that was recorded is not recorded twice.
        """
        settled = await self.desk.settle(
            viewer.center, [Submitted(viewer, scan) for _, scan in scans]
        )
        answers = [(each, answer) for (each, _), answer in zip(scans, settled, strict=True)]
        refused = [at for at, (_, answer) in enumerate(answers) if answer.outcome == "refused"]
        if again and refused:
            anew = [
                replace(scans[at][1], scan_id=scans[at][0].scan_id(viewer.center.code, again))
                for at in refused
            ]
            settled = await self.desk.settle(
                viewer.center, [Submitted(viewer, scan) for scan in anew]
            )
            for at, answer in zip(refused, settled, strict=True):
                answers[at] = (answers[at][0], answer)
        return answers


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known here of some events: those observed before, our own, things and offices.

    `things` are ours by the codes that were told, their own or a carrier's.
    """

    before: dict[Key, ToldBefore]
    own: frozenset[Key]
    things: Mapping[str, str]
    offices: frozenset[str]

    @classmethod
    async def of(
        cls, connection: Connection, viewer: Viewer, observed: Sequence[Observed]
    ) -> "_Known":
        center_id = viewer.center_id
        identities = {
            (identity, each.item_name)
            for each in observed
            for identity in (
                each.identity,
                declaration_of(each.identity),
                each.apart().identity,
                each.wrong,
            )
            if identity is not None
        }
        codes = {each.item_code for each in observed if each.item_code}
        own = await observations.things_known(connection, center_id, codes)
        return cls(
            before=await observations.known_observations(connection, center_id, identities),
            own=await _own(connection, center_id, observed),
            things={
                **await item_codes.things_of_items(connection, center_id, codes),
                # What is ours is never taken for a carrier's.
                **{code: code for code in own},
            },
            offices=await observations.offices_known(
                connection, center_id, {each.office for each in observed if each.office}
            ),
        )


async def _own(
    connection: Connection, center_id: int, observed: Sequence[Observed]
) -> frozenset[Key]:
    """Return which of these we told ourselves: the log has them, at that second."""
    places = {
        (each.identity, each.item_name): place
        for each in observed
        if (place := each.own_place()) and place.center_id == center_id
    }
    entries = await epcis.entries_of_log(
        connection, center_id, [(place.code, place.sequence) for place in places.values()]
    )

    def is_own(each: Observed) -> bool:
        place = places.get((each.identity, each.item_name))
        entry = entries.get((place.code, place.sequence)) if place else None
        return entry is not None and _second(entry.event.happened_at) == _second(each.happened_at)

    return frozenset((each.identity, each.item_name) for each in observed if is_own(each))


def _second(at: datetime) -> datetime:
    return at.replace(microsecond=0)


@dataclass(slots=True)
class _Judging:
    """What becomes of some events: scans that are still to be judged, and what is kept already."""

    viewer: Viewer
    capture: Capture
    known: _Known
    now: datetime
    scans: list[tuple[Observed, Scan]] = field(default_factory=list)
    found: list[Observation] = field(default_factory=list)

    def take(self, each: Observed) -> None:
        """Take up an event, unless it was told before or by us."""
        key = each.identity, each.item_name
        before = self.known.before.get(key)
        if key in self.known.own:
            return
        if before is not None:
            if (before.word, before.happened_at) != (each.word, each.happened_at):
                self._note_otherwise(each.apart())
        elif self._code(each) is None:
            self.note(each, Standing.UNKNOWN)
        elif each.happened_at > self.now + AHEAD_MAX:
            self.note(each, Standing.REFUSED, refusal=ToldOfFuture.code())
        elif scan := self._scan(each):
            self.scans.append((each, scan))
            # Whoever declares it wrong in the same document means this scan.
            self.known.before[key] = ToldBefore(each.word, each.happened_at, scan.scan_id)
        else:
            self.note(each, Standing.KEPT)

    def _note_otherwise(self, apart: Observed) -> None:
        """Keep what cannot be the event that it says it is; a person finds out which of them is."""
        if (apart.identity, apart.item_name) not in self.known.before:
            self.note(apart, Standing.REFUSED, refusal=ToldOtherwise.code())

    def note(
        self,
        each: Observed,
        standing: Standing,
        scan_id: UUID | None = None,
        refusal: str | None = None,
    ) -> None:
        """Say what became of an event."""
        key = each.identity, each.item_name
        self.known.before.setdefault(key, ToldBefore(each.word, each.happened_at))
        self.found.append(
            Observation(
                observation_id=uuid4(),
                capture_id=self.capture.capture_id,
                identity=each.identity,
                item_name=each.item_name,
                item_code=self._code(each),
                word=each.word,
                action=each.action,
                reason=each.reason,
                happened_at=each.happened_at,
                observed_at=self.now,
                office_code=self.viewer.office_code,
                standing=standing,
                scan_id=scan_id,
                refusal=refusal,
            )
        )

    def _code(self, each: Observed) -> str | None:
        """Return the code of ours that the thing has, if it is one of ours."""
        return self.known.things.get(each.item_code or "")

    def _scan(self, each: Observed) -> Scan | None:
        """Return the scan that an event is, or None when it is none of the acting office."""
        before, name = self.known.before, each.item_name
        wrong = before.get((each.wrong, name)) if each.wrong else None
        corrects = wrong.scan_id if wrong else None
        # An office acts for itself alone; what others call theirs says nothing about who acts.
        is_elsewhere = each.office != self.viewer.office_code and each.office in self.known.offices
        was_declared_wrong = (declaration_of(each.identity), name) in before
        nothing_to_correct = each.action is Action.CORRECT and corrects is None
        if each.action is None or is_elsewhere or was_declared_wrong or nothing_to_correct:
            return None
        return Scan(
            scan_id=each.scan_id(self.viewer.center.code),
            code=self._code(each) or "",
            action=each.action,
            scanned_at=each.happened_at,
            to_office=each.to_office,
            reason=each.reason,
            bag=each.bag,
            corrects=corrects,
        )
