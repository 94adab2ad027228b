"""A call is made again where that is safe, as often as is allowed, and carried out once."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from postal_bridge.client.bridge import PostalBridge, connect, new_scan
from postal_bridge.client.exchange import Patience
from postal_bridge.client.problems import BusyError, NoAnswerError, ServiceError
from postal_bridge.domain.custody import Leg
from tests.client.conftest import Service
from tests.client.test_bridge import dossier_of

PASS = "pass"
#: It is carried out, and the answer is lost on the way.
LOSE = "lose"


class Way:
    """The way to a service, on which calls meet what a test wrote down, one after the other."""

    def __init__(self, address: str, meets: Iterable[str | web.Response]) -> None:
        self._address = address
        self._meets = list(meets)
        self.keys: list[str | None] = []

    async def carry(self, request: web.Request) -> web.StreamResponse:
        """Let a call meet what is next; when nothing is left, it passes."""
        self.keys.append(request.headers.get("Idempotency-Key"))
        met = self._meets.pop(0) if self._meets else PASS
        if isinstance(met, web.Response):
            return met
        async with (
            aiohttp.ClientSession() as session,
            session.request(
                request.method,
                f"{self._address}{request.raw_path}",
                data=await request.read(),
                headers=request.headers,
            ) as answer,
        ):
            content = await answer.read()
        if met == LOSE:
            assert request.transport is not None
            request.transport.abort()
        return web.Response(status=answer.status, body=content)


class Pauses(list[float]):
    """Waits for nothing and knows for how long it should have."""

    async def __call__(self, seconds: float) -> None:  # noqa: D102 - it is a pause
        self.append(seconds)


@asynccontextmanager
async def met_by(
    service: Service, *meets: str | web.Response, **patience: float
) -> AsyncIterator[tuple[PostalBridge, Way, Pauses]]:
    """Connect by a way on which calls meet something."""
    way, pauses = Way(service.address, meets), Pauses()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", way.carry)
    token = await service.token(service.stage.clerk)
    async with (
        TestServer(application) as server,
        connect(
            str(server.make_url("")),
            token,
            patience=Patience(pause=pauses, **patience),  # type: ignore[arg-type]
        ) as bridge,
    ):
        yield bridge, way, pauses


def busy(status: int = 503, retry_after: str | None = None) -> web.Response:
    """Return an answer that says "not now"."""
    headers = {"Retry-After": retry_after} if retry_after else {}
    return web.json_response({"code": "too_busy", "status": status}, status=status, headers=headers)


async def test_a_write_whose_answer_was_lost_is_carried_out_once(service: Service) -> None:
    async with met_by(service, LOSE, LOSE) as (bridge, way, _):
        filed = await bridge.file_dossier(dossier_of(1))
        assert filed["code"] == "H53.14-260313-0001"
        found = [each["code"] async for each in bridge.dossiers()]
    assert found == [filed["code"]]
    assert len(set(way.keys[:3])) == 1
    assert way.keys[0] is not None
    assert way.keys[3] is None


async def test_a_scan_whose_answer_was_lost_counts_once(service: Service) -> None:
    stage = service.stage
    code = await stage.add_dossier()
    sent = await stage.register(stage.clerk, Leg.TRANSFER_OUT, dossier_code=code)
    async with met_by(service, LOSE) as (bridge, way, _):
        (result,) = await bridge.record([new_scan(sent["code"], "give")])
        given = [each["event"] async for each in bridge.events(sent["code"])].count("given")
    assert (result["outcome"], given) == ("already_recorded", 1)
    assert way.keys[:2] == [None, None]


async def test_it_waits_as_long_as_the_service_asks(service: Service) -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    async with met_by(service, busy(429, "7"), busy(503, moment), busy()) as (bridge, _, pauses):
        await bridge.file_dossier(dossier_of(1))
    assert pauses[0] == 7
    assert 0 < pauses[1] <= 30
    # Left to itself, it doubles its pauses: the third is of a quarter of a second times four or so.
    assert 1 <= pauses[2] <= 2


async def test_it_gives_up_after_so_many_tries_or_so_long_a_wait(service: Service) -> None:
    async with met_by(service, *[busy() for _ in range(3)], attempts=3) as (bridge, way, pauses):
        with pytest.raises(BusyError) as refused:
            await bridge.dossier("H53.14-260313-0001")
        assert (refused.value.code, len(way.keys), len(pauses)) == ("too_busy", 3, 2)
    async with met_by(service, busy(429, "61")) as (bridge, way, pauses):
        with pytest.raises(BusyError):
            await bridge.dossier("H53.14-260313-0001")
        assert (len(way.keys), pauses) == (1, [])


async def test_a_no_and_a_fault_are_not_tried_again(service: Service) -> None:
    fault = web.json_response({"code": "internal_error", "errors": ["x"]}, status=500)
    async with met_by(service, fault) as (bridge, way, _):
        with pytest.raises(ServiceError):
            await bridge.file_dossier(dossier_of(1))
        assert len(way.keys) == 1


@pytest.mark.parametrize(
    "answer",
    [
        web.Response(text="<html>", content_type="text/html"),
        web.Response(status=302, headers={"Location": "https://elsewhere.example/"}),
    ],
    ids=["not JSON", "elsewhere"],
)
async def test_what_is_not_the_services_answer_is_none(
    service: Service, answer: web.Response
) -> None:
    async with met_by(service, answer) as (bridge, way, _):
        with pytest.raises(NoAnswerError) as lost:
            await bridge.file_dossier(dossier_of(1), key="one")
        assert (lost.value.key, way.keys) == ("one", ["one"])
        # Made again under the same key it is carried out, once.
        assert await bridge.file_dossier(dossier_of(1), key="one")


async def test_a_service_that_says_nothing_is_not_waited_for() -> None:
    silence = asyncio.Event()

    async def say_nothing(_request: web.Request) -> web.Response:
        await silence.wait()
        return web.Response()

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", say_nothing)
    patience = Patience(attempts=2, answer_seconds=0.05, pause=Pauses())
    async with TestServer(application) as server:
        address = str(server.make_url(""))
        async with connect(address, "token", patience=patience) as bridge:
            with pytest.raises(NoAnswerError, match="within"):
                await bridge.dossier("H53.14-260313-0001")
        silence.set()
    async with connect(address, "token", patience=patience) as bridge:
        with pytest.raises(NoAnswerError, match="connection failed") as lost:
            await bridge.dossier("H53.14-260313-0001")
    assert "token" not in str(lost.value)


async def test_a_token_does_not_go_over_the_net_in_the_clear() -> None:
    with pytest.raises(ValueError, match="https"):
        async with connect("http://centre.example", "token"):
            pass


async def test_what_cannot_be_written_out_is_not_sent(service: Service) -> None:
    async with met_by(service) as (bridge, way, _):
        dossier = dossier_of(1)
        dossier["received_at"] = datetime(2026, 3, 13)  # noqa: DTZ001 - that is what is wrong
        with pytest.raises(ValueError, match="offset"):
            await bridge.file_dossier(dossier)
        assert way.keys == []
        found = [each async for each in bridge.dossiers(received_to=date(2026, 3, 13))]
        assert found == []
