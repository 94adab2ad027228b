"""Carries what is registered at a sandbox centre along its stories, beat by beat.

Made-up staff do what people would, by the use cases that serve people, so that tracking, lists,
money and messages show it. Nothing is locked meanwhile: a scan has the same identity whoever makes
it, and whoever was killed in between finds it recorded.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from postal_bridge.domain.access import Center, OfficeKind, Role, Viewer, counter_of
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.refusals import Refusal, ScanIdReused
from postal_bridge.domain.scan import Action, Collected, PaymentMethod, Scan
from postal_bridge.domain.story import Beat, Story, Who, beats_of, scan_id_of, story_of
from postal_bridge.domain.story_refusals import NoSandbox, StoryEnded
from postal_bridge.store import people, story_walks
from postal_bridge.store.consignments import Consignment
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.people import Person
from postal_bridge.store.story_walks import Walk
from postal_bridge.usecases.advance_dossier import WantedStep, advance_dossier
from postal_bridge.usecases.look_up_consignment import find_visible
from postal_bridge.usecases.once import Answer, RequestKey, once
from postal_bridge.usecases.record_scan import record_scans
from postal_bridge.usecases.scan_answers import ScanRules, Submitted

#: So many stories begin, and go on by a beat, in one run; the next run takes the others.
WALKS_IN_A_RUN = 500

_ROLE_OF_KIND = {
    OfficeKind.POST: Role.POST,
    OfficeKind.CENTER: Role.CENTER,
    OfficeKind.DEPARTMENT: Role.DEPARTMENT,
}
_STAFF_NAME = "Nhân viên mẫu (thử nghiệm)"


@dataclass(frozen=True, slots=True)
class _Told:
    """A story with its beats, how many of them have happened, and when the next one does."""

    walk: Walk
    story: Story
    next_at: datetime | None

    @property
    def beats(self) -> tuple[Beat, ...]:
        """What happens in it."""
        return beats_of(self.story, self.walk.leg)

    def document(self) -> dict[str, Any]:
        """Return it as it is answered."""
        return {
            "consignment_code": self.walk.consignment_code,
            "story": self.story.value,
            "beats": [str(beat) for beat in self.beats],
            "beats_done": self.walk.beats_done,
            "next_at": self.next_at and self.next_at.isoformat(),
            "stopped_by": self.walk.stopped_by,
        }


@dataclass(frozen=True, slots=True)
class Storyteller:
    """What stories are told with; between two beats lies `pace`."""

    database: Database
    rules: ScanRules
    pace: timedelta

    async def go_on(self, center: Center) -> dict[str, int]:
        """Begin the stories that have not begun, do the beats that are due; return how many.

        A centre that is no sandbox has no stories.
        """
        if not center.sandbox:
            return {}
        center_id = center.center_id
        async with self.database.transaction() as connection:
            fresh = await story_walks.without_story(connection, center_id, WALKS_IN_A_RUN)
            for code in fresh:
                await self._begin(connection, center, code)
            due = await story_walks.due_walks(
                connection, center_id, self.rules.clock(), WALKS_IN_A_RUN
            )
        for code in due:
            await self._do_next(center, code)
        return {"begun": len(fresh), "beats": len(due)}

    async def look_up(self, viewer: Viewer, code: str) -> dict[str, Any]:
        """Return the story of a consignment and how far it has come.

        Raises:
            NoSandbox: the viewer's centre is one for real.
            UnknownCode: there is none of this code among those the viewer may see.

        """
        async with self.database.snapshot() as connection:
            consignment = await _find(connection, viewer, code)
            told = await self._tell(connection, viewer.center, consignment.code)
        return told.document()

    async def call_next(self, viewer: Viewer, request_key: RequestKey | None, code: str) -> Answer:
        """Let the next beat of a consignment's story happen now; answer how far it had come.

        It is written down as due before it is done, so that it happens though we be killed.

        Raises:
            NoSandbox: the viewer's centre is one for real.
            UnknownCode: there is none of this code among those the viewer may see.
            StoryEnded: there is no next beat.

        """
        center, rules = viewer.center, self.rules

        async def act(connection: Connection) -> Answer:
            consignment = await _find(connection, viewer, code)
            await self._begin(connection, center, consignment.code)
            await story_walks.call_beat(
                connection, center.center_id, consignment.code, rules.clock()
            )
            told = await self._tell(connection, center, consignment.code)
            if told.next_at is None:
                raise StoryEnded(code=consignment.code)
            return Answer(202, told.document())

        answer = await once(self.database, rules.clock, rules.sealer, viewer, request_key, act)
        assert answer.document is not None
        found, done = answer.document["consignment_code"], answer.document["beats_done"]
        await self._do_next(center, found, done)
        return answer

    async def _tell(self, connection: Connection, center: Center, code: str) -> _Told:
        walk = await story_walks.find_walk(connection, center.center_id, code)
        if walk.story is not None:
            return _Told(walk, walk.story, walk.next_at)
        story = story_of(walk.reference, walk.dossier_code)
        return _Told(walk, story, walk.created_at + self.pace)

    async def _begin(self, connection: Connection, center: Center, code: str) -> None:
        told = await self._tell(connection, center, code)
        if told.walk.story is None and told.next_at is not None:
            await story_walks.begin_walk(
                connection, center.center_id, code, told.story, told.next_at
            )

    async def _do_next(self, center: Center, code: str, after: int | None = None) -> None:
        """Do the beat that is due, and note that it is done or that it was refused.

        Where not as many as `after` beats are done, somebody else did it.
        """
        async with self.database.snapshot() as connection:
            told = await self._tell(connection, center, code)
        done, center_id = told.walk.beats_done, center.center_id
        if told.next_at is None or after not in (None, done):
            return
        refusal = await self._do(center, told.walk, told.beats[done], told.next_at)
        is_last = done + 1 == len(told.beats)
        next_at = max(self.rules.clock(), told.next_at) + self.pace
        async with self.database.transaction() as connection:
            if refusal is not None:
                await story_walks.stop_walk(connection, center_id, code, done, refusal)
            else:
                following = None if is_last else next_at
                await story_walks.go_on(connection, center_id, code, done, following)

    async def _do(self, center: Center, walk: Walk, beat: Beat, moment: datetime) -> str | None:
        """Do a beat as the staff of its office; return the code of a refusal."""
        async with self.database.transaction() as connection:
            staff = await self._staff(connection, center, _office_of(center, walk, beat))
        identity = scan_id_of(center.code, walk.consignment_code, walk.beats_done)
        if beat.status is not None:
            return await self._step(staff, walk, beat, identity)
        scan = _scan_of(center, walk, beat, identity, moment)
        (answer,) = await record_scans(self.database, self.rules, center, [Submitted(staff, scan)])
        # What is due is another amount once it was collected: such a scan is recorded already.
        if answer.outcome == "refused" and answer.code != ScanIdReused.code():
            return answer.code
        return None

    async def _step(self, staff: Viewer, walk: Walk, beat: Beat, identity: UUID) -> str | None:
        """Take the dossier a step further, dated as if the clock had stood since its receipt."""
        assert beat.status is not None
        zone = staff.center.zone
        received_on = walk.received_at and walk.received_at.astimezone(zone).date()
        happened_on = received_on if beat.status is PortalStatus.SUPPLEMENT_ASKED else None
        wanted = WantedStep(beat.status, happened_on, step_id=identity)
        key = RequestKey(str(identity), sha256(identity.bytes).digest())
        try:
            await advance_dossier(
                self.database,
                self.rules.clock,
                self.rules.sealer,
                staff,
                walk.dossier_code or "",
                wanted,
                key,
            )
        except Refusal as refusal:
            return refusal.code()
        return None

    async def _staff(self, connection: Connection, center: Center, office_code: str) -> Viewer:
        """Return the made-up person of an office, who can sign in nowhere."""
        (placed,) = await people.offices_of_code(connection, office_code, center.code)
        role = _ROLE_OF_KIND[placed.office.kind]
        login = f"sandbox.{center.code}.{office_code}".lower()
        person = Person(login, center.center_id, office_code, role, _STAFF_NAME, None, active=True)
        if await people.add_person(connection, person, self.rules.clock()):
            await people.change_person(
                connection,
                center.center_id,
                login,
                full_name=None,
                password_hash=None,
                active=False,
            )
        return Viewer(center, login, role, office_code, placed.office.kind)


async def _find(connection: Connection, viewer: Viewer, code: str) -> Consignment:
    found = await find_visible(connection, viewer, code)
    if not viewer.center.sandbox:
        raise NoSandbox(center=viewer.center.code)
    return found


def _office_of(center: Center, walk: Walk, beat: Beat) -> str:
    ends = {Who.SENDER: walk.origin, Who.ADDRESSEE: walk.destination}
    return ends.get(beat.who) or walk.post_office or counter_of(center.code)


def _scan_of(center: Center, walk: Walk, beat: Beat, identity: UUID, moment: datetime) -> Scan:
    assert beat.action is not None
    by_sender = beat.who is Who.SENDER and beat.action is Action.GIVE
    paid_dong = beat.pays.of(walk.due_dong) if beat.pays else 0
    return Scan(
        identity,
        walk.consignment_code,
        beat.action,
        moment,
        to_office=walk.post_office or counter_of(center.code) if by_sender else None,
        reason=beat.reason,
        collected=Collected(paid_dong, PaymentMethod.CASH) if paid_dong else None,
    )
