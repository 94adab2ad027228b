"""The portal as administrators see it: pages and calls, and what stays hidden of an account."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from jobs.portal import sync_portal
from postal_bridge.domain.portal import PortalProcedure
from postal_bridge.gateways.portal_stand_in import ADDRESS_FIELD
from postal_bridge.usecases.follow_steps import follow_steps
from postal_bridge.usecases.read_portal_list import read_list_due
from postal_bridge.wiring import Bridge, portals
from tests.conftest import SettableClock
from tests.journeys import IN_PERSON, PROCEDURE, Stage, found_center
from tests.routes.conftest import Client, bearer
from tests.routes.test_office_pages import Visitor, visitor
from tests.usecases.portal_case import PASSWORD, PortalCase, portal_beside

API, PAGE = "/api/v1/portal", "/admin/portal"
HOST = "lgsp.example.vn:8443"
FORM = {
    "enabled": "true",
    "address": f"https://{HOST}/dich-vu",
    "unit_code": "000.00.00.H53",
    "login_address": f"https://{HOST}/dang-nhap",
    "portal_login": "h53",
    "portal_password": PASSWORD,
    "tells": "postal",
    "fee_code": "2",
    "later_codes": "77 78",
    "ask_hours": "0",
}


@pytest.fixture
def bridge(bridge: Bridge, clock: SettableClock) -> Bridge:
    """Return a bridge whose operator has named a host."""
    config = replace(bridge.config, portal_hosts=frozenset({HOST}))
    return replace(bridge, config=config, open_portal=portals(clock, config.portal_hosts))


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture
async def admin(stage: Stage, client: Client) -> Visitor:
    return await visitor(stage, client, stage.admin)


@pytest.fixture
async def case(stage: Stage) -> AsyncIterator[PortalCase]:
    async with portal_beside(stage) as case:
        yield case


@pytest.fixture
async def headers(stage: Stage) -> dict[str, str]:
    return await bearer(stage.bridge, stage.center.center_id, stage.admin.login)


async def refused(case: PortalCase) -> tuple[str, str]:
    """Have a step refused; return its dossier and its identity."""
    code = await case.stage.add_dossier()
    await case.step(code, 2)
    case.theirs.not_taken[code] = "99 Thiếu mã lĩnh vực"
    await case.tell()
    case.theirs.not_taken.clear()
    return code, (await case.open())[0]["step_id"]


async def test_what_was_refused_is_shown_with_the_portals_words_and_tried_again(
    case: PortalCase, admin: Visitor
) -> None:
    code, step_id = await refused(case)
    page = await admin.reads(PAGE)
    assert code in page
    assert "99 Thiếu mã lĩnh vực" in page
    await admin.is_led(f"{PAGE}/tellings/{step_id}/try-again", f"{PAGE}?done=portal_tried_again")
    assert await case.counts() == {"waiting": 1}
    await case.tell()
    assert "Không còn bước nào chờ" in await admin.reads(PAGE)
    assert (await admin.sends(f"{PAGE}/tellings/{step_id}/try-again")).status == 404


async def test_a_step_is_settled_with_a_reason_and_not_without(
    case: PortalCase, admin: Visitor
) -> None:
    _, step_id = await refused(case)
    answer = await admin.sends(f"{PAGE}/tellings/{step_id}/settle", reason="")
    assert answer.status == 422
    assert await case.counts() == {"refused": 1}
    settle = f"{PAGE}/tellings/{step_id}/settle"
    await admin.is_led(settle, f"{PAGE}?done=portal_settled", reason="Cổng đã sửa trực tiếp")
    assert await case.counts() == {"settled": 1}
    assert "Cổng đã sửa trực tiếp" in await admin.reads("/admin/changes")


async def test_what_does_not_fit_is_shown_and_settled(case: PortalCase, admin: Visitor) -> None:
    code = await case.stage.add_dossier()
    await case.step(code, 2)
    await case.tell()
    case.theirs.move(code, "11")
    await admin.is_led(f"{PAGE}/ask", f"{PAGE}?done=portal_asked")
    await case.hear()
    page = await admin.reads(PAGE)
    assert "Trạng thái của Cổng chưa ai biết" in page
    assert "Hồ sơ hai bên giữ khác nhau" in page
    finding_id = await case.stage.value("select finding_id::text from portal_finding")
    settle = f"{PAGE}/findings/{finding_id}/settle"
    await admin.is_led(settle, f"{PAGE}?done=portal_settled", reason="Đã hỏi Cổng")
    assert "Không có điều gì lệch" in await admin.reads(PAGE)
    assert (await admin.sends(settle, reason="Lần nữa")).status == 404


async def test_an_account_is_kept_and_its_password_shown_to_nobody(
    stage: Stage, admin: Visitor, client: Client, headers: dict[str, str]
) -> None:
    account = f"{PAGE}/account"
    await admin.is_led(account, f"{account}?done=portal_account_kept", **FORM)
    page = await admin.reads(account)
    assert PASSWORD not in page
    assert "Đã có mật khẩu" in page
    kept: dict[str, Any] = await (await client.get(API, headers=headers)).json()
    assert PASSWORD not in str(kept)
    assert (kept["account"]["has_password"], kept["account"]["later_codes"]) == (True, ["77", "78"])
    assert PASSWORD not in await admin.reads("/admin/changes")
    sealed = await stage.value("select password_sealed from portal_account")
    assert PASSWORD.encode() not in sealed
    # Kept without a password it stays, and goes when another host would see it, or anybody.
    await admin.is_led(
        account, f"{account}?done=portal_account_kept", **FORM | {"portal_password": ""}
    )
    assert await stage.value("select password_sealed from portal_account") == sealed
    for elsewhere in ("stand-in", FORM["login_address"].replace("https", "http")):
        await admin.is_led(account, f"{account}?done=portal_account_kept", **FORM)
        said = {"portal_password": "", "login_address": elsewhere}
        await admin.is_led(account, f"{account}?done=portal_account_kept", **FORM | said)
        assert await stage.value("select password_sealed from portal_account") is None


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"address": "https://10.0.0.1/dich-vu"}, 422, "portal_not_named"),
        ({"address": f"https://{HOST}@10.0.0.1/"}, 422, "invalid_input"),
        ({"address": "ftp://lgsp.example.vn"}, 422, "invalid_input"),
        ({"login_address": "https://lgsp.example.vn/"}, 422, "portal_not_named"),
        ({"since_field": "tungay"}, 422, "invalid_input"),
        ({"login": None}, 422, "invalid_input"),
    ],
)
async def test_an_account_that_cannot_be_right_is_refused(
    stage: Stage,
    client: Client,
    headers: dict[str, str],
    said: dict[str, Any],
    status: int,
    code: str,
) -> None:
    account = {
        "enabled": True,
        "address": FORM["address"],
        "unit_code": FORM["unit_code"],
        "login_address": FORM["login_address"],
        "login": "h53",
        **said,
    }
    answer = await client.put(f"{API}/account", json=account, headers=headers)
    assert (answer.status, (await answer.json())["code"]) == (status, code)
    assert await stage.value("select count(*) from portal_account") == 0


async def test_without_an_account_the_page_begins_with_how_to_get_one(admin: Visitor) -> None:
    page = await admin.reads(PAGE)
    assert 'action="/admin/portal/account"' in page
    assert "Hai bên giữ gì" not in page


async def test_the_page_tells_since_when_and_when_last(case: PortalCase, admin: Visitor) -> None:
    code = await case.stage.add_dossier()
    await case.step(code, 2)
    assert "Cổng nhận gần nhất lúc" not in await admin.reads(PAGE)
    await case.tell()
    page = await admin.reads(PAGE)
    assert "Báo những bước ghi từ" in page
    assert "Cổng nhận gần nhất lúc" in page


async def test_both_catalogues_lie_side_by_side(
    case: PortalCase, admin: Visitor, client: Client, headers: dict[str, str]
) -> None:
    case.theirs.listed = {"2.1": PortalProcedure("2.1", "Thủ tục mới công bố")}
    answer = await client.post(f"{API}/catalogue/read", headers=headers)
    assert answer.status == 202
    async with case.tools.open_portal((await case.entrance()).account) as portal:
        await read_list_due(case.tools, case.stage.center, portal)
    compared = await (await client.get(f"{API}/catalogue", headers=headers)).json()
    assert (compared["listed"], compared["counts"]["missing_there"]) == (1, 2)
    seen, cursor = [], ""
    while cursor is not None:
        path = f"{API}/catalogue/differences?limit=1" + (f"&cursor={cursor}" if cursor else "")
        page = await (await client.get(path, headers=headers)).json()
        seen += [each["our_code"] or each["their_code"] for each in page["items"]]
        cursor = page["next_cursor"]
    assert seen == ["2.1", PROCEDURE, IN_PERSON]
    shown = await admin.reads(f"{PAGE}/catalogue")
    assert "Thủ tục mới công bố" in shown
    await admin.is_led(f"{PAGE}/catalogue", f"{PAGE}/catalogue?done=portal_list_wanted")


async def test_what_began_there_is_shown_and_asked_about_again(
    case: PortalCase, admin: Visitor, client: Client, headers: dict[str, str]
) -> None:
    await case.let_in(address_field=ADDRESS_FIELD)
    code = "H53.14-260313-7001"
    said = {"MaTTHC": PROCEDURE, "ChuHoSo": "Người Thử", "SoDienThoai": "0900000077"}
    case.theirs.file(code, said)
    await case.push(code, "1")
    await case.hear()
    assert "Thiếu địa chỉ người nộp" in await admin.reads(PAGE)
    case.theirs.file(code, {**said, ADDRESS_FIELD: "Số 7", "DonViXuLy": "Sở Nội vụ"})
    finding_id = await case.stage.value("select finding_id::text from portal_finding")
    ask = f"{PAGE}/findings/{finding_id}/ask-again"
    await admin.is_led(ask, f"{PAGE}?done=portal_asked")
    await case.hear()
    assert (await admin.sends(ask)).status == 404
    listed = await (await client.get(f"{API}/registered", headers=headers)).json()
    assert [(each["dossier_code"], each["status"]) for each in listed["items"]] == [(code, 1)]
    assert "chờ bưu chính" in await admin.reads(PAGE)


async def test_programs_see_and_do_the_same(
    case: PortalCase, client: Client, headers: dict[str, str]
) -> None:
    code, step_id = await refused(case)
    listed = await (await client.get(f"{API}/tellings", headers=headers)).json()
    assert [(each["dossier_code"], each["state"]) for each in listed["items"]] == [
        (code, "refused")
    ]
    again = await client.post(f"{API}/refused/try-again", headers=headers)
    assert await again.json() == {"tellings": 1}
    case.theirs.move(code, "1")
    await case.tell()
    case.theirs.move(code, "10")
    asked = await client.post(f"{API}/ask", headers=headers)
    assert (asked.status, await asked.json()) == (202, {"dossiers": 1})
    await case.hear()
    overview = await (await client.get(API, headers=headers)).json()
    assert overview["sides"] == [{"ours": 2, "theirs": 10, "dossiers": 1}]
    (unlike,) = (await (await client.get(f"{API}/differences", headers=headers)).json())["items"]
    assert (unlike["dossier_code"], unlike["is_waiting"]) == (code, False)
    (finding,) = (await (await client.get(f"{API}/findings", headers=headers)).json())["items"]
    assert (finding["kind"], finding["theirs"]) == ("does_not_fit", "10")
    settled = await client.post(
        f"{API}/findings/{finding['finding_id']}/settle",
        json={"reason": "Đã hỏi Cổng"},
        headers=headers,
    )
    assert settled.status == 200
    unknown = f"{API}/tellings/{uuid4()}/settle"
    answer = await client.post(unknown, json={"reason": "Không còn"}, headers=headers)
    assert (await answer.json())["code"] == "unknown_telling"
    gone = f"{API}/tellings/{step_id}/settle"
    assert (await client.post(gone, json={"reason": "Không còn"}, headers=headers)).status == 404


async def test_lists_go_on_where_they_stopped(
    case: PortalCase, client: Client, headers: dict[str, str]
) -> None:
    codes = [await case.stage.add_dossier(number) for number in (1, 2, 3)]
    for code in codes:
        await case.step(code, 2)
    case.theirs.not_taken = dict.fromkeys(codes[:2], "99 Thiếu mã lĩnh vực")
    await case.tell()
    await case.step(codes[0], 4)
    case.theirs.not_taken.clear()
    entrance = await case.entrance()
    await follow_steps(case.tools.database, case.stage.clock, case.stage.center, entrance.kept)
    seen, cursor = [], ""
    while cursor is not None:
        path = f"{API}/tellings?limit=1" + (f"&cursor={cursor}" if cursor else "")
        page = await (await client.get(path, headers=headers)).json()
        seen += [(each["dossier_code"][-1], each["state"]) for each in page["items"]]
        cursor = page["next_cursor"]
    assert seen == [("1", "refused"), ("2", "refused"), ("1", "waiting")]


async def test_another_centre_is_out_of_reach(
    case: PortalCase, bridge: Bridge, clock: SettableClock, client: Client
) -> None:
    code, step_id = await refused(case)
    other = await found_center(bridge, clock, "H54")
    theirs = await bearer(bridge, other.center.center_id, other.admin.login)
    listed = await (await client.get(f"{API}/tellings", headers=theirs)).json()
    assert code not in str(listed)
    settle = f"{API}/tellings/{step_id}/settle"
    assert (await client.post(settle, json={"reason": "Của ai"}, headers=theirs)).status == 404
    assert await case.counts() == {"refused": 1}


async def test_the_job_tells_a_stand_in_and_nothing_of_a_sandbox_or_without_an_account(
    stage: Stage, client: Client, headers: dict[str, str]
) -> None:
    assert await sync_portal(stage.bridge, stage.center, "") == {}
    account = {"enabled": True, "address": "stand-in", "unit_code": "H53", "ask_hours": 1}
    await client.put(f"{API}/account", json=account, headers=headers)
    code = await stage.add_dossier()
    case = PortalCase(stage, None, None, "")  # type: ignore[arg-type]  # there is no server
    await case.step(code, 2)
    assert await sync_portal(stage.bridge, replace(stage.center, sandbox=True), "") == {}
    assert (await sync_portal(stage.bridge, stage.center, ""))["told"] == 1
    account["enabled"] = False
    await client.put(f"{API}/account", json=account, headers=headers)
    assert await sync_portal(stage.bridge, stage.center, "") == {}
