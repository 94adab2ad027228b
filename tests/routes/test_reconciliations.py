"""Runs over HTTP: kept with their figures, rehearsed without a trace, told with their lines."""

from typing import Any

import pytest

from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.routes.conftest import Client, Town, bearer
from tests.usecases.test_reconcile import Desk, sent

RUNS = "/api/v1/reconciliations"
MARCH = {"from": "2026-03-01", "to": "2026-03-31"}


@pytest.fixture
async def desk(client: Client, clock: SettableClock, town: Town) -> Desk:
    """Return an accountant's desk at a second centre, H26, with one line that fits."""
    del client
    desk = Desk(await found_center(town.bridge, clock, "H26"))
    fine, missing = await desk.dossier(), await desk.dossier()
    await desk.collect(fine, 50_000)
    await desk.collect(missing, 20_000)
    await desk.hand_in(sent(1, fine, 50_000), sent(2, None, 3_000), sent(3, None, 4_000))
    return desk


async def asked(client: Client, desk: Desk, method: str, path: str, **more: Any) -> Any:
    stage = desk.stage
    headers = await bearer(stage.bridge, stage.center.center_id, stage.accountant.login)
    answer = await client.request(method, path, headers=headers, **more)
    assert answer.status == 200, await answer.text()
    return await answer.json()


async def test_a_run_is_answered_kept_and_told_with_its_lines(client: Client, desk: Desk) -> None:
    run = await asked(client, desk, "POST", RUNS, json=MARCH)
    assert (run["lines"], run["matched"], run["matched_dong"]) == (3, 1, 50_000)
    assert run["differences"]["missing"] == {"count": 1, "amount_dong": 20_000}
    assert (run["outstanding_dong"], run["unbalanced_dong"]) == (20_000, 0)
    place = f"{RUNS}/{run['reconciliation_id']}"
    found = await asked(client, desk, "GET", f"{place}?limit=2")
    assert {name: found[name] for name in run} == run
    rest = await asked(client, desk, "GET", f"{place}?limit=2&cursor={found['next_cursor']}")
    classes = [line["class"] for line in (*found["items"], *rest["items"])]
    assert (classes, rest["next_cursor"]) == (["matched", "unknown", "unknown"], None)
    alike = await asked(client, desk, "GET", f"{place}?class=matched")
    assert [line["amount_dong"] for line in alike["items"]] == [50_000]
    listed = await asked(client, desk, "GET", RUNS)
    assert [each["reconciliation_id"] for each in listed["items"]] == [run["reconciliation_id"]]


async def test_a_dry_run_tells_what_would_change_and_keeps_nothing(
    client: Client, desk: Desk
) -> None:
    first = await asked(client, desk, "POST", RUNS, json={**MARCH, "dry_run": True})
    assert (first["matched"], first["dry_run"], first.get("change")) == (1, True, None)
    assert await desk.stage.value("select count(*) from line_match") == 0
    await asked(client, desk, "POST", RUNS, json=MARCH)
    dossier = await desk.dossier()
    await desk.collect(dossier, 70_000)
    await desk.hand_in(sent(1, dossier, 70_000, receipt_number="BL7"))
    ahead = await asked(client, desk, "POST", RUNS, json={**MARCH, "dry_run": True})
    assert (ahead["change"]["matched"], ahead["change"]["matched_dong"]) == (1, 70_000)
    assert ahead["change"]["differences"]["missing"] == {"count": 0, "amount_dong": 0}
    assert await desk.stage.value("select count(*) from reconciliation") == 1


async def test_the_same_key_runs_once(client: Client, desk: Desk) -> None:
    stage = desk.stage
    headers = await bearer(stage.bridge, stage.center.center_id, stage.accountant.login)
    headers["Idempotency-Key"] = "march"
    answers = [await client.post(RUNS, json=MARCH, headers=headers) for _ in range(2)]
    first, second = [await answer.json() for answer in answers]
    assert first == second
    assert await stage.value("select count(*) from reconciliation") == 1


async def test_a_run_that_is_not_there_is_not_found(client: Client, desk: Desk) -> None:
    stage = desk.stage
    headers = await bearer(stage.bridge, stage.center.center_id, stage.accountant.login)
    for name in ("x", "00000000-0000-4000-8000-000000000000"):
        answer = await client.get(f"{RUNS}/{name}", headers=headers)
        assert (answer.status, (await answer.json())["code"]) == (404, "unknown_reconciliation")
    answer = await client.post(
        RUNS, json={"from": "2026-03-31", "to": "2026-03-01"}, headers=headers
    )
    assert answer.status == 422
