"""The stand-in for the national portal as a real server, with faults that happen as scripted.

It speaks the services that `portal` speaks to, so that a trial or a test goes over a real network:
slow answers, errors, answers that get lost, and answers that tell of half of what was asked.
"""

import asyncio
import hmac
import json
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from aiohttp import web

from postal_bridge.domain.portal import PortalProcedure, TellingKind
from postal_bridge.gateways.portal import (
    ASK_DOSSIER,
    LIST_PROCEDURES,
    TELL_DOSSIERS,
    TELL_PROCEDURE,
    TELL_PROGRESS,
)
from postal_bridge.gateways.portal_stand_in import NOT_HELD, TERM_FIELD, Holding, PortalStandIn
from postal_bridge.gateways.portal_wire import OUR_STATUS, moment

LOGIN_PATH, SERVICES_PATH = "/login", "/services"
SINCE_FIELD, UNTIL_FIELD = "tungay", "denngay"
NO_SESSION = "401"
_NO_SESSION = {"error_code": NO_SESSION, "message": "Phiên không hợp lệ"}


class Fault(StrEnum):
    """What goes wrong with one call."""

    #: Nothing is done, and the answer is an error of the server.
    ERROR = "error"
    #: It is done, and the answer is an error of the server.
    LOST = "lost"
    #: It is done, and the line breaks in the middle of the answer.
    CUT_OFF = "cut_off"
    #: It is done, and the answer is no JSON.
    WRONG_JSON = "wrong_json"
    #: It is done, and the answer is JSON that says nothing.
    EMPTY = "empty"
    #: It is done, and the answer names every other row alone.
    HALF = "half"
    #: Nothing is done, as the session is over.
    SESSION_OVER = "session_over"
    #: Nothing is done, and the answer leads to another address.
    LED_AWAY = "led_away"
    #: It is done, and there is no answer until `PortalServer.go_on` is set.
    NO_ANSWER = "no_answer"
    #: Nothing is done until `PortalServer.go_on` is set.
    SLOW = "slow"


@dataclass
class PortalServer:
    """Answers the services over a stand-in, each call with the next of `faults` if there is one.

    `names_rows` says whether an answer tells of each row or of all in one word, `says_absent`
    whether a question for what is not there is answered by an error. `clock_off` is by
    how much the portal's clock is wrong, in what it reads and tells. `slowed` is set when a call
    has begun to wait, and it waits until `go_on`; `asked_in` counts login calls.
    """

    behind: PortalStandIn
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Ho_Chi_Minh"))
    password: str | None = None
    names_rows: bool = True
    says_absent: bool = False
    clock_off: timedelta = timedelta()
    faults: deque[Fault | None] = field(default_factory=deque)
    asked_in: int = 0
    slowed: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    sessions: set[str] = field(default_factory=set)
    seen: deque[Mapping[str, Any]] = field(default_factory=lambda: deque(maxlen=1000))

    async def let_in(self, request: web.Request) -> web.Response:
        """Answer the login call."""
        self.asked_in += 1
        said = await request.json()
        given = str(said.get("password", "")).encode()
        if self.password is not None and not hmac.compare_digest(given, self.password.encode()):
            return web.json_response({"error_code": "401", "message": "Sai mật khẩu"})
        session = uuid4().hex
        self.sessions.add(session)
        return web.json_response({"error_code": "0", "session": session})

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of a service, or fail as scripted."""
        asked = await request.json()
        self.seen.append(asked)
        fault = self.faults.popleft() if self.faults else None
        if fault is Fault.SESSION_OVER:
            self.sessions.discard(str(asked.get("session")))
        if self.password is not None and asked.get("session") not in self.sessions:
            return web.json_response(_NO_SESSION)
        if fault is Fault.SLOW:
            await self._wait()
        if fault is Fault.ERROR:
            return web.json_response({}, status=503)
        if fault is Fault.LED_AWAY:
            return web.Response(status=302, headers={"Location": "/maintenance"})
        return await self._fail(request, fault, self._answer(asked))

    async def _wait(self) -> None:
        self.slowed.set()
        await self.go_on.wait()

    async def _fail(
        self, request: web.Request, fault: Fault | None, answer: dict[str, Any]
    ) -> web.StreamResponse:
        """Answer what was done, as it gets there."""
        if fault is Fault.NO_ANSWER:
            await self._wait()
        if fault is Fault.CUT_OFF:
            return await _cut_off(request, answer)
        if fault is Fault.WRONG_JSON:
            return web.Response(text="<html>Hệ thống bảo trì</html>", content_type="text/html")
        if fault is Fault.HALF and answer.get("result"):
            answer["result"] = answer["result"][::2]
        if fault is Fault.EMPTY:
            answer = {}
        return web.json_response(answer, status=502 if fault is Fault.LOST else 200)

    def _answer(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        service = asked.get("service")
        if service in (TELL_DOSSIERS, TELL_PROGRESS):
            return self._told(service, asked)
        if service == ASK_DOSSIER:
            return self._asked_for(asked)
        if service == LIST_PROCEDURES:
            rows = [_procedure(each, whole=False) for each in self.behind.listed.values()]
            return {"error_code": "0", "result": rows}
        if service == TELL_PROCEDURE:
            found = self.behind.listed.get(str(asked.get("maTTHC")))
            rows = [_procedure(found, whole=True)] if found else []
            return {"error_code": "0", "result": rows}
        return {"error_code": "98", "message": "Dịch vụ không tồn tại"}

    def _told(self, service: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        kind, status_field = TellingKind.PROGRESS, "TrangThai"
        if service == TELL_DOSSIERS:
            status_field = "TrangThaiHoSo"
            kind = TellingKind.WHOLE if asked["isUpdating"] == "True" else TellingKind.NEW
        rows: list[dict[str, str]] = []
        for row in asked["data"]:
            status = OUR_STATUS[row[status_field]]
            said = self.behind.take(kind, row["MaHoSo"], status).said or "0"
            code, _, words = said.partition(" ")
            rows.append({"MaHoSo": row["MaHoSo"], "error_code": code, "message": words})
        if self.names_rows:
            return {"error_code": "0", "result": rows}
        worst = next((row for row in rows if row["error_code"] != "0"), rows[0])
        return {"error_code": worst["error_code"], "message": worst["message"]}

    def _asked_for(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        if "mahoso" not in asked and SINCE_FIELD not in asked:
            return {"error_code": "97", "message": "Thiếu tham số"}
        refused = self.behind.not_told.get(str(asked.get("mahoso")))
        found = [] if refused else self._found(asked)
        if self.says_absent and not found and not refused:
            refused = NOT_HELD
        if refused:
            code, _, words = refused.partition(" ")
            return {"error_code": code, "message": words}
        return {"error_code": "0", "result": [self._row(each) for each in found]}

    def _found(self, asked: Mapping[str, Any]) -> list[Holding]:
        if SINCE_FIELD in asked:
            since, until = (
                datetime.strptime(asked[name], "%Y%m%d%H%M%S").replace(tzinfo=self.zone)
                for name in (SINCE_FIELD, UNTIL_FIELD)
            )
            off = self.clock_off
            return self.behind.changed_between(since - off, until - off + timedelta(seconds=1))
        found = self.behind.holdings.get(str(asked.get("mahoso")))
        return [found] if found else []

    def _row(self, holding: Holding) -> dict[str, str]:
        at = moment(holding.changed_at + self.clock_off, self.zone)
        return {**holding.row, "NgayCapNhat": at}

    def push_of(self, holding: Holding, event_id: str) -> dict[str, Any]:
        """Return what is sent to others when a dossier has changed."""
        return {"id": event_id, "data": [self._row(holding)]}


async def _cut_off(request: web.Request, answer: Mapping[str, Any]) -> web.StreamResponse:
    body = json.dumps(answer).encode()
    response = web.StreamResponse(
        headers={"Content-Type": "application/json", "Content-Length": str(len(body))}
    )
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


def _procedure(found: PortalProcedure, *, whole: bool) -> dict[str, Any]:
    named: dict[str, Any] = {"MATTHC": found.code, "TENTTHC": found.name}
    if found.term_days is not None:
        named[TERM_FIELD] = str(found.term_days)
    if not whole:
        return named
    fields = {"MALINHVUC": found.field_code, "TENLINHVUC": found.field_name}
    return {**named, "LINHVUCTHUCHIEN": [fields]}


@asynccontextmanager
async def serving_portal(
    server: PortalServer, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[str]:
    """Serve at a port, any free one where none is given, and yield the address."""
    app = web.Application()
    app.router.add_post(LOGIN_PATH, server.let_in)
    app.router.add_post(SERVICES_PATH, server.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        bound = runner.addresses[0][1]
        yield f"http://{host}:{bound}"
    finally:
        server.go_on.set()
        await runner.cleanup()
