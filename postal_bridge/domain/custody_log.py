"""The append-only log of one thing: recording, late placing, correcting, and its hash chain.

Two orders meet here. `sequence` is the order of recording and of the chain. The standing follows
the order in which things happened, so a late event is put where it belongs and what came after is
applied again; if that cannot be, the late event is refused as a conflict and nothing moves.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from postal_bridge.domain.custody import (
    Event,
    Happening,
    Standing,
    State,
    Thing,
    advance,
    first_standing,
    replay,
)
from postal_bridge.domain.refusals import (
    CorrectionBreaksHistory,
    LateScanConflict,
    Refusal,
    UnknownScan,
)

FIRST_HASH = bytes(32)

Judge = Callable[[Standing], Happening]


@dataclass(frozen=True, slots=True)
class Recorder:
    """Under whose name and scan an event is recorded, and when by the server's clock."""

    login: str
    office: str
    recorded_at: datetime
    scan_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One row of the log; from_state and to_state are the step as judged when it was recorded."""

    code: str
    sequence: int
    kind: str
    event: Event
    from_state: State
    to_state: State
    state_after: State
    holder_after: str
    happened_at: datetime
    recorded_at: datetime
    office: str
    login: str
    scan_id: UUID | None
    corrects: int | None
    detail: dict[str, str]
    hash: bytes

    def linked(self, previous_hash: bytes) -> bytes:
        """Return the SHA-256 that chains this row to the one recorded before it."""
        return _link(previous_hash, _FACTS(self))

    def happening(self) -> Happening:
        """Return what is needed to apply this event again."""
        invited_on = self.detail.get("invited_on")
        return Happening(
            event=self.event,
            office=self.office,
            happened_at=self.happened_at,
            to_office=self.detail.get("to_office"),
            bag=self.detail.get("bag"),
            invited_on=datetime.fromisoformat(invited_on).date() if invited_on else None,
        )


#: All that is chained of an event, in the order of its fields: everything but the hash itself.
_FACTS = attrgetter(*(part.name for part in fields(LoggedEvent) if part.name != "hash"))


def _link(previous_hash: bytes, facts: tuple[Any, ...]) -> bytes:
    # NUL stands in no text that PostgreSQL keeps, so what is joined by it can be told apart again.
    *told, happened_at, recorded_at, office, login, scan_id, corrects, detail = facts
    notes = json.dumps(detail, sort_keys=True, ensure_ascii=False) if detail else "{}"
    told_of = "\0".join(map(str, told))
    said = (
        f"{told_of}\0{_moment(happened_at)}\0{_moment(recorded_at)}\0{office}\0{login}"
        f"\0{scan_id}\0{corrects}\0{notes}"
    )
    return hashlib.sha256(previous_hash + said.encode()).digest()


# One batch is recorded at one moment.
@lru_cache(maxsize=256)
def _moment(at: datetime) -> str:
    # The same moment reads alike whichever zone it was told in.
    return at.astimezone(UTC).isoformat()


@dataclass(slots=True)
class CustodyLog:
    """A thing with its standing and the end of its chain; `history` only when it was loaded."""

    thing: Thing
    standing: Standing
    version: int = 0
    happened_at: datetime | None = None
    last_hash: bytes = FIRST_HASH
    history: list[LoggedEvent] | None = None
    fresh: list[LoggedEvent] = field(default_factory=list)

    @classmethod
    def begin(cls, thing: Thing, recorder: Recorder) -> "CustodyLog":
        """Register a thing with its sender; the first link of its chain."""
        log = cls(thing=thing, standing=first_standing(thing), history=[])
        registered = Happening(Event.REGISTERED, recorder.office, recorder.recorded_at)
        first = log.standing
        log._append(registered, recorder, (first.state, first.state), first, {})
        return log

    def is_late(self, happened_at: datetime) -> bool:
        """Whether an event of that time has to be put before one already recorded."""
        return self.happened_at is not None and happened_at < self.happened_at

    def record(
        self,
        judge: Judge,
        happened_at: datetime,
        recorder: Recorder,
        *,
        tolerance: timedelta,
        notes: dict[str, str],
    ) -> LoggedEvent:
        """Judge an event at its place in time and append it to the log.

        `judge` is given the standing as it was then. Two honest clocks may differ by `tolerance`:
        an event late by less, that fits only at the end, is put there.

        Raises:
            Refusal: the judge's, or LateScanConflict; the log is unchanged.

        """
        if not self.is_late(happened_at):
            happening = judge(self.standing)
            after = advance(self.thing, self.standing, happening)
            return self._append(
                happening, recorder, (self.standing.state, after.state), after, notes
            )
        try:
            return self._record_late(judge, happened_at, recorder, notes)
        except Refusal:
            if self.happened_at is None or self.happened_at - happened_at > tolerance:
                raise
            return self._record_at_end(judge, recorder, notes)

    def correct(
        self, scan_id: UUID, happened_at: datetime, recorder: Recorder
    ) -> tuple[LoggedEvent, LoggedEvent]:
        """Take the event of `scan_id` out of the reckoning; return it and the correction.

        Raises:
            UnknownScan: no such event here, or it was corrected before.
            CorrectionBreaksHistory: later events cannot stand without it.

        """
        effective = self._effective()
        wrong = next((event for event in effective if event.scan_id == scan_id), None)
        if wrong is None:
            raise UnknownScan
        try:
            rest = [event.happening() for event in effective if event is not wrong]
            after = replay(self.thing, rest)
        except Refusal as error:
            raise CorrectionBreaksHistory from error
        correction = Happening(Event.CORRECTED, recorder.office, happened_at)
        step = (self.standing.state, after.state)
        event = self._append(correction, recorder, step, after, {}, corrects=wrong.sequence)
        return wrong, event

    def _record_late(
        self, judge: Judge, happened_at: datetime, recorder: Recorder, notes: dict[str, str]
    ) -> LoggedEvent:
        effective = self._effective()
        before = [e.happening() for e in effective if e.happened_at <= happened_at]
        later = [e.happening() for e in effective if e.happened_at > happened_at]
        then = replay(self.thing, before)
        happening = judge(then)
        placed = advance(self.thing, then, happening)
        after = placed
        try:
            for following in later:
                after = advance(self.thing, after, following)
        except Refusal as error:
            raise LateScanConflict from error
        return self._append(happening, recorder, (then.state, placed.state), after, notes)

    def _record_at_end(
        self, judge: Judge, recorder: Recorder, notes: dict[str, str]
    ) -> LoggedEvent:
        assert self.happened_at is not None
        happening = replace(judge(self.standing), happened_at=self.happened_at)
        after = advance(self.thing, self.standing, happening)
        return self._append(happening, recorder, (self.standing.state, after.state), after, notes)

    def _append(
        self,
        happening: Happening,
        recorder: Recorder,
        step: tuple[State, State],
        after: Standing,
        notes: dict[str, str],
        *,
        corrects: int | None = None,
    ) -> LoggedEvent:
        self.standing = after
        detail = dict(notes)
        if happening.to_office:
            detail["to_office"] = happening.to_office
        if happening.bag:
            detail["bag"] = happening.bag
        if happening.invited_on:
            detail["invited_on"] = happening.invited_on.isoformat()
        self.version += 1
        # In the order of the fields of an event; the hash of them all completes it.
        facts = (
            self.thing.code,
            self.version,
            self.thing.kind.value,
            happening.event,
            *step,
            after.state,
            after.holder,
            happening.happened_at,
            recorder.recorded_at,
            recorder.office,
            recorder.login,
            recorder.scan_id,
            corrects,
            detail,
        )
        event = LoggedEvent(*facts, hash=_link(self.last_hash, facts))
        self.last_hash = event.hash
        if self.happened_at is None or event.happened_at > self.happened_at:
            self.happened_at = event.happened_at
        if self.history is not None:
            self.history.append(event)
        self.fresh.append(event)
        return event

    def _effective(self) -> list[LoggedEvent]:
        if self.history is None:
            raise ValueError(f"the history of {self.thing.code} was not loaded")
        corrected = {event.corrects for event in self.history}
        counting = [
            event
            for event in self.history
            if event.event not in (Event.REGISTERED, Event.CORRECTED)
            and event.sequence not in corrected
        ]
        return sorted(counting, key=lambda event: (event.happened_at, event.sequence))


def verify_chain(events: Iterable[LoggedEvent]) -> list[int]:
    """Return the sequences of the events whose hash does not follow from the one before."""
    broken = []
    previous = FIRST_HASH
    for event in events:
        if event.linked(previous) != event.hash:
            broken.append(event.sequence)
        previous = event.hash
    return broken
