"""EPCIS over HTTP: addresses, headers, paging and refusals as its REST binding has them."""

import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from jobs.captures import read_captures
from postal_bridge.domain.access import Role
from postal_bridge.domain.custody import Leg
from postal_bridge.usecases.look_up_epcis import CLOCKS_APART
from postal_bridge.wiring import Bridge
from schemas.epcis_schema import faults_of
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center
from tests.routes.conftest import Client, bearer

API = "/api/v1/epcis/events"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    """Return a centre at which three consignments were collected, a while ago."""
    stage = await found_center(bridge, clock)
    for _ in range(3):
        found = await stage.register(stage.post, Leg.INBOUND, procedure_code=PROCEDURE)
        await stage.recorded(stage.post, str(found["code"]), "collect")
    clock.advance(2 * CLOCKS_APART)
    return stage


@pytest.fixture
async def headers(stage: Stage) -> dict[str, str]:
    return await bearer(stage.bridge, stage.center.center_id, stage.clerk.login)


def events_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    return found


async def test_events_come_as_a_query_document_with_the_headers_of_the_standard(
    client: Client, headers: dict[str, str]
) -> None:
    answer = await client.get(API, headers=headers)
    assert answer.status == 200
    assert answer.content_type == "application/json"
    assert answer.headers["GS1-EPCIS-Version"] == answer.headers["GS1-CBV-Version"] == "2.0.0"
    assert "Link" not in answer.headers
    document = await answer.json()
    assert faults_of(document) == []
    assert len(events_of(document)) == 6
    linked = await client.get(API, headers={**headers, "Accept": "application/ld+json"})
    assert linked.content_type == "application/ld+json"


async def test_the_header_link_leads_from_page_to_page(
    client: Client, headers: dict[str, str]
) -> None:
    whole = events_of(await (await client.get(API, headers=headers)).json())
    found: list[dict[str, Any]] = []
    address = f"{API}?perPage=4&eventType=ObjectEvent"
    for _ in range(2):
        answer = await client.get(address, headers=headers)
        found += events_of(await answer.json())
        link = answer.headers.get("Link")
        if link is None:
            break
        target, _, relation = link.partition(">; ")
        assert relation == 'rel="next"'
        parts = urlsplit(target.removeprefix("<"))
        assert f"{parts.scheme}://{parts.netloc}" == "http://127.0.0.1:8080"
        address = f"{parts.path}?{parts.query}"
    assert link is None
    assert found == whole


async def test_one_event_is_read_by_its_identity(client: Client, headers: dict[str, str]) -> None:
    first, *_ = events_of(await (await client.get(API, headers=headers)).json())
    answer = await client.get(f"{API}/{first['eventID']}", headers=headers)
    document = await answer.json()
    assert faults_of(document) == []
    assert events_of(document) == [first]
    missing = await client.get(
        f"{API}/urn:uuid:0192f0c1-7a00-7000-8000-000000000001", headers=headers
    )
    assert missing.status == 404
    assert (await missing.json())["type"] == "epcisException:NoSuchResourceException"


@pytest.mark.parametrize(
    "asked",
    [
        {"EQ_bizStepp": "arriving"},
        {"GE_eventTime": "yesterday"},
        {"GE_eventTime": "2026-03-13T09:30:00"},
        {"perPage": "0"},
        {"perPage": "501"},
        {"nextPageToken": "WyJ4Il0"},
        {"nextPageToken": "WyIyMDI2LTAzLTEzIiwiRVYiLCI5OTk5OTk5OTk5OTk5IiwiMSJd"},
        {"orderBy": "bizStep"},
        {"orderDirection": "DESC"},
        {"EQ_quantity": "3"},
        {"eventCountLimit": "3"},
    ],
)
async def test_what_the_standard_or_we_do_not_know_is_refused_in_its_terms(
    client: Client, headers: dict[str, str], asked: dict[str, str]
) -> None:
    answer = await client.get(API, params=asked, headers=headers)
    assert answer.status == 400
    problem = await answer.json()
    assert (problem["status"], problem["type"]) == (400, "epcisException:QueryParameterException")
    assert [error["path"] for error in problem["errors"]] == list(asked)


async def test_events_come_in_the_order_that_is_asked_for(
    client: Client, headers: dict[str, str]
) -> None:
    for time in ("eventTime", "recordTime"):
        for direction, back in (({}, True), ({"orderDirection": "ASC"}, False)):
            asked = {"orderBy": time, "perPage": "4", **direction}
            first = await client.get(API, params=asked, headers=headers)
            link = urlsplit(first.headers["Link"].partition(">; ")[0].removeprefix("<"))
            rest = await client.get(f"{link.path}?{link.query}", headers=headers)
            times = [
                event[time] for answer in (first, rest) for event in events_of(await answer.json())
            ]
            assert len(times) == 6
            assert times == sorted(times, reverse=back)


async def test_words_are_found_in_every_form_the_standard_has(
    client: Client, headers: dict[str, str]
) -> None:
    forms = (
        "collecting",
        "urn:epcglobal:cbv:bizstep:collecting",
        "https://ref.gs1.org/cbv/BizStep-collecting",
        "arriving,collecting",
    )
    for form in forms:
        answer = await client.get(API, params={"EQ_bizStep": form}, headers=headers)
        assert len(events_of(await answer.json())) == 3, form


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"GS1-EPCIS-Min": "2.0.0"}, 200),
        ({"GS1-EPCIS-Max": "2.0"}, 200),
        ({"GS1-EPCIS-Min": "2.1"}, 406),
        ({"GS1-CBV-Max": "1.2.0"}, 406),
        ({"GS1-EPCIS-Max": "old"}, 406),
    ],
)
async def test_other_versions_are_not_spoken(
    client: Client, headers: dict[str, str], asked: dict[str, str], status: int
) -> None:
    answer = await client.get(API, headers={**headers, **asked})
    assert answer.status == status


@pytest.mark.parametrize("who", ["post", "department", "accountant"])
async def test_the_log_of_a_centre_is_for_its_own_people(
    client: Client, stage: Stage, who: str
) -> None:
    viewer = getattr(stage, who)
    assert viewer.role not in (Role.CENTER, Role.ADMIN)
    theirs = await bearer(stage.bridge, stage.center.center_id, viewer.login)
    answer = await client.get(API, headers=theirs)
    assert answer.status == 403
    assert (await answer.json())["type"] == "epcisException:SecurityException"


CAPTURE = "/api/v1/epcis/capture"


async def test_a_document_is_taken_and_its_job_says_what_became_of_it(
    client: Client, stage: Stage, headers: dict[str, str]
) -> None:
    whole = await (await client.get(API, headers=headers)).json()
    document = {
        "@context": whole["@context"],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": whole["creationDate"],
        "epcisBody": {"eventList": [{**events_of(whole)[0], "action": "JUMP"}]},
    }
    taken = await client.post(CAPTURE, json=document, headers=headers)
    assert taken.status == 202
    assert taken.headers["GS1-EPCIS-Capture-Limit"] == "500"
    again = await client.post(CAPTURE, json=document, headers=headers)
    assert again.headers["Location"] == taken.headers["Location"]
    job = await (await client.get(taken.headers["Location"], headers=headers)).json()
    assert (job["running"], job["success"], job["errors"]) == (True, True, [])
    await read_captures(stage.bridge, stage.center, "")
    job = await (await client.get(taken.headers["Location"], headers=headers)).json()
    assert (job["running"], job["success"]) == (False, False)
    assert job["errors"][0]["type"] == "epcisException:ValidationException"


async def test_what_is_no_document_or_too_much_is_refused_at_once(
    client: Client, headers: dict[str, str]
) -> None:
    json_headers = {**headers, "Content-Type": "application/json"}
    for body in (b"{", b"[]", b'{"a": "\\u0000"}', b'{"a":' * 10_000 + b"1" + b"}" * 10_000):
        broken = await client.post(CAPTURE, data=body, headers=json_headers)
        assert broken.status == 400, body[:20]
        assert (await broken.json())["type"] == "epcisException:ValidationException"
    xml = await client.post(
        CAPTURE, data=b"<x/>", headers={**headers, "Content-Type": "application/xml"}
    )
    assert xml.status == 415
    assert (await xml.json())["type"] == "epcisException:UnsupportedMediaTypeException"
    listed: dict[str, Any] = {"eventList": [{}] * 501}
    asked = {"type": "EPCISQueryDocument", "epcisBody": {"queryResults": {"resultsBody": listed}}}
    for many in ({"epcisBody": listed}, asked):
        assert (await client.post(CAPTURE, json=many, headers=headers)).status == 413
    other = {**headers, "GS1-Capture-Error-Behaviour": "guess"}
    assert (await client.post(CAPTURE, json={}, headers=other)).status == 400


async def test_documents_that_were_sent_are_listed_to_their_sender(
    client: Client, stage: Stage, headers: dict[str, str]
) -> None:
    theirs = await bearer(stage.bridge, stage.center.center_id, stage.post.login)
    linked = {**theirs, "Content-Type": "application/ld+json"}
    for number in range(3):
        data = json.dumps({"type": "EPCISDocument", "number": number})
        assert (await client.post(CAPTURE, data=data, headers=linked)).status == 202
        stage.clock.advance(timedelta(seconds=1))
    first = await client.get(CAPTURE, params={"perPage": "2"}, headers=theirs)
    link = urlsplit(first.headers["Link"].partition(">; ")[0].removeprefix("<"))
    rest = await client.get(f"{link.path}?{link.query}", headers=theirs)
    assert "Link" not in rest.headers
    jobs = [*(await first.json()), *(await rest.json())]
    assert len({job["captureID"] for job in jobs}) == 3
    assert [job["createdAt"] for job in jobs] == sorted(
        (job["createdAt"] for job in jobs), reverse=True
    )
    assert len(await (await client.get(CAPTURE, headers=headers)).json()) == 3
    other = await bearer(stage.bridge, stage.center.center_id, stage.post2.login)
    assert await (await client.get(CAPTURE, headers=other)).json() == []
    odd = await client.get(CAPTURE, params={"nextPageToken": "WyJ4Il0"}, headers=headers)
    assert odd.status == 400


async def test_what_is_taken_and_spoken_is_discovered(
    client: Client, headers: dict[str, str]
) -> None:
    capturing = await client.options(CAPTURE, headers=headers)
    assert (capturing.status, await capturing.read()) == (204, b"")
    assert capturing.headers["GS1-EPCIS-Capture-Limit"] == "500"
    assert capturing.headers["GS1-EPCIS-Capture-File-Size-Limit"] == "1048576"
    assert capturing.headers["GS1-Capture-Error-Behaviour"] == "rollback"
    assert "POST" in capturing.headers["Allow"]
    reading = await client.options(API, headers=headers)
    assert reading.status == 204
    assert reading.headers["GS1-EPCIS-Min"] == reading.headers["GS1-EPCIS-Max"] == "2.0.0"
    assert "POST" not in reading.headers["Allow"]


async def test_an_administrator_sees_what_waits_and_settles_it(
    client: Client, stage: Stage, headers: dict[str, str]
) -> None:
    table = b"item_id,event_code,event_time\nEV999999995VN,EMI,2026-03-13T09:30:00+07:00\n"
    csv_headers = {**headers, "Content-Type": "text/csv"}
    assert (await client.post("/api/v1/emsevt", data=table, headers=csv_headers)).status == 202
    await read_captures(stage.bridge, stage.center, "")
    admin = await bearer(stage.bridge, stage.center.center_id, stage.admin.login)
    page = await (await client.get("/admin/observations", headers=admin)).text()
    assert "EV999999995VN" in page
    found = re.search(r'name="observation_id" value="([0-9a-f-]+)"', page)
    assert found is not None
    form = {"observation_id": found[1], "remark": "Đã hỏi bưu điện"}
    for data, status in (({**form, "remark": "x"}, 422), (form, 303), (form, 404)):
        answer = await client.post(
            "/admin/observations", data=data, headers=admin, allow_redirects=False
        )
        assert answer.status == status
    page = await (await client.get("/admin/observations", headers=admin)).text()
    assert "EV999999995VN" not in page


async def test_an_administrator_settles_a_document_with_faults(
    client: Client, stage: Stage, headers: dict[str, str]
) -> None:
    await client.post(CAPTURE, json={"type": "EPCISDocument"}, headers=headers)
    await read_captures(stage.bridge, stage.center, "")
    admin = await bearer(stage.bridge, stage.center.center_id, stage.admin.login)
    page = await (await client.get("/admin/observations", headers=admin)).text()
    found = re.search(r'name="capture_id" value="([0-9a-f-]+)"', page)
    assert found is not None
    form = {"capture_id": found[1], "remark": "Bên gửi đã gửi lại"}
    for data, status in (({**form, "remark": "x"}, 422), (form, 303), (form, 404)):
        answer = await client.post(
            "/admin/observations/file", data=data, headers=admin, allow_redirects=False
        )
        assert answer.status == status
    page = await (await client.get("/admin/observations", headers=admin)).text()
    assert found[1] not in page


async def test_an_administrator_sees_documents_with_faults_and_has_them_read_again(
    client: Client, stage: Stage, headers: dict[str, str]
) -> None:
    await client.post(CAPTURE, json={"type": "EPCISDocument"}, headers=headers)
    await read_captures(stage.bridge, stage.center, "")
    admin = await bearer(stage.bridge, stage.center.center_id, stage.admin.login)
    page = await (await client.get("/admin/observations", headers=admin)).text()
    found = re.search(r'name="capture_id" value="([0-9a-f-]+)"', page)
    assert found is not None
    for capture_id, status in ((found[1], 303), (found[1], 409), ("x", 422)):
        answer = await client.post(
            "/admin/observations/again",
            data={"capture_id": capture_id},
            headers=admin,
            allow_redirects=False,
        )
        assert answer.status == status
