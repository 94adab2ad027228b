"""Consignments over HTTP: shapes, roles, refusals that name the field, pages, records as PDF."""

from collections.abc import Mapping
from typing import Any

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.wiring import Bridge
from schemas.consignment_events import EventShape
from schemas.consignments import ConsignmentShape, ListedConsignment
from schemas.shape import Page
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center
from tests.routes.conftest import Client, bearer

API = "/api/v1/consignments"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def sign(stage: Stage, who: str) -> Mapping[str, str]:
    viewer = getattr(stage, who)
    return await bearer(stage.bridge, stage.center.center_id, viewer.login)


async def test_a_consignment_is_registered_and_read(client: Client, stage: Stage) -> None:
    headers = await sign(stage, "post")
    order = {
        "leg": "inbound",
        "procedure_code": PROCEDURE,
        "citizen": {"name": "Trần Văn Mẫu", "phone": "0987654321", "address": "3 ngõ Ví Dụ"},
        "papers": [{"name": "Tờ khai ví dụ", "form": "original"}],
        "reference": "PG-2026-1",
    }
    made = await client.post(API, json=order, headers=headers)
    assert made.status == 201
    shape = ConsignmentShape.model_validate_json(await made.text())
    assert (shape.code, shape.leg, shape.next_actions[0]) == (
        "EV000000014VN",
        Leg.INBOUND,
        "collect",
    )
    assert [(paper.name, paper.quantity) for paper in shape.papers] == [("Tờ khai ví dụ", 1)]
    read = await client.get(f"{API}/{shape.code}", headers=headers)
    assert ConsignmentShape.model_validate_json(await read.text()) == shape
    listed = await client.get(API, params={"leg": "inbound", "limit": 1}, headers=headers)
    page = Page[ListedConsignment].model_validate_json(await listed.text())
    assert [item.code for item in page.items] == [shape.code]
    assert page.items[0].citizen is not None
    assert page.items[0].citizen.masked


async def test_a_keyed_registration_takes_one_number(client: Client, stage: Stage) -> None:
    headers = {**await sign(stage, "post"), "Idempotency-Key": "slip 1"}
    answers = [await client.post(API, json={"leg": "inbound"}, headers=headers) for _ in range(2)]
    assert [answer.status for answer in answers] == [201, 201]
    assert await answers[0].json() == await answers[1].json()
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert await stage.value("select next_value from counter where name like 'S10%'") == 2


async def refusal(client: Client, headers: Mapping[str, str], order: object) -> tuple[int, Any]:
    answer = await client.post(API, json=order, headers=headers)
    document = await answer.json()
    return answer.status, {e["path"] for e in document.get("errors", ())} or document["code"]


async def test_a_bad_order_names_every_wrong_field(client: Client, stage: Stage) -> None:
    headers = await sign(stage, "clerk")
    order = {
        "leg": "sideways",
        "collect_dong": 10**16,
        "origin": "h53",
        "citizen": {"name": " "},
        "papers": [{"name": "x", "form": "parchment", "quantity": 0}],
        "weight": 1,
    }
    assert await refusal(client, headers, order) == (
        422,
        {
            "leg",
            "collect_dong",
            "origin",
            "citizen.name",
            "papers.0.form",
            "papers.0.quantity",
            "weight",
        },
    )
    missing = {"leg": "transfer_out", "destination": "NONE", "scope": "far"}
    assert await refusal(client, headers, missing) == (422, {"scope"})
    assert await refusal(client, headers, {"leg": "outbound", "code": "EV1"}) == (422, {"code"})
    assert await stage.value("select count(*) from custody") == 0


async def test_refusals_have_their_status(client: Client, stage: Stage) -> None:
    post, clerk = await sign(stage, "post"), await sign(stage, "clerk")
    assert await refusal(client, post, {"leg": "outbound"}) == (403, "not_for_your_role")
    order = {"leg": "inbound", "code": "RR000000102VN", "reference": "PG-1"}
    assert (await client.post(API, json=order, headers=post)).status == 201
    assert await refusal(client, clerk, order) == (409, "code_taken")
    del order["code"]
    assert await refusal(client, clerk, order) == (409, "reference_taken")
    in_person = {"leg": "inbound", "procedure_code": "1.000002"}
    assert await refusal(client, clerk, in_person) == (409, "not_postal_eligible")


async def test_accountants_and_strangers_stay_outside(
    client: Client, stage: Stage, bridge: Bridge, clock: SettableClock
) -> None:
    code = (await stage.register(stage.post, Leg.INBOUND))["code"]
    paths = [f"{API}/{code}", f"{API}/{code}/events", f"{API}/{code}/handover-record.pdf"]
    other = await found_center(bridge, clock, "H26", CodeRange("EV", 201, 300, "VN"))
    strangers = [
        (await sign(stage, "accountant"), 403),
        (await sign(stage, "post2"), 404),
        (await sign(other, "admin"), 404),
        ({}, 401),
    ]
    for headers, status in strangers:
        for path in paths:
            assert (await client.get(path, headers=headers)).status == status
    for who in ("post", "department"):
        headers = await sign(stage, who)
        body = {"dossier_code": "H53.14-260313-0001"}
        assert (await client.patch(paths[0], json=body, headers=headers)).status == 403


async def test_a_dossier_is_bound_later(client: Client, stage: Stage) -> None:
    code = (await stage.register(stage.post, Leg.INBOUND))["code"]
    dossier, other = await stage.add_dossier(), await stage.add_dossier(2)
    headers = await sign(stage, "clerk")

    async def bind(dossier_code: str) -> tuple[int, Any]:
        body = {"dossier_code": dossier_code}
        answer = await client.patch(f"{API}/{code}", json=body, headers=headers)
        document = await answer.json()
        return answer.status, document.get("dossier_code") or document["code"]

    assert await bind("H53.14-260313-9999") == (422, "invalid_input")
    assert await bind(dossier) == (200, dossier)
    assert await bind(other) == (409, "dossier_bound")


async def test_events_come_in_pages(client: Client, stage: Stage) -> None:
    code = (await stage.register(stage.post, Leg.INBOUND))["code"]
    await stage.recorded(stage.post, code, "collect", "give")
    headers, cursor, events = await sign(stage, "post"), None, []
    for _ in range(3):
        params = {"limit": "1"} | ({"cursor": cursor} if cursor else {})
        answer = await client.get(f"{API}/{code}/events", params=params, headers=headers)
        page = Page[EventShape].model_validate_json(await answer.text())
        events += page.items
        cursor = page.next_cursor
    assert [event.event for event in events] == ["registered", "collected", "given"]
    assert cursor is None


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "WyIyMDI2LTAzLTEzIiwiMSJd",  # a day without a time
        "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwiMSJd",  # before the beginning
        "WyIyMDI2LTAzLTEzVDAwOjAwOjAwKzAwOjAwIiwiOTk5OTk5OTk5OTkiXQ",  # a sequence of 11 digits
    ],
)
async def test_a_wrong_cursor_is_refused(client: Client, stage: Stage, cursor: str) -> None:
    code = (await stage.register(stage.post, Leg.INBOUND))["code"]
    headers = await sign(stage, "post")
    answer = await client.get(f"{API}/{code}/events", params={"cursor": cursor}, headers=headers)
    document = await answer.json()
    assert (answer.status, [e["path"] for e in document["errors"]]) == (422, ["cursor"])


async def test_a_single_consignment_has_a_record(client: Client, stage: Stage) -> None:
    code = (await stage.register(stage.post, Leg.INBOUND))["code"]
    path, headers = f"{API}/{code}/handover-record.pdf", await sign(stage, "clerk")
    early = await client.get(path, headers=headers)
    assert (early.status, (await early.json())["code"]) == (409, "not_handed_over")
    await stage.recorded(stage.post, code, "collect", "give")
    printed = await client.get(path, headers=headers)
    assert (printed.status, printed.content_type) == (200, "application/pdf")
    assert (await printed.read()).startswith(b"%PDF-")
    beyond = await client.get(path, params={"number": 2}, headers=headers)
    assert beyond.status == 409
