"""Those who carry messages over HTTP, as tests need them: they take, refuse, hang and break off."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from postal_bridge.domain.message import Channel, Outgoing
from postal_bridge.domain.sms_shape import OWN_SHAPE
from postal_bridge.gateways.sms import open_sms
from postal_bridge.gateways.stand_ins import MessengerStandIn
from postal_bridge.gateways.zalo import ZaloAccount, open_zalo
from postal_bridge.ports import Messenger, OutsideError, Permanent

PHONE, MAIL = "0912345678", "nguoi.thu@thu.example"
TOKEN, REPORT_KEY, SECRET = "ma-thu-nghiem", "khoa-bao-cao", "bi-mat-thu"


def outgoing(channel: str, key: str = "0f" * 16 + ".0", address: str | None = None) -> Outgoing:
    email = channel == "email"
    return Outgoing(
        key=key,
        channel=Channel.SMS if channel == "stand-in" else Channel(channel),
        address=address or (MAIL if email else PHONE),
        text="Hồ sơ đã có kết quả.\n",
        subject="Hồ sơ đã có kết quả" if email else "",
        sender="TTHCC",
        link="https://mot-cua.example/m/AbCd" if email else None,
        template="204861" if channel == "zalo" else None,
        data={"dossier": "H53-1"} if channel == "zalo" else {},
    )


class Taker:
    """Takes messages over HTTP as the stand-in does, in the way of one channel."""

    def __init__(self, behind: MessengerStandIn, channel: str) -> None:
        self.behind, self.channel = behind, channel
        self.answers: list[web.Response] = []
        self.seen: list[tuple[dict[str, str], Any]] = []
        self.silent: asyncio.Event | None = None
        self.cut = False

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        document = await request.json()
        self.seen.append((dict(request.headers), document))
        if self.silent:
            await self.silent.wait()
        if self.cut:
            return await self._half(request)
        if self.answers:
            return self.answers.pop(0)
        try:
            reference = self.behind.take(self._message(document))
        except Permanent as error:
            return self._answer(-118, "rejected", error.said)
        except OutsideError:
            return web.json_response({}, status=503)
        return self._answer(0, "accepted", None, reference)

    def _message(self, document: Any) -> Outgoing:
        if self.channel == "sms":
            key, address, text = (document[name] for name in ("request_id", "to", "text"))
            return Outgoing(key, Channel.SMS, address, text)
        phone, data = f"0{document['phone'][2:]}", document["template_data"]
        key, template = document["tracking_id"], document["template_id"]
        return Outgoing(key, Channel.ZALO, phone, "", template=template, data=data)

    def _answer(
        self, error: int, status: str, said: str | None, reference: str | None = None
    ) -> web.Response:
        if self.channel == "sms":
            return web.json_response({"status": status, "detail": said, "message_id": reference})
        return web.json_response({"error": error, "message": said, "data": {"msg_id": reference}})

    async def _half(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "100"})
        await answer.prepare(request)
        await answer.write(b'{"error": 0, "sta')
        assert request.transport is not None
        request.transport.close()
        return answer


@asynccontextmanager
async def serving(taker: Taker) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/send", taker.take)
    async with TestServer(app) as server:
        yield str(server.make_url("/send"))


@asynccontextmanager
async def speaking(
    channel: str, address: str, timeout_seconds: float = 15
) -> AsyncIterator[Messenger]:
    if channel == "sms":
        async with open_sms(address, OWN_SHAPE, TOKEN, REPORT_KEY, timeout_seconds) as sms:
            yield sms
    else:
        account = ZaloAccount(lambda: TOKEN, "4242", SECRET)
        async with open_zalo(address, account, timeout_seconds) as zalo:
            yield zalo
