"""Lists of the post by its own pages: looked at, stored, and nobody else's to see."""

import re
from io import BytesIO

import pytest
from aiohttp import ClientResponse, FormData

from jobs.money_work import worker_of
from postal_bridge.domain.access import Viewer
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client, Town
from tests.routes.test_statements import HEADER, form_of, headers_of
from tests.usecases.test_reconcile import Desk

PAGE = "/post/lists"


@pytest.fixture
async def desk(client: Client, clock: SettableClock, town: Town) -> Desk:
    """Return a desk at a second centre, H26."""
    del client
    return Desk(await found_center(town.bridge, clock, "H26"))


async def sent(
    client: Client, stage: Stage, who: Viewer, path: str, data: object
) -> ClientResponse:
    headers = await headers_of(stage, who, Accept="text/html")
    return await client.post(path, data=data, headers=headers, allow_redirects=False)


async def seen(client: Client, stage: Stage, who: Viewer, path: str) -> tuple[int, str]:
    answer = await client.get(path, headers=await headers_of(stage, who, Accept="text/html"))
    return answer.status, " ".join(re.sub(r"<[^>]+>", " ", await answer.text()).split())


async def upload(client: Client, desk: Desk, **more: str) -> str:
    """Hand in a list of one line as somebody of the post; return the address of its page."""
    content = f"{HEADER}\n02/03/2026;{await desk.dossier()};50.000;BK1\n"
    form: FormData = form_of(content, kind="post", **more)
    answer = await sent(client, desk.stage, desk.stage.post, PAGE, form)
    assert answer.status == 303, await answer.text()
    return answer.headers["Location"].partition("?")[0]


async def test_a_list_is_looked_at_and_stored_in_the_name_of_its_office(
    client: Client, desk: Desk
) -> None:
    stage = desk.stage
    address = await upload(client, desk)
    status, page = await seen(client, stage, stage.post, address)
    assert (status, desk.dossiers[0] in page) == (200, True)
    assert await stage.value("select count(*) from statement_file") == 0
    assert (await sent(client, stage, stage.post, address, {"act": "store"})).status == 303
    await worker_of(stage.bridge).work_off()
    assert await stage.value("select office_code from statement_file") == "H26.BC"
    file_id = await stage.value("select file_id from statement_file")
    status, page = await seen(client, stage, stage.post, f"{PAGE}/{file_id}")
    assert (status, "BK1" in page, "Hạn theo hợp đồng" in page) == (200, True, True)
    _, listed = await seen(client, stage, stage.post, PAGE)
    assert "bang-ke.csv Bảng kê của bưu điện H26.BC" in listed


async def test_a_file_that_cannot_be_read_is_said_to_be_so_and_waits_for_nobody(
    client: Client, desk: Desk
) -> None:
    stage = desk.stage
    form = FormData({"kind": "post"})
    form.add_field("file", BytesIO(b"<x></y>"), filename="bang-ke.xml")
    answer = await sent(client, stage, stage.post, PAGE, form)
    assert answer.status == 303, await answer.text()
    _, page = await seen(client, stage, stage.post, answer.headers["Location"])
    said = "đây là sao kê ngân hàng, không phải bảng kê của bưu điện"
    assert said in page
    _, listed = await seen(client, stage, stage.post, PAGE)
    assert said in listed
    assert "Chờ xem và lưu" not in listed
    assert await stage.value("select count(*) from money_job_part") == 0


async def test_another_post_office_sees_neither_the_list_nor_its_work(
    client: Client, desk: Desk
) -> None:
    stage = desk.stage
    address = await upload(client, desk)
    assert (await seen(client, stage, stage.post2, address))[0] == 404
    assert (await sent(client, stage, stage.post2, address, {"act": "store"})).status == 404
    assert (await sent(client, stage, stage.post2, address, {"act": "cancel"})).status == 404
    await sent(client, stage, stage.post, address, {"act": "store"})
    await worker_of(stage.bridge).work_off()
    file_id = await stage.value("select file_id from statement_file")
    assert (await seen(client, stage, stage.post2, f"{PAGE}/{file_id}"))[0] == 404
    _, listed = await seen(client, stage, stage.post2, PAGE)
    assert "bang-ke.csv" not in listed
    work = address.replace("/post/lists/jobs", "/accounting/jobs")
    assert (await seen(client, stage, stage.accountant, work))[0] == 200


@pytest.mark.parametrize("more", [{"office": "H26.P2"}, {"kind": "bank"}])
async def test_what_is_not_the_posts_own_is_refused_on_its_page(
    client: Client, desk: Desk, more: dict[str, str]
) -> None:
    form = form_of(f"{HEADER}\n", **{"kind": "post", **more})
    answer = await sent(client, desk.stage, desk.stage.post, PAGE, form)
    assert answer.status == 403
    assert 'role="alert"' in await answer.text()
    assert await desk.stage.value("select count(*) from money_job") == 0


async def test_what_columns_mean_is_not_for_the_post_to_say(client: Client, desk: Desk) -> None:
    address = await upload(client, desk)
    said = {"act": "columns", "heading_0": "Số tiền thu hộ", "field_0": "balance"}
    assert (await sent(client, desk.stage, desk.stage.post, address, said)).status == 403
    assert await desk.stage.value("select count(*) from statement_mapping") == 0
    assert await desk.stage.value("select state from money_job") == "held"
