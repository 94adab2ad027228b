"""The names in events lead somewhere, tell what they mean, and nothing of a thing or a person."""

from typing import Any

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.epcis_events import TELLINGS
from postal_bridge.domain.epcis_names import EpcisNames
from postal_bridge.domain.epcis_vocabulary import WORDS
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client

HTML = {"Accept": "text/html"}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture
def names(bridge: Bridge) -> EpcisNames:
    return bridge.config.epcis_names


def path_of(names: EpcisNames, uri: str) -> str:
    return uri.removeprefix(names.base)


async def led_to(client: Client, path: str) -> str:
    answer = await client.get(path, headers=HTML, allow_redirects=False)
    assert answer.status == 303
    return answer.headers["Location"]


async def test_the_name_of_a_thing_leads_to_where_it_is_tracked(
    client: Client, stage: Stage, names: EpcisNames
) -> None:
    thing = await stage.register(stage.post, Leg.INBOUND, dossier_code=await stage.add_dossier())
    code = str(thing["code"])
    place = await led_to(client, path_of(names, names.thing(code)))
    assert place == f"/q?code={code}"
    page = await (await client.get(place, headers=HTML)).text()
    assert f'value="{code}"' in page
    # One that nobody ever gave is answered alike.
    assert await led_to(client, "/id/EV000002001VN") == "/q?code=EV000002001VN"
    assert await led_to(client, "/id/BAG-H53-000000014") == "/bags/BAG-H53-000000014"
    assert (await client.get("/id/nothing", headers=HTML)).status == 404


@pytest.mark.parametrize(
    ("query", "accept"), [("?linkType=all", "*/*"), ("", "application/linkset+json")]
)
async def test_a_program_is_given_all_links_of_a_thing(
    client: Client, names: EpcisNames, query: str, accept: str
) -> None:
    headers = {"Accept": accept}
    answer = await client.get(f"/id/EV000000014VN{query}", headers=headers, allow_redirects=False)
    assert (answer.status, answer.content_type) == (200, "application/linkset+json")
    (links,) = (await answer.json(content_type=None))["linkset"]
    assert links["anchor"] == names.thing("EV000000014VN")
    (default,) = links["https://ref.gs1.org/voc/defaultLink"]
    assert default["href"].endswith("/q?code=EV000000014VN")


async def test_the_name_of_an_office_tells_which_it_is(
    client: Client, stage: Stage, names: EpcisNames
) -> None:
    path = path_of(names, names.office(stage.post2.office_code))
    page = await (await client.get(path, headers=HTML)).text()
    assert "Bưu cục Hòa Mẫu" in page
    assert "Trung tâm ví dụ H53" in page
    answer = await client.get(path)
    assert answer.content_type == "application/ld+json"
    document: dict[str, Any] = await answer.json(content_type=None)
    (office,) = document["@graph"]
    assert (office["@type"], office["name"]) == ("PostOffice", "Bưu cục Hòa Mẫu")
    assert office["@id"] == names.office(stage.post2.office_code)
    assert (await client.get("/offices/none", headers=HTML)).status == 404


async def test_every_word_of_ours_is_defined_at_its_address(
    client: Client, names: EpcisNames
) -> None:
    used = {word for each in TELLINGS.values() for word in (each.step, each.disposition)}
    assert {word for word in used if "/" in word} <= set(WORDS)
    for word in ("", *WORDS):
        answer = await client.get(path_of(names, names.word(word)))
        assert (answer.status, answer.content_type) == (200, "application/ld+json")
    document = await answer.json(content_type=None)
    assert {each["@id"] for each in document["@graph"]} == {names.word(word) for word in WORDS}
    for unknown in ("/voc/no", "/voc/disp/no"):
        assert (await client.get(unknown)).status == 404
