"""Tracking over HTTP: public, masked, one answer for all that does not fit, slowed down."""

import pytest

from postal_bridge.usecases.track import ADDRESS_LIMIT
from postal_bridge.wiring import Bridge
from schemas.track import TrackedShape
from tests.conftest import MORNING, SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client

TRACK = "/api/v1/track"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def test_a_citizen_tracks_without_signing_in(client: Client, stage: Stage) -> None:
    code = await stage.add_dossier(
        received_at=MORNING, received_on=MORNING.date(), resolved_on=MORNING.date(), status=9
    )
    answer = await client.get(f"{TRACK}/{code}", params={"phone_last4": "5678"})
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
    told = TrackedShape.model_validate_json(await answer.text())
    assert (told.stage.key, told.filer.phone) == ("result_ready", "*******678")
    assert [(str(entry.on), entry.at) for entry in told.timeline] == [
        ("2026-03-13", None),
        ("2026-03-13", MORNING),
    ]


async def test_all_that_does_not_fit_gets_one_answer(client: Client, stage: Stage) -> None:
    code = await stage.add_dossier()
    documents = []
    for asked, params in (
        (code, {"phone_last4": "0000"}),
        (code, {}),
        (code, {"phone_last4": ""}),
        ("H53.14-260313-0099", {"phone_last4": "5678"}),
        ("EV000000017VN", {"phone_last4": "5678"}),
        ("nothing", {"phone_last4": "5678"}),
    ):
        answer = await client.get(f"{TRACK}/{asked}", params=params)
        assert answer.status == 404
        document = await answer.json()
        del document["instance"]
        documents.append(document)
    assert all(document == documents[0] for document in documents)
    assert documents[0]["code"] == "not_tracked"


async def test_asking_too_often_has_to_wait(client: Client, stage: Stage) -> None:
    for number in range(ADDRESS_LIMIT.most):
        await client.get(f"{TRACK}/{stage.center.code}.14-260313-{number:04}")
    answer = await client.get(f"{TRACK}/H53.14-260313-0001", params={"phone_last4": "5678"})
    assert (answer.status, (await answer.json())["code"]) == (429, "too_many_requests")
    assert int(answer.headers["Retry-After"]) >= 1
