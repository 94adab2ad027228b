"""Goal: service processes on one database agree on every scan, whoever hears of it first.

Method: three real processes get the same scans at the same moment, each in another order; each
scan must be recorded by exactly one of them, and all three must tell the same story afterwards.
"""

import asyncio
import base64
import os
import random
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest

from postal_bridge.clock import utc_now
from postal_bridge.domain.custody import Leg
from postal_bridge.usecases.issue_token import issue_token
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 3
THINGS = 12
PATIENCE_SECONDS = 30


def free_port() -> int:
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def serving(url: str, secret: bytes, port: int) -> Iterator[str]:
    """Run one service process and yield its address."""
    environment = {
        **os.environ,
        "POSTAL_BRIDGE_DATABASE_URL": url,
        "POSTAL_BRIDGE_SECRET": base64.b64encode(secret).decode(),
    }
    command = [sys.executable, "-m", "postal_bridge", "serve", "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, said.decode()


@pytest.fixture
async def addresses(bridge: Bridge, database_url: str) -> AsyncIterator[list[str]]:
    """Start the processes and yield their addresses once all of them answer."""
    with ExitStack() as stack:
        found = [
            stack.enter_context(serving(database_url, bridge.config.secret, free_port()))
            for _ in range(PROCESSES)
        ]
        async with aiohttp.ClientSession() as session, asyncio.timeout(PATIENCE_SECONDS):
            for address in found:
                while not await answers(session, f"{address}/readyz"):  # noqa: ASYNC110 - other processes set no event of ours
                    await asyncio.sleep(0.1)
        yield found


async def answers(session: aiohttp.ClientSession, address: str) -> bool:
    try:
        async with session.get(address) as response:
            return response.status == 200
    except aiohttp.ClientConnectionError:
        return False


async def test_each_scan_is_recorded_by_exactly_one_process(
    bridge: Bridge, addresses: list[str]
) -> None:
    # The processes read the real clock, so the stage is set a little before it.
    clock = SettableClock(utc_now() - timedelta(minutes=5))
    stage = await found_center(bridge, clock)
    token = await issue_token(bridge.database, utc_now, stage.post.login)
    scans = [scan for _ in range(THINGS) for scan in await story(stage)]
    headers = {"Authorization": f"Bearer {token.text}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        heard = await asyncio.gather(
            *(
                send_shuffled(session, address, scans, seed)
                for seed, address in enumerate(addresses)
            )
        )
        for scan in scans:
            outcomes = sorted(answer[scan["scan_id"]]["outcome"] for answer in heard)
            assert outcomes == ["already_recorded", "already_recorded", "recorded"]
        for code in {scan["code"] for scan in scans}:
            stories = [await events_of(session, address, code) for address in addresses]
            assert stories[0] == stories[1] == stories[2]
            assert [event["event"] for event in stories[0]] == [
                "registered",
                "collected",
                "arrived",
            ]


async def story(stage: Stage) -> list[dict[str, str]]:
    """Register a consignment and tell what is to be scanned, in any order."""
    code = (await stage.register(stage.post, Leg.INBOUND, procedure_code="1.000001"))["code"]
    start = stage.clock() + timedelta(minutes=1)
    return [
        {
            "scan_id": str(uuid4()),
            "code": code,
            "action": action,
            "scanned_at": (start + timedelta(seconds=30 * step)).isoformat(),
        }
        for step, action in enumerate(("collect", "arrive"))
    ]


async def send_shuffled(
    session: aiohttp.ClientSession, address: str, scans: list[dict[str, str]], seed: int
) -> dict[str, dict[str, str]]:
    """Send scans one by one in an order of its own and return the answers by scan."""
    order = random.Random(seed).sample(scans, len(scans))  # noqa: S311 - an order, not a secret
    heard = {}
    for scan in order:
        async with session.post(f"{address}/api/v1/scans", json={"scans": [scan]}) as response:
            assert response.status == 200, await response.text()
            answer = (await response.json())["results"][0]
            heard[scan["scan_id"]] = answer
    return heard


async def events_of(
    session: aiohttp.ClientSession, address: str, code: str
) -> list[dict[str, object]]:
    async with session.get(f"{address}/api/v1/consignments/{code}/events") as response:
        assert response.status == 200, await response.text()
        items: list[dict[str, object]] = (await response.json())["items"]
        return items
