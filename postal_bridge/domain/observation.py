"""What others say happened to a thing: one event about one thing, and which scan it would be.

Owns how events of EPCIS and of EMSEVT are understood. What is understood is judged like a scan; no
event of somebody else's moves a thing by another way.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid5

from postal_bridge.domain.emsevt import ACTIONS
from postal_bridge.domain.epcis_events import AGGREGATION, DELETE, OWN
from postal_bridge.domain.epcis_names import EpcisNames
from postal_bridge.domain.epcis_query import plain_word
from postal_bridge.domain.scan import Action, Reason

_SCANS = UUID("6f1c2f4e-6a0d-5a0b-9a0e-2f6d0b1c7e55")


class DocumentKind(StrEnum):
    """In which form something is told."""

    EPCIS = "epcis"
    EMSEVT = "emsevt"


class Standing(StrEnum):
    """What became of what was told."""

    #: It is an entry of the log.
    RECORDED = "recorded"
    #: It was judged like a scan and refused like one.
    REFUSED = "refused"
    #: The thing is ours, but what is said is no scan of the office that acts.
    KEPT = "kept"
    #: The thing is not ours.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Observed:
    """One event about one thing as another party tells it.

    `identity` is that of the event, `word` what it calls what happened. Without `action` we have no
    word for it. `office` is an office of ours that the event names, `wrong` the identity of an
    event that this one declares wrong.
    """

    identity: str
    item_name: str
    item_code: str | None
    word: str
    happened_at: datetime
    action: Action | None = None
    office: str | None = None
    to_office: str | None = None
    bag: str | None = None
    reason: Reason | None = None
    wrong: str | None = None

    def scan_id(self, center_code: str) -> UUID:
        """Return the identity of the scan that it would be, the same each time."""
        return uuid5(_SCANS, f"{center_code}\0{self.identity}\0{self.item_name}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a document: events about things, and what is wrong where.

    `faults` without `observed` mean that nothing of the document counts.
    """

    observed: Sequence[Observed] = ()
    faults: Sequence[str] = field(default=())


#: What a step of the standard's vocabulary, or of ours, is as a scan.
_STEPS: Mapping[str, Action] = MappingProxyType(
    {
        "collecting": Action.COLLECT,
        "arriving": Action.ARRIVE,
        "accepting": Action.TAKE,
        "receiving": Action.TAKE,
        "departing": Action.GO_OUT,
        "shipping": Action.GIVE,
        "storing": Action.HOLD,
        "packing": Action.PACK,
        "unpacking": Action.UNPACK,
        "bizstep/offering": Action.GIVE,
        "bizstep/keeping": Action.TAKE,
        "bizstep/attempting": Action.FAIL,
        "bizstep/sending_back": Action.SEND_BACK,
        "bizstep/sealing": Action.SEAL,
        "bizstep/opening": Action.OPEN,
        "bizstep/losing": Action.LOSE,
    }
)


def observed_in_epcis(names: EpcisNames, event: Mapping[str, Any]) -> list[Observed]:
    """Return what an event that follows the schema says, one observation for each thing."""
    word = plain_word(str(event.get("bizStep", event["type"])))
    own_word, bag = word.removeprefix(names.vocabulary), None
    uris = [*event.get("epcList", ()), *event.get("childEPCs", ())]
    if event["type"] == AGGREGATION and "parentID" in event:
        bag = names.thing_named(event["parentID"])
    identity = str(event.get("eventID") or _fingerprint(event))
    wrong = identity if "errorDeclaration" in event else None
    action = Action.CORRECT if wrong else _action(names, event, own_word, bag)
    return [
        Observed(
            identity=f"{identity}#error" if wrong else identity,
            item_name=uri,
            item_code=names.thing_named(uri),
            word=own_word,
            happened_at=datetime.fromisoformat(str(event["eventTime"])),
            action=action,
            office=_office(names, event.get("readPoint", {}).get("id")),
            to_office=_destination(names, event),
            bag=bag,
            reason=_reason(event.get(f"{OWN}:reason")) if action in _WITH_REASON else None,
            wrong=wrong,
        )
        for uri in dict.fromkeys(map(str, uris))
    ]


def observed_in_emsevt(names: EpcisNames, row: Mapping[str, str]) -> Observed:
    """Return what a line of a file of events of items says.

    Raises:
        ValueError: it has no item, no code or no time.

    """
    item, code = row.get("item_id", "").strip(), row.get("event_code", "").strip().upper()
    happened_at = datetime.fromisoformat(row.get("event_time", "").strip())
    if not item or not code or happened_at.tzinfo is None:
        raise ValueError(item)
    action = ACTIONS.get(code)
    return Observed(
        identity=row.get("event_id", "").strip() or f"{code} {happened_at.isoformat()}",
        item_name=item,
        item_code=names.thing_named(item),
        word=code,
        happened_at=happened_at,
        action=action,
        office=row.get("office", "").strip() or None,
        to_office=row.get("next_office", "").strip() or None,
        reason=_reason(row.get("reason")) if action in _WITH_REASON else None,
    )


_WITH_REASON = frozenset({Action.FAIL, Action.SEND_BACK})


def _action(
    names: EpcisNames, event: Mapping[str, Any], word: str, bag: str | None
) -> Action | None:
    disposition = str(event.get("disposition", "")).removeprefix(names.vocabulary)
    if event["type"] == AGGREGATION and bag:
        return Action.UNPACK if event["action"] == DELETE else Action.PACK
    if word == "inspecting":
        return Action.DAMAGE if plain_word(disposition) == "damaged" else None
    if word == "accepting" and disposition == "disp/delivered":
        return Action.DELIVER
    if word == "departing" and _destination(names, event):
        return Action.GIVE
    return _STEPS.get(word)


def _destination(names: EpcisNames, event: Mapping[str, Any]) -> str | None:
    for party in event.get("destinationList", ()):
        if office := _office(names, party.get("destination")):
            return office
    return None


def _office(names: EpcisNames, uri: str | None) -> str | None:
    return names.office_named(uri) if uri else None


def _reason(text: object) -> Reason:
    return Reason(str(text)) if str(text) in set(Reason) else Reason.OTHER


def _fingerprint(event: Mapping[str, Any]) -> str:
    """Return an identity for an event that has none: what it says."""
    said = json.dumps(event, sort_keys=True, ensure_ascii=False)
    return f"sha256:{hashlib.sha256(said.encode()).hexdigest()}"
