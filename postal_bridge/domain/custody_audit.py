"""Recomputes the log of one thing, as if nobody had looked before, and says what does not hold.

Owns what must hold between a log, the steps in it and the standing kept beside it. What must hold
between several things, and with money, needs the store.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from postal_bridge.domain.custody import (
    TRANSITIONS,
    Event,
    Happening,
    Kind,
    Standing,
    State,
    Thing,
    advance,
    first_standing,
    replay,
)
from postal_bridge.domain.custody_log import LoggedEvent, verify_chain
from postal_bridge.domain.refusals import Refusal


class Check(StrEnum):
    """What was looked at and does not hold."""

    CHAIN = "chain"
    SEQUENCE = "sequence"
    STEP = "step"
    STANDING = "standing"
    LOG = "log"
    BAG = "bag"
    SCAN = "scan"
    COLLECTION = "collection"
    JOURNAL = "journal"
    BOOKED = "booked"
    BALANCE = "balance"
    PARTS = "parts"
    SEAL = "seal"
    CLOCK = "clock"
    FIGURES = "figures"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: about which code, found by which check, in words."""

    code: str
    check: Check
    detail: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a thing beside its log."""

    thing: Thing
    standing: Standing
    version: int
    happened_at: datetime
    last_hash: bytes


def audit_log(kept: Kept, log: Sequence[LoggedEvent]) -> Iterator[Finding]:
    """Yield what does not hold between a log, in the order of recording, and what is kept."""
    code = kept.thing.code
    if not log:
        yield Finding(code, Check.LOG, "is in custody without a log")
        return
    if [event.sequence for event in log] != list(range(1, len(log) + 1)):
        yield Finding(code, Check.SEQUENCE, "the log has gaps or begins late")
        return
    for sequence in verify_chain(log):
        detail = f"event {sequence} does not carry the hash of what was recorded"
        yield Finding(code, Check.CHAIN, detail)
    if log[-1].hash != kept.last_hash:
        yield Finding(code, Check.CHAIN, "the log does not end with the hash that is kept")
    yield from _Retelling(kept.thing).findings(log)
    yield from _audit_standing(kept, log)


def _audit_standing(kept: Kept, log: Sequence[LoggedEvent]) -> Iterator[Finding]:
    code, last = kept.thing.code, log[-1]
    facts: list[tuple[str, object, object]] = [
        ("version", kept.version, last.sequence),
        ("time", kept.happened_at, max(event.happened_at for event in log)),
    ]
    try:
        told = replay(kept.thing, (event.happening() for event in effective_events(log)))
    except Refusal as refusal:
        yield Finding(code, Check.STANDING, f"the log cannot be replayed: {refusal.code()}")
    else:
        facts += [
            (name, getattr(kept.standing, name), getattr(told, name))
            for name in Standing.__dataclass_fields__
        ]
    for name, is_kept, follows in facts:
        if is_kept != follows:
            detail = f"{name} is kept as {is_kept}, the log says {follows}"
            yield Finding(code, Check.STANDING, detail)


def effective_events(log: Sequence[LoggedEvent]) -> list[LoggedEvent]:
    """Return the events that count, in the order in which they happened."""
    corrected = {event.corrects for event in log if event.corrects is not None}
    counting = [
        event
        for event in log
        if event.event not in (Event.REGISTERED, Event.CORRECTED)
        and event.sequence not in corrected
    ]
    return sorted(counting, key=lambda event: (event.happened_at, event.sequence))


class _Retelling:
    """Tells a log again, event by event, as it was recorded."""

    def __init__(self, thing: Thing) -> None:
        self._thing = thing
        self._standing = first_standing(thing)
        self._newest: datetime | None = None

    def findings(self, log: Sequence[LoggedEvent]) -> Iterator[Finding]:
        """Yield the events whose step is not legal or not the one that follows."""
        for count, event in enumerate(log, start=1):
            detail = self._fault(event, log[:count])
            if detail is not None:
                yield Finding(event.code, Check.STEP, f"event {event.sequence} {detail}")
            if self._newest is None or event.happened_at > self._newest:
                self._newest = event.happened_at

    def _fault(self, event: LoggedEvent, so_far: Sequence[LoggedEvent]) -> str | None:
        if event.kind != self._thing.kind or not is_legal(event):
            return f"is no legal step: {event.event} from {event.from_state} to {event.to_state}"
        if (event.event is Event.REGISTERED) != (event.sequence == 1):
            return "is registered, as only the first can be, or the first is not"
        try:
            step = self._step(event, so_far)
        except Refusal as refusal:
            return f"could not happen: {refusal.code()}"
        if (event.from_state, event.to_state) != step:
            return f"leads from {step[0]} to {step[1]}, not as recorded"
        after = self._standing
        if (event.state_after, event.holder_after) != (after.state, after.holder):
            return f"leaves it {after.state} with {after.holder}, not as recorded"
        return None

    def _step(self, event: LoggedEvent, so_far: Sequence[LoggedEvent]) -> tuple[State, State]:
        """Move on by an event and return the step it is, at its own place in time."""
        before = self._standing
        if event.event is Event.REGISTERED:
            return before.state, before.state
        is_late = self._newest is not None and event.happened_at < self._newest
        if event.event is not Event.CORRECTED and not is_late:
            self._standing = advance(self._thing, before, event.happening())
            return before.state, self._standing.state
        effective = effective_events(so_far)
        self._standing = replay(self._thing, (each.happening() for each in effective))
        if event.event is Event.CORRECTED:
            return before.state, self._standing.state
        place = effective.index(event)
        then = replay(self._thing, _happenings(effective[:place]))
        return then.state, advance(self._thing, then, event.happening()).state


def _happenings(events: Sequence[LoggedEvent]) -> Iterator[Happening]:
    return (event.happening() for event in events)


def is_legal(event: LoggedEvent) -> bool:
    """Tell whether the step of an event is in the table of legal steps."""
    kind = Kind(event.kind)
    if event.event is Event.REGISTERED:
        return event.from_state is event.to_state
    if event.event is Event.CORRECTED:
        return event.corrects is not None
    return TRANSITIONS[kind].get((event.from_state, event.event)) is event.to_state
