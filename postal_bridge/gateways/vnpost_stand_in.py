"""Stands in for VNPost over HTTP, in both its interfaces, for trials, the demonstration and tests.

It takes orders, tells what becomes of them, and fails when it is told to: it hangs, breaks, answers
nonsense or half a sentence, with a clock that is off. Like the real one it takes every `OrderCode`
of a customer as a new order; in the interface of the centres an order told again is the same.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from itertools import repeat
from typing import Any

import aiohttp
from aiohttp import web

from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.tracking_code import TrackingCode
from postal_bridge.gateways.vnpost_words import written
from postal_bridge.signatures import SigningKey

ACCESS_TOKEN, CUSTOMER_KEY, SECRET_KEY = "stand-in-access", "stand-in-customer", "stand-in-secret"
CUSTOMER_TOKEN = "stand-in-token"  # noqa: S105 - of what stands in, and no secret
_BEARER = "stand-in-bearer"
#: No real number of the post lies here.
_OWN_SERVICE = "XX"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Fault(StrEnum):
    """How the next request is failed; what is marked so was done before it failed."""

    BUSY = "busy"
    #: Done.
    SILENT = "silent"
    #: Done.
    BROKEN = "broken"
    #: Done.
    NONSENSE = "nonsense"
    #: Done.
    HALF = "half"
    REFUSED = "refused"
    #: Whoever asks is sent on to another address.
    ELSEWHERE = "elsewhere"


@dataclass(slots=True)
class StandInOrder:
    """An order as it lies here."""

    number: int
    key: str
    item_code: str
    document: Mapping[str, Any]
    status: str


@dataclass(slots=True)
class VnpostStandIn:
    """What lies with the stand-in, and how it is to fail."""

    clock: Clock
    #: Every order that was made, so that one made twice is seen.
    orders: list[StandInOrder] = field(default_factory=list)
    tracking: list[dict[str, Any]] = field(default_factory=list)
    #: Calls that wait to be made, in the order in which things happened.
    calls: list[dict[str, str]] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    #: How requests fail that no fault was put down for.
    story: Iterator[Fault | None] = field(default_factory=lambda: repeat(None))
    clock_off: timedelta = timedelta()
    #: What it says of what it refuses.
    refusal: str = "Sai địa chỉ người nhận"
    #: Without one its calls bear no signature.
    call_key: SigningKey | None = None
    #: Set as soon as a request is left without an answer, and to let such requests go on.
    silent: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    requests: int = 0

    def now(self) -> datetime:
        """Return what its clock shows."""
        return self.clock() + self.clock_off

    def of(self, key: str) -> list[StandInOrder]:
        """Return the orders of a key that stand."""
        return [each for each in self.orders if each.key == key and each.status != "60"]

    def tell(
        self, key: str, code: str, *, amount_dong: int | None = None, at: datetime | None = None
    ) -> None:
        """Let something happen to an order: it is in the tracking, and waits to be called out."""
        moment = at or self.now()
        order = next((each for each in reversed(self.orders) if each.key == key), None)
        self.tracking.append(
            {
                "_id": f"{int(moment.timestamp()):08x}{len(self.tracking) + 1:016x}",
                "orderNumber": key,
                "statusCode": code,
                "statusMessage": f"Trạng thái {code}",
                "time": written(moment),
            }
        )
        data: dict[str, Any] = {
            "OrderCode": key,
            "ItemCode": order.item_code if order else None,
            "OrderStatusId": int(code) if code.isdecimal() else code,
            "LastUpdateTime": written(moment),
            "DeliveryNote": "",
        }
        if amount_dong is not None:
            data["CodAmount"] = amount_dong
        self.calls.append({"Data": json.dumps(data)})

    def call_bodies(self) -> list[bytes]:
        """Return the calls that wait, as they are made now, and forget them."""
        bodies = []
        for each in self.calls:
            signed = self.call_key.sign(each["Data"]) if self.call_key else ""
            call = {**each, "SendDate": written(self.now()), "SignData": signed}
            bodies.append(json.dumps(call).encode())
        self.calls.clear()
        return bodies

    async def call_out(
        self, address: str, key: str | None, bodies: list[bytes] | None = None
    ) -> list[int]:
        """Make calls with a key, those that wait where none are given; return the answers."""
        headers = {"Content-Type": "application/json", **({"h-token": key} if key else {})}
        answers = []
        async with aiohttp.ClientSession(headers=headers) as session:
            for body in self.call_bodies() if bodies is None else bodies:
                async with session.post(address, data=body) as answer:
                    answers.append(answer.status)
        return answers

    def app(self) -> web.Application:
        """Return the application that serves both interfaces."""
        app = web.Application(middlewares=[self._surround])
        app.router.add_post("/hcc/token", self._give_token)
        app.router.add_post("/hcc/orders", self._order_of_centre)
        app.router.add_post("/hcc/cancel", self._cancel_of_centre)
        app.router.add_post("/hcc/tracking", self._track)
        app.router.add_get("/hcc/tracking", self._track)
        app.router.add_post("/customer/orders", self._order_of_customer)
        app.router.add_get("/customer/orders/{key}", self._find)
        app.router.add_post("/customer/cancel", self._cancel_of_customer)
        return app

    @web.middleware
    async def _surround(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let in whoever has a key, fail as it is told to, and show the time of its clock."""
        self.requests += 1
        if request.path != "/hcc/token" and not _is_let_in(request):
            return web.json_response({"Message": "Không có quyền"}, status=401)
        fault = self.faults.popleft() if self.faults else next(self.story)
        answer = await self._failed(request, handler, fault)
        if not answer.prepared:
            answer.headers["Date"] = format_datetime(self.now(), usegmt=True)
        return answer

    async def _failed(
        self, request: web.Request, handler: Handler, fault: Fault | None
    ) -> web.StreamResponse:
        match fault:
            case Fault.BUSY:
                return web.json_response({"Message": "Hệ thống bận"}, status=503)
            case Fault.REFUSED:
                return web.json_response({"Message": self.refusal}, status=400)
            case Fault.ELSEWHERE:
                return web.Response(status=307, headers={"Location": str(request.rel_url)})
        return await self._failed_when_done(request, await handler(request), fault)

    async def _failed_when_done(
        self, request: web.Request, answer: web.StreamResponse, fault: Fault | None
    ) -> web.StreamResponse:
        match fault:
            case Fault.SILENT:
                self.silent.set()
                await self.released.wait()
            case Fault.BROKEN:
                return web.Response(status=500, text="<h1>Lỗi</h1>")
            case Fault.NONSENSE:
                return web.Response(text='[{"Status": ', content_type="application/json")
            case Fault.HALF:
                return await _half(request)
        return answer

    async def _give_token(self, request: web.Request) -> web.Response:
        asked = await request.json()
        if (asked.get("customerKey"), asked.get("secretKey")) != (CUSTOMER_KEY, SECRET_KEY):
            return web.json_response({"Message": "Sai khóa"}, status=401)
        return web.json_response({"token": _BEARER})

    async def _order_of_centre(self, request: web.Request) -> web.Response:
        document = await request.json()
        key = str(document["OrderNumber"])
        if any(each.key == key for each in self.orders):
            return web.json_response({"Status": "101", "Message": "Đơn đã tồn tại"})
        self._make(key, document, document.get("ItemCode"))
        return web.json_response({"Status": "100", "Message": "Thành công"})

    async def _cancel_of_centre(self, request: web.Request) -> web.Response:
        key = str((await request.json())["orderNumber"])
        if not any(each.key == key for each in self.orders):
            return web.json_response({"Status": "99", "Message": "Không tìm thấy đơn"})
        for order in self.of(key):
            order.status = "60"
        return web.json_response({"Status": "100", "Message": "Đã hủy"})

    async def _track(self, request: web.Request) -> web.Response:
        asked = await request.json() if request.method == "POST" else request.query
        last, size = str(asked["lastId"]), int(asked["pageSize"])
        # As documents lie in the order of their identities, which is not that of their moments.
        found = sorted((doc for doc in self.tracking if doc["_id"] > last), key=lambda d: d["_id"])
        return web.json_response({"docs": found[:size]})

    async def _order_of_customer(self, request: web.Request) -> web.Response:
        document = await request.json()
        return web.json_response(_told(self._make(str(document["OrderCode"]), document, None)))

    async def _find(self, request: web.Request) -> web.Response:
        found = [each for each in self.orders if each.key == request.match_info["key"]]
        if not found:
            return web.json_response({"Message": "Không tìm thấy đơn"}, status=404)
        return web.json_response(_told(found[-1]))

    async def _cancel_of_customer(self, request: web.Request) -> web.Response:
        key = str((await request.json())["OrderCode"])
        for order in self.of(key):
            order.status = "60"
            self.tell(key, "60")
        return web.json_response({"OrderCode": key, "OrderStatusId": 61})

    def _make(self, key: str, document: Mapping[str, Any], item_code: str | None) -> StandInOrder:
        number = len(self.orders) + 1
        code = item_code or str(TrackingCode(_OWN_SERVICE, number, "VN"))
        order = StandInOrder(number, key, code, document, "20")
        self.orders.append(order)
        return order


def _told(order: StandInOrder) -> dict[str, Any]:
    return {
        "Id": order.number,
        "OrderCode": order.key,
        "ItemCode": order.item_code,
        "OrderStatusId": int(order.status),
        "CodAmount": order.document.get("CodAmountEvaluation"),
    }


def _is_let_in(request: web.Request) -> bool:
    if request.path.startswith("/customer/"):
        return request.headers.get("h-token") == CUSTOMER_TOKEN
    bearer = request.headers.get("Authorization") == f"Bearer {_BEARER}"
    return bearer or request.headers.get("access_token") == ACCESS_TOKEN


async def _half(request: web.Request) -> web.StreamResponse:
    """Begin an answer and hang up."""
    answer = web.StreamResponse(headers={"Content-Length": "100"})
    await answer.prepare(request)
    await answer.write(b'{"Status": "10')
    if request.transport is not None:
        request.transport.close()
    return answer


def settings_of_centre(base: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the settings and secrets by which a centre speaks to a stand-in at an address."""
    settings = {
        "order_url": f"{base}/hcc/orders",
        "cancel_url": f"{base}/hcc/cancel",
        "tracking_url": f"{base}/hcc/tracking",
        "token_url": f"{base}/hcc/token",
        "customer_code": "MAUTHU",
        "agency_address": "1 đường Ví Dụ",
        "moment_field": "time",
        # What the real one means by these is known to whoever has a contract with it.
        "statuses": "1 = accepted\n2 = arrived\n3 = failed\n5 = with_post\n6 = paid_out\n"
        "7 = cancelled\n8 = returned",
        "collected_as_ordered": "yes",
    }
    return settings, {"customer_key": CUSTOMER_KEY, "secret_key": SECRET_KEY}


def settings_of_customer(base: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the settings and secrets by which a customer speaks to a stand-in at an address."""
    settings = {
        "order_url": f"{base}/customer/orders",
        "cancel_url": f"{base}/customer/cancel",
        "find_url": f"{base}/customer/orders/{{OrderCode}}",
        "service_name": "BK",
        "agency_address": "1 đường Ví Dụ",
    }
    return settings, {"token": CUSTOMER_TOKEN}


@asynccontextmanager
async def standing_in(
    stand_in: VnpostStandIn, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[str]:
    """Serve a stand-in and yield its address."""
    runner = web.AppRunner(stand_in.app(), access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        stand_in.released.set()
        await runner.cleanup()
