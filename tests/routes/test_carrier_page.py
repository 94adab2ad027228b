"""The page of carriers stands whatever the trouble is, and says it in words."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from aiohttp.test_utils import TestClient, TestServer
from markupsafe import escape

from postal_bridge.domain.access import Role
from postal_bridge.domain.carrier import CarrierKind, Doubt
from postal_bridge.ports import Trouble
from postal_bridge.usecases.follow_carriage import AMOUNT_CHANGED
from postal_bridge.usecases.send_carrier_orders import NO_CITIZEN
from postal_bridge.wiring import Bridge
from routes.app import create_app
from routes.pages.languages import Language, word_of
from routes.pages.rewording import words_kept
from routes.pages.vocabulary import VOCABULARY
from routes.problems import INTERNAL, KINDS
from tests.conftest import SettableClock
from tests.gateways.carrier_players import CODE
from tests.journeys import found_center
from tests.routes.conftest import Client, Town, bearer, session_of
from tests.usecases.carrying import Carrying, carrying
from tests.usecases.test_carrier_reports import on_its_way, tell_all

PAGE = "/admin/carrier"
#: Fewer than are shown at once.
SHOWN = 40


@pytest.fixture
async def carried(bridge: Bridge, clock: SettableClock, tmp_path: Path) -> AsyncIterator[Carrying]:
    """Yield a centre whose VNPost is played, as one of its customers speaks to it."""
    stage = await found_center(bridge, clock)
    async with carrying(CarrierKind.VNPOST_CUSTOMER, stage, tmp_path) as carried:
        yield carried


@pytest.fixture
async def at(carried: Carrying) -> AsyncIterator[Client]:
    """Yield a client of the application over such a centre."""
    async with TestClient(TestServer(create_app(carried.bridge))) as client:
        yield client


async def shown(carried: Carrying, at: Client) -> str:
    """Return the page as an administrator sees it."""
    stage = carried.stage
    town = Town(carried.bridge, stage.center, {Role.ADMIN: stage.admin.login})
    answer = await at.get(PAGE, headers=await session_of(town, Role.ADMIN))
    assert answer.status == 200
    return await answer.text()


async def test_a_story_thfirstanother_scan_contradicts_is_shown_in_words(
    carried: Carrying, at: Client
) -> None:
    _, key = await on_its_way(carried)
    tell_all(carried, key, "arrived", "returned", "finished")
    await carried.hear()
    trouble = await carried.value("select trouble from carrier_report where state = 'differs'")
    assert trouble in KINDS
    assert words_kept(trouble, None, Language.VI) in await shown(carried, at)


async def test_whatever_makes_a_report_wait_is_said_in_words(carried: Carrying, at: Client) -> None:
    refusals = {code for code, kind in KINDS.items() if kind is not INTERNAL}
    words = {code: words_kept(code, None, Language.VI) for code in refusals}
    words |= {each: word_of("report_trouble", said, Language.VI) for each, said in _doubts()}
    assert refusals.isdisjoint(Doubt)
    codes = sorted(words)
    for some in (codes[first : first + SHOWN] for first in range(0, len(codes), SHOWN)):
        async with carried.bridge.database.transaction() as connection:
            await connection.execute("delete from carrier_report")
            await connection.execute(
                "insert into carrier_report (center_id, carrier_code, report_id, code,"
                " happened_at, received_at, state, trouble)"
                " select $1, $2, gen_random_uuid(), '', $4, $4, 'differs', unnest($3::text[])",
                carried.center.center_id,
                CODE,
                some,
                carried.bridge.clock(),
            )
        page = await shown(carried, at)
        assert [each for each in some if str(escape(words[each])) not in page] == []


def _doubts() -> list[tuple[str, str]]:
    return [(each.value, VOCABULARY["report_trouble"][each]) for each in Doubt]


async def test_whatever_makes_an_order_or_a_carrier_wait_is_said_in_words(
    carried: Carrying, at: Client
) -> None:
    await carried.outbound()
    await carried.send()
    for trouble in (*Trouble, NO_CITIZEN, AMOUNT_CHANGED):
        async with carried.bridge.database.transaction() as connection:
            await connection.execute("update carrier_order set trouble = $1", str(trouble))
            await connection.execute(
                "insert into carrier_standing (center_id, carrier_code, pull_at, trouble)"
                " values ($1, $2, now(), $3) on conflict (center_id, carrier_code)"
                " do update set trouble = excluded.trouble",
                carried.center.center_id,
                CODE,
                str(trouble),
            )
        page = await shown(carried, at)
        assert page.count(VOCABULARY["carrier_trouble"][trouble]) == 2


async def test_an_order_that_was_taken_is_taken_back_from_the_page_of_its_thing(
    carried: Carrying, at: Client
) -> None:
    code = await carried.outbound()
    await carried.send()
    order = await carried.order_row(code)
    assert order["state"] == "accepted"
    stage, address = carried.stage, f"/consignments/{code}"
    logins = {Role.ADMIN: stage.admin.login, Role.CENTER: stage.clerk.login}
    town = Town(carried.bridge, stage.center, logins)
    of_clerk = await at.get(address, headers=await session_of(town, Role.CENTER))
    assert (of_clerk.status, 'value="cancel"' in await of_clerk.text()) == (200, False)
    headers = {**await session_of(town, Role.ADMIN), "Sec-Fetch-Site": "same-origin"}
    page = await (await at.get(address, headers=headers)).text()
    assert f'name="order_id" value="{order["order_id"]}"' in page
    assert 'value="cancel"' in page
    said = {
        "sending": str(uuid4()),
        "order_id": str(order["order_id"]),
        "act": "cancel",
        "reason": "Người dân đến lấy",
    }
    led = await at.post(PAGE, data=said, headers=headers, allow_redirects=False)
    assert led.status == 303
    await carried.send()
    assert (await carried.order_row(code))["state"] == "cancel_wanted"
    assert carried.player.cancelled() == [order["order_key"]]


@pytest.mark.parametrize("name", ["carrier-orders", "carrier-reports", "carrier-money"])
async def test_a_list_is_not_shown_as_if_it_were_filtered(
    carried: Carrying, at: Client, name: str
) -> None:
    login = carried.stage.accountant if name == "carrier-money" else carried.stage.admin
    headers = await bearer(carried.bridge, carried.center.center_id, login.login)
    answer = await at.get(f"/api/v1/{name}?state=accepted", headers=headers)
    assert answer.status == 422
