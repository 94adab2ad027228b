"""Reads documents of EPCIS by GS1's own JSON schema, which is built in and not written by us.

Owns what is said of a document that does not follow it: where and by which rule, never what stands
there, because it may be about people.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema_rs

from postal_bridge.domain.epcis_names import EpcisNames
from postal_bridge.domain.observation import OBSERVED_MAX, Observed, Reading
from postal_bridge.domain.observed_events import observed_in_epcis

SCHEMA = "built/epcis.schema.json"
EVENTS_MAX = 500
#: Where the events of a document are, by its type: a file of events, or the answer to a query.
_LISTS = {
    "EPCISDocument": ("epcisBody", "eventList"),
    "EPCISQueryDocument": ("epcisBody", "queryResults", "resultsBody", "eventList"),
}
_EVENT = re.compile(r"[A-Za-z/]+/eventList/([0-9]+)(?:/.*)?")
#: Of one document no more faults are told.
FAULTS_MAX = 1_000


def events_of(document: Any) -> list[Any]:
    """Return the events of what may be a document; none of what is no document."""
    found = document
    for name in _LISTS.get(_type_of(document), ("epcisBody", "eventList")):
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, list) else []


def read_epcis(names: EpcisNames, body: bytes, proceeds: bool) -> Reading:
    """Return what a document of events says; with faults nothing, or all but what has them."""
    document = json.loads(body)
    if _type_of(document) not in _LISTS:
        return Reading(faults=["type: enum"])
    faults = faults_of(document)
    found = [_EVENT.fullmatch(where) for where, _ in faults]
    told = [f"{where or 'document'}: {rule}" for where, rule in faults]
    if faults and not (proceeds and all(found)):
        return Reading(faults=told)
    wrong, observed = {int(each[1]) for each in found if each}, list[Observed]()
    for position, event in enumerate(events_of(document)):
        if position in wrong:
            continue
        try:
            observed += observed_in_epcis(names, event)
        except ValueError:
            # The schema admits times, such as leap seconds, that nothing here reckons with.
            told.append(f"{'/'.join(_LISTS[document['type']])}/{position}/eventTime: format")
        if len(observed) > OBSERVED_MAX:
            break
    return Reading(faults=told) if told and not proceeds else Reading(observed, told)


def _type_of(document: Any) -> str:
    return str(document.get("type")) if isinstance(document, dict) else ""


def faults_of(document: Any) -> list[tuple[str, str]]:
    """Return what in a document or an event breaks the schema: where, and which rule it breaks."""
    return [
        ("/".join(map(str, error.instance_path)), error.kind.name)
        for error, _ in zip(_errors(document), range(FAULTS_MAX), strict=False)
    ]


def _errors(document: Any) -> Iterator[jsonschema_rs.ValidationError]:
    return _validator().iter_errors(document)


@cache
def _validator() -> jsonschema_rs.Draft7Validator:
    schema = json.loads(files("schemas").joinpath(SCHEMA).read_text("utf-8"))
    # What the schema says of addresses and times is meant.
    return jsonschema_rs.Draft7Validator(schema, validate_formats=True)
