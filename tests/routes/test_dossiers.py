"""Dossiers and procedures over HTTP: shapes, roles, refusals that name the field, pages."""

from collections.abc import Mapping
from typing import Any

import pytest

from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.wiring import Bridge
from schemas.catalogue import ListedProcedureShape, ProcedureShown
from schemas.dossiers import DossierShape, ListedDossierShape
from schemas.shape import Page
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center
from tests.routes.conftest import Client, bearer

API = "/api/v1/dossiers"
CODE = "000.00.14.H53-260313-0001"
FILING: dict[str, Any] = {
    "code": CODE,
    "procedure_code": PROCEDURE,
    "department_code": "SNV",
    "received_via": "direct",
    "filer": {"name": "Nguyễn Văn Ví Dụ", "phone": "0900000001", "address": "Số 1 Ví Dụ"},
}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def sign(stage: Stage, who: str) -> Mapping[str, str]:
    viewer = getattr(stage, who)
    return await bearer(stage.bridge, stage.center.center_id, viewer.login)


async def test_a_dossier_is_filed_read_and_taken_a_step_further(
    client: Client, stage: Stage
) -> None:
    headers = await sign(stage, "clerk")
    made = await client.post(API, json=FILING, headers=headers)
    assert made.status == 201
    filed = DossierShape.model_validate_json(await made.text())
    assert (filed.status, filed.next_statuses[0]) == (
        PortalStatus.ACCEPTED,
        PortalStatus.PROCESSING,
    )
    read = await client.get(f"{API}/{CODE}", headers=headers)
    assert DossierShape.model_validate_json(await read.text()) == filed
    step = {"status": 9, "happened_on": "2026-03-13", "note": "Xong sớm"}
    taken = await client.post(
        f"{API}/{CODE}/steps", json=step, headers=await sign(stage, "department")
    )
    assert taken.status == 200
    done = DossierShape.model_validate_json(await taken.text())
    assert (done.status, str(done.resolved_on)) == (PortalStatus.DONE, "2026-03-13")


async def test_the_post_announces(client: Client, stage: Stage) -> None:
    headers = await sign(stage, "post")
    order = {**FILING, "received_via": "postal", "service_form": "BOTH"}
    made = await client.post(API, json=order, headers=headers)
    assert made.status == 201
    announced = DossierShape.model_validate_json(await made.text())
    assert (announced.status, announced.received_at) == (PortalStatus.REGISTERED, None)


async def test_a_keyed_filing_is_done_once(client: Client, stage: Stage) -> None:
    headers = {**await sign(stage, "clerk"), "Idempotency-Key": "filing 1"}
    answers = [await client.post(API, json=FILING, headers=headers) for _ in range(2)]
    assert [answer.status for answer in answers] == [201, 201]
    assert await answers[0].json() == await answers[1].json()
    other = await client.post(API, json={**FILING, "fee_dong": 1}, headers=headers)
    assert (other.status, (await other.json())["code"]) == (422, "key_reused")


@pytest.mark.parametrize(
    ("change", "paths"),
    [
        ({"code": ""}, {"code"}),
        ({"code": "H53.14-260231-0001"}, {"code"}),
        ({"received_via": "pigeon"}, {"received_via"}),
        ({"received_at": "2026-03-13T09:30:00"}, {"received_at"}),
        ({"received_at": "1800-01-01T00:00:00Z"}, {"received_at"}),
        ({"received_at": "2999-01-01T00:00:00Z"}, {"received_at"}),
        ({"due_on": "2026-02-30"}, {"due_on"}),
        ({"fee_dong": -1}, {"fee_dong"}),
        ({"fee_dong": 10**30}, {"fee_dong"}),
        ({"fee_dong": 1.5}, {"fee_dong"}),
        ({"procedure_code": "9"}, {"procedure_code"}),
        ({"department_code": "H53.BC"}, {"department_code"}),
        ({"filer": {"name": ""}}, {"filer.name"}),
        ({"filer": {"name": "x" * 501}}, {"filer.name"}),
        ({"filer": {"name": "An", "born": 1990}}, {"filer.born"}),
        ({"consignment_code": "EV000000017VN"}, {"consignment_code"}),
        ({"code": "x", "service_form": "send"}, {"service_form"}),
    ],
)
async def test_wrong_fields_are_named(
    client: Client, stage: Stage, change: dict[str, Any], paths: set[str]
) -> None:
    answer = await client.post(API, json={**FILING, **change}, headers=await sign(stage, "clerk"))
    document = await answer.json()
    assert (answer.status, document["code"]) == (422, "invalid_input")
    assert {error["path"] for error in document["errors"]} == paths
    assert await stage.value("select count(*) from dossier") == 0


async def test_refusals_have_their_codes(client: Client, stage: Stage) -> None:
    clerk = await sign(stage, "clerk")
    await client.post(API, json=FILING, headers=clerk)
    again = await client.post(API, json=FILING, headers=clerk)
    assert (again.status, (await again.json())["code"]) == (409, "dossier_known")
    leap = await client.post(f"{API}/{CODE}/steps", json={"status": 10}, headers=clerk)
    assert (leap.status, (await leap.json())["code"]) == (409, "step_not_allowed")
    for who in ("department2", "post"):
        unseen = await client.get(f"{API}/{CODE}", headers=await sign(stage, who))
        unknown = await client.get(f"{API}/H53.14-260313-0099", headers=await sign(stage, who))
        documents = [await answer.json() for answer in (unseen, unknown)]
        for document in documents:
            del document["instance"]
        assert documents[0] == documents[1]
        assert (unseen.status, documents[0]["code"]) == (404, "unknown_code")


@pytest.mark.parametrize(
    ("who", "method", "path"),
    [
        ("department", "POST", API),
        ("accountant", "POST", API),
        ("post", "POST", f"{API}/{CODE}/steps"),
        ("accountant", "POST", f"{API}/{CODE}/steps"),
        ("post", "GET", "/api/v1/reports/summary?from=2026-01-01&to=2026-12-31"),
        ("department", "GET", "/api/v1/reports/summary?from=2026-01-01&to=2026-12-31"),
    ],
)
async def test_other_roles_do_not_come_in(
    client: Client, stage: Stage, who: str, method: str, path: str
) -> None:
    answer = await client.request(method, path, json=FILING, headers=await sign(stage, who))
    assert answer.status == 403


async def test_lists_are_paged_and_narrowed(client: Client, stage: Stage) -> None:
    codes = [await stage.add_dossier(number) for number in range(1, 6)]
    headers, seen = await sign(stage, "clerk"), []
    params = {"limit": "2", "q": "nguyen", "status": "1", "overdue": "false"}
    while True:
        listed = await client.get(API, params=params, headers=headers)
        page = Page[ListedDossierShape].model_validate_json(await listed.text())
        seen += [item.code for item in page.items]
        if page.next_cursor is None:
            break
        params["cursor"] = page.next_cursor
    assert seen == codes


@pytest.mark.parametrize(
    ("params", "path"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"status": "11"}, "status"),
        ({"received_from": "13/03/2026"}, "received_from"),
        ({"cursor": "nonsense"}, "cursor"),
        ({"cursor": "WyJhIiwiYiJd"}, "cursor"),
        ({"q": ""}, "q"),
        ({"unheard": "of"}, "unheard"),
    ],
)
async def test_wrong_questions_are_named(
    client: Client, stage: Stage, params: dict[str, str], path: str
) -> None:
    answer = await client.get(API, params=params, headers=await sign(stage, "clerk"))
    document = await answer.json()
    assert answer.status == 422
    assert [error["path"] for error in document["errors"]] == [path]


async def test_procedures_are_listed_and_read_with_their_papers(
    client: Client, stage: Stage
) -> None:
    headers = await sign(stage, "post")
    listed = await client.get("/api/v1/procedures", params={"q": "cap phieu"}, headers=headers)
    page = Page[ListedProcedureShape].model_validate_json(await listed.text())
    assert [item.code for item in page.items] == [PROCEDURE]
    read = await client.get(f"/api/v1/procedures/{PROCEDURE}", headers=headers)
    shown = ProcedureShown.model_validate_json(await read.text())
    assert [component.name for component in shown.components] == ["Tờ khai ví dụ", "Bản sao ví dụ"]
    missing = await client.get("/api/v1/procedures/9", headers=headers)
    assert missing.status == 404
