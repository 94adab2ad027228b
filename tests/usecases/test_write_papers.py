"""Which papers a dossier has, the day and form of each, and what the control sheet tells."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import PortalStatus, ReturnedVia
from postal_bridge.domain.papers import DossierPaper
from postal_bridge.domain.refusals import PaperNotThere, UnknownCode
from postal_bridge.domain.term import Term, TermUnit
from postal_bridge.usecases.advance_dossier import WantedStep, advance_dossier
from postal_bridge.usecases.take_back_step import take_back_step
from postal_bridge.usecases.write_papers import ListedPaper, PaperFacts, list_papers, write_paper
from postal_bridge.wiring import Bridge
from tests.conftest import MORNING, SettableClock
from tests.journeys import PROCEDURE, Stage, found_center

TODAY = date(2026, 3, 13)
RECEIVED: dict[str, Any] = {"received_at": MORNING, "received_on": TODAY, "status": 2}
ALWAYS = [DossierPaper.RECEIPT_APPOINTMENT, DossierPaper.PROCESS_CONTROL_SHEET]


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def step(stage: Stage, who: Viewer, code: str, status: int, **more: Any) -> WantedStep:
    bridge = stage.bridge
    stage.clock.advance(timedelta(seconds=1))
    wanted = WantedStep(PortalStatus(status), **more)
    await advance_dossier(bridge.database, stage.clock, bridge.sealer, who, code, wanted, None)
    return wanted


async def listed(stage: Stage, who: Viewer, code: str) -> list[DossierPaper]:
    return await list_papers(stage.bridge.database, stage.clock, who, code)


async def written(stage: Stage, who: Viewer, code: str, paper: DossierPaper) -> PaperFacts:
    bridge = stage.bridge
    return await write_paper(bridge.database, stage.clock, bridge.sealer, who, code, paper)


async def test_an_announced_dossier_has_no_papers(stage: Stage) -> None:
    code = await stage.add_dossier()
    assert await listed(stage, stage.clerk, code) == []
    for paper in DossierPaper:
        with pytest.raises(PaperNotThere):
            await written(stage, stage.clerk, code, paper)


async def test_the_receipt_says_who_took_in_what_and_whose(stage: Stage) -> None:
    code = await stage.add_dossier(received_via="direct", fee_dong=25_000)
    await step(stage, stage.clerk, code, 2)
    facts = await written(stage, stage.clerk, code, DossierPaper.RECEIPT_APPOINTMENT)
    assert facts.form is not None
    assert (facts.form.number, facts.form.circular) == ("01", "03/2025/TT-VPCP")
    assert (facts.day, facts.signer) == (TODAY, "Người Thử Clerk")
    assert facts.filer == {
        "name": "Nguyễn Thị Ví Dụ",
        "phone": "0912345678",
        "address": "12 đường Hoa Sữa",
    }
    assert facts.term == Term(TermUnit.WORKING_DAYS, 5)
    assert (facts.fee_dong, facts.open_dong) == (25_000, None)
    assert facts.papers == [
        ListedPaper("Tờ khai ví dụ", "original", None),
        ListedPaper("Bản sao ví dụ", "certified_copy", None),
    ]


async def test_papers_that_came_by_post_are_those_of_the_slip(stage: Stage) -> None:
    code = await stage.add_dossier()
    slip = await stage.register(
        stage.post, Leg.INBOUND, dossier_code=code, procedure_code=PROCEDURE
    )
    await stage.recorded(stage.post, slip["code"], "collect", "give")
    await stage.recorded(stage.clerk, slip["code"], "take")
    facts = await written(stage, stage.clerk, code, DossierPaper.RECEIPT_APPOINTMENT)
    assert [(paper.name, paper.quantity) for paper in facts.papers] == [
        ("Tờ khai ví dụ", 1),
        ("Bản sao ví dụ", 2),
    ]


@pytest.mark.parametrize(
    ("status", "paper"),
    [(5, DossierPaper.SUPPLEMENT_REQUEST), (8, DossierPaper.STOP_NOTICE)],
)
async def test_a_notice_is_there_once_its_step_is_taken_and_until_it_is_taken_back(
    status: int, paper: DossierPaper, stage: Stage
) -> None:
    code = await stage.add_dossier(**RECEIVED)
    with pytest.raises(PaperNotThere):
        await written(stage, stage.department, code, paper)
    taken = await step(stage, stage.department, code, status, note="Thiếu bản vẽ ví dụ")
    assert paper in await listed(stage, stage.department, code)
    facts = await written(stage, stage.department, code, paper)
    assert (facts.said, facts.signer) == ("Thiếu bản vẽ ví dụ", "Người Thử Department")
    stage.clock.advance(timedelta(seconds=1))
    database, sealer = stage.bridge.database, stage.bridge.sealer
    await take_back_step(database, stage.clock, sealer, stage.department, None, code, taken.step_id)
    assert await listed(stage, stage.department, code) == ALWAYS


async def test_a_refused_dossier_has_the_refusal_and_no_receipt(stage: Stage) -> None:
    code = await stage.add_dossier()
    await step(stage, stage.clerk, code, 3, note="Không thuộc thẩm quyền")
    assert await listed(stage, stage.clerk, code) == [DossierPaper.REFUSAL_NOTICE]


async def test_the_form_is_that_of_the_day_of_the_paper(stage: Stage) -> None:
    eve = datetime(2025, 9, 14, 16, 59, tzinfo=UTC)  # 23:59 of 14 September at the centre
    numbers = []
    for number, at in enumerate((eve, eve + timedelta(minutes=1)), start=1):
        day = at.astimezone(stage.center.zone).date()
        code = await stage.add_dossier(number, received_at=at, received_on=day, status=2)
        for paper in ALWAYS:
            form = (await written(stage, stage.clerk, code, paper)).form
            assert form is not None
            numbers.append((form.number, form.circular))
    assert numbers == [
        ("01", "01/2018/TT-VPCP"),
        ("05", "01/2018/TT-VPCP"),
        ("01", "03/2025/TT-VPCP"),
        ("06", "03/2025/TT-VPCP"),
    ]


async def test_there_was_no_stop_notice_and_no_form_at_all_before_circulars_had_one(
    stage: Stage,
) -> None:
    before = datetime(2025, 9, 1, 3, tzinfo=UTC)
    code = await stage.add_dossier(received_at=before, received_on=before.date(), status=4)
    await step(stage, stage.department, code, 8, happened_on=date(2025, 9, 10))
    assert DossierPaper.STOP_NOTICE not in await listed(stage, stage.clerk, code)
    early = datetime(2018, 3, 1, 3, tzinfo=UTC)
    old = await stage.add_dossier(2, received_at=early, received_on=early.date(), status=4)
    assert await listed(stage, stage.clerk, old) == []


async def test_the_receipt_of_a_result_is_there_once_there_is_one(stage: Stage) -> None:
    code = await stage.add_dossier(**RECEIVED)
    with pytest.raises(PaperNotThere):
        await written(stage, stage.clerk, code, DossierPaper.RESULT_RECEIPT)
    await step(stage, stage.department, code, 9)
    facts = await written(stage, stage.clerk, code, DossierPaper.RESULT_RECEIPT)
    assert (facts.form, facts.day, facts.returned_via) == (None, TODAY, None)
    await step(stage, stage.clerk, code, 10, returned_via=ReturnedVia.COUNTER)
    facts = await written(stage, stage.clerk, code, DossierPaper.RESULT_RECEIPT)
    assert (facts.returned_on, facts.returned_via) == (TODAY, ReturnedVia.COUNTER)


async def test_the_control_sheet_has_the_times_of_the_posts_voucher(stage: Stage) -> None:
    code = await stage.add_dossier()
    slip = (await stage.register(stage.post, Leg.INBOUND, dossier_code=code))["code"]
    await stage.recorded(stage.post, slip, "collect")
    bag = (await stage.begin_bag(stage.post, "H53", items=[slip], pack=True))["code"]
    await stage.recorded(stage.post, bag, "seal", "give")
    given_at = stage.clock()
    stage.clock.advance(timedelta(hours=2))
    await stage.recorded(stage.clerk, bag, "take")
    taken_at = stage.clock()
    await stage.recorded(stage.clerk, bag, "open")
    await stage.recorded(stage.clerk, slip, "unpack")
    await step(stage, stage.department, code, 4)
    await step(stage, stage.department, code, 9)
    facts = await written(stage, stage.clerk, code, DossierPaper.PROCESS_CONTROL_SHEET)
    told = [(m.from_office, m.to_office, m.giver, m.taker, m.voucher) for m in facts.moves]
    post = await stage.value("select name from office where code = 'H53.BC'")
    center, department = "Trung tâm ví dụ H53", "Sở Nội vụ"
    assert told == [
        (None, post, None, "Người Thử Post", slip),
        (post, center, "Người Thử Post", "Người Thử Clerk", slip),
        (None, department, None, "Người Thử Department", None),
        (department, None, "Người Thử Department", None, None),
    ]
    assert (facts.moves[1].given_at, facts.moves[1].taken_at) == (given_at, taken_at)


async def test_papers_are_for_those_who_may_see_the_dossier(stage: Stage) -> None:
    code = await stage.add_dossier(**RECEIVED)
    for who in (stage.department2, stage.post2):
        with pytest.raises(UnknownCode):
            await listed(stage, who, code)
        with pytest.raises(UnknownCode):
            await written(stage, who, code, DossierPaper.RECEIPT_APPOINTMENT)
    facts = await written(stage, stage.accountant, code, DossierPaper.RECEIPT_APPOINTMENT)
    assert facts.filer["name"] != "Nguyễn Thị Ví Dụ"
    assert facts.filer["address"] is None
    for number in ("x", "H53.14-260313-9999"):
        with pytest.raises(UnknownCode):
            await written(stage, stage.clerk, number, DossierPaper.RECEIPT_APPOINTMENT)
