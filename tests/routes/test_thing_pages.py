"""The search and the pages of things: forms answered, sent twice, refused in the reader's words."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from aiohttp import ClientResponse

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.credential import CredentialKind
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.refusals import NotYourself, Refusal, WrongState
from postal_bridge.domain.scan import Action, Collected, PaymentMethod, Scan
from postal_bridge.usecases.record_scan import record_scans
from postal_bridge.usecases.scan_answers import Submitted
from postal_bridge.wiring import Bridge
from routes.pages.rewording import refusal_told
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client, new_secret
from tests.usecases.scanning import outbound_at_post
from tests.usecases.telling import event, tell

BROWSER = {"Accept": "text/html", "Accept-Language": "vi", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def headers_of(stage: Stage, viewer: Viewer, language: str = "vi") -> dict[str, str]:
    """Return what the browser of a viewer sends along."""
    secret = await new_secret(stage.bridge, CredentialKind.SESSION, viewer.center_id, viewer.login)
    return {**BROWSER, "Accept-Language": language, "Cookie": f"postal_bridge={secret}"}


async def send(
    client: Client, stage: Stage, viewer: Viewer, path: str, **fields: str
) -> ClientResponse:
    """Send a form of a page as a browser does."""
    headers = await headers_of(stage, viewer)
    return await client.post(path, data=fields, headers=headers, allow_redirects=False)


async def test_a_code_leads_to_its_page_and_a_name_to_a_list(client: Client, stage: Stage) -> None:
    dossier = await stage.add_dossier(filer_name="Đặng Thị Ví Dụ")
    answer = await send(client, stage, stage.clerk, "/search", q=dossier)
    assert (answer.status, answer.headers["Location"]) == (303, f"/dossiers/{dossier}")
    answer = await send(client, stage, stage.clerk, "/search", q="dang thi")
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Đặng Thị Ví Dụ" in await answer.text()


async def test_a_department_that_co_ordinates_opens_the_dossier_and_finds_nothing_to_press(
    client: Client, stage: Stage
) -> None:
    dossier = await stage.receive_dossier(1, stage.clock())
    to_other = {"dossier_code": dossier, "destination": "STP"}
    code = (await stage.register(stage.clerk, Leg.TRANSFER_OUT, **to_other))["code"]
    await stage.recorded(stage.clerk, code, "give")
    await stage.recorded(stage.department2, code, "take")
    headers = await headers_of(stage, stage.department2)
    thing = await (await client.get(f"/consignments/{code}", headers=headers)).text()
    assert f'href="/dossiers/{dossier}"' in thing
    answer = await client.get(f"/dossiers/{dossier}", headers=headers)
    page = (await answer.text()).partition("<main")[2]
    assert answer.status == 200
    assert "chuyển đến để phối hợp" in page
    assert "Sở Nội vụ" in page
    assert "<form" not in page
    assert "0912345678" not in page


async def test_nothing_asked_and_too_much_asked_are_answered(client: Client, stage: Stage) -> None:
    answer = await send(client, stage, stage.clerk, "/search", q=" ")
    assert (answer.status, answer.headers["Location"]) == (303, "/search")
    answer = await send(client, stage, stage.clerk, "/search", q="x" * 600)
    assert answer.status == 422


async def test_a_button_pressed_twice_records_once(client: Client, stage: Stage) -> None:
    thing = await stage.register(stage.post, Leg.INBOUND, dossier_code=await stage.add_dossier())
    path, sending = f"/consignments/{thing['code']}", str(uuid4())
    for done in ("scanned", "scanned_before"):
        stage.clock.now = stage.clock.now.replace(second=stage.clock.now.second + 1)
        answer = await send(client, stage, stage.post, path, sending=sending, action="collect")
        assert (answer.status, answer.headers["Location"]) == (303, f"{path}?done={done}")
    assert await stage.value("select count(*) from custody_event where event = 'collected'") == 1


async def test_a_refused_scan_is_told_in_words_and_the_page_stays(
    client: Client, stage: Stage
) -> None:
    thing = await stage.register(stage.post, Leg.INBOUND, dossier_code=await stage.add_dossier())
    path = f"/consignments/{thing['code']}"
    answer = await send(client, stage, stage.post, path, sending=str(uuid4()), action="take")
    text = await answer.text()
    assert answer.status == 409
    assert 'role="alert"' in text
    assert f'<span class="code">{thing["code"]}</span>' in text
    answer = await send(client, stage, stage.post, path, sending="x", action="collect")
    assert answer.status == 422


async def test_what_others_told_of_a_thing_stands_beside_its_history(
    client: Client, stage: Stage
) -> None:
    thing = await stage.register(stage.post, Leg.INBOUND, dossier_code=await stage.add_dossier())
    code = str(thing["code"])
    headers = await headers_of(stage, stage.post)
    page = await (await client.get(f"/consignments/{code}", headers=headers)).text()
    assert "Bên khác báo" not in page
    await tell(stage, event(stage, code, "collecting"), event(stage, code, "urn:x:sold", 2))
    page = await (await client.get(f"/consignments/{code}", headers=headers)).text()
    told = page.partition('id="told"')[2]
    assert "Bên khác báo" in told
    assert "Đã ghi vào nhật ký" in told
    assert "urn:x:sold" in told
    other = await headers_of(stage, stage.post2)
    assert (await client.get(f"/consignments/{code}", headers=other)).status == 404


async def test_money_taken_on_delivery_was_not_paid_before(client: Client, stage: Stage) -> None:
    headers = await headers_of(stage, stage.clerk)

    async def money_of(code: str) -> str:
        page = await (await client.get(f"/consignments/{code}", headers=headers)).text()
        told = page.partition("<dt>Phải thu</dt>")[2].partition("</dd>")[0]
        return re.sub("<[^>]*>", " ", told).replace("\N{NO-BREAK SPACE}", " ").strip()

    codes = []
    for number in (1, 2):
        dossier = await stage.add_dossier(
            number, status=9, received_at=stage.clock(), received_on=stage.clock().date()
        )
        codes.append(await outbound_at_post(stage, dossier_code=dossier, collect_dong=50_000))
    taken, paid = codes
    assert await money_of(taken) == "50.000 đ"
    cash = Collected(50_000, PaymentMethod.CASH)
    await stage.recorded(stage.post, taken, "deliver", collected=cash)
    assert " ".join((await money_of(taken)).split()) == "0 đ Bưu điện đã thu 50.000 đ."
    await stage.insert(
        "collection",
        {
            "center_id": stage.center.center_id,
            "collection_id": uuid4(),
            "dossier_code": dossier,
            "source": "counter",
            "amount_dong": 20_000,
            "method": "cash",
            "collected_on": stage.clock().date(),
            "recorded_at": stage.clock(),
        },
    )
    assert " ".join((await money_of(paid)).split()) == "30.000 đ Đã nộp trước 20.000 đ."


async def test_only_bags_that_one_may_open_are_linked_from_a_history(
    client: Client, stage: Stage
) -> None:
    dossier = await stage.add_dossier()
    thing = await stage.register(stage.clerk, Leg.TRANSFER_OUT, dossier_code=dossier)
    code = str(thing["code"])
    bag = str((await stage.begin_bag(stage.clerk, stage.post.office_code))["code"])
    await stage.recorded(stage.clerk, code, "pack", bag=bag)
    for viewer, may in ((stage.clerk, True), (stage.department, False)):
        headers = await headers_of(stage, viewer)
        page = await (await client.get(f"/consignments/{code}", headers=headers)).text()
        assert bag in page
        assert (f'href="/bags/{bag}"' in page) is may
        answer = await client.get(f"/bags/{bag}", headers=headers)
        assert (answer.status == 200) is may


async def test_a_block_of_receipts_is_linked_for_those_who_keep_it(
    client: Client, stage: Stage
) -> None:
    head = await stage.hire("truong", stage.post, supervises=True)
    detail = {"problem": "gap", "symbol": "BL/26", "gaps": [[3, 4]], "block_id": str(uuid4())}
    row = {"center_id": stage.center.center_id, "difference_id": uuid4(), "kind": "receipt"}
    more = {"office_code": stage.post.office_code, "detail": detail, "opened_at": stage.clock()}
    await stage.insert("difference", {**row, **more})
    viewers = ((head, True), (stage.admin, True), (stage.post, False), (stage.clerk, False))
    for viewer, may in viewers:
        headers = await headers_of(stage, viewer)
        page = await (await client.get("/differences", headers=headers)).text()
        assert "BL/26" in page
        assert ("/receipts/" in page) is may


async def test_nobody_scans_by_a_page_what_they_may_not_see(client: Client, stage: Stage) -> None:
    thing = await stage.register(stage.post, Leg.INBOUND, dossier_code=await stage.add_dossier())
    path = f"/consignments/{thing['code']}"
    answer = await send(client, stage, stage.post2, path, sending=str(uuid4()), action="collect")
    assert answer.status == 404
    assert (await client.get(path, headers=await headers_of(stage, stage.post2))).status == 404


async def test_a_transfer_made_by_mistake_is_cancelled_on_its_page_with_a_reason(
    client: Client, stage: Stage
) -> None:
    dossier = await stage.add_dossier()
    thing = await stage.register(stage.clerk, Leg.TRANSFER_OUT, dossier_code=dossier)
    page, path = f"/consignments/{thing['code']}", f"/consignments/{thing['code']}/cancel"
    answer = await client.get(page, headers=await headers_of(stage, stage.clerk))
    assert f'action="{path}"' in await answer.text()
    said = {"sending": str(uuid4()), "reason": "Lập nhầm cơ quan"}
    refused = await send(client, stage, stage.clerk, path, **{**said, "reason": ""})
    assert refused.status == 422
    for _ in range(2):
        answer = await send(client, stage, stage.clerk, path, **said)
        assert (answer.status, answer.headers["Location"]) == (303, f"{page}?done=cancelled")
    answer = await client.get(page, headers=await headers_of(stage, stage.clerk))
    told = await answer.text()
    assert "Hủy" in told
    assert f'action="{path}"' not in told
    again = {**said, "sending": str(uuid4())}
    assert (await send(client, stage, stage.clerk, path, **again)).status == 409
    changes = await client.get("/admin/changes", headers=await headers_of(stage, stage.admin))
    assert "Lập nhầm cơ quan" in await changes.text()


async def test_only_ones_own_last_scan_is_offered_to_be_taken_back(
    client: Client, stage: Stage
) -> None:
    thing = await stage.register(
        stage.clerk, Leg.TRANSFER_OUT, dossier_code=await stage.add_dossier()
    )
    path, code = f"/consignments/{thing['code']}", str(thing["code"])
    await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
    for viewer, offered in ((stage.clerk, True), (stage.post, False)):
        answer = await client.get(path, headers=await headers_of(stage, viewer))
        assert ("Hoàn tác" in await answer.text()) is offered
    await stage.recorded(stage.post, code, "take")
    answer = await client.get(path, headers=await headers_of(stage, stage.clerk))
    assert "Hoàn tác" not in await answer.text()


async def test_a_step_is_taken_once_it_may_follow(client: Client, stage: Stage) -> None:
    dossier = await stage.add_dossier(
        status=9,
        received_at=stage.clock(),
        received_on=stage.clock().date(),
        resolved_on=stage.clock().date(),
    )
    path = f"/dossiers/{dossier}"
    answer = await send(client, stage, stage.clerk, path, status="4", returned_via="counter")
    assert answer.status == 409
    answer = await send(client, stage, stage.clerk, path, status="10", returned_via="counter")
    assert answer.status == 303
    assert answer.headers["Location"].startswith(f"{path}?done=step_taken&undo=")
    assert (
        await stage.value("select returned_via from dossier where code = $1", dossier) == "counter"
    )


async def test_the_buttons_of_steps_are_for_those_who_may(client: Client, stage: Stage) -> None:
    dossier = await stage.add_dossier()
    await stage.register(stage.post, Leg.INBOUND, dossier_code=dossier)
    for viewer, may in ((stage.clerk, True), (stage.post, False), (stage.accountant, False)):
        answer = await client.get(f"/dossiers/{dossier}", headers=await headers_of(stage, viewer))
        assert answer.status == 200
        assert bool(re.search('name="status"', await answer.text())) is may
    answer = await client.get(
        f"/dossiers/{dossier}", headers=await headers_of(stage, stage.accountant)
    )
    assert "Nguyễn Thị Ví Dụ" not in await answer.text()


@pytest.mark.parametrize(
    "refusal",
    [NotYourself(), WrongState(code="EV000000014VN", state="held", event="take (again) {x}")],
)
def test_a_refusal_kept_in_words_is_known_again(refusal: Refusal) -> None:
    told = refusal_told(refusal.code(), refusal.detail)
    assert type(told) is type(refusal)
    assert told.facts == refusal.facts


@pytest.mark.parametrize(
    ("code", "detail"), [("no_such", "x"), ("not_yourself", "x"), (None, None)]
)
def test_what_no_refusal_says_is_an_error_of_ours(code: str | None, detail: str | None) -> None:
    with pytest.raises(ValueError, match="no"):
        refusal_told(code, detail)


async def test_a_clock_that_was_off_and_a_scan_that_came_late_are_seen_in_the_history(
    client: Client, stage: Stage
) -> None:
    codes = []
    for number in (1, 2, 3):
        dossier = await stage.add_dossier(number)
        thing = await stage.register(stage.post, Leg.INBOUND, dossier_code=dossier)
        codes.append(str(thing["code"]))
    stage.clock.advance(timedelta(hours=5))
    now = stage.clock()
    told = (now + timedelta(hours=2), now - timedelta(hours=3), now - timedelta(minutes=2))
    scans = [
        Submitted(stage.post, Scan(uuid4(), code, Action.COLLECT, at))
        for code, at in zip(codes, told, strict=True)
    ]
    answers = await record_scans(stage.bridge.database, stage.rules, stage.center, scans)
    assert [answer.outcome for answer in answers] == ["recorded"] * 3
    headers = await headers_of(stage, stage.post)
    seen = []
    for code in codes:
        page = await (await client.get(f"/consignments/{code}", headers=headers)).text()
        history = page.partition("<h2>Lịch sử</h2>")[2]
        seen.append(("đồng hồ của máy lệch:" in history, "ghi nhận lúc" in history))
    assert seen == [(True, False), (False, True), (False, False)]
