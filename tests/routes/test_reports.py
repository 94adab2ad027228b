"""Reports over HTTP: their shapes, the period, the viewer's own centre."""

from datetime import date

import pytest

from postal_bridge.domain.report import ReportName
from postal_bridge.wiring import Bridge
from schemas.reports import ReportShape, SummaryShape
from tests.conftest import MORNING, SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client, bearer

SUMMARY = "/api/v1/reports/summary"
YEAR = {"from": "2026-01-01", "to": "2026-12-31"}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def test_the_summary_has_the_agreed_shape(client: Client, stage: Stage) -> None:
    today = date(2026, 3, 13)
    await stage.add_dossier(
        received_at=MORNING, received_on=today, due_on=today, resolved_on=today, status=9
    )
    headers = await bearer(stage.bridge, stage.center.center_id, stage.accountant.login)
    answer = await client.get(SUMMARY, params=YEAR, headers=headers)
    document = await answer.json()
    assert document == {
        "center": "H53",
        "from": "2026-01-01",
        "to": "2026-12-31",
        "received": {"total": 1, "direct": 0, "online": 0, "postal": 1},
        "carried_over": 0,
        "resolved": {"total": 1, "early": 0, "on_time": 1, "late": 0},
        "pending": {"total": 0, "in_time": 0, "overdue": 0},
        "returned": {"total": 0, "counter": 0, "postal": 0, "online": 0},
        "collected_by_post": {"dossiers": 0, "amount_dong": 0},
        "satisfaction": {
            "total": 0,
            "very_satisfied": 0,
            "satisfied": 0,
            "dissatisfied": 0,
        },
        "by_department": [
            {
                "code": "SNV",
                "name": "Sở Nội vụ",
                "received": 1,
                "resolved": 1,
                "early": 0,
                "on_time": 1,
                "late": 0,
                "pending": 0,
            }
        ],
        "transit": {"measured": 0, "within_norm": 0, "late": 0},
    }
    assert SummaryShape.model_validate_json(await answer.text()).resolved.on_time == 1


async def test_a_centre_reads_its_own_figures(
    client: Client, stage: Stage, bridge: Bridge, clock: SettableClock
) -> None:
    await stage.add_dossier(received_at=MORNING, received_on=date(2026, 3, 13), status=4)
    other = await found_center(bridge, clock, "H26")
    headers = await bearer(bridge, other.center.center_id, other.admin.login)
    document = await (await client.get(SUMMARY, params=YEAR, headers=headers)).json()
    assert (document["center"], document["received"]["total"]) == ("H26", 0)


@pytest.mark.parametrize(
    ("params", "paths"),
    [
        ({}, ["from", "to"]),
        ({"from": "2026-01-01"}, ["to"]),
        ({"from": "2026-02-30", "to": "2026-03-01"}, ["from"]),
        ({"from": "2026-03-02", "to": "2026-03-01"}, ["to"]),
        ({**YEAR, "center": "H26"}, ["center"]),
    ],
)
async def test_wrong_periods_are_named(
    client: Client, stage: Stage, params: dict[str, str], paths: list[str]
) -> None:
    headers = await bearer(stage.bridge, stage.center.center_id, stage.clerk.login)
    answer = await client.get(SUMMARY, params=params, headers=headers)
    document = await answer.json()
    assert answer.status == 422
    assert [error["path"] for error in document["errors"]] == paths


async def asked(client: Client, stage: Stage, path: str, query: str) -> tuple[int, str, bytes]:
    headers = await bearer(stage.bridge, stage.center.center_id, stage.accountant.login)
    answer = await client.get(f"/api/v1/reports/{path}?{query}", headers=headers)
    return answer.status, answer.content_type, await answer.read()


@pytest.mark.parametrize("name", list(ReportName))
async def test_every_report_has_the_shape_that_is_described(
    client: Client, stage: Stage, name: ReportName
) -> None:
    await stage.add_dossier(received_at=MORNING, received_on=date(2026, 3, 13), status=4)
    status, _, body = await asked(client, stage, name.value, "period=2026-Q1")
    assert status == 200
    report = ReportShape.model_validate_json(body)
    assert (report.report, report.period_to) == (name.value, date(2026, 3, 31))


@pytest.mark.parametrize(
    ("ending", "content_type", "signature"),
    [
        ("pdf", "application/pdf", b"%PDF"),
        (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            b"PK",
        ),
    ],
)
async def test_a_report_comes_as_a_file(
    client: Client, stage: Stage, ending: str, content_type: str, signature: bytes
) -> None:
    query = "from=2026-01-01&to=2026-03-31&language=en"
    status, told, body = await asked(client, stage, f"fields.{ending}", query)
    assert (status, told) == (200, content_type)
    assert body.startswith(signature)


async def test_no_other_report_is_known(client: Client, stage: Stage) -> None:
    status, _, body = await asked(client, stage, "weather", "period=2026")
    assert (status, b"unknown_report" in body) == (404, True)


@pytest.mark.parametrize(
    "query", ["", "period=2026-13", "period=2026&from=2026-01-01", "from=2026-01-01"]
)
async def test_a_report_is_asked_for_one_period(client: Client, stage: Stage, query: str) -> None:
    status, _, body = await asked(client, stage, "fields", query)
    assert (status, b'"path":"period"' in body.replace(b" ", b"")) == (422, True)
