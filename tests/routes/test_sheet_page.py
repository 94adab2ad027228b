"""The page on which a sheet is looked at and then carried out, the same one or not at all."""

import re
from uuid import uuid4

import aiohttp
import pytest

from postal_bridge.domain.difference_sheet import Column
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.routes.conftest import Client
from tests.routes.test_difference_sheets import download, filled_in, sign, write_off
from tests.routes.test_dossier_money import headers_of
from tests.usecases.test_reconcile import Desk

PATH = "/accounting/sheet"


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Desk:
    """Return two fees of which the post sent neither on."""
    desk = Desk(await found_center(bridge, clock))
    for amount_dong in (20_000, 30_000):
        await desk.collect(await desk.dossier(), amount_dong)
    await desk.run()
    return desk


async def send(client: Client, desk: Desk, content: bytes, looked_at: str = "") -> tuple[int, str]:
    form = aiohttp.FormData({"sending": str(uuid4()), "looked_at": looked_at})
    form.add_field("file", content, filename="chenh-lech.xlsx")
    headers = await headers_of(desk.stage, desk.stage.accountant)
    answer = await client.post(PATH, data=form, headers=headers)
    return answer.status, await answer.text()


def looked_at_of(page: str) -> str:
    found = re.search(r'name="looked_at" value="(\w+)"', page)
    assert found
    return found[1]


async def test_a_sheet_is_looked_at_row_by_row_and_then_carried_out(
    client: Client, desk: Desk
) -> None:
    blank = await download(client, await sign(desk))
    content = filled_in(blank, write_off, lambda told: {**write_off(told), Column.VERSION: "7"})
    settled = "select count(*) from money_difference where state = 'resolved'"
    status, page = await send(client, desk, content)
    assert (status, await desk.stage.value(settled)) == (200, 0)
    assert ("giải quyết</span>" in page, "bị từ chối</span>" in page) == (True, True)

    looked_at = looked_at_of(page)
    status, other = await send(client, desk, filled_in(blank, write_off), looked_at)
    assert (status, await desk.stage.value(settled)) == (422, 0)
    assert 'role="alert"' in other
    status, page = await send(client, desk, content, looked_at)
    assert (status, await desk.stage.value(settled)) == (200, 1)
    assert "Đã thực hiện" in page


async def test_what_is_no_sheet_is_told(client: Client, desk: Desk) -> None:
    status, page = await send(client, desk, b"PK nothing")
    assert status == 422
    assert 'role="alert"' in page
