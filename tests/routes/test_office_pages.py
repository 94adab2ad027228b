"""The pages of departments and post offices, and of what went wrong, as forms and answers."""

import re
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from aiohttp import ClientResponse

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.credential import CredentialKind
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.scan import Collected, PaymentMethod
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client, new_secret

TODAY = date(2026, 3, 13)
FIELD = re.compile(r'name="(\w+)" value="([^"]*)"')


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


class Visitor:
    """Somebody at a browser that runs no script."""

    def __init__(self, client: Client, headers: dict[str, str]) -> None:
        self._client = client
        self._headers = headers

    async def reads(self, path: str) -> str:
        """Return a page."""
        answer = await self._client.get(path, headers=self._headers)
        assert answer.status == 200, await answer.text()
        return await answer.text()

    async def asks(self, path: str) -> int:
        """Return the status of a page."""
        return (await self._client.get(path, headers=self._headers)).status

    async def sends(self, path: str, **fields: object) -> ClientResponse:
        """Send a form and return the answer, without going where it leads."""
        texts = {name: str(value) for name, value in fields.items()}
        return await self._client.post(
            path, data=texts, headers=self._headers, allow_redirects=False
        )

    async def is_led(self, path: str, to: str, /, **fields: object) -> None:
        """Send a form that is carried out, and read the page it leads to."""
        answer = await self.sends(path, **fields)
        assert answer.status == 303, await answer.text()
        led = answer.headers["Location"]
        assert led.partition("&undo=")[0] == to
        assert "note good" in await self.reads(led)


async def visitor(stage: Stage, client: Client, viewer: Viewer) -> Visitor:
    center_id = stage.center.center_id
    secret = await new_secret(stage.bridge, CredentialKind.SESSION, center_id, viewer.login)
    headers = {"Cookie": f"postal_bridge={secret}", "Sec-Fetch-Site": "same-origin"}
    return Visitor(client, headers)


def fields_after(page: str, action: str) -> dict[str, str]:
    """Return the hidden fields of the first form that is sent to an address."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    return dict(FIELD.findall(form.partition("<button")[0]))


async def in_hand(stage: Stage, number: int = 1, **columns: object) -> str:
    row = {"received_at": stage.clock(), "received_on": TODAY, "due_on": TODAY, "status": 4}
    return await stage.add_dossier(number, **{**row, **columns})


async def test_a_button_pressed_twice_scans_once(stage: Stage, client: Client) -> None:
    code = str((await stage.register(stage.clerk, Leg.TRANSFER_OUT, destination="SNV"))["code"])
    await stage.recorded(stage.clerk, code, "give")
    staff = await visitor(stage, client, stage.department)
    fields = fields_after(await staff.reads("/department"), "/department/scans")
    assert fields["code"] == code
    for _ in range(2):
        await staff.is_led("/department/scans", "/department?done=taken", **fields, action="take")
    assert await stage.value("select count(*) from scan where action = 'take'") == 1
    assert await stage.value("select state from custody where code = $1", code) == "delivered"


async def test_what_a_button_recorded_is_taken_back_once_and_by_whoever_recorded_it(
    stage: Stage, client: Client
) -> None:
    code = str((await stage.register(stage.clerk, Leg.TRANSFER_OUT, destination="SNV"))["code"])
    await stage.recorded(stage.clerk, code, "give")
    staff = await visitor(stage, client, stage.department)
    taking = fields_after(await staff.reads("/department"), "/department/scans")
    taken = await staff.sends("/department/scans", **taking, action="take")
    page = await staff.reads(taken.headers["Location"])
    undo = fields_after(page, "/undo")
    assert (undo["code"], undo["corrects"], undo["to"]) == (code, taking["sending"], "/department")
    clerk = await visitor(stage, client, stage.clerk)
    assert (await clerk.sends("/undo", **{**undo, "sending": uuid4()})).status == 403
    for _ in range(2):
        await staff.is_led("/undo", "/department?done=undone", **undo)
    assert await stage.value("select offered_to from custody where code = $1", code) == "SNV"
    assert await stage.value("select count(*) from scan where action = 'correct'") == 2
    elsewhere = await staff.sends("/undo", **{**undo, "to": "//example.org/x"})
    assert elsewhere.headers["Location"] == "/?done=undone"
    for wrong in ({"corrects": "x"}, {"code": ""}, {"sending": ""}):
        assert (await staff.sends("/undo", **{**undo, **wrong})).status == 422


async def test_a_scan_that_is_refused_is_told_in_words(stage: Stage, client: Client) -> None:
    staff = await visitor(stage, client, stage.department)
    button = {"sending": uuid4(), "code": "EV000000014VN", "action": "take"}
    answer = await staff.sends("/department/scans", **button)
    assert answer.status == 404
    page = await answer.text()
    assert 'Ở đây không có mã này. <span class="code">EV000000014VN</span>' in page
    for wrong in ({"sending": "x"}, {"action": "lose"}, {"code": ""}):
        assert (await staff.sends("/department/scans", **{**button, **wrong})).status == 422


async def test_a_dossier_goes_from_hand_to_result_to_the_centre(
    stage: Stage, client: Client
) -> None:
    code = await in_hand(stage)
    staff = await visitor(stage, client, stage.department)
    steps, result = f"/department/dossiers/{code}/steps", f"/department/dossiers/{code}/result"
    step = fields_after(await staff.reads("/department"), steps)
    for _ in range(2):
        await staff.is_led(
            steps, "/department?done=stepped", sending=step["sending"], note="", status=9
        )
    assert await stage.value("select count(*) from dossier_step") == 1
    back = fields_after(await staff.reads("/department"), result)
    for _ in range(2):
        await staff.is_led(result, "/department?done=result_registered", **back, papers=2)
    registered = "select code from consignment where dossier_code = $1"
    carried = await stage.value(registered, code)
    assert await stage.value("select count(*) from consignment") == 1
    assert await stage.value("select quantity from paper") == 2
    page = await staff.reads("/department")
    assert f"/api/v1/labels?codes={carried}" in page
    give = fields_after(page, "/department/scans")
    await staff.is_led(
        "/department/scans",
        "/department?done=given",
        **give,
        action="give",
        to_office=stage.center.code,
    )
    offered = await stage.value("select offered_to from custody where code = $1", carried)
    assert offered == stage.center.code


async def test_a_step_that_cannot_follow_is_told_and_changes_nothing(
    stage: Stage, client: Client
) -> None:
    code = await in_hand(stage, status=5)
    staff = await visitor(stage, client, stage.department)
    steps = f"/department/dossiers/{code}/steps"
    answer = await staff.sends(steps, sending=uuid4(), status=9)
    assert answer.status == 409
    assert 'role="alert"' in await answer.text()
    assert (await staff.sends(steps, sending=uuid4(), status=77)).status == 422
    other = await visitor(stage, client, stage.department2)
    assert (await other.sends(steps, sending=uuid4(), status=4)).status == 404
    result = f"/department/dossiers/{code}/result"
    assert (await other.sends(result, sending=uuid4())).status == 422
    assert await stage.value("select count(*) from dossier_step") == 0
    assert await stage.value("select count(*) from consignment") == 0


async def test_names_that_are_looked_for_stand_in_no_address(stage: Stage, client: Client) -> None:
    found = await in_hand(stage, 1, filer_name="Đặng Thị Mẫu")
    other = await in_hand(stage, 2)
    staff = await visitor(stage, client, stage.department)
    answer = await staff.sends("/department/dossiers", words="dang thi", status="", due="")
    page = await answer.text()
    assert answer.status == 200
    assert found in page
    assert other not in page
    assert await staff.asks("/department/dossiers?words=dang") == 422
    late = await staff.reads("/department/dossiers?due=late")
    assert found not in late
    assert (await staff.sends("/department/dossiers", status="x")).status == 422
    assert (await staff.sends("/department/dossiers", cursor="x")).status == 422


async def cash_of(stage: Stage, number: int, amount_dong: int) -> str:
    dossier = await stage.add_dossier(number)
    order = {"dossier_code": dossier, "post_office": stage.post.office_code}
    consignment = await stage.register(stage.clerk, Leg.OUTBOUND, collect_dong=amount_dong, **order)
    code = str(consignment["code"])
    await stage.recorded(stage.clerk, code, "give")
    await stage.recorded(stage.post, code, "take", "go_out")
    cash = Collected(amount_dong, PaymentMethod.CASH, "BL-0001")
    await stage.recorded(stage.post, code, "deliver", collected=cash)
    return code


async def test_every_number_of_a_post_office_leads_to_a_list(stage: Stage, client: Client) -> None:
    await cash_of(stage, 1, 50_000)
    held = str((await stage.register(stage.post, Leg.INBOUND, citizen=None))["code"])
    await stage.recorded(stage.post, held, "collect")
    supervisor = await visitor(stage, client, stage.post)
    page = await supervisor.reads("/post")
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)', page)}
    for link in sorted(link for link in links if link.startswith(("/post", "/refused"))):
        assert await supervisor.asks(link) == 200, link
    assert held in await supervisor.reads("/post/things?which=held")
    assert "BL-0001" in await supervisor.reads(f"/post/couriers/{stage.post.login}")
    for wrong in ("/post?office=H53.P2", "/post?office=SNV"):
        assert await supervisor.asks(wrong) == 422, wrong
    for wrong in ("/post/things?which=x", "/post?day=0001-01-01", "/post/deliver?cursor=x"):
        assert await supervisor.asks(wrong) == 422, wrong
    assert await supervisor.asks("/post/couriers/nobody") == 404


async def test_cash_is_counted_as_people_write_it(stage: Stage, client: Client) -> None:
    await cash_of(stage, 1, 1_250_000)
    boss = await stage.hire("boss", stage.post, supervises=True)
    supervisor = await visitor(stage, client, boss)
    path = f"/post/couriers/{stage.post.login}"
    fields = fields_after(await supervisor.reads(path), path)
    short = await supervisor.sends(path, **{**fields, "counted_dong": "1.200.000 đ"})
    assert short.status == 422
    assert "1.200.000 đ" in await short.text()
    for wrong in ("", "x", "-1", "1" * 40):
        answer = await supervisor.sends(path, **{**fields, "counted_dong": wrong})
        assert answer.status == 422
        assert_said_beside(await answer.text(), "counted_dong")
    done = f"/post?done=cash_counted&day={TODAY}&office={stage.post.office_code}"
    for _ in range(2):
        await supervisor.is_led(path, done, **{**fields, "counted_dong": "1.250.000 đ"})
    assert await stage.value("select counted_dong from courier_settlement") == 1_250_000
    other = {**fields, "sending": str(uuid4()), "counted_dong": "1250000"}
    assert (await supervisor.sends(path, **other)).status == 409


def assert_said_beside(page: str, name: str) -> None:
    """Assert that a page leads to a wrong field, and the field to what is wrong with it."""
    assert f'<a href="#{name}">' in page
    assert f'<p id="{name}-said" class="said">' in page
    field = page[page.index(f'id="{name}"') :].partition(">")[0]
    assert f'aria-invalid="true" aria-describedby="{name}-said"' in field


async def test_a_refused_scan_is_settled_with_a_remark(stage: Stage, client: Client) -> None:
    refused = await stage.scan(stage.post, "EV000000014VN", "take")
    supervisor = await visitor(stage, client, stage.post)
    page = await supervisor.reads("/refused")
    assert "Ở đây không có mã này." in page
    path = f"/refused/{refused.scan_id}"
    empty = await supervisor.sends(path, remark="  ")
    assert empty.status == 422
    assert_said_beside(await empty.text(), "remark")
    await supervisor.is_led(path, "/refused?done=scan_settled", remark="Nhãn của nơi khác")
    assert (await supervisor.sends(path, remark="Lần nữa")).status == 409
    assert (await supervisor.sends("/refused/x", remark="Lần nữa")).status == 404
    assert path not in await supervisor.reads("/refused")
    assert "Nhãn của nơi khác" in await supervisor.reads("/refused?settled=true")


async def test_an_office_closes_its_differences_in_its_own_words(
    stage: Stage, client: Client
) -> None:
    code = str((await stage.register(stage.clerk, Leg.TRANSFER_OUT, destination="SNV"))["code"])
    await stage.recorded(stage.clerk, code, "damage")
    difference_id = await stage.value("select difference_id from difference")
    stranger = await visitor(stage, client, stage.department)
    assert code not in await stranger.reads("/differences")
    path = f"/differences/{difference_id}"
    assert (await stranger.sends(path, remark="Không phải của mình")).status == 404
    clerk = await visitor(stage, client, stage.clerk)
    page = await clerk.reads("/differences")
    assert "Hư hỏng" in page
    assert f"/consignments/{code}" in page
    fields = fields_after(page, path)
    assert (await clerk.sends(path, **{**fields, "remark": ""})).status == 422
    for _ in range(2):
        done = "/differences?done=difference_closed"
        await clerk.is_led(path, done, **{**fields, "remark": "Đã dán lại phong bì"})
    assert (await clerk.sends(path, sending=uuid4(), remark="Lần nữa")).status == 409
    assert (await clerk.sends("/differences/x", remark="Lần nữa")).status == 404


async def test_whoever_is_no_supervisor_looks_on_and_is_told_who_acts(
    stage: Stage, client: Client
) -> None:
    boss = await stage.hire("boss", stage.post, supervises=True)
    await cash_of(stage, 1, 50_000)
    refused = await stage.scan(stage.post, "EV000000028VN", "take")
    code = str((await stage.register(stage.post, Leg.INBOUND))["code"])
    await stage.recorded(stage.post, code, "collect", "damage")
    difference_id = await stage.value("select difference_id from difference where code = $1", code)
    count = {"sending": uuid4(), "day": TODAY, "counted_dong": 50_000}
    acts: dict[str, dict[str, object]] = {
        f"/post/couriers/{stage.post.login}": count,
        f"/refused/{refused.scan_id}": {"remark": "Nhãn của nơi khác"},
        f"/differences/{difference_id}": {"remark": "Đã dán lại phong bì"},
    }
    pages = [f"/post/couriers/{stage.post.login}", "/refused", "/differences"]
    other = await visitor(stage, client, await stage.hire("other", stage.post))
    acting = await visitor(stage, client, boss)
    for page, (path, fields) in zip(pages, acts.items(), strict=True):
        looked_at = await other.reads(page)
        assert "Người Thử Boss" in looked_at, page
        assert f'action="{path}"' not in looked_at
        assert f'action="{path}"' in await acting.reads(page)
        answer = await other.sends(path, **fields)
        assert answer.status == 403, path
        assert "người phụ trách" in await answer.text()
    own = await visitor(stage, client, stage.post)
    assert (await own.sends(pages[0], **count)).status == 403
    assert "chưa đếm" in await own.reads("/post")
    for path, fields in acts.items():
        assert (await acting.sends(path, **fields)).status == 303, path


async def test_every_kind_of_difference_is_told(stage: Stage, client: Client) -> None:
    details: dict[str, dict[str, object]] = {
        "scan_conflict": {
            "refusal": "late_scan_conflict",
            "action": "deliver",
            "scanned_at": "2026-03-13T02:30:00+00:00",
            "state": "held",
        },
        "damaged": {"holder": "SNV"},
        "lost": {"holder": "citizen"},
        "collection": {"asked_dong": 50_000, "taken_dong": 45_000},
        "paper_count": {"position": 2, "listed": 3, "counted": 1},
        "bag_extra": {"holder": "SNV", "state": "held"},
        "bag_missing": {"from_office": "H53"},
        "seal": {"put_on": "NP-1", "found": "NP-2"},
    }
    async with stage.bridge.database.transaction() as connection:
        for kind, detail in details.items():
            await connection.execute(
                "insert into difference (center_id, difference_id, kind, office_code, detail,"
                " opened_at) values ($1, $2, $3, 'SNV', $4, $5)",
                stage.center.center_id,
                uuid4(),
                kind,
                detail,
                stage.clock(),
            )
    page = await (await visitor(stage, client, stage.department)).reads("/differences")
    for said in ("45.000", "NP-2", "theo phiếu 3, đếm được 1", "Lượt quét “Giao”"):
        assert said in page
    assert page.count('class="card"') == len(details)


async def test_an_administrator_looks_at_each_post_office(stage: Stage, client: Client) -> None:
    admin = await visitor(stage, client, stage.admin)
    page = await admin.reads("/post")
    assert "Bưu cục Hòa Mẫu" in page
    assert "<h1>Bưu cục Hòa Mẫu</h1>" in await admin.reads("/post?office=H53.P2")
    refused = await stage.scan(replace(stage.post2), "EV000000014VN", "take")
    assert str(refused.scan_id) in await admin.reads("/refused?office=H53.P2")
    assert str(refused.scan_id) not in await admin.reads("/refused")


async def all_pages(reader: Visitor, path: str) -> list[str]:
    """Return a list's pages, going on by the link at the end of each."""
    pages = [await reader.reads(path)]
    while further := re.search(r'class="button" href="([^"]+)">Trang sau', pages[-1]):
        pages.append(await reader.reads(further[1].replace("&amp;", "&")))
    return pages


async def test_long_lists_go_on_where_they_ended(stage: Stage, client: Client) -> None:
    for number in range(1, 52):
        dossier = await in_hand(stage, number)
        order = {"dossier_code": dossier, "post_office": stage.post.office_code}
        code = str((await stage.register(stage.clerk, Leg.OUTBOUND, **order))["code"])
        await stage.recorded(stage.clerk, code, "give")
        await stage.recorded(stage.post, code, "take")
        await stage.scan(stage.post, code, "seal")
        await stage.recorded(stage.post, code, "damage")
    supervisor = await visitor(stage, client, stage.post)
    rows = {"/post/things": "<tr ", "/post/deliver": "<tr ", "/refused": 'class="card"'}
    # A table has a row of headings on each page.
    for path, row in {**rows, "/differences": 'class="card"'}.items():
        counts = [page.count(row) - (row == "<tr ") for page in await all_pages(supervisor, path)]
        assert counts == [50, 1], path
    admin = await visitor(stage, client, stage.admin)
    pages = await all_pages(admin, f"/refused?office={stage.post.office_code}")
    assert len(pages) == 2
    staff = await visitor(stage, client, stage.department)
    fields = fields_after(
        (await staff.reads("/department/dossiers")).partition("</ul>")[2], "/department/dossiers"
    )
    answer = await staff.sends("/department/dossiers", **fields)
    assert (await answer.text()).count('class="card"') == 1
