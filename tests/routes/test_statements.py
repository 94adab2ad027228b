"""Statements over HTTP: previewed, stored once, set aside line by line, seen by whose they are."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import FormData

from postal_bridge.domain.access import Viewer
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client, Town, bearer
from tests.usecases.test_reconcile import Desk

STATEMENTS = "/api/v1/statements"
HEADER = "Ngày thu;Mã hồ sơ;Số tiền thu hộ;Số bảng kê"


@pytest.fixture
async def desk(client: Client, clock: SettableClock, town: Town) -> Desk:
    """Return an accountant's desk at a second centre, H26."""
    del client
    return Desk(await found_center(town.bridge, clock, "H26"))


def form_of(content: str | bytes, **fields: str) -> FormData:
    form = FormData()
    for name, value in fields.items():
        form.add_field(name, value)
    raw = content.encode() if isinstance(content, str) else content
    form.add_field("file", BytesIO(raw), filename="bang-ke.csv", content_type="text/csv")
    return form


async def headers_of(stage: Stage, who: Viewer, **more: str) -> dict[str, str]:
    return {**await bearer(stage.bridge, stage.center.center_id, who.login), **more}


async def handed_in(
    client: Client, stage: Stage, who: Viewer, form: FormData, **headers: str
) -> tuple[int, dict[str, Any]]:
    answer = await client.post(
        STATEMENTS, data=form, headers=await headers_of(stage, who, **headers)
    )
    return answer.status, await answer.json()


async def test_a_list_is_previewed_stored_once_and_then_known(client: Client, desk: Desk) -> None:
    stage, dossier = desk.stage, await desk.dossier()
    content = f"{HEADER}\n02/03/2026;{dossier};50.000;BK1\n30/02/2026;{dossier};7.000;BK1\n"
    status, looked_at = await handed_in(
        client, stage, stage.accountant, form_of(content, kind="post", dry_run="true")
    )
    assert (status, looked_at["added"], looked_at["dry_run"]) == (200, 1, True)
    assert looked_at["first_lines"][0]["dossier_code"] == dossier
    assert await stage.value("select count(*) from statement_file") == 0
    status, stored = await handed_in(client, stage, stage.accountant, form_of(content, kind="post"))
    assert (status, stored["added"], stored["known"]) == (200, 1, False)
    assert [problem["line"] for problem in stored["problems"]] == [3]
    status, again = await handed_in(client, stage, stage.accountant, form_of(content, kind="post"))
    assert (status, again["added"], again["known"]) == (200, 0, True)
    assert again["file_id"] == stored["file_id"]

    headers = await headers_of(stage, stage.accountant)
    listed = await (await client.get(STATEMENTS, headers=headers)).json()
    assert [(each["name"], each["lines"]) for each in listed["items"]] == [("bang-ke.csv", 1)]
    found = await (await client.get(f"{STATEMENTS}/{stored['file_id']}", headers=headers)).json()
    assert [each["line"] for each in found["problem_lines"]] == [3]
    assert [(each["batch"], each["lines_dong"]) for each in found["batches"]] == [("BK1", 50_000)]


async def test_the_same_key_with_another_file_is_refused(client: Client, desk: Desk) -> None:
    stage, dossier = desk.stage, await desk.dossier()
    key = {"Idempotency-Key": "upload-1"}
    first = form_of(f"{HEADER}\n02/03/2026;{dossier};50.000;BK1\n", kind="post")
    status, stored = await handed_in(client, stage, stage.accountant, first, **key)
    assert status == 200
    same = form_of(f"{HEADER}\n02/03/2026;{dossier};50.000;BK1\n", kind="post")
    assert await handed_in(client, stage, stage.accountant, same, **key) == (200, stored)
    other = form_of(f"{HEADER}\n02/03/2026;{dossier};60.000;BK1\n", kind="post")
    status, problem = await handed_in(client, stage, stage.accountant, other, **key)
    assert (status, problem["code"]) == (422, "key_reused")


async def test_the_post_hands_in_and_sees_the_lists_of_its_own_office(
    client: Client, desk: Desk
) -> None:
    stage, dossier = desk.stage, await desk.dossier()
    content = f"{HEADER}\n02/03/2026;{dossier};50.000;BK1\n"
    for fields in ({"kind": "bank"}, {"kind": "post", "office": stage.post.office_code}):
        status, problem = await handed_in(client, stage, stage.post2, form_of(content, **fields))
        assert (status, problem["code"]) == (403, "not_your_statement")
    status, stored = await handed_in(client, stage, stage.post2, form_of(content, kind="post"))
    assert status == 200
    place = f"{STATEMENTS}/{stored['file_id']}"
    for who, seen in ((stage.post2, 200), (stage.post, 404), (stage.admin, 200)):
        headers = await headers_of(stage, who)
        assert (await client.get(place, headers=headers)).status == seen
        listed = await (await client.get(STATEMENTS, headers=headers)).json()
        assert len(listed["items"]) == (seen == 200)
    headers = await headers_of(stage, stage.post2)
    found = await (await client.get(place, headers=headers)).json()
    assert found["office"] == stage.post2.office_code


async def test_a_file_is_handed_in_for_a_post_office_that_there_is(
    client: Client, desk: Desk
) -> None:
    stage = desk.stage
    for fields in ({"kind": "post", "office": "STP"}, {"kind": "bank", "office": "H26.BC"}):
        form = form_of(f"{HEADER}\n", **fields)
        status, problem = await handed_in(client, stage, stage.accountant, form)
        assert (status, problem["errors"][0]["path"]) == (422, "office")


@pytest.mark.parametrize("content", [b"", b"\0\1\2\3", b"%PDF-1.7", b"PK\x03\x04broken"])
async def test_what_is_no_statement_is_refused_whole(
    client: Client, desk: Desk, content: bytes
) -> None:
    stage = desk.stage
    form = form_of(content, kind="post")
    status, _ = await handed_in(client, stage, stage.accountant, form)
    assert status == 422
    assert await stage.value("select count(*) from statement_file") == 0


async def test_headings_that_nobody_knows_are_read_as_was_agreed(
    client: Client, desk: Desk
) -> None:
    stage, dossier = desk.stage, await desk.dossier()
    content = f"Hôm nào;Giấy nào;Bao nhiêu\n02/03/2026;{dossier};50.000\n"
    status, problem = await handed_in(
        client, stage, stage.accountant, form_of(content, kind="post")
    )
    assert (status, problem["code"]) == (422, "unreadable_file")
    place = "/api/v1/statement-mappings/post"
    headers = await headers_of(stage, stage.accountant)
    meant = {"Hôm nào": "booked_on", "Giấy nào": "dossier_code", "Bao nhiêu": "amount"}
    columns = [{"heading": heading, "field": name} for heading, name in meant.items()]
    unknown = [{"heading": "Hôm nào", "field": "day"}]
    wrong = await client.put(place, json={"columns": unknown}, headers=headers)
    assert (wrong.status, (await wrong.json())["code"]) == (422, "invalid_input")
    assert (await client.put(place, json={"columns": columns}, headers=headers)).status == 200
    kept = (await (await client.get(place, headers=headers)).json())["columns"]
    assert {column["heading"]: column["field"] for column in kept} == meant
    status, stored = await handed_in(client, stage, stage.accountant, form_of(content, kind="post"))
    assert (status, stored["added"]) == (200, 1)


async def test_a_file_larger_than_any_other_body_is_taken(client: Client, desk: Desk) -> None:
    stage, dossier = desk.stage, await desk.dossier()
    line = f"02/03/2026;{dossier};50.000;BK1;{'x' * 200}\n"
    content = f"{HEADER};Diễn giải\n" + line * 8_000
    assert len(content) > 1024 * 1024
    status, stored = await handed_in(client, stage, stage.accountant, form_of(content, kind="post"))
    assert (status, stored["added"]) == (200, 8_000)


async def test_a_form_without_a_file_or_with_two_is_refused(client: Client, desk: Desk) -> None:
    stage = desk.stage
    headers = await headers_of(stage, stage.accountant)
    without = FormData({"kind": "post"}, default_to_multipart=True)
    answer = await client.post(STATEMENTS, data=without, headers=headers)
    assert (answer.status, (await answer.json())["errors"][0]["path"]) == (422, "file")
    twice = form_of("a;b\n", kind="post")
    twice.add_field("file", b"c;d\n", filename="second.csv")
    answer = await client.post(STATEMENTS, data=twice, headers=headers)
    assert (answer.status, (await answer.json())["errors"][0]["code"]) == (422, "given_twice")
    answer = await client.post(STATEMENTS, data=b"{}", headers=headers)
    assert answer.status == 415


async def test_a_name_is_kept_without_its_folders(client: Client, desk: Desk) -> None:
    stage, dossier = desk.stage, await desk.dossier()
    form = FormData({"kind": "post"})
    content = f"{HEADER}\n02/03/2026;{dossier};50.000;BK1\n".encode()
    form.add_field("file", content, filename="..\\..\\kế toán/../" + "a" * 400 + ".csv")
    status, stored = await handed_in(client, stage, stage.accountant, form)
    assert status == 200, json.dumps(stored)
    name = await stage.value("select name from statement_file")
    assert Path(name).name == name
    assert name.endswith("aaa.csv")
    assert len(name) <= 150
