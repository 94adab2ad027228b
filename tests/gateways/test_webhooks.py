"""What is posted to webhooks goes to public addresses alone, and no further than that."""

import asyncio
import socket
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from postal_bridge.domain.webhook import ENDPOINTS_MAX
from postal_bridge.gateways.public_network import PublicResolver
from postal_bridge.gateways.webhooks import open_webhooks
from postal_bridge.ports import OutsideError, Permanent, Retryable, Trouble

HERE = frozenset({"127.0.0.1", "localhost"})
PATIENCE_SECONDS = 5.0


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
async def server(heard: list[str]) -> AsyncIterator[TestServer]:
    async def hear(request: web.Request) -> web.StreamResponse:
        heard.append(request.path)
        if request.path == "/away":
            raise web.HTTPFound("/elsewhere")
        late = {"Retry-After": "Fri, 13 Mar 2026 03:30:00 GMT"}
        date = {"Date": "Fri, 13 Mar 2026 02:30:00 GMT"}
        return web.Response(status=503, headers={**late, **date})

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", hear)
    server = TestServer(app, host="127.0.0.1")
    async with server:
        yield server


async def test_a_redirect_is_an_answer_and_not_followed(
    server: TestServer, heard: list[str]
) -> None:
    async with open_webhooks(HERE) as webhooks:
        told = await webhooks.post(str(server.make_url("/away")), {}, b"{}")
    assert (told.status, told.is_taken) == (302, False)
    assert heard == ["/away"]


async def test_a_moment_to_wait_for_is_by_the_clock_of_whoever_says_it(server: TestServer) -> None:
    async with open_webhooks(HERE) as webhooks:
        told = await webhooks.post(str(server.make_url("/")), {}, b"{}")
    assert told.retry_after is not None
    assert told.retry_after.total_seconds() == 3600


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001"]
)
async def test_an_address_within_is_not_connected_to(
    server: TestServer, heard: list[str], host: str
) -> None:
    async with open_webhooks(frozenset()) as webhooks:
        with pytest.raises(Permanent):
            await webhooks.post(f"https://{host}:{server.port}/", {}, b"{}")
    assert not heard


async def test_a_name_that_leads_within_is_not_connected_to(
    server: TestServer, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[object]()

    def answered(host: object, port: object, *_more: object) -> list[object]:
        asked.append(host)
        family, kind = socket.AF_INET, socket.SOCK_STREAM
        return [(family, kind, 6, "", (address, port)) for address in ("8.8.8.8", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", answered)
    async with open_webhooks(frozenset()) as webhooks:
        with pytest.raises(Retryable) as refused:
            await webhooks.post(f"https://mot-cua.example:{server.port}/", {}, b"{}")
    assert refused.value.trouble is Trouble.REFUSED
    assert asked == ["mot-cua.example"]
    assert not heard


async def test_names_that_nobody_answers_keep_nobody_else_from_a_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hosts = [f"mot-cua-{number}.example" for number in range(ENDPOINTS_MAX)]
    may_end, asked, all_asked = Event(), list[object](), asyncio.Event()
    loop = asyncio.get_running_loop()

    def hang(host: object, *_more: object) -> list[object]:
        asked.append(host)
        if len(asked) == len(hosts):
            loop.call_soon_threadsafe(all_asked.set)
        may_end.wait()
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    try:
        async with open_webhooks(frozenset()) as webhooks, asyncio.TaskGroup() as group:
            posts = [
                group.create_task(webhooks.post(f"https://{host}/", {}, b"{}")) for host in hosts
            ]
            async with asyncio.timeout(PATIENCE_SECONDS):
                await all_asked.wait()
                await asyncio.to_thread(asked.clear)
            for each in posts:
                each.cancel()
    finally:
        may_end.set()


async def test_half_an_answer_says_whether_it_was_taken(heard: list[str]) -> None:
    async def begin(request: web.Request) -> web.StreamResponse:
        heard.append(request.path)
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await asyncio.Event().wait()
        return response

    app = web.Application()
    app.router.add_post("/", begin)
    async with (
        TestServer(app, host="127.0.0.1") as server,
        open_webhooks(HERE, PATIENCE_SECONDS) as webhooks,
    ):
        told = await webhooks.post(str(server.make_url("/")), {}, b"{}")
    assert told.is_taken


async def test_hosts_that_the_installation_names_may_lie_within() -> None:
    with ThreadPoolExecutor() as threads:
        found = await PublicResolver(HERE, threads).resolve("localhost", 80)
        assert {each["host"] for each in found} & {"127.0.0.1", "::1"}
        with pytest.raises(OSError, match="network that is not open"):
            await PublicResolver(frozenset(), threads).resolve("localhost", 80)


async def test_nobody_there_is_tried_again(server: TestServer) -> None:
    url = str(server.make_url("/"))
    await server.close()
    async with open_webhooks(HERE) as webhooks:
        with pytest.raises(OutsideError) as failed:
            await webhooks.post(url, {}, b"{}")
    assert isinstance(failed.value, Retryable)
    assert failed.value.trouble is Trouble.UNREACHABLE
