"""The examples of the documentation that the guide does not run do what they say."""

import asyncio
import importlib.util
import os
import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import ClientSession
from aiohttp.test_utils import TestClient, TestServer

from postal_bridge.clock import utc_now
from postal_bridge.usecases.keep_webhooks import KeepingWebhooks, WebhookOrder
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.replay_webhooks import Replaying
from postal_bridge.wiring import Bridge
from schemas.dossier_file import read_dossier_file
from tests.cli.conftest import ROOT
from tests.client.test_webhooks import BODY, OTHER, SECRET, headers
from tests.conftest import SettableClock
from tests.durability.test_three_processes import free_port
from tests.journeys import found_center
from tests.usecases.test_tell_webhooks import HERE, happen, tell

EXAMPLES = ROOT / "docs" / "examples"
PATIENCE_SECONDS = 60


async def test_the_receiver_keeps_what_is_genuine_and_each_once() -> None:
    spec = importlib.util.spec_from_file_location("receiver", EXAMPLES / "webhook_receiver.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    receiver = module.Receiver(SECRET)
    now = datetime.now(UTC)
    async with TestClient(TestServer(module.application(receiver))) as sender:
        for secret, status in ((SECRET, 204), (SECRET, 204), (OTHER, 401)):
            sent = await sender.post("/webhooks", data=BODY, headers=headers(now, secret))
            assert sent.status == status
        assert (await sender.post("/webhooks", data=b"{}")).status == 401
    assert list(receiver.kept) == ["msg_1"]


async def test_the_receiver_is_told_by_the_service_and_refuses_everybody_else(
    bridge: Bridge, clock: SettableClock
) -> None:
    # The receiver reads the real clock.
    clock.now = utc_now()
    stage, port = await found_center(bridge, clock), free_port()
    url = f"http://127.0.0.1:{port}/webhooks"
    asked = Asked(bridge.database, clock, bridge.sealer, stage.admin)
    answer = await KeepingWebhooks(asked, HERE).add(WebhookOrder(url, ()))
    assert answer.document is not None
    webhook_id, secret = UUID(answer.document["webhook_id"]), answer.document["secret"]
    code = await happen(stage)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        EXAMPLES / "webhook_receiver.py",
        str(port),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "SECRET": secret},
    )
    assert process.stdout is not None
    printed = process.stdout
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert b"Running on" in await printed.readuntil(b"quit)\n")
            told = await tell(stage)
            assert told >= 3
            lines = [(await printed.readline()).decode().split() for _ in range(told)]
            assert all(line[1] == code for line in lines)
            assert lines[-1][0] == "consignment.taken"
            # Told again under the same identities, nothing is new to it.
            await Replaying(asked, webhook_id).span(clock() - timedelta(hours=1), clock())
            assert await tell(stage) == told
            now = datetime.now(UTC)
            async with ClientSession() as session:
                for sent in (headers(now, OTHER), headers(now - timedelta(minutes=6), secret)):
                    async with session.post(url, data=BODY, headers=sent) as refused:
                        assert refused.status == 401
            for why in (b"signature", b"just now"):
                line = await printed.readline()
                assert line.startswith(b"refused: ")
                assert why in line
    finally:
        process.terminate()
        await process.wait()


def test_the_workbook_and_the_text_say_the_same() -> None:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    text, workbook = (
        list(read_dossier_file(EXAMPLES / f"dossiers.{kind}", zone)) for kind in ("csv", "xlsx")
    )
    assert len(text) == 10
    assert workbook == text
