"""Labels over HTTP, and the page that their codes open."""

import re
from collections.abc import Mapping

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.tracking_code import KeyRing, TrackingCode, sign_label
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client, bearer

API = "/api/v1/labels"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def sign(stage: Stage, who: str) -> Mapping[str, str]:
    viewer = getattr(stage, who)
    return await bearer(stage.bridge, stage.center.center_id, viewer.login)


async def prints(stage: Stage) -> int:
    counted: int = await stage.value("select coalesce(sum(label_prints), 0)::integer from custody")
    return counted


@pytest.mark.parametrize("size", ["a4", "100x150"])
async def test_labels_are_printed_as_pdf(client: Client, stage: Stage, size: str) -> None:
    codes = [(await stage.register(stage.post, Leg.INBOUND))["code"] for _ in range(2)]
    codes.append((await stage.begin_bag(stage.post, "H53"))["code"])
    params = {"codes": ",".join(codes), "size": size}
    answer = await client.get(API, params=params, headers=await sign(stage, "post"))
    assert (answer.status, answer.content_type) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    assert (await answer.read()).startswith(b"%PDF-")
    assert await prints(stage) == 3


async def test_asking_for_the_head_prints_nothing(client: Client, stage: Stage) -> None:
    code = (await stage.register(stage.post, Leg.INBOUND))["code"]
    params, headers = {"codes": code}, await sign(stage, "post")
    assert (await client.head(API, params=params, headers=headers)).status == 200
    assert await prints(stage) == 0


async def test_a_link_on_another_site_prints_nothing(client: Client, stage: Stage) -> None:
    code = (await stage.register(stage.post, Leg.INBOUND))["code"]
    headers = {**await sign(stage, "post"), "Sec-Fetch-Site": "cross-site"}
    answer = await client.get(API, params={"codes": code}, headers=headers)
    assert (answer.status, (await answer.json())["code"]) == (403, "written_by_another_site")
    assert await prints(stage) == 0


async def test_what_cannot_be_printed_is_named(client: Client, stage: Stage) -> None:
    code = (await stage.register(stage.post, Leg.INBOUND))["code"]
    headers = await sign(stage, "post")
    answer = await client.get(API, params={"codes": f"{code},EV999999995VN"}, headers=headers)
    document = await answer.json()
    assert (answer.status, document["code"]) == (404, "unknown_things")
    assert "EV999999995VN" in document["detail"]
    assert code not in document["detail"]
    for codes in (",", ",".join([code] * 101)):
        answer = await client.get(API, params={"codes": codes}, headers=headers)
        assert (answer.status, (await answer.json())["code"]) == (422, "invalid_input")
    bad_size = await client.get(API, params={"codes": code, "size": "a5"}, headers=headers)
    assert bad_size.status == 422
    accountant = await sign(stage, "accountant")
    assert (await client.get(API, params={"codes": code}, headers=accountant)).status == 403
    assert await prints(stage) == 0


async def page(client: Client, path: str) -> str:
    answer = await client.get(path)
    assert (answer.status, answer.content_type) == (200, "text/html")
    return await answer.text()


def code_asked(text: str) -> str:
    """Return the code that a tracking form, which asks for the digits too, is filled in with."""
    assert 'method="post" action="/track"' in text
    assert 'name="phone_last4"' in text
    found = re.search(r'name="code" type="text" value="([^"]*)"', text)
    assert found
    return found[1]


async def test_a_label_opens_tracking_and_a_forged_one_asks_for_a_code(
    client: Client, bridge: Bridge
) -> None:
    code = TrackingCode("EV", 1, "VN")
    ours = sign_label(code, 1, bridge.config.label_keys)
    forged = sign_label(code, 1, KeyRing({"1": b"another key of 32 bytes, no less"}, "1"))
    assert code_asked(await page(client, f"/q/{ours}")) == str(code)
    assert code_asked(await page(client, "/q")) == ""
    for other in (forged, "nonsense", str(code)):
        assert code_asked(await page(client, f"/q/{other}")) == ""


async def test_a_typed_code_opens_the_same_form(client: Client) -> None:
    assert code_asked(await page(client, "/q?code=ev000000014vn")) == "EV000000014VN"
    dossier = "000.00.19.H53-260313-0001"
    assert code_asked(await page(client, f"/q?code={dossier}")) == dossier
    for other in ("", "BAG-H53-000000014", "<script>"):
        assert code_asked(await page(client, f"/q?code={other}")) == ""
