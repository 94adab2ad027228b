"""Bags over HTTP, from the list to the record that both sides sign."""

import io
from collections.abc import Mapping

import pypdf
import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.wiring import Bridge
from schemas.manifests import ListedManifest, ManifestShape
from schemas.shape import Page
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center
from tests.routes.conftest import Client, bearer

API = "/api/v1/manifests"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def sign(stage: Stage, who: str) -> Mapping[str, str]:
    viewer = getattr(stage, who)
    return await bearer(stage.bridge, stage.center.center_id, viewer.login)


def words_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


async def test_a_bag_goes_its_way(client: Client, stage: Stage) -> None:
    codes = []
    for _ in range(3):
        document = await stage.register(stage.post, Leg.INBOUND, procedure_code=PROCEDURE)
        codes.append(document["code"])
        await stage.recorded(stage.post, codes[-1], "collect")
    stray = (await stage.register(stage.post, Leg.INBOUND))["code"]
    post, clerk = await sign(stage, "post"), await sign(stage, "clerk")
    order = {"to_office": "H53", "items": codes, "pack": True}
    made = await client.post(API, json=order, headers=post)
    assert made.status == 201
    bag = ManifestShape.model_validate_json(await made.text())
    assert (bag.expected, bag.packed, bag.differences.missing) == (codes, codes, [])
    await stage.recorded(stage.post, bag.code, "seal", seal_number="VN0004512")
    await stage.recorded(stage.post, bag.code, "give")
    await stage.recorded(stage.clerk, bag.code, "take", "open")
    for code in (*codes[:2], stray):
        await stage.recorded(stage.clerk, code, "unpack")
    read = await client.get(f"{API}/{bag.code}", headers=clerk)
    opened = ManifestShape.model_validate_json(await read.text())
    assert opened.differences.model_dump() == {"missing": [codes[2]], "extra": [stray]}
    checked = await client.post(f"{API}/{bag.code}/check", headers=clerk)
    assert checked.status == 200
    assert ManifestShape.model_validate_json(await checked.text()).checked_at
    answer = await client.get(f"{API}/{bag.code}/handover-record.pdf", headers=post)
    assert (answer.status, answer.content_type) == (200, "application/pdf")
    words = words_of(await answer.read())
    for said in (
        "Người Thử Post",
        "Người Thử Clerk",
        "Quầy bưu chính công ích tại Trung tâm",
        "VN0004512",
        "thiếu 1 hồ sơ, thừa 1 hồ sơ",
        "Thời điểm nộp của từng hồ sơ",
        *codes,
        stray,
    ):
        assert said in words
    listed = await client.get(API, params={"state": "opened"}, headers=clerk)
    page = Page[ListedManifest].model_validate_json(await listed.text())
    assert ([item.code for item in page.items], page.next_cursor) == ([bag.code], None)


async def test_refusals_have_their_status(client: Client, stage: Stage) -> None:
    post, clerk = await sign(stage, "post"), await sign(stage, "clerk")
    bag = (await stage.begin_bag(stage.post, "H53"))["code"]
    for path, headers, expected in (
        (f"{API}/{bag}/check", post, (409, "bag_not_open")),
        (f"{API}/{bag}/check", clerk, (409, "not_in_your_hands")),
        (f"{API}/BAG-H53-999999995/check", clerk, (404, "unknown_code")),
    ):
        answer = await client.post(path, headers=headers)
        assert (answer.status, (await answer.json())["code"]) == expected
    record = await client.get(f"{API}/{bag}/handover-record.pdf", headers=post)
    assert (record.status, (await record.json())["code"]) == (409, "not_handed_over")
    order = {"to_office": "H53", "items": ["x"] * 501}
    answer = await client.post(API, json=order, headers=post)
    assert (answer.status, [e["path"] for e in (await answer.json())["errors"]]) == (422, ["items"])


async def test_accountants_and_strangers_stay_outside(client: Client, stage: Stage) -> None:
    bag = (await stage.begin_bag(stage.post, "H53"))["code"]
    for who, status in (("accountant", 403), ("post2", 404), ("department", 404)):
        headers = await sign(stage, who)
        for path in (f"{API}/{bag}", f"{API}/{bag}/handover-record.pdf"):
            assert (await client.get(path, headers=headers)).status == status
        assert (await client.post(f"{API}/{bag}/check", headers=headers)).status == status
