"""The examples of the documentation that the guide does not run do what they say."""

import importlib.util
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from aiohttp.test_utils import TestClient, TestServer

from schemas.dossier_file import read_dossier_file
from tests.cli.conftest import ROOT
from tests.client.test_webhooks import BODY, OTHER, SECRET, headers

EXAMPLES = ROOT / "docs" / "examples"


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


def test_the_workbook_and_the_text_say_the_same() -> None:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    text, workbook = (
        list(read_dossier_file(EXAMPLES / f"dossiers.{kind}", zone)) for kind in ("csv", "xlsx")
    )
    assert len(text) == 10
    assert workbook == text
