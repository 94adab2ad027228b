"""Whatever can be made of the API document, sound and unsound, is answered as the document says."""

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from postal_bridge.config import Config
from routes.app import ROUTES
from routes.openapi import describe
from tests.hostile.conftest import Service, served
from tests.hostile.world import PERSON_OF_ROLE

CONFIG = Config(
    data_dir=Path(),
    database_url=None,
    base_url="http://127.0.0.1:8080",
    secret=bytes(range(32)),
    label_key_ids=("1",),
    pool_size=1,
    trusted_proxies=0,
)
schema = schemathesis.openapi.from_dict(json.loads(json.dumps(describe(ROUTES, CONFIG))))


@pytest.fixture(scope="session")
def running(
    server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Service, str]]:
    """Yield a service that runs in a thread of its own, and its address."""
    folder = tmp_path_factory.mktemp("storm")
    found: dict[str, Any] = {}
    ready = threading.Event()

    async def run() -> None:
        found["loop"], found["end"] = asyncio.get_running_loop(), asyncio.Event()
        async with served(server_url, template, "world_of_storms", folder) as service:
            found["service"], found["url"] = service, str(service.client.make_url("/"))
            ready.set()
            await found["end"].wait()

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    assert ready.wait(60)
    yield found["service"], found["url"]
    found["loop"].call_soon_threadsafe(found["end"].set)
    thread.join(60)


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


@schema.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_keeps_to_the_document(case: Any, running: tuple[Service, str]) -> None:
    service, url = running
    roles = case.operation.definition.raw.get("x-roles", [])
    people = [PERSON_OF_ROLE[role] for role in roles] or [None]
    for person in people:
        headers = service.world.here.bearers[person] if person else {}
        case.call_and_validate(base_url=url.rstrip("/"), headers=headers, checks=CHECKS)
