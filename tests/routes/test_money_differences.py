"""Differences in money over HTTP: the queue, one with its story, and every step."""

from collections.abc import Mapping
from io import BytesIO

import pytest

from postal_bridge.wiring import Bridge
from schemas.money_differences import MoneyDifferenceShape, MoneyDifferenceStory
from schemas.shape import Page
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.routes.conftest import Client, bearer
from tests.usecases.test_reconcile import Desk, sent

API = "/api/v1"
OCTETS = {"Content-Type": "application/octet-stream"}


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Desk:
    return Desk(await found_center(bridge, clock))


async def sign(desk: Desk, who: str) -> Mapping[str, str]:
    viewer = getattr(desk.stage, who)
    return await bearer(desk.stage.bridge, desk.stage.center.center_id, viewer.login)


async def listed(
    client: Client, headers: Mapping[str, str], **params: str
) -> Page[MoneyDifferenceShape]:
    answer = await client.get(f"{API}/money-differences", params=params, headers=headers)
    assert answer.status == 200, await answer.text()
    return Page[MoneyDifferenceShape].model_validate_json(await answer.text())


async def test_the_queue_is_paged_filtered_and_ordered(client: Client, desk: Desk) -> None:
    for number in range(1, 6):
        await desk.collect(await desk.dossier(), 10_000 * number)
    await desk.hand_in(sent(1, None, 7_000))
    await desk.run()
    headers = await sign(desk, "accountant")
    first = await listed(client, headers, limit="4")
    rest = await listed(client, headers, limit="4", cursor=first.next_cursor or "")
    assert (len(first.items), len(rest.items), rest.next_cursor) == (4, 2, None)
    largest = await listed(client, headers, largest_first="true", limit="2")
    assert [each.amount_dong for each in largest.items] == [50_000, 40_000]
    more = await listed(
        client, headers, largest_first="true", limit="2", cursor=largest.next_cursor or ""
    )
    assert [each.amount_dong for each in more.items] == [30_000, 20_000]
    unknown = await listed(client, headers, **{"class": "unknown"})
    assert [each.amount_dong for each in unknown.items] == [7_000]
    some = await listed(client, headers, least_dong="20000", most_dong="30000")
    assert len(some.items) == 2
    assert (await listed(client, headers, assignee="nobody")).items == []
    assert (await listed(client, headers, least_days="3000")).items == []
    assert (await listed(client, headers, state="resolved")).items == []
    for wrong in ("W10", "WyIyMDI2LTAxLTAxIiwieCJd"):
        answer = await client.get(
            f"{API}/money-differences", params={"cursor": wrong}, headers=headers
        )
        assert answer.status == 422


async def test_a_department_sees_its_own_without_what_accountants_say(
    client: Client, desk: Desk
) -> None:
    await desk.collect(await desk.dossier(), 10_000)
    await desk.run()
    (one,) = (await listed(client, await sign(desk, "department"))).items
    assert (await listed(client, await sign(desk, "department2"))).items == []
    path = f"{API}/money-differences/{one.difference_id}"
    body = {"version": 1, "text": "Đã gọi bưu cục."}
    answer = await client.post(f"{path}/comment", json=body, headers=await sign(desk, "accountant"))
    assert answer.status == 200
    shown = await client.get(path, headers=await sign(desk, "department"))
    assert (await shown.json())["steps"] == []
    hidden = await client.get(path, headers=await sign(desk, "department2"))
    assert hidden.status == 404
    refused = await client.post(
        f"{path}/comment", json=body, headers=await sign(desk, "department")
    )
    assert refused.status == 403


async def test_a_line_is_matched_from_its_story_and_the_match_undone(
    client: Client, desk: Desk
) -> None:
    collection_id = await desk.collect(await desk.dossier(), 50_000)
    await desk.hand_in(sent(1, None, 50_000))
    await desk.run()
    headers = await sign(desk, "accountant")
    (one,) = (await listed(client, headers, **{"class": "unknown"})).items
    body = {
        "resolution": "Đúng số biên lai.",
        "action": "match",
        "version": 1,
        "collection_ids": [str(collection_id)],
    }
    resolve = f"{API}/differences/{one.difference_id}/resolve"
    unversioned = {key: value for key, value in body.items() if key != "version"}
    answer = await client.post(resolve, json=unversioned, headers=headers)
    assert (answer.status, (await answer.json())["errors"][0]["path"]) == (422, "version")
    answer = await client.post(resolve, json=body, headers=await sign(desk, "post"))
    assert answer.status == 403
    answer = await client.post(resolve, json=body, headers=headers)
    assert (answer.status, (await answer.json())["state"]) == (200, "resolved")
    answer = await client.post(resolve, json=body, headers=headers)
    assert (answer.status, (await answer.json())["code"]) == (409, "difference_changed")

    path = f"{API}/money-differences/{one.difference_id}"
    answer = await client.get(path, headers=headers)
    story = MoneyDifferenceStory.model_validate_json(await answer.text())
    (line,) = story.rows["lines"]
    assert (line["rule"], line["collection_id"]) == ("by_hand", str(collection_id))
    assert [step["action"] for step in story.steps] == ["resolved"]
    undo = {"version": 2, "reason": "Ghép nhầm dòng."}
    answer = await client.post(f"{path}/undo", json=undo, headers=headers)
    assert (answer.status, (await answer.json())["state"]) == (200, "open")


async def test_a_large_one_is_assigned_proposed_turned_down_and_approved_by_another(
    client: Client, desk: Desk
) -> None:
    await desk.collect(await desk.dossier(), 6_000_000)
    await desk.run()
    one, other = await sign(desk, "accountant"), await sign(desk, "admin")
    (found,) = (await listed(client, one)).items
    path = f"{API}/money-differences/{found.difference_id}"
    resolve = f"{API}/differences/{found.difference_id}/resolve"

    async def step(
        headers: Mapping[str, str], address: str, body: Mapping[str, object]
    ) -> tuple[int, str]:
        answer = await client.post(address, json=body, headers=headers)
        document = await answer.json()
        return answer.status, str(document.get("state") or document.get("code"))

    assign = {"version": 1, "assignee": "post.h53"}
    assert await step(one, f"{path}/assign", assign) == (422, "unknown_assignee")
    assign = {"version": 1, "assignee": "accountant.h53", "due_on": "2026-04-10"}
    assert await step(one, f"{path}/assign", assign) == (200, "open")
    write_off = {"resolution": "Không thu hồi được.", "action": "adjustment", "version": 2}
    assert await step(one, resolve, write_off) == (200, "proposed")
    rejection = {"version": 3, "reason": "Chưa đủ chứng từ."}
    assert await step(other, f"{path}/reject", rejection) == (200, "open")
    assert await step(one, resolve, {**write_off, "version": 4}) == (200, "proposed")
    own = await step(one, f"{path}/approve", {"version": 5})
    assert own == (403, "second_person_needed")
    assert await step(other, f"{path}/approve", {"version": 5}) == (200, "resolved")
    (kept,) = (await listed(client, one, state="resolved", assignee="accountant.h53")).items
    assert kept.version == 6


async def test_a_paper_is_kept_sealed_and_handed_out_as_it_came(client: Client, desk: Desk) -> None:
    await desk.collect(await desk.dossier(), 10_000)
    await desk.run()
    headers = await sign(desk, "accountant")
    (found,) = (await listed(client, headers)).items
    path = f"{API}/money-differences/{found.difference_id}"
    paper = bytes(range(256)) * 6_000
    query = {"version": "1", "name": "sổ phụ tháng 3.pdf"}

    async def attach(content: bytes) -> int:
        answer = await client.post(
            f"{path}/evidence", params=query, data=BytesIO(content), headers={**headers, **OCTETS}
        )
        return answer.status

    assert await attach(b"") == 422
    assert await attach(b"x" * (2 * 1024 * 1024 + 1)) == 413
    assert await attach(paper) == 200
    (kept,) = (await (await client.get(path, headers=headers)).json())["evidence"]
    assert (kept["name"], kept["size_bytes"]) == ("sổ phụ tháng 3.pdf", len(paper))
    evidence = f"{path}/evidence/{kept['evidence_id']}"
    answer = await client.get(evidence, headers=headers)
    assert await answer.read() == paper
    assert answer.headers["Content-Disposition"].startswith("attachment")
    noted = await desk.stage.value("select what from admin_change order by at desc limit 1")
    assert noted == "evidence_opened"
    for wrong in (f"{path}/evidence/x", f"{API}/money-differences/x"):
        assert (await client.get(wrong, headers=headers)).status == 404


async def test_a_difference_in_custody_is_none_of_an_accountants(
    client: Client, desk: Desk
) -> None:
    await desk.collect(await desk.dossier(), 10_000)
    await desk.run()
    headers = await sign(desk, "accountant")
    (found,) = (await listed(client, headers)).items
    path = f"{API}/differences/{found.difference_id}/resolve"
    for who in ("accountant", "admin"):
        answer = await client.post(
            path, json={"resolution": "Đã xem."}, headers=await sign(desk, who)
        )
        assert (answer.status, (await answer.json())["code"]) == (404, "unknown_difference")
