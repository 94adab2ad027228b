"""Boards are told of news of their own centre, from whichever process, and of no other's."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from postal_bridge.domain.access import Role
from postal_bridge.wiring import Bridge, build_bridge
from routes.app import create_app
from routes.route import API
from tests.routes.conftest import Client, Town

STREAM = f"{API}/events/stream"
PATIENCE_SECONDS = 10
#: Long enough for news to come that should not.
SILENCE_SECONDS = 1.5


@asynccontextmanager
async def listening(client: Client, town: Town) -> AsyncIterator[ClientResponse]:
    """Yield a stream that was begun, and of which the first news are read."""
    headers = await town.bearer(Role.CENTER)
    async with client.get(STREAM, headers=headers) as answer:
        assert (answer.status, answer.content_type) == (200, "text/event-stream")
        # Whatever happened before somebody listened counts as news, and so does the beginning.
        await heard(answer)
        await asyncio.sleep(SILENCE_SECONDS)
        answer.content.read_nowait()
        yield answer


async def heard(answer: ClientResponse) -> None:
    """Wait for the next news."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await answer.content.readline() != b"event: custody\n":
            pass


async def write_something(client: Client, town: Town) -> None:
    answer = await client.post(
        f"{API}/tokens", json={"expires_days": 1}, headers=await town.bearer(Role.CENTER)
    )
    assert answer.status == 201


async def test_a_write_is_news_to_whoever_listens(client: Client, town: Town) -> None:
    async with listening(client, town) as stream:
        await write_something(client, town)
        await heard(stream)


async def test_other_processes_hear_of_it_too(client: Client, bridge: Bridge, town: Town) -> None:
    other = build_bridge(bridge.config, bridge.database, bridge.clock)
    async with (
        TestClient(TestServer(create_app(other))) as elsewhere,
        listening(elsewhere, town) as stream,
    ):
        await write_something(client, town)
        await heard(stream)


async def test_news_of_another_centre_are_not_told(
    client: Client, town: Town, other_town: Town
) -> None:
    async with listening(client, town) as stream:
        await write_something(client, other_town)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(SILENCE_SECONDS):
                await heard(stream)


async def test_what_is_refused_is_no_news(client: Client, town: Town) -> None:
    async with listening(client, town) as stream:
        headers = await town.bearer(Role.CENTER)
        assert (
            await client.post(f"{API}/tokens", json={"expires_days": 0}, headers=headers)
        ).status >= 400
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(SILENCE_SECONDS):
                await heard(stream)


async def test_a_stream_ends_when_it_was_asked_to_and_when_the_service_leaves(
    client: Client, town: Town, bridge: Bridge
) -> None:
    headers = await town.bearer(Role.CENTER)
    async with client.get(f"{STREAM}?seconds=1", headers=headers) as answer:
        assert (await answer.read()).startswith(b"retry: 3000\n\n")
    async with listening(client, town) as stream:
        await bridge.news.close()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await stream.read()
