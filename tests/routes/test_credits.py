"""Credits of banks over HTTP and on their pages: what they may be, decided and taken back."""

import json
import re
from typing import Any
from uuid import UUID, uuid4

import pytest

from postal_bridge.wiring import Bridge
from schemas.credits import CreditStory
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.routes.conftest import Client, bearer
from tests.routes.test_dossier_money import headers_of
from tests.usecases.test_match_credits import came
from tests.usecases.test_reconcile import Desk, sent

API = "/api/v1"
WHY = "Ngân hàng đã xác nhận."


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Desk:
    """Return a batch, two credits of its amount that name it, and one of another amount."""
    desk = Desk(await found_center(bridge, clock))
    dossier = await desk.dossier()
    await desk.collect(dossier, 50_000)
    await desk.hand_in(sent(1, dossier, 50_000, remittance_batch="LO-260302-A"))
    twice = [came(n, 50_000, narration=f"lan {n} LO-260302-A") for n in (1, 2)]
    await desk.hand_in(*twice, came(3, 7_000, bank_reference="FT7"), kind="bank")
    await desk.run()
    return desk


async def ask(
    client: Client, desk: Desk, method: str, path: str, body: object = None, who: str = "accountant"
) -> tuple[int, Any]:
    viewer = getattr(desk.stage, who)
    headers = await bearer(desk.stage.bridge, desk.stage.center.center_id, viewer.login)
    answer = await client.request(method, f"{API}{path}", json=body, headers=headers)
    return answer.status, await answer.json()


async def rows(desk: Desk) -> tuple[list[int], UUID]:
    """Return the credits and the batch."""
    async with desk.stage.bridge.database.snapshot() as connection:
        lines = await connection.fetch("select line_id from bank_line order by line_id")
    batch = await desk.stage.value("select remittance_id from remittance")
    return [row["line_id"] for row in lines], batch


async def test_a_credit_tells_what_it_may_be_and_is_decided(client: Client, desk: Desk) -> None:
    (first, second, _), batch = await rows(desk)
    status, story = await ask(client, desk, "GET", f"/credits/{first}")
    assert status == 200
    told = CreditStory.model_validate_json(json.dumps(story))
    assert [each.rule for each in told.batches] == ["alike"]
    assert [each.line_id for each in told.credits] == [first, second]
    accept = {"line_ids": [first], "remittance_ids": [str(batch)], "reason": WHY}
    assert (await ask(client, desk, "POST", "/credit-groups", accept, "clerk"))[0] == 403
    status, group = await ask(client, desk, "POST", "/credit-groups", accept)
    assert (status, group["rule"], group["undone"]) == (201, "by_hand", False)
    status, problem = await ask(client, desk, "POST", "/credit-groups", accept)
    assert (status, problem["code"]) == (409, "row_not_free")
    _, story = await ask(client, desk, "GET", f"/credits/{first}")
    assert story["group"] == group
    undo = f"/credit-groups/{group['group_id']}/undo"
    status, undone = await ask(client, desk, "POST", undo, {"reason": WHY})
    assert (status, undone) == (200, {**group, "undone": True})
    assert (await ask(client, desk, "POST", undo, {"reason": WHY}))[1]["code"] == "nothing_to_undo"
    _, listed = await ask(client, desk, "GET", "/credits?unknown=true")
    assert {each["line_id"] for each in listed["items"]} == set((await rows(desk))[0])


async def test_a_rejection_names_what_is_proposed(client: Client, desk: Desk) -> None:
    (first, _, third), batch = await rows(desk)
    body = {"remittance_id": str(batch), "reason": WHY}
    status, problem = await ask(client, desk, "POST", f"/credits/{third}/reject", body)
    assert (status, problem["code"]) == (409, "credit_not_proposed")
    status, pair = await ask(client, desk, "POST", f"/credits/{first}/reject", body)
    assert (status, pair) == (200, {"line_id": first, "remittance_id": str(batch)})
    _, story = await ask(client, desk, "GET", f"/credits/{first}")
    assert [each["action"] for each in story["decisions"]] == ["rejected"]


async def test_money_of_others_is_told_and_taken_back(client: Client, desk: Desk) -> None:
    (_, _, third), _ = await rows(desk)
    address, body = f"/credits/{third}", {"reason": WHY}
    assert (await ask(client, desk, "POST", f"{address}/explain", body, "clerk"))[0] == 403
    status, turn = await ask(client, desk, "POST", f"{address}/explain", body)
    assert (status, turn["action"], turn["explained_as"]) == (200, "explained", "outside")
    status, problem = await ask(client, desk, "POST", f"{address}/explain", body)
    assert (status, problem["code"]) == (409, "row_not_free")
    _, story = await ask(client, desk, "GET", address)
    assert CreditStory.model_validate_json(json.dumps(story)).turns[0].reason == WHY
    status, turn = await ask(client, desk, "POST", f"{address}/take-back", body)
    assert (status, turn["action"], turn["explained_as"]) == (200, "undone", None)
    wrong = {"refund_id": str(uuid4()), **body}
    status, problem = await ask(client, desk, "POST", f"{address}/explain", wrong)
    assert (status, problem["code"]) == (409, "refund_unlike_line")


async def test_a_payment_is_told_and_taken_back(client: Client, desk: Desk) -> None:
    (_, _, third), _ = await rows(desk)
    address, code = f"/credits/{third}", desk.dossiers[0]
    both = {"dossier_code": code, "refund_id": str(uuid4()), "reason": WHY}
    status, problem = await ask(client, desk, "POST", f"{address}/explain", both)
    assert (status, [each["code"] for each in problem["errors"]]) == (422, ["one_of_two"])
    unknown = {"dossier_code": "H53.14-260313-9999", "reason": WHY}
    status, problem = await ask(client, desk, "POST", f"{address}/explain", unknown)
    assert (status, problem["code"]) == (404, "unknown_code")
    body = {"dossier_code": code, "reason": WHY}
    status, turn = await ask(client, desk, "POST", f"{address}/explain", body)
    assert (status, turn["explained_as"], turn["dossier_code"]) == (200, "payment", code)
    _, story = await ask(client, desk, "GET", address)
    told = CreditStory.model_validate_json(json.dumps(story))
    assert (told.standing, told.paid_for) == ("payment", code)
    status, turn = await ask(client, desk, "POST", f"{address}/take-back", {"reason": WHY})
    assert (status, turn["action"]) == (200, "undone")


@pytest.mark.parametrize("number", ["0", "x", "٣", "-1", "9" * 19, "9" * 40])
async def test_what_is_no_credit_is_not_found(client: Client, desk: Desk, number: str) -> None:
    assert (await ask(client, desk, "GET", f"/credits/{number}"))[0] == 404


async def test_a_group_is_named_by_its_identity(client: Client, desk: Desk) -> None:
    answer = await ask(client, desk, "POST", "/credit-groups/none/undo", {"reason": WHY})
    assert answer[1]["code"] == "unknown_credit_group"


async def press(client: Client, desk: Desk, line: int, act: str, **said: str) -> tuple[int, str]:
    """Press a button of the page of a credit."""
    form = {"sending": str(uuid4()), "act": act, **said}
    headers = await headers_of(desk.stage, desk.stage.accountant)
    answer = await client.post(f"/accounting/credits/{line}", data=form, headers=headers)
    return answer.status, await answer.text()


async def test_sums_and_the_booking_are_told_as_rows_are_chosen(client: Client, desk: Desk) -> None:
    (first, second, third), batch = await rows(desk)
    ticked = {"batch_1": str(batch)}
    status, page = await press(client, desk, first, "look", **ticked)
    assert status == 200
    assert "Sẽ ghi sổ" in page
    assert re.search(r"Còn lại</dt><dd><strong class=\"tag good\">0\sđ", page)
    _, page = await press(client, desk, first, "look", **ticked, credit_2=str(second))
    assert re.search(r"Còn lại</dt><dd><strong class=\"tag warn\">50\.000\sđ", page)
    assert "Sẽ ghi sổ" not in page
    _, page = await press(client, desk, first, "look", **ticked, wanted="ft7")
    assert f'value="{third}"' in page
    assert f'value="{batch}" checked' in page
    status, page = await press(client, desk, first, "accept", **ticked)
    assert status == 422
    assert await desk.stage.value("select count(*) from credited_line") == 0
    status, page = await press(client, desk, first, "accept", **ticked, reason=WHY)
    assert "Đã ghép và ghi sổ." in page
    _, page = await press(client, desk, first, "undo", reason="Nhầm giao dịch")
    assert "Đã tách nhóm" in page
    assert "Nhầm giao dịch" in page


async def test_a_proposal_is_turned_down_on_the_page(client: Client, desk: Desk) -> None:
    (first, *_), batch = await rows(desk)
    assert (await press(client, desk, first, "reject", reason=WHY))[0] == 422
    _, page = await press(client, desk, first, "reject", reason=WHY, batch_1=str(batch))
    assert "Máy sẽ không gợi ý lại" in page
    status, _ = await press(client, desk, first, "reject", reason=WHY, batch_1=str(batch))
    assert status == 409


async def test_money_of_others_is_confirmed_on_the_page(client: Client, desk: Desk) -> None:
    (_, _, third), _ = await rows(desk)
    assert (await press(client, desk, third, "explain", refund=""))[0] == 422
    _, page = await press(client, desk, third, "explain", refund="", reason=WHY)
    assert "Đã xác nhận và ghi sổ." in page
    assert "Không phải tiền thu hộ" in page
    _, page = await press(client, desk, third, "take_back", reason="Nhầm dòng")
    assert "Đã hoàn tác, dòng này lại chưa rõ." in page
    assert "Nhầm dòng" in page
    status, _ = await press(client, desk, third, "explain", refund="x", reason=WHY)
    assert status == 422


async def test_a_payment_is_told_and_taken_back_on_the_page(client: Client, desk: Desk) -> None:
    (_, _, third), _ = await rows(desk)
    code = desk.dossiers[0]
    status, page = await press(client, desk, third, "pay", dossier_code="", reason=WHY)
    assert (status, 'aria-describedby="dossier_code-said"' in page) == (422, True)
    _, page = await press(client, desk, third, "pay", dossier_code=code, reason=WHY)
    assert "Đã xác nhận và ghi sổ." in page
    assert f'href="/dossiers/{code}"' in page
    assert 'value="take_back"' in page
    assert 'value="pay"' not in page
    _, page = await press(client, desk, third, "take_back", reason="Ngân hàng trả lại")
    assert "Đã hoàn tác, dòng này lại chưa rõ." in page
    assert "Ngân hàng trả lại" in page
    assert 'value="pay"' in page


@pytest.mark.parametrize(
    "said",
    [
        {"batch_1": "no uuid"},
        {"credit_1": "9" * 5_000},
        {"credit_1": "-1"},
        {"wanted": "x" * 65},
        {f"batch_{number}": str(UUID(int=number)) for number in range(51)},
    ],
)
async def test_what_no_page_of_ours_sends_is_refused(
    client: Client, desk: Desk, said: dict[str, str]
) -> None:
    (first, *_), _ = await rows(desk)
    for act in ("look", "accept"):
        status, page = await press(client, desk, first, act, reason=WHY, **said)
        assert (status, 'role="alert"' in page) == (422, True), act


async def test_both_lists_lead_to_each_credit(client: Client, desk: Desk) -> None:
    headers = await headers_of(desk.stage, desk.stage.accountant)
    for address in ("/accounting/credits", "/accounting/credits?explained=true"):
        page = await (await client.get(address, headers=headers)).text()
        assert len(re.findall(r'href="/accounting/credits/[0-9]+"', page)) == 3
    answer = await client.get("/accounting/credits?cursor=W10", headers=headers)
    assert answer.status == 422
    answer = await client.get("/accounting/credits/7000000", headers=headers)
    assert answer.status == 404
