"""Who holds a thing and what may happen to it next: states, events, the table of legal steps.

A *thing* is a consignment (one sealed thing on one leg) or a bag. `decide` judges a scan and names
the event; `advance` applies an event to a standing. Both are pure, so that a log can be replayed:
late events are placed by their own time and the standing is computed again by `advance` alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from postal_bridge.domain.refusals import NotInYourHands, WrongState

#: The holder or addressee who is no office; office codes are never in lower case.
CITIZEN = "citizen"


class Kind(StrEnum):
    """The two sorts of things that are scanned."""

    CONSIGNMENT = "consignment"
    BAG = "bag"


class Leg(StrEnum):
    """The four ways a consignment travels; each leg is a consignment of its own."""

    INBOUND = "inbound"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_BACK = "transfer_back"
    OUTBOUND = "outbound"


class State(StrEnum):
    """How a thing stands; a bag uses `packing`, `sealed`, `offered`, `opened` and `lost`."""

    REGISTERED = "registered"
    HELD = "held"
    OFFERED = "offered"
    OUT = "out"
    ATTEMPTED = "attempted"
    WAITING = "waiting"
    RETURNING = "returning"
    OFFERED_BACK = "offered_back"
    DELIVERED = "delivered"
    RETURNED = "returned"
    LOST = "lost"
    PACKING = "packing"
    SEALED = "sealed"
    OPENED = "opened"


FINAL_STATES = frozenset({State.DELIVERED, State.RETURNED, State.LOST, State.OPENED})


class Event(StrEnum):
    """What happened, in the past tense."""

    REGISTERED = "registered"
    COLLECTED = "collected"
    ARRIVED = "arrived"
    PACKED = "packed"
    UNPACKED = "unpacked"
    FOUND = "found"
    SEALED = "sealed"
    OPENED = "opened"
    GIVEN = "given"
    KEPT = "kept"
    TAKEN = "taken"
    RECEIVED = "received"
    CAME_BACK = "came_back"
    WENT_OUT = "went_out"
    DELIVERED = "delivered"
    FAILED = "failed"
    PUT_BY = "put_by"
    SENT_BACK = "sent_back"
    DAMAGED = "damaged"
    LOST = "lost"
    CANCELLED = "cancelled"
    CORRECTED = "corrected"


#: What happens to a bag in these ways happens to all that lies in it.
MOVES_CONTENTS = frozenset({Event.GIVEN, Event.KEPT, Event.TAKEN, Event.ARRIVED, Event.LOST})


def _steps(rows: Mapping[Event, str]) -> dict[tuple[State, Event], State]:
    """Read rows such as "held attempted -> waiting"; "=" means the state stays."""
    table: dict[tuple[State, Event], State] = {}
    for event, text in rows.items():
        for part in text.split(";"):
            sources, target = part.split("->")
            for source in sources.split():
                end = source if target.strip() == "=" else target.strip()
                table[State(source), event] = State(end)
    return table


#: (state, event) -> state for a consignment. What is absent is refused.
CONSIGNMENT_STEPS = MappingProxyType(
    _steps(
        {
            Event.COLLECTED: "registered -> held",
            Event.ARRIVED: "registered held out -> held; attempted waiting returning -> =",
            Event.PACKED: "registered held attempted waiting returning -> =",
            Event.UNPACKED: "registered held attempted waiting returning -> =",
            Event.FOUND: "registered held offered out attempted waiting -> held;"
            "returning offered_back -> returning",
            Event.GIVEN: "registered held out attempted waiting offered -> offered;"
            "returning offered_back -> offered_back",
            Event.KEPT: "offered -> held; offered_back -> returning",
            Event.TAKEN: "offered -> held; offered_back -> returning",
            Event.RECEIVED: "offered held -> delivered",
            Event.CAME_BACK: "offered_back returning -> returned",
            Event.WENT_OUT: "held attempted waiting -> out",
            Event.DELIVERED: "registered held out attempted waiting -> delivered;"
            "returning -> returned",
            Event.FAILED: "out -> attempted",
            Event.PUT_BY: "held attempted -> waiting",
            Event.SENT_BACK: "held attempted waiting -> returning",
            Event.DAMAGED: "registered held offered out attempted waiting returning"
            " offered_back -> =",
            Event.LOST: "registered held offered out attempted waiting returning"
            " offered_back -> lost",
            Event.CANCELLED: "registered -> returned",
        }
    )
)

#: (state, event) -> state for a bag.
BAG_STEPS = MappingProxyType(
    _steps(
        {
            Event.SEALED: "packing -> sealed",
            Event.ARRIVED: "sealed -> =",
            Event.PACKED: "sealed -> =",
            Event.UNPACKED: "sealed -> =",
            Event.FOUND: "sealed offered -> sealed",
            Event.GIVEN: "sealed offered -> offered",
            Event.KEPT: "offered -> sealed",
            Event.TAKEN: "offered -> sealed",
            Event.OPENED: "sealed -> opened",
            Event.DAMAGED: "packing sealed offered -> =",
            Event.LOST: "packing sealed offered -> lost",
        }
    )
)

TRANSITIONS: Mapping[Kind, Mapping[tuple[State, Event], State]] = MappingProxyType(
    {Kind.CONSIGNMENT: CONSIGNMENT_STEPS, Kind.BAG: BAG_STEPS}
)

FIRST_STATE = MappingProxyType({Kind.CONSIGNMENT: State.REGISTERED, Kind.BAG: State.PACKING})


def legal_steps() -> Iterable[tuple[Kind, State, Event, State]]:
    """Yield every row that the database's table of legal steps must hold, and no other.

    Registering leads from the first state to itself. A correction may lead from any state of the
    kind to any other, since it recomputes the standing without the event it corrects.
    """
    for kind, table in TRANSITIONS.items():
        first = FIRST_STATE[kind]
        yield kind, first, Event.REGISTERED, first
        states = sorted({first, *(s for s, _ in table), *table.values()})
        for (source, event), target in sorted(table.items()):
            yield kind, source, event, target
        for source in states:
            for target in states:
                yield kind, source, Event.CORRECTED, target


@dataclass(frozen=True, slots=True)
class Thing:
    """What never changes of a thing in custody: its code, kind, leg and two ends."""

    code: str
    kind: Kind
    leg: Leg | None
    origin: str
    destination: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a thing stands now: its one holder, and the office it is offered to, if any."""

    state: State
    holder: str
    offered_to: str | None = None
    bag: str | None = None
    invitations: int = 0
    invited_on: date | None = None
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """An event with what is needed to apply it again: where, when and towards whom.

    `invited_on` is set on a failed delivery that counts as an invitation.
    """

    event: Event
    office: str
    happened_at: datetime
    to_office: str | None = None
    bag: str | None = None
    invited_on: date | None = None


def first_standing(thing: Thing) -> Standing:
    """Return how a thing stands when it has just been registered: with its sender."""
    return Standing(state=FIRST_STATE[thing.kind], holder=thing.origin)


#: Events by which the scanning office becomes the holder.
_TAKES_HOLD = frozenset(
    {
        Event.COLLECTED,
        Event.ARRIVED,
        Event.FOUND,
        Event.TAKEN,
        Event.RECEIVED,
        Event.CAME_BACK,
    }
)
#: Events by which an office takes what was offered to it, or keeps what it unpacked.
_BY_ADDRESSEE = frozenset({Event.TAKEN, Event.RECEIVED, Event.CAME_BACK})
#: Events that only the present holder can make happen.
_BY_HOLDER = frozenset(
    {
        Event.PACKED,
        Event.UNPACKED,
        Event.SEALED,
        Event.OPENED,
        Event.GIVEN,
        Event.KEPT,
        Event.WENT_OUT,
        Event.DELIVERED,
        Event.FAILED,
        Event.PUT_BY,
        Event.SENT_BACK,
        Event.CANCELLED,
    }
)


def advance(thing: Thing, standing: Standing, happening: Happening) -> Standing:
    """Return the standing after `happening`.

    Raises:
        WrongState: the table of legal steps has no such step.
        NotInYourHands: the office does not hold the thing, or was not offered it.

    """
    event = happening.event
    state = TRANSITIONS[thing.kind].get((standing.state, event))
    if state is None:
        raise WrongState(code=thing.code, state=standing.state.value, event=event.value)
    if event in _BY_HOLDER and standing.holder != happening.office:
        raise NotInYourHands(code=thing.code)
    if event in _BY_ADDRESSEE and happening.office not in _entitled(standing):
        raise NotInYourHands(code=thing.code)
    holder = happening.office if event in _TAKES_HOLD else standing.holder
    if event is Event.DELIVERED:
        holder = CITIZEN
    if event is Event.DAMAGED:
        return replace(standing, damaged=True)
    offered_to = happening.to_office if event is Event.GIVEN else None
    bag = standing.bag
    if event is Event.PACKED:
        bag = happening.bag
    elif event in (Event.UNPACKED, Event.FOUND) or state in FINAL_STATES:
        bag = None
    if happening.invited_on:
        return replace(
            standing,
            state=state,
            invitations=standing.invitations + 1,
            invited_on=happening.invited_on,
        )
    return Standing(
        state=state,
        holder=holder,
        offered_to=offered_to,
        bag=bag,
        invitations=standing.invitations,
        invited_on=standing.invited_on,
        damaged=standing.damaged,
    )


def _entitled(standing: Standing) -> tuple[str | None, ...]:
    """Name who may take a thing: the office it is offered to, or else its holder."""
    return (standing.offered_to,) if standing.offered_to else (standing.holder,)


def replay(thing: Thing, happenings: Iterable[Happening]) -> Standing:
    """Return the standing after `happenings` in the order given; raises as `advance` does."""
    standing = first_standing(thing)
    for happening in happenings:
        standing = advance(thing, standing, happening)
    return standing
