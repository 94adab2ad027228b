"""Messages over HTTP: pages of administrators, the dossier, the link, calls and reports."""

import json
from dataclasses import replace
from uuid import uuid4

import pytest

from jobs.incoming import understand_incoming
from jobs.messages import send_messages
from postal_bridge.domain.message import Announcement, Channel, FilerOf, MessageKind
from postal_bridge.gateways.stand_ins import MessengerStandIn
from postal_bridge.usecases.announce import announce
from postal_bridge.usecases.read_reports import report_sources
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client, bearer
from tests.routes.test_office_pages import Visitor, visitor

API, PHONE = "/api/v1/messages", "0912345678"


@pytest.fixture
def stand_in() -> MessengerStandIn:
    return MessengerStandIn()


@pytest.fixture
def bridge(bridge: Bridge, stand_in: MessengerStandIn) -> Bridge:
    """Return a bridge over which a stand-in carries SMS."""
    messengers = {Channel.SMS: stand_in}
    sources = report_sources(bridge.database, bridge.clock, messengers)
    return replace(bridge, messengers=messengers, sources=sources)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture
async def admin(stage: Stage, client: Client) -> Visitor:
    return await visitor(stage, client, stage.admin)


async def send(stage: Stage) -> None:
    """Understand and send what is due."""
    await understand_incoming(stage.bridge, stage.center, "")
    await send_messages(stage.bridge, stage.center, "")


async def told(stage: Stage, number: int = 1) -> tuple[str, str]:
    """Announce something of a dossier; return its code and the identity of the message."""
    code = await stage.add_dossier(number, status=9)
    said = Announcement(str(uuid4()), MessageKind.RESULT_READY, FilerOf(code))
    async with stage.bridge.database.transaction() as connection:
        await announce(connection, stage.bridge.sealer, stage.clock, stage.center, said)
    found = "select message_id::text from message where dossier_code = $1"
    return code, await stage.value(found, code)


async def test_what_waits_and_what_was_sent_is_shown_without_whole_addresses(
    stage: Stage, admin: Visitor
) -> None:
    code, message_id = await told(stage)
    page = await admin.reads("/admin/messages?state=waiting")
    assert code in page
    assert "*******678" in page
    assert PHONE not in page
    await send(stage)
    assert "Không có tin nào" in await admin.reads("/admin/messages?state=waiting")
    one = await admin.reads(f"/admin/messages/{message_id}")
    assert "đã gửi" in one
    assert f"Hồ sơ {code} đã có kết quả" in one
    assert "TG-1" in one
    assert "/m/" not in one


async def test_a_message_is_sent_again_by_page_and_by_call(
    stage: Stage, admin: Visitor, client: Client, stand_in: MessengerStandIn
) -> None:
    code, message_id = await told(stage)
    assert (await admin.sends(f"/admin/messages/{message_id}")).status == 409
    await send(stage)
    done = f"/admin/messages/{message_id}?done=sent_again"
    await admin.is_led(f"/admin/messages/{message_id}", done)
    await send(stage)
    clerk = await visitor(stage, client, stage.clerk)
    assert "Đã có kết quả" in await clerk.reads(f"/dossiers/{code}")
    await clerk.is_led(
        f"/dossiers/{code}/messages", f"/dossiers/{code}?done=sent_again", message_id=message_id
    )
    await send(stage)
    headers = await bearer(stage.bridge, stage.center.center_id, stage.clerk.login)
    answer = await client.post(f"{API}/{message_id}/resend", headers=headers)
    assert (answer.status, (await answer.json())["state"]) == (200, "waiting")
    await send(stage)
    keys = [each.key for each in stand_in.handed_over]
    assert [key.rpartition(".")[2] for key in keys] == ["0", "1", "2", "3"]
    assert len({key.partition(".")[0] for key in keys}) == 1


async def test_a_message_of_another_dossier_is_not_sent_by_this_one(
    stage: Stage, client: Client
) -> None:
    code, _ = await told(stage)
    _, other = await told(stage, 2)
    await send(stage)
    clerk = await visitor(stage, client, stage.clerk)
    answer = await clerk.sends(f"/dossiers/{code}/messages", message_id=other)
    assert answer.status == 404


async def test_messages_are_listed_and_read_by_call(client: Client, stage: Stage) -> None:
    for number in range(1, 4):
        await told(stage, number)
    headers = await bearer(stage.bridge, stage.center.center_id, stage.clerk.login)
    first = await (await client.get(f"{API}?limit=2", headers=headers)).json()
    rest = await client.get(API, params={"cursor": first["next_cursor"]}, headers=headers)
    items = first["items"] + (await rest.json())["items"]
    assert len({each["message_id"] for each in items}) == 3
    assert {each["phone"] for each in items} == {"*******678"}
    story = await client.get(f"{API}/{items[0]['message_id']}", headers=headers)
    assert (await story.json())["attempts"] == []
    for unknown in (str(uuid4()), "x"):
        assert (await client.get(f"{API}/{unknown}", headers=headers)).status == 404
    post = await bearer(stage.bridge, stage.center.center_id, stage.post.login)
    assert (await client.get(API, headers=post)).status == 403


async def test_a_citizen_opts_out_by_the_link_and_sees_nothing_of_the_dossier(
    stage: Stage, client: Client, stand_in: MessengerStandIn
) -> None:
    code, _ = await told(stage)
    await send(stage)
    path = (stand_in.handed_over[0].link or "").removeprefix(stage.bridge.config.base_url)
    page = await (await client.get(path)).text()
    assert "Thôi nhận tin" in page
    for part in (code, "678", "Ví Dụ"):
        assert part not in page
    browser = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    answer = await client.post(path, data={}, headers=browser, allow_redirects=False)
    assert answer.status == 303
    assert "Nhận tin trở lại" in await (await client.get(path)).text()
    assert (await client.get("/m/AAAAAAAAAAAAAAAA")).status == 404


async def test_wordings_are_tried_kept_and_withdrawn(admin: Visitor) -> None:
    path = "/admin/messages/wordings/result_ready/vi"
    assert "Đã có kết quả" in await admin.reads("/admin/messages/wordings")
    fields = {"subject": "Kết quả", "body": "Xong.\r\n{link}", "short": "Xong roi {dossier} {link}"}
    tried = await admin.sends(path, **fields, preview="true")
    assert "Xong roi 000.00.19.H53-260312-0001" in await tried.text()
    later = "2026-03-20"
    await admin.is_led(path, f"{path}?done=wording_kept", **fields, valid_from=later)
    assert "chưa áp dụng" in await admin.reads(path)
    await admin.is_led(f"{path}/withdraw", f"{path}?done=wording_withdrawn", version="1")
    wrong = await admin.sends(path, **{**fields, "short": "{phone}"})
    assert wrong.status == 422
    assert "{phone}" in await wrong.text()
    assert (await admin.sends("/admin/messages/wordings/none/vi", **fields)).status == 404


async def test_rules_channels_and_opt_outs_are_kept(admin: Visitor) -> None:
    path, done = "/admin/messages/rules", "/admin/messages/rules?done=message_rules_kept"
    await admin.is_led(path, done, quiet_from="22:00", quiet_until="06:30", daily_most="3")
    channel = {"channel": "sms", "place": "1", "rate_per_minute": "60", "patience_minutes": "30"}
    more = {"price_dong": "250", "sender": "TTHCC", "enabled": "true"}
    await admin.is_led(f"{path}/channels", done, **channel, **more)
    await admin.is_led(f"{path}/opt-outs", f"{path}?done=opt_out_kept", address="0912 345 678")
    page = await admin.reads(path)
    for part in ('value="22:00"', 'value="06:30"', 'value="TTHCC"', 'value="250"'):
        assert part in page
    assert "1 số điện thoại và thư điện tử không nhận tin" in page
    assert (await admin.sends(f"{path}/opt-outs", address="sai")).status == 422
    assert (await admin.sends(f"{path}/channels", **{**channel, "place": "9"})).status == 422
    noted = await admin.reads("/admin/changes")
    assert "Ghi quy tắc kênh gửi tin" in noted


async def test_how_the_head_of_an_office_is_reached_is_kept(admin: Visitor) -> None:
    path = "/admin/offices/SNV"
    reached = {"head_phone": "0900 000 009", "head_email": "truong@thu.example"}
    await admin.is_led(f"{path}/head", f"{path}?done=head_kept", **reached)
    page = await admin.reads(path)
    assert 'value="0900 000 009"' in page
    assert 'value="truong@thu.example"' in page
    assert (await admin.sends(f"{path}/head", head_phone="không")).status == 422
    assert (await admin.sends("/admin/offices/NONE/head", head_phone="0900000009")).status == 422


async def test_a_report_is_taken_with_the_key_alone_and_once(
    stage: Stage, client: Client, admin: Visitor
) -> None:
    _, message_id = await told(stage)
    await send(stage)
    body = json.dumps({"key": f"{message_id.replace('-', '')}.0", "delivery": "delivered"})
    path = f"/api/v1/message-reports/{stage.center.code}/sms"
    headers = {"Content-Type": "application/json", "Authorization": "Bearer stand-in"}
    for _ in range(2):
        assert (await client.post(path, data=body, headers=headers)).status == 202
    wrong = {**headers, "Authorization": "Bearer sai"}
    assert (await client.post(path, data=body, headers=wrong)).status == 403
    for nowhere, status in (("H99/sms", 403), ("H53/email", 403), ("H53/pigeon", 404)):
        other = f"/api/v1/message-reports/{nowhere}"
        assert (await client.post(other, data=body, headers=headers)).status == status
    await send(stage)
    assert "đã đến nơi" in await admin.reads(f"/admin/messages/{message_id}")
