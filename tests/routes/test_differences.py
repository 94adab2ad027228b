"""Differences, refused scans and code ranges over HTTP."""

from collections.abc import Mapping
from uuid import uuid4

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.wiring import Bridge
from schemas.code_ranges import CodeRangeShape
from schemas.differences import DifferenceShape
from schemas.scans import RefusedScan
from schemas.shape import Page
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client, bearer

API = "/api/v1"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def sign(stage: Stage, who: str) -> Mapping[str, str]:
    viewer = getattr(stage, who)
    return await bearer(stage.bridge, stage.center.center_id, viewer.login)


async def test_a_difference_is_listed_and_closed(client: Client, stage: Stage) -> None:
    for _ in range(2):
        code = (await stage.register(stage.post, Leg.INBOUND))["code"]
        await stage.recorded(stage.post, code, "collect", "damage")
    headers = await sign(stage, "post")
    answer = await client.get(f"{API}/differences", params={"limit": 1}, headers=headers)
    page = Page[DifferenceShape].model_validate_json(await answer.text())
    (first,) = page.items
    params = {"cursor": page.next_cursor or ""}
    answer = await client.get(f"{API}/differences", params=params, headers=headers)
    rest = Page[DifferenceShape].model_validate_json(await answer.text())
    assert ([item.code for item in rest.items], rest.next_cursor) == ([code], None)

    path, body = f"{API}/differences/{first.difference_id}/resolve", {"resolution": "Đã sửa."}
    stranger = await sign(stage, "post2")
    assert (await client.post(path, json=body, headers=stranger)).status == 404
    short = await client.post(path, json={"resolution": "x"}, headers=headers)
    assert [e["path"] for e in (await short.json())["errors"]] == ["resolution"]
    closed = await client.post(path, json=body, headers=headers)
    assert closed.status == 200
    assert DifferenceShape.model_validate_json(await closed.text()).closed_by == "post.h53"
    again = await client.post(path, json=body, headers=headers)
    assert (again.status, (await again.json())["code"]) == (409, "difference_closed")
    for unknown in (uuid4(), "x"):
        path = f"{API}/differences/{unknown}/resolve"
        assert (await client.post(path, json=body, headers=headers)).status == 404
    params = {"open": "false"}
    answer = await client.get(f"{API}/differences", params=params, headers=headers)
    assert len((await answer.json())["items"]) == 2


async def test_refused_scans_are_listed(client: Client, stage: Stage) -> None:
    await stage.scan(stage.post, "nonsense", "collect")
    headers = await sign(stage, "post")
    answer = await client.get(f"{API}/scans/refused", headers=headers)
    page = Page[RefusedScan].model_validate_json(await answer.text())
    assert [(item.code, item.refusal) for item in page.items] == [("nonsense", "unreadable_code")]
    accountant = await sign(stage, "accountant")
    assert (await client.get(f"{API}/scans/refused", headers=accountant)).status == 403


async def test_ranges_are_granted_by_administrators(client: Client, stage: Stage) -> None:
    body = {
        "first": "EX000001006VN",
        "last": "EX000002001VN",
        "document": "Văn bản ví dụ 02/BĐ",
        "granted_on": "2026-02-02",
    }
    for who in ("post", "clerk", "department", "accountant"):
        headers = await sign(stage, who)
        assert (await client.post(f"{API}/code-ranges", json=body, headers=headers)).status == 403
    headers = await sign(stage, "admin")
    made = await client.post(f"{API}/code-ranges", json=body, headers=headers)
    assert (made.status, CodeRangeShape.model_validate_json(await made.text()).left) == (201, 101)
    again = await client.post(f"{API}/code-ranges", json=body, headers=headers)
    assert (again.status, (await again.json())["code"]) == (409, "ranges_overlap")
    answer = await client.get(f"{API}/code-ranges", params={"limit": 1}, headers=headers)
    page = Page[CodeRangeShape].model_validate_json(await answer.text())
    assert [item.first for item in page.items] == ["EV000000014VN"]
    params = {"cursor": page.next_cursor or ""}
    answer = await client.get(f"{API}/code-ranges", params=params, headers=headers)
    rest = Page[CodeRangeShape].model_validate_json(await answer.text())
    assert ([item.first for item in rest.items], rest.next_cursor) == (["EX000001006VN"], None)
