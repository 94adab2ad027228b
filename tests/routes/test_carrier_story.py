"""A carrier and a centre go through everything that goes wrong, and agree in the end.

Both are real servers: what is ordered and tracked goes there, and what happens is called out to us.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from jobs.incoming import understand_incoming
from postal_bridge.domain.carrier import CarrierKind
from postal_bridge.domain.fees import PaidBy
from postal_bridge.domain.incoming import Way
from postal_bridge.gateways.vnpost_stories import Living, Story
from postal_bridge.signatures import SigningKey
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.hear_carriers import NAME
from postal_bridge.usecases.keep_carriers import StatedCarrier
from postal_bridge.usecases.keep_incoming_sources import KeepingSource
from postal_bridge.usecases.record_payment import WantedPayment, record_payment
from postal_bridge.wiring import Bridge
from routes.app import create_app
from tests.conftest import SettableClock
from tests.gateways.carrier_players import CODE
from tests.journeys import Stage, found_center
from tests.usecases.carrying import Carrying, carrying

THINGS, FEE, PAID = 6, 30_000, 20_000
TURNS_MAX = 60
#: By what name each interface has what is to be collected.
COLLECTS = {
    CarrierKind.VNPOST_HCC: "CODAmount",
    CarrierKind.VNPOST_CUSTOMER: "CodAmountEvaluation",
}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture(params=COLLECTS, ids=lambda kind: kind.value)
async def carried(
    request: pytest.FixtureRequest, stage: Stage, tmp_path: Path
) -> AsyncIterator[Carrying]:
    """Yield a centre that does not wait for long for its VNPost."""
    async with carrying(request.param, stage, tmp_path, timeout_seconds=0.3) as carried:
        yield carried


@pytest.fixture
async def life(carried: Carrying) -> AsyncIterator[Living]:
    """Yield the VNPost of a stormy story, whose signed calls come to a server of ours."""
    key, account = SigningKey(), carried.player.account
    carried.player.stand_in.call_key = key
    if carried.kind is CarrierKind.VNPOST_CUSTOMER:
        settings = {**account.settings, "report_public_key": key.public_pem}
        await carried.keeping.keep(StatedCarrier(CODE, "Bưu điện Ví Dụ", account.kind, settings))
        await KeepingSource(carried.admin, carried.bridge.sources, NAME).choose_way(Way.OWN)
    async with TestServer(create_app(carried.bridge)) as server:
        calls_to = str(server.make_url(f"/api/v1/incoming/H53/{NAME}")), None
        told = calls_to if carried.kind is CarrierKind.VNPOST_CUSTOMER else None
        yield Living(carried.player.stand_in, Story.STORMY, told)


async def turn(carried: Carrying, life: Living) -> None:
    """Let some minutes pass, in which each side does what is its to do."""
    await carried.send(minutes=5)
    await life.call_out()
    await understand_incoming(carried.bridge, carried.center, "")
    await carried.hear()


async def until(carried: Carrying, life: Living, query: str, *values: object) -> None:
    """Let turns pass until a query finds nothing any more."""
    for _ in range(TURNS_MAX):
        if await carried.value(f"select count(*) from {query}", *values) == 0:  # noqa: S608 - ours
            return
        await turn(carried, life)
    raise AssertionError(f"there is still something {query}")


async def orders(carried: Carrying) -> list[dict[str, Any]]:
    """Return the orders that stand here, as the other side would have them."""
    async with carried.bridge.database.snapshot() as connection:
        rows = await connection.fetch(
            "select order_key, collect_dong from carrier_order where state = 'accepted' order by 1"
        )
    return [dict(row) for row in rows]


def orders_there(carried: Carrying) -> list[dict[str, Any]]:
    """Return the orders that stand there, however often each was made."""
    found = [each for each in carried.player.stand_in.orders if each.status != "60"]
    return [
        {"order_key": each.key, "collect_dong": each.document[COLLECTS[carried.kind]]}
        for each in sorted(found, key=lambda order: order.key)
    ]


async def test_after_a_stormy_story_both_sides_agree(
    carried: Carrying, life: Living, stage: Stage
) -> None:
    dossiers = [await stage.add_dossier(number) for number in range(1, THINGS + 1)]
    codes = [await carried.outbound(each, collect_dong=FEE) for each in dossiers]
    await until(carried, life, "carrier_order where state <> 'accepted'")
    # One citizen pays most of it online; that order is taken back and made anew.
    bridge, wanted = carried.bridge, WantedPayment(dossiers[0], PAID, PaidBy.ONLINE)
    await record_payment(bridge.database, stage.clock, bridge.sealer, stage.clerk, wanted, None)
    await turn(carried, life)
    await until(carried, life, "carrier_order where state in ('cancel_wanted', 'sent') or renews")
    assert await orders(carried) == orders_there(carried)
    assert sum(each["collect_dong"] for each in orders_there(carried)) == THINGS * FEE - PAID
    assert len(carried.player.keys()) == THINGS + 1

    for code in codes:
        await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
    for _ in range(5):
        stage.clock.advance(carried.player.stand_in.clock_off / -30)
        life.go_on()
        await turn(carried, life)
    await until(carried, life, "custody where state <> 'delivered'")
    await until(
        carried,
        life,
        "carrier_order o where state = 'accepted' and 3 > (select count(*)"
        " from carrier_money m where m.order_id = o.order_id)",
    )
    assert life.waiting == []
    assert await carried.value("select count(*) from carrier_report where state <> 'applied'") == 0
    assert await carried.value("select count(*) from scan where refusal is not null") == 0
    assert await carried.value("select count(*) from difference") == 0
    assert await carried.value("select sum(amount_dong) from collection") == THINGS * FEE
    facts = "select string_agg(distinct amount, ' ') from (select sum(amount_dong)::text as amount"
    assert await carried.value(f"{facts} from carrier_money group by fact) as facts") == str(
        THINGS * FEE - PAID
    )
    assert await orders(carried) == orders_there(carried)
    report = await audit(carried.bridge.database, carried.center, lambda _done, _all: None)
    assert report.holds
