"""What is asked of the events of EPCIS: which of them are wanted, by the standard's parameters."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from postal_bridge.domain.epcis_names import EpcisNames

#: The forms in which a word of the standard's own vocabulary may be asked for.
_STANDARD_WORD = re.compile(
    r"(?:urn:epcglobal:cbv:[a-z]+:|https?://(?:ref|ns)\.gs1\.org/cbv/(?:[A-Za-z]+-)?)([a-z_]+)"
)


class Order(Enum):
    """In which order events are wanted: of recording or of happening, forwards or back."""

    RECORDED = "recorded"
    RECORDED_BACK = "recorded_back"
    HAPPENED = "happened"
    HAPPENED_BACK = "happened_back"

    @property
    def is_back(self) -> bool:
        """Tell whether the latest come first."""
        return self in (Order.RECORDED_BACK, Order.HAPPENED_BACK)

    @property
    def is_of_recording(self) -> bool:
        """Tell whether it is the order in which events were recorded."""
        return self in (Order.RECORDED, Order.RECORDED_BACK)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are wanted; an empty part asks for nothing, and every other has to hold."""

    event_types: frozenset[str] = frozenset()
    actions: frozenset[str] = frozenset()
    steps: frozenset[str] = frozenset()
    dispositions: frozenset[str] = frozenset()
    read_points: frozenset[str] = frozenset()
    locations: frozenset[str] = frozenset()
    event_ids: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()
    parents: frozenset[str] = frozenset()
    any_things: frozenset[str] = frozenset()
    happened_from: datetime | None = None
    happened_before: datetime | None = None
    recorded_from: datetime | None = None
    recorded_before: datetime | None = None
    declared_from: datetime | None = None
    declared_before: datetime | None = None
    only_errors: bool = False
    sources: frozenset[str] = frozenset()
    destinations: frozenset[str] = frozenset()
    error_reasons: frozenset[str] = frozenset()
    corrective_ids: frozenset[str] = frozenset()
    measured: frozenset[str] = frozenset()
    order: Order = Order.RECORDED

    def admits(self, names: EpcisNames, event: Mapping[str, Any]) -> bool:
        """Tell whether an event of ours is among those that are wanted."""
        own = frozenset(_things(names, event, ("epcList", "childEPCs")))
        parent = frozenset(_things(names, event, ("parentID",)))
        error = event.get("errorDeclaration", {})
        asked = (
            (self.event_types, {event["type"]}),
            (self.actions, {event["action"]}),
            (self.steps, {event["bizStep"]}),
            (self.dispositions, {event["disposition"]}),
            (self.read_points, {event["readPoint"]["id"]}),
            (self.locations, {event.get("bizLocation", {}).get("id")}),
            (self.event_ids, {event["eventID"]}),
            (self.things, own),
            (self.parents, parent),
            (self.any_things, own | parent),
            (self.sources, {each["source"] for each in event.get("sourceList", ())}),
            (self.destinations, {each["destination"] for each in event.get("destinationList", ())}),
            (self.error_reasons, {error.get("reason")}),
            (self.corrective_ids, set(error.get("correctiveEventIDs", ()))),
            # Ours measure nothing.
            (self.measured, set[str]()),
        )
        if any(wanted and wanted.isdisjoint(held) for wanted, held in asked):
            return False
        if self.only_errors and not error:
            return False
        bounds = (
            (self.happened_from, event["eventTime"], self.happened_before),
            (self.recorded_from, event["recordTime"], self.recorded_before),
            (self.declared_from, error.get("declarationTime"), self.declared_before),
        )
        return all(_lies_between(*each) for each in bounds)


def _lies_between(first: datetime | None, told: str | None, before: datetime | None) -> bool:
    if first is None and before is None:
        return True
    at = datetime.fromisoformat(told) if told else None
    return at is not None and (first is None or at >= first) and (before is None or at < before)


def plain_word(word: str) -> str:
    """Return a word of the standard's vocabulary as our events hold it, whatever form it has."""
    standard = _STANDARD_WORD.fullmatch(word)
    return standard[1] if standard else word


def _things(names: EpcisNames, event: Mapping[str, Any], fields: tuple[str, ...]) -> list[str]:
    held = [event[name] for name in fields if name in event]
    uris = [uri for each in held for uri in ([each] if isinstance(each, str) else each)]
    return [code for uri in uris if (code := names.thing_named(uri))]
