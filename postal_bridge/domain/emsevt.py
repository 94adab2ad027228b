"""What happens to an item in EMSEVT V3, the events that posts tell each other (UPU M40).

Owns the codes, the table from our events to them and the table back. The code lists are public;
the numbers of reasons and of measures that go with EMH, and the syntax of the message, are not, so
that a reason is told in our own word and, where a centre was given numbers, by number besides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.custody import CITIZEN, Event, Leg, State
from postal_bridge.domain.scan import Action, Reason

#: Every code of EMSEVT V3 with what it says; the names are ours.
CODES: Mapping[str, str] = MappingProxyType(
    {
        "EMA": "posted or collected",
        "EMB": "arrived at the outward office of exchange",
        "EXA": "presented to export customs",
        "EXB": "held by export customs",
        "EXC": "returned from export customs",
        "EXD": "held at the outward office of exchange",
        "EXX": "export cancelled",
        "EMC": "left the outward office of exchange",
        "EMJ": "arrived at a transit office of exchange",
        "EMK": "left a transit office of exchange",
        "EMD": "arrived at the inward office of exchange",
        "EDA": "held at the inward office of exchange",
        "EDB": "presented to import customs",
        "EME": "held by import customs",
        "EDC": "returned from import customs",
        "EMF": "left the inward office of exchange",
        "EDD": "into a sorting centre",
        "EDE": "out of a sorting centre",
        "EMG": "arrived at the delivery office",
        "EDF": "held at the delivery office",
        "EDG": "out for delivery",
        "EDH": "arrived at a place to be fetched from",
        "EMH": "delivery attempted in vain",
        "EMI": "delivered",
        "EDX": "import ended",
    }
)
#: A read code means one of these to us; the others are kept and mean nothing here.
ACTIONS: Mapping[str, Action] = MappingProxyType(
    {
        "EMA": Action.COLLECT,
        "EDD": Action.ARRIVE,
        "EDE": Action.GIVE,
        "EMG": Action.ARRIVE,
        "EDF": Action.ARRIVE,
        "EDG": Action.GO_OUT,
        "EDH": Action.HOLD,
        "EMH": Action.FAIL,
        "EMI": Action.DELIVER,
    }
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides which code an event has, beside the event itself.

    `office` is the sort of office that scanned, `giver` that of who held the item before (None is a
    citizen), `taker` that of the office it was given to; `delivers` says whether the office that
    scanned is the one from which the item is delivered.
    """

    event: Event
    leg: Leg
    state: State
    office: OfficeKind
    giver: OfficeKind | None = None
    taker: OfficeKind | None = None
    delivers: bool = False


#: Of our events, those that have no code in EMSEVT: they are told by our own word alone.
WITHOUT_CODE = frozenset(
    {
        Event.REGISTERED,
        Event.PACKED,
        Event.UNPACKED,
        Event.FOUND,
        Event.SEALED,
        Event.OPENED,
        Event.KEPT,
        Event.CAME_BACK,
        Event.SENT_BACK,
        Event.DAMAGED,
        Event.LOST,
        Event.CANCELLED,
        Event.CORRECTED,
    }
)
#: Those that have one wherever they happen.
ALWAYS: Mapping[Event, str] = MappingProxyType(
    {
        Event.COLLECTED: "EMA",
        Event.WENT_OUT: "EDG",
        Event.FAILED: "EMH",
        Event.PUT_BY: "EDH",
    }
)
#: And those for which it matters where, from whom and to whom.
DEPENDING = frozenset({Event.ARRIVED, Event.TAKEN, Event.GIVEN, Event.RECEIVED, Event.DELIVERED})


def code_of(found: Circumstances) -> str | None:
    """Return the code of an event, or None where EMSEVT has no word for it."""
    event, post = found.event, OfficeKind.POST
    if event in ALWAYS:
        return ALWAYS[event]
    if event in (Event.RECEIVED, Event.DELIVERED):
        # What goes back to its sender has not been delivered.
        return None if found.state is State.RETURNED else "EMI"
    if event in (Event.ARRIVED, Event.TAKEN) and found.office is post:
        return _into_the_post(found)
    if event is Event.GIVEN and found.office is post and found.taker is post:
        return "EDE"
    return None


def _into_the_post(found: Circumstances) -> str:
    if found.giver is not OfficeKind.POST:
        return "EMA"
    if not found.delivers:
        return "EDD"
    return "EDF" if found.state in (State.ATTEMPTED, State.WAITING) else "EMG"


def delivers(leg: Leg, office: str, delivery_office: str | None, destination: str) -> bool:
    """Tell whether an item is delivered from an office: its citizen's post office."""
    return leg is Leg.OUTBOUND and destination == CITIZEN and office == delivery_office


class Measure(StrEnum):
    """What was done after a delivery had failed (no numeric UPU list is public)."""

    DELIVER_AGAIN = "DELIVER_AGAIN"
    HOLD = "HOLD"
    FORWARD = "FORWARD"
    SEND_BACK = "SEND_BACK"
    DELIVERED_HERE = "DELIVERED_HERE"
    LOST = "LOST"


#: What the next event after a failed delivery says was done; the others say nothing of it.
MEASURES: Mapping[Event, Measure] = MappingProxyType(
    {
        Event.WENT_OUT: Measure.DELIVER_AGAIN,
        Event.PUT_BY: Measure.HOLD,
        Event.GIVEN: Measure.FORWARD,
        Event.SENT_BACK: Measure.SEND_BACK,
        Event.DELIVERED: Measure.DELIVERED_HERE,
        Event.LOST: Measure.LOST,
    }
)

WordT = TypeVar("WordT", Reason, Measure)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers that a post agreed for reasons and measures; without one a word stands alone."""

    reasons: Mapping[Reason, str] = field(default_factory=dict)
    measures: Mapping[Measure, str] = field(default_factory=dict)


def read_numbers(text: str, words: type[WordT]) -> dict[WordT, str]:
    """Read numbers that a post agreed with a centre, such as "REFUSED=12,OTHER=99".

    Raises:
        ValueError: with the part that is none.

    """
    numbers: dict[WordT, str] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        name, _, number = part.partition("=")
        if name not in set(words) or not (number.isascii() and number.isdigit()):
            raise ValueError(part)
        numbers[words(name)] = number
    return numbers


@dataclass(frozen=True, slots=True)
class ItemEvent:
    """One event of an item, as it is exchanged; nothing in it is about a person.

    `own_event` is our own word, always there; `code` is empty where EMSEVT has none.
    """

    item: str
    code: str | None
    own_event: str
    happened_at: datetime
    recorded_at: datetime
    office: str
    to_office: str | None
    reason: str | None
    reason_number: str | None
    measure: str | None
    measure_number: str | None
    event_id: str
