"""Filing and announcing dossiers: who may, what follows, and what cannot be right."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import ReceivedVia, ServiceForm
from postal_bridge.domain.refusals import DossierKnown, InvalidInput, NotForYourRole
from postal_bridge.usecases.look_up_dossier import look_up_dossier
from postal_bridge.usecases.once import RequestKey
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.wiring import Bridge
from tests.conftest import MORNING, SettableClock
from tests.journeys import PROCEDURE, Stage, found_center

CODE = "000.00.14.H53-260313-0001"
FILING = Filing(
    code=CODE,
    procedure_code=PROCEDURE,
    received_via=ReceivedVia.DIRECT,
    department_code="SNV",
    filer_name="Nguyễn Văn Ví Dụ",
    filer_phone="0900000001",
    filer_address="Số 1, đường Ví Dụ",
    fee_dong=50_000,
)
ANNOUNCED = replace(FILING, received_via=ReceivedVia.POSTAL, service_form=ServiceForm.BOTH)

TOMORROW = MORNING + timedelta(days=1)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def file(
    stage: Stage, who: Viewer, filing: Filing, key: RequestKey | None = None
) -> dict[str, Any]:
    bridge = stage.bridge
    answer = await register_dossier(bridge.database, stage.clock, bridge.sealer, who, filing, key)
    assert answer.status == 201
    assert answer.document is not None
    return answer.document


def paths(refused: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in refused.value.problems]


async def test_a_dossier_filed_at_the_desk_is_accepted_with_its_day(stage: Stage) -> None:
    document = await file(stage, stage.clerk, FILING)
    assert document["status"] == 2
    assert document["received_at"] == "2026-03-13T09:30:00+07:00"
    # Five working days after a Friday.
    assert document["due_on"] == "2026-03-20"
    assert document["filer"] == {
        "name": FILING.filer_name,
        "phone": FILING.filer_phone,
        "address": FILING.filer_address,
    }
    assert [(step["status"], step["office_code"]) for step in document["steps"]] == [(2, "H53")]
    assert document["fee_dong"] == 50_000


async def test_the_term_passes_over_days_off(stage: Stage) -> None:
    stage.clock.now = datetime.fromisoformat("2026-04-24T09:00:00+07:00")
    document = await file(stage, stage.clerk, FILING)
    # 27 and 30 April and 1 May 2026 are off, and two weekends lie between.
    assert document["due_on"] == "2026-05-06"


async def test_a_promised_day_counts_more_than_the_term(stage: Stage) -> None:
    filing = replace(FILING, received_at=MORNING - timedelta(days=2), due_on=date(2026, 3, 16))
    document = await file(stage, stage.clerk, filing)
    assert document["received_at"] == "2026-03-11T09:30:00+07:00"
    assert document["due_on"] == "2026-03-16"


async def test_the_post_announces_and_the_dossier_is_not_filed_yet(stage: Stage) -> None:
    document = await file(stage, stage.post, ANNOUNCED)
    assert (document["status"], document["received_at"], document["due_on"]) == (1, None, None)
    assert document["service_form"] == "BOTH"
    assert document["filer"]["phone"] == "*******001"
    assert document["filer"]["address"] is None


async def test_the_signed_hand_over_files_what_was_announced(stage: Stage) -> None:
    carried = await stage.register(stage.post, Leg.INBOUND)
    await file(stage, stage.post, replace(ANNOUNCED, consignment_code=carried["code"]))
    await stage.recorded(stage.post, carried["code"], "collect")
    await stage.recorded(stage.post, carried["code"], "give", to_office="H53")
    await stage.recorded(stage.clerk, carried["code"], "take")
    bridge = stage.bridge
    document = await look_up_dossier(bridge.database, stage.clock, bridge.sealer, stage.clerk, CODE)
    assert document["status"] == 2
    assert document["received_at"] == "2026-03-13T09:30:03+07:00"
    assert document["due_on"] == "2026-03-20"
    assert [(c["code"], c["leg"]) for c in document["consignments"]] == [
        (carried["code"], "inbound")
    ]


async def test_papers_that_were_handed_over_before_the_code_was_known_filed_the_dossier(
    stage: Stage,
) -> None:
    carried = await stage.register(stage.post, Leg.INBOUND)
    await stage.recorded(stage.post, carried["code"], "collect")
    await stage.recorded(stage.post, carried["code"], "give", to_office="H53")
    await stage.recorded(stage.clerk, carried["code"], "take")
    stage.clock.advance(timedelta(hours=3))
    filing = replace(ANNOUNCED, consignment_code=carried["code"])
    document = await file(stage, stage.clerk, filing)
    assert (document["status"], document["due_on"]) == (2, "2026-03-20")
    assert document["received_at"] == "2026-03-13T09:30:03+07:00"


async def test_the_code_is_kept_as_given_and_known_once(stage: Stage) -> None:
    await file(stage, stage.clerk, FILING)
    with pytest.raises(DossierKnown):
        await file(stage, stage.clerk, replace(FILING, code=f" {CODE.lower()} "))
    await file(stage, stage.clerk, replace(FILING, code="H53.14-260313-0001"))


async def test_two_filings_of_one_code_at_once_leave_one_dossier(stage: Stage) -> None:
    outcomes = await asyncio.gather(
        *(file(stage, stage.clerk, FILING) for _ in range(6)), return_exceptions=True
    )
    assert sum(isinstance(outcome, dict) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, DossierKnown) for outcome in outcomes) == 5


async def test_a_filing_sent_twice_is_answered_twice_and_done_once(stage: Stage) -> None:
    key = RequestKey("one filing", b"content")
    first = await file(stage, stage.clerk, FILING, key)
    stage.clock.advance(timedelta(hours=1))
    assert await file(stage, stage.clerk, FILING, key) == first


@pytest.mark.parametrize("who", ["department", "accountant"])
async def test_departments_and_accountants_do_not_file(stage: Stage, who: str) -> None:
    with pytest.raises(NotForYourRole):
        await file(stage, getattr(stage, who), FILING)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"code": "H53-1"}, [("code", "bad_dossier_code")]),
        ({"code": "H53.14-260231-0001"}, [("code", "bad_dossier_code")]),
        ({"procedure_code": "9.9"}, [("procedure_code", "unknown_procedure")]),
        ({"department_code": "SO99"}, [("department_code", "unknown_department")]),
        ({"department_code": "H53.BC"}, [("department_code", "unknown_department")]),
        ({"department_code": None}, [("department_code", "required")]),
        (
            {"received_at": datetime.fromisoformat("1989-12-31T23:59:59+00:00")},
            [("received_at", "out_of_range")],
        ),
        (
            {"received_at": MORNING + timedelta(days=1, seconds=1)},
            [("received_at", "out_of_range")],
        ),
        ({"due_on": date(2026, 3, 12)}, [("due_on", "before_receipt")]),
        (
            {"received_via": ReceivedVia.POSTAL, "due_on": date(2026, 3, 20)},
            [("due_on", "not_yet_filed")],
        ),
        ({"consignment_code": "EV000002001VN"}, [("consignment_code", "unknown_code")]),
        (
            {"code": "x", "due_on": date(2026, 3, 12)},
            [("code", "bad_dossier_code"), ("due_on", "before_receipt")],
        ),
    ],
)
async def test_what_cannot_be_right_is_told_with_its_field(
    stage: Stage, change: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await file(stage, stage.clerk, replace(FILING, **change))
    assert paths(refused) == expected
    assert await stage.value("select count(*) from dossier") == 0


async def test_the_post_says_neither_channel_nor_time(stage: Stage) -> None:
    filing = replace(FILING, received_at=MORNING)
    with pytest.raises(InvalidInput) as refused:
        await file(stage, stage.post, filing)
    assert paths(refused) == [("received_via", "not_postal"), ("received_at", "not_yet_filed")]


async def test_a_consignment_carries_one_dossier_only(stage: Stage) -> None:
    carried = (await stage.register(stage.post, Leg.INBOUND))["code"]
    await file(stage, stage.post, replace(ANNOUNCED, consignment_code=carried))
    other = replace(ANNOUNCED, code="H53.14-260313-0002", consignment_code=carried)
    with pytest.raises(InvalidInput) as refused:
        await file(stage, stage.post, other)
    assert paths(refused) == [("consignment_code", "dossier_bound")]
    assert await stage.value("select count(*) from dossier") == 1


async def test_another_offices_consignment_is_unknown_to_the_post(stage: Stage) -> None:
    carried = (await stage.register(stage.post2, Leg.INBOUND))["code"]
    with pytest.raises(InvalidInput) as refused:
        await file(stage, stage.post, replace(ANNOUNCED, consignment_code=carried))
    assert paths(refused) == [("consignment_code", "unknown_code")]


async def test_the_procedures_department_is_taken_when_none_is_given(stage: Stage) -> None:
    async with stage.bridge.database.transaction() as connection:
        await connection.execute("update procedure set department_code = 'STP'")
    document = await file(stage, stage.clerk, replace(FILING, department_code=None))
    assert document["department_code"] == "STP"
