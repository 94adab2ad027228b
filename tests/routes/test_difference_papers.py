"""Papers are attached to a difference on its page, and handed out again from there."""

import re
from uuid import uuid4

import aiohttp
import pytest

from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.routes.conftest import Client
from tests.routes.test_dossier_money import headers_of
from tests.usecases.test_reconcile import Desk


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Desk:
    """Return a fee that the post did not send on."""
    desk = Desk(await found_center(bridge, clock))
    await desk.collect(await desk.dossier(), 20_000)
    await desk.run()
    return desk


async def attach(client: Client, desk: Desk, version: int, content: bytes) -> tuple[int, str]:
    """Attach a paper; return the status and the page that is shown then."""
    difference_id = await desk.stage.value("select difference_id from money_difference")
    form = aiohttp.FormData({"sending": str(uuid4()), "version": str(version)})
    form.add_field("file", content, filename="giay-bao.pdf")
    headers = await headers_of(desk.stage, desk.stage.accountant)
    answer = await client.post(
        f"/accounting/open/{difference_id}/papers", data=form, headers=headers
    )
    return answer.status, await answer.text()


async def test_a_paper_is_attached_and_handed_out_as_it_came(client: Client, desk: Desk) -> None:
    status, page = await attach(client, desk, 1, b"bytes of a paper")
    assert status == 200
    assert "Đã lưu giấy tờ." in page
    found = re.search(r'href="(/api/v1/money-differences/[^"]+)">giay-bao.pdf</a>', page)
    assert found
    headers = await headers_of(desk.stage, desk.stage.accountant)
    answer = await client.get(found[1], headers={**headers, "Accept": "*/*"})
    assert await answer.read() == b"bytes of a paper"


@pytest.mark.parametrize(("version", "content"), [(7, b"x"), (1, b"")])
async def test_a_paper_of_something_else_or_with_nothing_in_it_is_refused(
    client: Client, desk: Desk, version: int, content: bytes
) -> None:
    status, page = await attach(client, desk, version, content)
    assert status in (409, 422)
    assert 'role="alert"' in page
    assert await desk.stage.value("select count(*) from difference_evidence") == 0
