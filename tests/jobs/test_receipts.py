"""The job that sends receipts asks whoever the settings name."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from jobs.receipts import send_receipts
from postal_bridge.config import Config
from postal_bridge.gateways.receipts import HttpReceipts
from postal_bridge.gateways.stand_ins import ReceiptsStandIn
from postal_bridge.usecases.tell_receipt import keep_particulars
from postal_bridge.wiring import open_bridge
from tests.gateways.test_receipts import KEY, Taker, serving
from tests.journeys import Stage
from tests.usecases import test_note_receipts as noting
from tests.usecases.test_note_receipts import allot, pay

stage = noting.stage


async def test_the_address_and_the_key_of_the_settings_are_used(
    config: Config, database_url: str, stage: Stage
) -> None:
    place = ("5300000001", "1 đường Ví Dụ")
    await keep_particulars(stage.bridge.database, stage.clock, stage.admin, "SNV", place)
    await allot(stage)
    await pay(stage, "1")
    taker = Taker(ReceiptsStandIn())
    later = stage.clock() + timedelta(minutes=1)
    async with serving(taker) as address:
        told = replace(config, receipts_url=address, receipts_key=KEY)
        async with open_bridge(told, database_url, clock=lambda: later) as bridge:
            assert await send_receipts(bridge, stage.center, "") == {"sent": 1}
            assert isinstance(bridge.receipts, HttpReceipts)
    ((authorization, _, document),) = taker.seen
    assert authorization == f"Bearer {KEY}"
    assert document["receipt"]["number"] == 1


async def test_the_stand_in_is_asked_where_it_is_named(config: Config, database_url: str) -> None:
    now = datetime(2026, 3, 13, tzinfo=UTC)
    for url, kind in ((None, type(None)), ("stand-in", ReceiptsStandIn)):
        told = replace(config, receipts_url=url)
        async with open_bridge(told, database_url, clock=lambda: now) as bridge:
            assert isinstance(bridge.receipts, kind)


def test_the_key_is_never_printed(config: Config) -> None:
    assert KEY not in repr(replace(config, receipts_key=KEY))
