"""Whoever carries messages: stand-in, Zalo, SMS and e-mail keep one contract."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port

from postal_bridge.domain.message import Delivery
from postal_bridge.domain.sms_shape import read_shape
from postal_bridge.gateways.email import SmtpMail
from postal_bridge.gateways.sms import open_sms
from postal_bridge.gateways.stand_ins import MessengerStandIn
from postal_bridge.gateways.zalo import ZaloAccount, open_zalo
from postal_bridge.ports import Messenger, OutsideError, Permanent, Retryable, Trouble
from tests.gateways.message_servers import (
    MAIL,
    PHONE,
    REPORT_KEY,
    SECRET,
    TOKEN,
    Taker,
    outgoing,
    serving,
    speaking,
)

CHANNELS = ("stand-in", "zalo", "sms", "email")
HTTP = ("zalo", "sms")


@pytest.fixture
def stand_in(messages: MessengerStandIn) -> MessengerStandIn:
    return messages


@pytest.fixture(params=CHANNELS)
def channel(request: pytest.FixtureRequest) -> str:
    """Return the name of each of those that carry messages."""
    return str(request.param)


@pytest.fixture
async def messenger(
    channel: str, stand_in: MessengerStandIn, mail: SmtpMail
) -> AsyncIterator[Messenger]:
    """Yield who carries messages by a channel, over one and the same stand-in."""
    if channel == "stand-in":
        yield stand_in
    elif channel == "email":
        yield mail
    else:
        taker = Taker(stand_in, channel)
        async with serving(taker) as address, speaking(channel, address) as found:
            yield found


async def test_a_message_sent_twice_reaches_its_recipient_once(
    channel: str, messenger: Messenger, stand_in: MessengerStandIn
) -> None:
    for key in ("0a" * 16 + ".0", "0b" * 16 + ".0", "0a" * 16 + ".0"):
        assert await messenger.send(outgoing(channel, key))
    assert list(stand_in.taken) == ["0a" * 16 + ".0", "0b" * 16 + ".0"]
    taken = stand_in.taken["0a" * 16 + ".0"]
    sent = outgoing(channel)
    assert taken.address == sent.address
    if channel == "zalo":
        assert (taken.template, taken.data) == (sent.template, sent.data)
    else:
        assert (taken.text, taken.subject) == (sent.text, sent.subject)


async def test_what_fails_for_now_may_be_sent_again(
    channel: str, messenger: Messenger, stand_in: MessengerStandIn
) -> None:
    stand_in.fails_with = [Retryable(Trouble.BUSY)]
    with pytest.raises(Retryable) as caught:
        await messenger.send(outgoing(channel))
    assert caught.value.trouble is Trouble.BUSY
    assert await messenger.send(outgoing(channel))


async def test_who_cannot_be_reached_is_refused_with_the_reason(
    channel: str, messenger: Messenger, stand_in: MessengerStandIn
) -> None:
    stand_in.not_reached = {MAIL, PHONE}
    with pytest.raises(Permanent) as caught:
        await messenger.send(outgoing(channel))
    assert caught.value.trouble is Trouble.REFUSED
    assert caught.value.said
    assert not stand_in.taken


@pytest.mark.parametrize("name", HTTP)
async def test_every_request_has_the_key_of_the_message_and_ours(
    stand_in: MessengerStandIn, name: str
) -> None:
    taker = Taker(stand_in, name)
    async with serving(taker) as address, speaking(name, address) as messenger:
        await messenger.send(outgoing(name))
    ((headers, document),) = taker.seen
    if name == "sms":
        assert headers["Authorization"] == f"Bearer {TOKEN}"
        assert headers["Idempotency-Key"] == document["request_id"] == outgoing(name).key
        assert (document["to"], document["from"]) == (PHONE, "TTHCC")
    else:
        assert headers["access_token"] == TOKEN
        assert document == {
            "phone": "84912345678",
            "template_id": "204861",
            "template_data": {"dossier": "H53-1"},
            "tracking_id": outgoing(name).key,
        }


@pytest.mark.parametrize("name", HTTP)
@pytest.mark.parametrize(
    ("status", "body", "failure", "trouble"),
    [
        (500, "<h1>Error</h1>", Retryable, Trouble.BUSY),
        (429, "{}", Retryable, Trouble.BUSY),
        (401, "{}", Retryable, Trouble.NOT_LET_IN),
        (400, "[]", Permanent, Trouble.REFUSED),
        (302, "", Permanent, Trouble.REFUSED),
        (200, "", Retryable, Trouble.UNREADABLE),
        (200, "[1]", Retryable, Trouble.UNREADABLE),
        (200, '{"error": ', Retryable, Trouble.UNREADABLE),
        (200, '{"error": -9999, "status": "who knows"}', Retryable, Trouble.UNREADABLE),
        (200, '{"error": [0], "status": {}}', Retryable, Trouble.UNREADABLE),
        (200, '{"error": -144, "status": "busy"}', Retryable, Trouble.BUSY),
        (200, '{"error": -118, "status": "rejected"}', Permanent, Trouble.REFUSED),
        (200, "[" * 100_000, Retryable, Trouble.UNREADABLE),
    ],
)
async def test_every_answer_says_whether_to_try_again(
    stand_in: MessengerStandIn,
    name: str,
    status: int,
    body: str,
    failure: type[OutsideError],
    trouble: Trouble,
) -> None:
    taker = Taker(stand_in, name)
    elsewhere = {"Location": "/send"} if status == 302 else {}
    taker.answers = [web.Response(status=status, text=body, headers=elsewhere)]
    async with serving(taker) as address, speaking(name, address) as messenger:
        with pytest.raises(failure) as caught:
            await messenger.send(outgoing(name))
    assert caught.value.trouble is trouble
    assert len(taker.seen) == 1


async def test_a_token_of_zalo_that_ended_is_no_fault_of_the_message(
    stand_in: MessengerStandIn,
) -> None:
    taker = Taker(stand_in, "zalo")
    taker.answers = [web.json_response({"error": -124, "message": "Access token invalid"})]
    async with serving(taker) as address, speaking("zalo", address) as messenger:
        with pytest.raises(Retryable) as caught:
            await messenger.send(outgoing("zalo"))
    assert (caught.value.trouble, caught.value.said) == (
        Trouble.NOT_LET_IN,
        "-124 Access token invalid",
    )


@pytest.mark.parametrize("kept", [None, "", "hai\ndòng", "mã"])
async def test_a_token_of_zalo_that_is_not_there_is_waited_for(
    stand_in: MessengerStandIn, tmp_path: Path, kept: str | None
) -> None:
    file = tmp_path / "token"
    if kept is not None:
        file.write_text(kept, "utf-8")
    taker = Taker(stand_in, "zalo")
    account = ZaloAccount(lambda: file.read_text("utf-8"))
    async with serving(taker) as address, open_zalo(address, account) as zalo:
        with pytest.raises(Retryable) as caught:
            await zalo.send(outgoing("zalo"))
        assert caught.value.trouble is Trouble.NOT_LET_IN
        file.write_text(TOKEN, "utf-8")
        assert await zalo.send(outgoing("zalo"))


@pytest.mark.parametrize("name", HTTP)
async def test_an_answer_that_is_cut_off_half_way_is_no_answer(
    stand_in: MessengerStandIn, name: str
) -> None:
    taker = Taker(stand_in, name)
    taker.cut = True
    async with serving(taker) as address, speaking(name, address) as messenger:
        with pytest.raises(Retryable):
            await messenger.send(outgoing(name))


@pytest.mark.parametrize("name", HTTP)
async def test_nobody_is_waited_for_beyond_the_limit(stand_in: MessengerStandIn, name: str) -> None:
    taker = Taker(stand_in, name)
    taker.silent = asyncio.Event()
    async with serving(taker) as address, speaking(name, address, 0.2) as messenger:
        with pytest.raises(Retryable) as caught:
            await messenger.send(outgoing(name))
        taker.silent.set()
    assert caught.value.trouble is Trouble.TIMED_OUT


@pytest.mark.parametrize("name", HTTP)
async def test_where_nobody_listens_it_is_tried_again(name: str) -> None:
    async with speaking(name, f"http://127.0.0.1:{unused_port()}/khoa-bi-mat") as messenger:
        with pytest.raises(Retryable) as caught:
            await messenger.send(outgoing(name))
    assert caught.value.trouble is Trouble.UNREACHABLE
    assert "khoa-bi-mat" not in repr(caught.value)


async def test_a_code_that_nobody_knows_is_told_loudly(
    stand_in: MessengerStandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    taker = Taker(stand_in, "zalo")
    taker.answers = [web.json_response({"error": -4321})]
    async with serving(taker) as address, speaking("zalo", address) as messenger:
        with pytest.raises(Retryable):
            await messenger.send(outgoing("zalo"))
    assert "zalo_code_unknown" in capsys.readouterr().out


async def test_another_provider_is_spoken_to_in_its_own_way(stand_in: MessengerStandIn) -> None:
    ways = {
        "body": {"Phone": "{phone_84}", "Text": "{text}", "Keys": ["{secret}", {"Id": "{key}"}]},
        "code": "CodeResult",
        "reference": "SMSID",
        "codes": {"100": "taken", "104": "refused", "118": "later"},
        "report_key": "Id",
        "report_code": "Status",
        "report_codes": {"5": "delivered"},
    }
    shape, wrong = read_shape("SHAPE", json.dumps(ways))
    assert not wrong
    taker = Taker(stand_in, "sms")
    taker.answers = [
        web.json_response({"CodeResult": 100, "SMSID": "x1"}),
        web.json_response({"CodeResult": "104"}),
        web.json_response({"CodeResult": "118"}),
    ]
    message = outgoing("sms")
    async with (
        serving(taker) as address,
        open_sms(address, shape, TOKEN, REPORT_KEY) as sms,
    ):
        assert await sms.send(message) == "x1"
        for failure in (Permanent, Retryable):
            with pytest.raises(failure):
                await sms.send(message)
        report = sms.read_report(json.dumps({"Id": message.key, "Status": 5}).encode())
    assert taker.seen[0][1] == {
        "Phone": "84912345678",
        "Text": message.text,
        "Keys": [TOKEN, {"Id": message.key}],
    }
    assert (report.key, report.delivery) == (message.key, Delivery.DELIVERED)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"body": []}',
        '{"body": {}, "other": 1}',
        '{"body": {}, "codes": {"1": "maybe"}}',
        '{"body": {}, "codes": [1]}',
        '{"body": {}, "report_codes": {"1": "maybe"}}',
    ],
)
def test_ways_that_cannot_be_understood_are_refused(text: str) -> None:
    _, wrong = read_shape("SHAPE", text)
    assert [each.path for each in wrong] == ["SHAPE"]


async def test_reports_of_sms_need_the_key_and_say_what_became_of_it() -> None:
    async with speaking("sms", "http://127.0.0.1/") as sms:
        body = b'{"request_id": "k.0", "status": "undelivered"}'
        assert sms.is_genuine({"Authorization": f"Bearer {REPORT_KEY}"}, body)
        for given in ({}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {TOKEN}"}):
            assert not sms.is_genuine(given, body)
        assert sms.read_report(body).delivery is Delivery.UNDELIVERED
        for wrong in (b"", b"[]", b'{"request_id": "k.0", "status": "lost"}', b'{"status": 1}'):
            with pytest.raises(Permanent):
                sms.read_report(wrong)


async def test_reports_of_zalo_are_signed_and_say_that_it_arrived() -> None:
    async with speaking("zalo", "http://127.0.0.1/") as zalo:
        report = {
            "event_name": "user_received_message",
            "timestamp": "1773369000000",
            "message": {"tracking_id": "k.0", "msg_id": "m1", "delivery_time": "1773369000000"},
        }
        body = json.dumps(report).encode()
        signed = b"4242" + body + b"1773369000000" + SECRET.encode()
        signature = hashlib.sha256(signed).hexdigest()
        assert zalo.is_genuine({"X-ZEvent-Signature": f"mac={signature}"}, body)
        assert not zalo.is_genuine({"X-ZEvent-Signature": f"mac={signature}"}, body + b" ")
        assert not zalo.is_genuine({}, body)
        assert zalo.read_report(body) == zalo.read_report(body)
        assert zalo.read_report(body).delivery is Delivery.DELIVERED
        with pytest.raises(Permanent):
            zalo.read_report(b'{"event_name": "user_send_text", "message": {"text": "xin chao"}}')
