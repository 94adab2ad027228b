"""Reads documents of EPCIS by GS1's own JSON schema, which is built in and not written by us.

Owns what is said of a document that does not follow it: where and by which rule, never what stands
there, because it may be about people.
"""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema_rs

SCHEMA = "built/epcis.schema.json"
#: Of one document no more faults are told.
FAULTS_MAX = 50


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
