"""Which scan an event of EPCIS or of EMSEVT would be, thing by thing.

Owns what is understood of others' events. What says more than a scan can, or something else, has no
action and is kept as it was told; nothing is guessed.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from postal_bridge.domain.emsevt import ACTIONS
from postal_bridge.domain.epcis_events import ADD, AGGREGATION, DELETE, OBJECT, OWN
from postal_bridge.domain.epcis_names import EpcisNames
from postal_bridge.domain.epcis_query import plain_word
from postal_bridge.domain.observation import (
    Observed,
    bounded,
    declaration_of,
    told_moment,
)
from postal_bridge.domain.scan import Action, Reason

#: What a step of the standard's vocabulary, or of ours, is as a scan.
STEPS: Mapping[str, Action] = MappingProxyType(
    {
        "collecting": Action.COLLECT,
        "arriving": Action.ARRIVE,
        "accepting": Action.TAKE,
        "receiving": Action.TAKE,
        "departing": Action.GO_OUT,
        "shipping": Action.GIVE,
        "storing": Action.HOLD,
        "bizstep/offering": Action.GIVE,
        "bizstep/keeping": Action.TAKE,
        "bizstep/attempting": Action.FAIL,
        "bizstep/sending_back": Action.SEND_BACK,
        "bizstep/sealing": Action.SEAL,
        "bizstep/opening": Action.OPEN,
        "bizstep/losing": Action.LOSE,
    }
)
_BY_DISPOSITION: Mapping[tuple[str, str], Action] = MappingProxyType(
    {
        ("inspecting", "damaged"): Action.DAMAGE,
        ("accepting", "disp/delivered"): Action.DELIVER,
    }
)
_WITH_REASON = frozenset({Action.FAIL, Action.SEND_BACK})
_OFFICE = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,29}")
#: Where an event says which things it is about; the last is asked when the others say nothing.
_THINGS, _WHOLE = ("epcList", "childEPCs", "inputEPCList", "outputEPCList"), "parentID"
#: What a declaration adds to the event that it declares wrong.
_OF_DECLARATION = frozenset({"errorDeclaration", "recordTime"})


def observed_in_epcis(names: EpcisNames, event: Mapping[str, Any]) -> list[Observed]:
    """Return what an event that follows the schema says, one observation for each thing.

    An event about no single thing is one observation about what it is.

    Raises:
        ValueError: its time cannot be reckoned with.

    """
    kind, happened_at = str(event["type"]), told_moment(str(event["eventTime"]))
    word = plain_word(str(event.get("bizStep", kind))).removeprefix(names.vocabulary)
    identity = bounded(str(event.get("eventID") or _fingerprint(event)))
    wrong = identity if "errorDeclaration" in event else None
    bag = names.thing_named(str(event[_WHOLE])) if _WHOLE in event else None
    to_office, is_for_another = _destination(names, event)
    action = Action.CORRECT if wrong else _action(names, event, word, bag)
    if is_for_another and action in (Action.GIVE, Action.GO_OUT):
        action = None
    elif to_office and action is Action.GO_OUT:
        action = Action.GIVE
    return [
        Observed(
            identity=declaration_of(identity) if wrong else identity,
            item_name=bounded(uri),
            item_code=names.thing_named(uri) or names.outside_code(uri),
            word=bounded(word),
            happened_at=happened_at,
            action=action,
            office=_office_of(names, event.get("readPoint", {}).get("id")),
            to_office=to_office if action is Action.GIVE else None,
            bag=bag if action in (Action.PACK, Action.UNPACK) else None,
            reason=_reason(event.get(f"{OWN}:reason")) if action in _WITH_REASON else None,
            wrong=wrong,
        )
        for uri in _things(event) or [kind]
    ]


def observed_in_emsevt(
    names: EpcisNames, row: Mapping[str, str], numbers: Mapping[Reason, str]
) -> Observed:
    """Return what a line of a file of events of items says.

    `numbers` are those of reasons, as the post gave them. A line without a code tells what EMSEVT
    has no word for, in the words of whoever wrote it.

    Raises:
        ValueError: it has no item, no code or no time.

    """
    item, code = row.get("item_id", "").strip(), row.get("event_code", "").strip().upper()
    word, happened_at = code or row.get("own_event", "").strip(), told_moment(row["event_time"])
    if not item or not word:
        raise ValueError(item)
    action, to_office = ACTIONS.get(code), row.get("next_office", "").strip()
    if to_office and not _OFFICE.fullmatch(to_office):
        action = None
    office = row.get("office", "").strip()
    return Observed(
        identity=bounded(row.get("event_id", "").strip() or f"{word} {happened_at.isoformat()}"),
        item_name=bounded(item),
        item_code=names.thing_named(item) or names.outside_code(item),
        word=bounded(word),
        happened_at=happened_at,
        action=action,
        office=office if _OFFICE.fullmatch(office) else None,
        to_office=to_office if action is Action.GIVE and to_office else None,
        reason=_told_reason(row, numbers) if action in _WITH_REASON else None,
    )


def _things(event: Mapping[str, Any]) -> list[str]:
    """Return the names of the things that an event is about, each once."""
    uris = [str(uri) for part in _THINGS for uri in event.get(part, ())]
    if not uris and _WHOLE in event:
        uris = [str(event[_WHOLE])]
    return list(dict.fromkeys(uris))


def _action(
    names: EpcisNames, event: Mapping[str, Any], word: str, bag: str | None
) -> Action | None:
    kind, does = event["type"], event.get("action")
    if kind == AGGREGATION and does in (ADD, DELETE):
        # What gets into somebody else's container is not in a bag of ours.
        return _repacked(does, word) if bag else None
    if kind not in (OBJECT, AGGREGATION) or does == DELETE:
        return None
    disposition = plain_word(str(event.get("disposition", ""))).removeprefix(names.vocabulary)
    return _BY_DISPOSITION.get((word, disposition), STEPS.get(word))


def _repacked(does: str, word: str) -> Action:
    if does == ADD:
        return Action.PACK
    return Action.TAKE if word == "receiving" else Action.UNPACK


def _destination(names: EpcisNames, event: Mapping[str, Any]) -> tuple[str | None, bool]:
    """Return the office of ours that things go to, and whether they go to somebody else."""
    named = [str(each.get("destination", "")) for each in event.get("destinationList", ())]
    offices = [office for uri in named if (office := _office_of(names, uri))]
    return (offices[0] if offices else None), bool(named) and not offices


def _office_of(names: EpcisNames, uri: object) -> str | None:
    office = names.office_named(uri) if isinstance(uri, str) else None
    return office if office and _OFFICE.fullmatch(office) else None


def _told_reason(row: Mapping[str, str], numbers: Mapping[Reason, str]) -> Reason:
    """Return the reason that a line gives in our word, or by a number that means one alone."""
    word, number = row.get("reason", "").strip(), row.get("reason_number", "").strip()
    meant = [reason for reason, agreed in numbers.items() if agreed == number]
    return meant[0] if not word and len(meant) == 1 else _reason(word)


def _reason(text: object) -> Reason:
    return Reason(str(text)) if str(text) in set(Reason) else Reason.OTHER


def _fingerprint(event: Mapping[str, Any]) -> str:
    """Return an identity for an event that has none: what it says, declared wrong or not."""
    said = {name: value for name, value in event.items() if name not in _OF_DECLARATION}
    text = json.dumps(said, sort_keys=True, ensure_ascii=True)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
