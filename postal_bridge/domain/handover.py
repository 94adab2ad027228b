"""Hand-overs told by a log: who gave, who took, and which of them happened on their own.

A hand-over has two sides, each with an event of its own (QĐ 45/2016/QĐ-TTg Đ7.2, Đ7.3). What
moved inside a bag was handed over with the bag; its record is the bag's.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from postal_bridge.domain.custody import Event
from postal_bridge.domain.custody_log import LoggedEvent

_TAKING = frozenset({Event.TAKEN, Event.RECEIVED, Event.CAME_BACK})
#: What puts an end to an offer in another way than by being taken.
_ENDING_OFFER = frozenset({Event.KEPT, Event.FOUND, Event.LOST})


@dataclass(frozen=True, slots=True)
class Handover:
    """Something was given, and taken unless `taken` is None; the addressee is then awaited."""

    given: LoggedEvent
    taken: LoggedEvent | None

    @property
    def taker_office(self) -> str:
        """The office that took it, or that it was given to."""
        return self.taken.office if self.taken else self.given.detail["to_office"]


def standing_events(history: Iterable[LoggedEvent]) -> list[LoggedEvent]:
    """Return the events of a log that were not corrected, in the order they happened."""
    history = list(history)
    corrected = {event.corrects for event in history}
    standing = [event for event in history if event.sequence not in corrected]
    return sorted(standing, key=lambda event: (event.happened_at, event.sequence))


def handovers(history: Iterable[LoggedEvent], *, in_bags: bool = False) -> list[Handover]:
    """Return the hand-overs of one thing in the order they happened, without those in a bag.

    Those are asked for by `in_bags`. An offer that was taken back, or made anew to somebody else,
    is none.
    """
    found: list[Handover] = []
    offer: LoggedEvent | None = None
    for event in standing_events(history):
        if event.event is Event.GIVEN:
            offer = event if in_bags or not event.detail.get("carried_in") else None
        elif offer is not None and event.event in _TAKING:
            found.append(Handover(offer, event))
            offer = None
        elif event.event in _ENDING_OFFER:
            offer = None
    if offer is not None:
        found.append(Handover(offer, None))
    return found
