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
from postal_bridge.domain.observation import Reading, observed_in_epcis

SCHEMA = "built/epcis.schema.json"
EVENTS_MAX = 500
_EVENT = re.compile(r"epcisBody/eventList/([0-9]+)(?:/.*)?")
#: Of one document no more faults are told.
FAULTS_MAX = 1_000


def read_epcis(names: EpcisNames, body: bytes, proceeds: bool) -> Reading:
    """Return what an EPCISDocument says; with faults nothing of it, or all but what has them."""
    document = json.loads(body)
    if not isinstance(document, dict) or document.get("type") != "EPCISDocument":
        return Reading(faults=["type: enum"])
    faults = faults_of(document)
    found = [_EVENT.fullmatch(where) for where, _ in faults]
    told = [f"{where}: {rule}" for where, rule in faults]
    if faults and not (proceeds and all(found)):
        return Reading(faults=told)
    wrong = {int(each[1]) for each in found if each}
    events = document["epcisBody"]["eventList"]
    return Reading(
        [
            observed
            for position, event in enumerate(events)
            if position not in wrong
            for observed in observed_in_epcis(names, event)
        ],
        told,
    )


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
