"""Whatever can be made of the API document, sound and unsound, is answered as the document says.

Each operation is called in the name of every role that may call it: with what the document lets
one make up and, where that is sound, once more with names of things that are there.
"""

import asyncio
import json
import threading
from collections.abc import Iterator
from itertools import count
from typing import Any, TypeAlias

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from routes.call_table import CALLS
from routes.openapi import describe
from tests.hostile.conftest import Service, served
from tests.hostile.examples import EXAMPLES
from tests.hostile.world import PERSON_OF_ROLE, Half
from tests.journeys import PROCEDURE

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
AnyCase: TypeAlias = Case[Any]
#: What a body says of things that are there; the people named sign in nowhere in these tests.
KNOWN = {
    "procedure_code": PROCEDURE,
    "department_code": "SNV",
    "office_code": "SNV",
    "to_office": "SNV",
    "post_office": "H53.BC",
    "login": "post2.h53",
    "scanned_at": "2026-03-13T03:29:00Z",
    "sent_at": "2026-03-13T03:30:00Z",
    "received_at": "2026-03-13T03:00:00Z",
    "happened_on": "2026-03-13",
    "due_on": "2026-03-20",
}

_TURNS = count()
# A stream that was asked for in the right way goes on for minutes.
document = schemathesis.openapi.from_dict(
    json.loads(json.dumps(describe(CALLS, serves_tls=False)))
).exclude(path="/api/v1/events/stream")


@pytest.fixture(scope="session")
def storm(
    server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """Yield a service that runs in a thread of its own, for callers that block."""
    folder = tmp_path_factory.mktemp("storm")
    found: dict[str, Any] = {}
    ready = threading.Event()

    async def run() -> None:
        found["loop"], found["end"] = asyncio.get_running_loop(), asyncio.Event()
        try:
            async with served(server_url, template, "world_of_storms", folder) as service:
                found["service"] = service
                ready.set()
                await found["end"].wait()
        finally:
            ready.set()

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    ready.wait()
    yield found["service"]
    found["loop"].call_soon_threadsafe(found["end"].set)
    thread.join()


@document.parametrize()
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_every_operation_keeps_to_the_document(case: AnyCase, storm: Service) -> None:
    here = storm.world.here
    roles = case.operation.definition.raw.get("x-roles", ())
    people: list[str | None] = [PERSON_OF_ROLE[role] for role in roles]
    people = people or [None]
    if case.meta is not None and case.meta.generation.mode is GenerationMode.NEGATIVE:
        # What has not the shape is refused alike for all; they take turns.
        sent = [(people[next(_TURNS) % len(people)], case)]
    else:
        sent = [
            (person, each)
            for person in people
            for each in (case, *knowing(case, here, person or "clerk"))
        ]
    for person, each in sent:
        each.call_and_validate(
            base_url=str(storm.client.make_url("")).rstrip("/"),
            headers=here.bearers[person] if person else {},
            checks=CHECKS,
        )


def knowing(case: AnyCase, here: Half, person: str) -> list[AnyCase]:
    """Return the case that names things of a person where this one names what it made up."""
    if not case.path_parameters and not isinstance(case.body, dict):
        return []
    thing = None
    for example in EXAMPLES[case.method, case.operation.path]:
        if example.kind is not None and thing is None:
            owners = here.owners(example.kind)
            shown = [owner for owner in owners if example.shows(owner, person)]
            thing = here.thing(example.kind, (shown or owners)[-1], person)
    made_up = case.path_parameters or {}
    known = case.operation.Case(
        path_parameters=dict.fromkeys(made_up, thing) if thing else made_up,
        headers=dict(case.headers or {}),
        cookies=case.cookies,
        query=case.query,
        body=_naming(case.body, here, person),
        media_type=case.media_type,
    )
    return [known]


def _naming(value: Any, here: Half, person: str) -> Any:
    number = next(_TURNS)
    codes = {
        **KNOWN,
        "code": here.thing("loose", "post", person),
        "bag": here.things["bag", "post"],
        "dossier_code": here.things["dossier", "department"],
        "consignment_code": here.thing("unfiled", "post", person),
        "first": str(number),
        "last": str(number),
        "service": "RX",
    }
    if isinstance(value, dict) and "filer" in value:
        # Announced by the post, to be filed when it is handed over at the counter.
        codes["code"] = f"000.00.19.H53-260313-{number:06}"
        value = {
            **value,
            "procedure_code": PROCEDURE,
            "department_code": "SNV",
            "consignment_code": None,
            "received_via": "postal",
            "received_at": None,
            "due_on": None,
        }
    if isinstance(value, dict):
        return {
            name: codes[name]
            if name in codes and isinstance(inner, str)
            else _naming(inner, here, person)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_naming(inner, here, person) for inner in value]
    return value
