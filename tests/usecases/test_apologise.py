"""Apologies: once for a dossier, for a working day after the promised one, the due day unmoved."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.papers import DossierPaper
from postal_bridge.domain.refusals import (
    AlreadyApologised,
    InvalidInput,
    PaperNotThere,
    UnknownCode,
)
from postal_bridge.usecases.apologise import apologise
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.write_papers import list_papers, write_paper
from postal_bridge.wiring import Bridge
from tests.conftest import MORNING, SettableClock
from tests.journeys import Stage, found_center

DUE = date(2026, 3, 16)
LATER = date(2026, 3, 20)
WHY = "Phải lấy ý kiến của cơ quan ví dụ"
AWAITED: Mapping[str, Any] = {
    "received_at": MORNING,
    "received_on": MORNING.date(),
    "due_on": DUE,
    "status": 4,
}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def write(stage: Stage, who: Viewer, code: str, day: date = LATER) -> Any:
    bridge = stage.bridge
    asked = Asked(bridge.database, stage.clock, bridge.sealer, who)
    return (await apologise(asked, code, WHY, day)).document


async def test_an_apology_is_a_paper_and_leaves_the_due_day(stage: Stage) -> None:
    code = await stage.add_dossier(**AWAITED)
    told = await write(stage, stage.department, code)
    assert told == {"dossier_code": code, "reason": WHY, "new_due_on": "2026-03-20"}
    bridge, clerk = stage.bridge, stage.clerk
    assert DossierPaper.APOLOGY_EXTENSION in await list_papers(
        bridge.database, stage.clock, clerk, code
    )
    facts = await write_paper(
        bridge.database, stage.clock, bridge.sealer, clerk, code, "apology-extension"
    )
    assert facts.form is not None
    assert facts.form.title == "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"
    assert (facts.due_on, facts.new_due_on, facts.late_because) == (DUE, LATER, WHY)


async def test_a_day_is_put_off_once(stage: Stage) -> None:
    code = await stage.add_dossier(**AWAITED)
    await write(stage, stage.department, code)
    with pytest.raises(AlreadyApologised):
        await write(stage, stage.admin, code, date(2026, 3, 23))
    assert await stage.value("select new_due_on from apology") == LATER


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (DUE, "too_early"),
        (date(2026, 3, 12), "too_early"),
        (date(2026, 3, 21), "day_off"),
    ],
)
async def test_the_new_day_is_a_working_day_after_the_promised_one(
    day: date, code: str, stage: Stage
) -> None:
    dossier = await stage.add_dossier(**AWAITED)
    with pytest.raises(InvalidInput) as refused:
        await write(stage, stage.department, dossier, day)
    assert [problem.code for problem in refused.value.problems] == [code]


@pytest.mark.parametrize(
    "more",
    [{"status": 1, "received_at": None, "received_on": None}, {"due_on": None}, {"status": 8}],
)
async def test_nobody_is_sorry_where_no_result_is_awaited(
    more: Mapping[str, Any], stage: Stage
) -> None:
    code = await stage.add_dossier(**{**AWAITED, **more})
    with pytest.raises(PaperNotThere):
        await write(stage, stage.department, code)


async def test_others_do_not_apologise_for_a_department(stage: Stage) -> None:
    code = await stage.add_dossier(**AWAITED)
    with pytest.raises(UnknownCode):
        await write(stage, stage.department2, code)
