"""The file of events of items: by which codes, for which days, for whom, and about nobody."""

import csv
import io
from datetime import datetime
from typing import Any

import pytest

from jobs.captures import read_captures
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.scan import Reason
from postal_bridge.wiring import Bridge
from schemas.emsevt import COLUMNS, read_emsevt
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client, bearer
from tests.usecases.scanning import scan

API = "/api/v1/emsevt"
MARCH = {"from": "2026-03-01", "to": "2026-03-31"}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    """Return a centre from which a result goes to a citizen by way of two post offices."""
    stage = await found_center(bridge, clock)
    found = await stage.register(stage.clerk, Leg.OUTBOUND, post_office="H53.P2")
    code = str(found["code"])
    await stage.recorded(stage.clerk, code, "give", to_office="H53.BC")
    await stage.recorded(stage.post, code, "take")
    await stage.recorded(stage.post, code, "give", to_office="H53.P2")
    await stage.recorded(stage.post2, code, "arrive", "go_out")
    await stage.recorded(stage.post2, code, "fail", reason=Reason.REFUSED)
    wrong = scan(stage, stage.post2, code, "hold")
    await stage.bridge.scan_desk.settle(stage.center, [wrong])
    await stage.recorded(stage.post2, code, "correct", corrects=wrong.scan.scan_id)
    await stage.recorded(stage.post2, code, "go_out", "deliver")
    return stage


async def rows(client: Client, stage: Stage, **asked: str) -> list[dict[str, Any]]:
    headers = await bearer(stage.bridge, stage.center.center_id, stage.clerk.login)
    answer = await client.get(API, params={**MARCH, **asked}, headers=headers)
    assert answer.status == 200
    if asked.get("format") == "json":
        found: list[dict[str, Any]] = (await answer.json())["events"]
        return found
    assert answer.content_type == "text/csv"
    return list(csv.DictReader(io.StringIO(await answer.text())))


async def test_a_journey_is_told_in_codes_and_in_our_words(client: Client, stage: Stage) -> None:
    told = await rows(client, stage)
    assert [(row["own_event"], row["event_code"]) for row in told] == [
        ("registered", ""),
        ("given", ""),
        ("taken", "EMA"),
        ("given", "EDE"),
        ("taken", "EMG"),
        ("went_out", "EDG"),
        ("failed", "EMH"),
        ("went_out", "EDG"),
        ("delivered", "EMI"),
    ]
    assert list(told[0]) == list(COLUMNS)
    assert [row["event_code"] for row in told if row["reason"] or row["measure"]] == ["EMH"]
    assert (told[6]["reason"], told[6]["measure"]) == ("REFUSED", "DELIVER_AGAIN")
    assert told[0]["event_time"] == "2026-03-13T09:30:00+07:00"
    assert len({row["event_id"] for row in told}) == len(told)


async def test_the_document_says_the_same_as_the_table(client: Client, stage: Stage) -> None:
    table = await rows(client, stage)
    document = await rows(client, stage, format="json")
    assert [{name: value or "" for name, value in row.items()} for row in document] == table


async def test_other_days_and_other_centres_have_other_events(
    client: Client, stage: Stage, bridge: Bridge
) -> None:
    assert await rows(client, stage, **{"from": "2026-03-14"}) == []
    assert await rows(client, stage, to="2026-03-12") == []
    other = await found_center(bridge, stage.clock, "H26")
    assert await rows(client, other) == []


async def test_too_many_days_are_refused(client: Client, stage: Stage) -> None:
    headers = await bearer(stage.bridge, stage.center.center_id, stage.clerk.login)
    for first, last in (("2026-01-01", "2026-04-03"), ("2026-03-02", "2026-03-01")):
        answer = await client.get(API, params={"from": first, "to": last}, headers=headers)
        assert answer.status == 422
        assert [error["path"] for error in (await answer.json())["errors"]] == ["to"]


async def test_a_file_that_comes_back_says_what_was_told_and_changes_nothing(
    client: Client, stage: Stage
) -> None:
    headers = await bearer(stage.bridge, stage.center.center_id, stage.clerk.login)
    told = await (await client.get(API, params=MARCH, headers=headers)).read()
    config = stage.bridge.config
    reading = read_emsevt(config.epcis_names, config.emsevt_numbers.reasons, told, proceeds=False)
    assert list(reading.faults) == []
    for found, row in zip(reading.observed, await rows(client, stage), strict=True):
        assert (found.item_code, found.identity) == (row["item_id"], row["event_id"])
        assert found.word == (row["event_code"] or row["own_event"])
        assert found.happened_at == datetime.fromisoformat(row["event_time"])
        assert found.office == row["office"]
        assert (found.to_office or "") in ("", row["next_office"])
        assert (found.reason or "") == row["reason"]
    before = await stage.value("select count(*) from custody_event")
    sent = {**headers, "Content-Type": "text/csv"}
    assert (await client.post(API, data=told, headers=sent)).status == 202
    await read_captures(stage.bridge, stage.center, "")
    assert await stage.value("select count(*) from capture where faults = '{}'") == 1
    assert await stage.value("select count(*) from observation") == 0
    assert await stage.value("select count(*) from custody_event") == before
