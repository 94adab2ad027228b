"""The pages of citizens without a browser: what is asked, what is told, what is refused."""

import re
from datetime import date, timedelta
from http.cookies import SimpleCookie
from typing import Any
from uuid import uuid4

import pytest

from postal_bridge.domain.access import Role
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.tracking_code import TrackingCode, sign_label
from postal_bridge.usecases.apologise import apologise
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.track import ADDRESS_LIMIT
from postal_bridge.usecases.tracking_pass import TERM
from postal_bridge.wiring import Bridge
from tests.conftest import MORNING, SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client, Town, found_town, session_of
from tests.routes.test_pages import Reader

HTML = {"Accept": "text/html"}
TODAY = MORNING.date()
WORKED_ON: dict[str, Any] = {
    "received_at": MORNING,
    "received_on": TODAY,
    "due_on": TODAY,
    "status": 4,
}
RETURNED: dict[str, Any] = {**WORKED_ON, "resolved_on": TODAY, "returned_on": TODAY, "status": 10}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


class Visitor:
    """A browser without a script: keeps the cookie, sends forms, follows where it is led."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.cookie = ""
        self.status = 0
        self.text = ""

    async def get(self, path: str) -> str:
        """Open a page."""
        headers = {**HTML, **({"Cookie": f"tracked={self.cookie}"} if self.cookie else {})}
        answer = await self.client.get(path, headers=headers, allow_redirects=False)
        self.status, self.text = answer.status, await answer.text()
        if self.status == 200:
            reader = Reader()
            reader.feed(self.text)
            assert reader.open == []
            assert len(reader.identifiers) == len(set(reader.identifiers))
        return self.text

    async def send(self, path: str, **fields: str) -> str:
        """Send a form and go where that leads."""
        answer = await self.client.post(path, data=fields, headers=HTML, allow_redirects=False)
        self.status, self.text = answer.status, await answer.text()
        for kept in SimpleCookie(answer.headers.get("Set-Cookie", "")).values():
            assert (kept["httponly"], kept["samesite"], kept["path"]) == (True, "Strict", "/track")
            self.cookie = kept.value
        if self.status == 303:
            return await self.get(answer.headers["Location"])
        return self.text

    async def track(self, code: str, digits: str = "5678") -> str:
        """Answer the two questions."""
        return await self.send("/track", code=code, phone_last4=digits)

    @property
    def proof(self) -> str:
        """The proof that the forms of the page carry."""
        found = re.search(r'name="proof" value="([^"]+)"', self.text)
        assert found
        return found[1]


@pytest.fixture
def visitor(client: Client) -> Visitor:
    return Visitor(client)


async def test_the_answer_tells_how_far_it_is_and_masks_whose(
    visitor: Visitor, stage: Stage
) -> None:
    code = await stage.add_dossier(**WORKED_ON)
    text = await visitor.track(code)
    assert visitor.status == 200
    for told in ("Hồ sơ đang được xử lý", "N*** T*** V*** D", "*******678", "13/03/2026", code):
        assert told in text
    for hidden in ("Nguyễn", "0912345678", "5678", "Hoa Sữa", "Cấp phiếu ví dụ"):
        assert hidden not in text


async def test_the_citizen_reads_the_apology_and_the_new_day(
    visitor: Visitor, stage: Stage
) -> None:
    code = await stage.add_dossier(**WORKED_ON)
    bridge = stage.bridge
    asked = Asked(bridge.database, stage.clock, bridge.sealer, stage.department)
    await apologise(asked, code, "Phải lấy ý kiến nơi khác", date(2026, 3, 20))
    text = await visitor.track(code)
    assert "Lý do: Phải lấy ý kiến nơi khác" in text
    assert "20/03/2026" in text.partition("<dt>Hẹn lại</dt>")[2].partition("</dd>")[0]
    assert "hẹn lại ngày trả kết quả" in text.partition('class="timeline"')[2]
    assert "Ông/bà có quyền hỏi" not in text
    stage.clock.advance(timedelta(days=8))
    assert "Ông/bà có quyền hỏi" in await visitor.track(code)


async def test_reloading_shows_it_again_until_time_has_passed_or_it_is_forgotten(
    visitor: Visitor, stage: Stage
) -> None:
    code = await stage.add_dossier(**WORKED_ON)
    await visitor.track(code)
    assert code in await visitor.get("/track")
    stage.clock.advance(TERM)
    assert code not in await visitor.get("/track")
    await visitor.track(code)
    assert "Đã xóa thông tin tra cứu" in await visitor.send("/track/forget")
    assert visitor.cookie == ""
    assert code not in await visitor.get("/track")


async def test_wrong_digits_look_like_an_unknown_code(visitor: Visitor, stage: Stage) -> None:
    code = await stage.add_dossier()
    pages = []
    for asked, digits in ((code, "0000"), ("H53.14-260313-0999", "5678"), (code, "")):
        text = await visitor.track(asked, digits)
        assert visitor.status == 404
        pages.append(text.replace(asked, "…"))
    assert pages[0] == pages[1] == pages[2]
    assert not visitor.cookie
    assert "phone_last4" in pages[0]
    assert '"0000"' not in pages[0]


async def test_guessing_by_form_is_slowed_like_guessing_by_program(
    client: Client, visitor: Visitor, stage: Stage
) -> None:
    for number in range(ADDRESS_LIMIT.most):
        await visitor.track(f"H53.14-260313-{number:04}")
    answer = await client.post("/track", data={"code": "x", "phone_last4": "1"}, headers=HTML)
    assert answer.status == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert await stage.value("select count(*) from throttle") > 0


async def test_a_dossier_is_rated_once_from_its_page(visitor: Visitor, stage: Stage) -> None:
    code = await stage.add_dossier(**RETURNED)
    await visitor.track(code)
    proof = visitor.proof
    await visitor.send("/track/rating", proof=proof, satisfaction="delighted", word="Tốt <b>")
    assert visitor.status == 422
    assert "Tốt &lt;b&gt;" in visitor.text
    text = await visitor.send("/track/rating", proof=proof, satisfaction="satisfied")
    assert "Cảm ơn ông/bà đã đánh giá" in text
    assert "Gửi đánh giá" not in text
    await visitor.send("/track/rating", proof=proof, satisfaction="dissatisfied")
    assert visitor.status == 409
    assert await stage.value("select satisfaction from dossier") == "satisfied"


async def test_forms_without_a_proof_that_holds_do_nothing(visitor: Visitor, stage: Stage) -> None:
    await visitor.track(await stage.add_dossier(**RETURNED))
    proof = visitor.proof
    stage.clock.advance(TERM)
    for old in (proof, "", "x"):
        await visitor.send("/track/rating", proof=old, satisfaction="satisfied")
        assert visitor.status == 403
        await visitor.send("/track/wish", proof=old, kind="delivery")
        assert visitor.status == 403
    await visitor.get("/track/wish?kind=delivery")
    assert visitor.status == 403
    assert await stage.value("select count(*) from dossier where satisfaction is not null") == 0


async def test_delivery_is_asked_for_and_the_post_answers(
    client: Client, visitor: Visitor, stage: Stage, bridge: Bridge
) -> None:
    await visitor.track(await stage.add_dossier(**WORKED_ON))
    text = await visitor.get("/track/wish?kind=delivery")
    assert "Hoa Sữa" not in text
    assert "*******678" in text
    await visitor.send("/track/wish", proof=visitor.proof, kind="delivery", phone="12")
    assert visitor.status == 422
    text = await visitor.send(
        "/track/wish", proof=visitor.proof, kind="delivery", note="Buổi chiều"
    )
    assert "Đã gửi yêu cầu đến bưu điện" in text
    assert "Chờ trả lời" in text
    assert "/track/wish?kind" not in text
    town = Town(bridge, stage.center, {Role.POST: stage.post.login, Role.ADMIN: stage.admin.login})
    headers = {**HTML, **await session_of(town, Role.POST), "Sec-Fetch-Site": "same-origin"}
    listed = await (await client.get("/requests", headers=headers)).text()
    assert "Nguyễn" not in listed
    path = re.search(r'href="(/requests/[0-9a-f-]{36})"', listed)
    assert path
    opened = await (await client.get(path[1], headers=headers)).text()
    for told in ("Nguyễn Thị Ví Dụ", "0912345678", "12 đường Hoa Sữa", "Buổi chiều"):
        assert told in opened
    again = await visitor.send("/track/wish", proof=visitor.cookie, kind="delivery")
    assert (visitor.status, "Chờ trả lời" in again) == (409, True)
    await visitor.get("/track/wish")
    assert visitor.status == 303
    empty = await client.post(path[1], data={"answer": "declined"}, headers=headers)
    assert empty.status == 422
    reason = {"answer": "declined", "reason": "Ngoài địa bàn phát"}
    await client.post(path[1], data=reason, headers=headers)
    late = await client.post(path[1], headers=headers, data={"answer": "accepted"})
    assert late.status == 409
    assert "Ngoài địa bàn phát" in await visitor.get("/track")


async def test_what_is_to_be_paid_comes_with_a_code_where_the_centre_has_an_account(
    visitor: Visitor, stage: Stage
) -> None:
    code = await stage.add_dossier(**WORKED_ON, fee_dong=1_250_000)
    text = await visitor.track(code)
    assert "1.250.000\N{NO-BREAK SPACE}đ" in text
    assert "<svg" not in text
    assert f"Nộp tại {stage.center.name}" in text
    async with stage.bridge.database.transaction() as connection:
        account = {"bank_number": "970499", "account": "0000000001", "holder": "KHO BAC VI DU"}
        await connection.execute(
            "insert into rule (name, effective_from, value, source)"
            " values ('beneficiary_accounts', '2026-01-01', $1, 'văn bản ví dụ')",
            {"H53": account, "H26": {**account, "account": "9"}},
        )
    text = await visitor.get("/track")
    assert "<svg" in text
    assert "0000000001" in text


async def test_what_the_post_collects_is_paid_to_the_post(visitor: Visitor, stage: Stage) -> None:
    code = await stage.add_dossier(**{**WORKED_ON, "resolved_on": TODAY, "status": 9})
    await stage.register(stage.clerk, Leg.OUTBOUND, dossier_code=code, collect_dong=30_000)
    assert "Trả cho bưu tá khi nhận" in await visitor.track(code)


async def test_the_label_fills_in_the_code_and_asks_for_the_digits(
    visitor: Visitor, stage: Stage, bridge: Bridge
) -> None:
    code = (await stage.register(stage.post, Leg.INBOUND, dossier_code=await stage.add_dossier()))[
        "code"
    ]
    payload = sign_label(TrackingCode.parse(code), 1, bridge.config.label_keys)
    text = await visitor.get(f"/q/{payload}")
    assert f'value="{code}"' in text
    assert code in await visitor.track(code)


async def test_an_administrator_names_the_account_that_citizens_pay_to(
    client: Client, bridge: Bridge
) -> None:
    town = await found_town(bridge, "H53")
    cookie = await session_of(town, Role.ADMIN)
    headers = {**HTML, **cookie, "Sec-Fetch-Site": "same-origin"}
    said = {
        "holder": "KHO BAC VI DU",
        "account": "0000000001",
        "bank_name": "Ngân hàng Ví Dụ",
        "bank_number": "97049",
        "source": "Văn bản ví dụ",
    }
    refused = await client.post("/admin/payment", data=said, headers=headers)
    assert refused.status == 422
    assert 'value="97049"' in await refused.text()
    await client.post("/admin/payment", data={**said, "bank_number": "970499"}, headers=headers)
    shown = await (await client.get("/admin/payment", headers=headers)).text()
    assert 'value="970499"' in shown
    assert 'value="0000000001"' in shown
    assert 'id="post-account" name="account" type="text" value=""' in shown
    post = {**said, "payee": "post", "account": "0000000002"}
    refused = await client.post("/admin/payment", data=post, headers=headers)
    text = await refused.text()
    assert refused.status == 422
    assert 'id="post-bank_number" name="bank_number" type="text" value="97049"' in text
    assert 'id="center-bank_number" name="bank_number" type="text" value="970499"' in text
    await client.post("/admin/payment", data={**post, "bank_number": "970498"}, headers=headers)
    shown = await (await client.get("/admin/payment", headers=headers)).text()
    for account in ("0000000001", "0000000002"):
        assert f'value="{account}"' in shown


async def test_requests_and_words_are_for_those_they_are_meant_for(
    client: Client, bridge: Bridge
) -> None:
    town = await found_town(bridge, "H53")
    for path, roles in (
        ("/requests", {Role.POST, Role.ADMIN}),
        ("/ratings", {Role.CENTER, Role.ADMIN}),
    ):
        for role in Role:
            answer = await client.get(path, headers={**HTML, **await session_of(town, role)})
            assert answer.status == (200 if role in roles else 403), (path, role)
    headers = {**HTML, **await session_of(town, Role.POST)}
    for state in ("open", "accepted", "declined"):
        answer = await client.get(f"/requests?state={state}", headers=headers)
        assert 'class="empty"' in await answer.text()
    assert (await client.get("/requests/nonsense", headers=headers)).status == 404


async def test_an_accepted_pickup_becomes_a_consignment_with_a_label(
    client: Client, visitor: Visitor, stage: Stage, bridge: Bridge
) -> None:
    code = await stage.add_dossier(received_via="online")
    await visitor.track(code)
    await visitor.get("/track/wish?kind=pickup")
    await visitor.send("/track/wish", proof=visitor.proof, kind="pickup")
    town = Town(bridge, stage.center, {Role.POST: stage.post.login, Role.ADMIN: stage.admin.login})
    headers = {**HTML, **await session_of(town, Role.POST), "Sec-Fetch-Site": "same-origin"}
    listed = await (await client.get("/requests", headers=headers)).text()
    found = re.search(r'href="(/requests/[0-9a-f-]{36})"', listed)
    assert found
    path = found[1]
    fields = {"sending": str(uuid4()), "name": "Người Gửi", "phone": "0912345678", "address": "Mẫu"}
    early = await client.post(f"{path}/consignment", data=fields, headers=headers)
    assert early.status == 409
    accepted = await client.post(path, data={"answer": "accepted"}, headers=headers)
    assert "Hoàn tác" in await accepted.text()
    undone = await client.post(path, data={"answer": "open"}, headers=headers)
    assert "yêu cầu lại chờ trả lời" in await undone.text()
    again = await client.post(path, data={"answer": "open"}, headers=headers)
    assert again.status == 409
    accepted = await client.post(path, data={"answer": "accepted"}, headers=headers)
    page = await accepted.text()
    assert f'action="{path}/consignment"' in page
    assert 'value="12 đường Hoa Sữa"' in page
    wrong = {**fields, "phone": "12"}
    refused = await client.post(f"{path}/consignment", data=wrong, headers=headers)
    assert refused.status == 422
    for _ in range(2):
        done = await client.post(f"{path}/consignment", data=fields, headers=headers)
        assert done.status == 200
    carried = await stage.value("select code from consignment where dossier_code = $1", code)
    assert f"/api/v1/labels?codes={carried}" in await done.text()
    assert await stage.value("select carried_by from carriage_request") == carried
    assert await stage.value("select count(*) from consignment") == 1
