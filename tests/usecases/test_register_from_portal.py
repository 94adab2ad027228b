"""Dossiers that begin at the portal: registered once, expected by post, or shown with why not."""

from collections.abc import AsyncIterator, Mapping

import pytest

from postal_bridge.domain.portal_refusals import UnknownFinding
from postal_bridge.gateways.portal_stand_in import ADDRESS_FIELD
from postal_bridge.usecases.follow_portal import ask_again, list_registered, settle_finding
from postal_bridge.usecases.look_up_dossier import look_up_dossier
from postal_bridge.wiring import Bridge
from routes.places import END
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center
from tests.usecases.portal_case import WHOLE, PortalCase, portal_beside, told

CODE = "H53.14-260313-7001"
NAME, PHONE, ADDRESS = "Nguyễn Thị Ví Dụ", "0900000077", "Số 7, đường Thử Nghiệm, tỉnh Ví Dụ"
SAID = {
    "MaTTHC": PROCEDURE,
    "ChuHoSo": NAME,
    "SoDienThoai": PHONE,
    "Email": "vi.du@example.vn",
    ADDRESS_FIELD: ADDRESS,
    "DonViXuLy": "Sở Nội vụ",
}
NATIONAL = "2.000777"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture
async def case(stage: Stage) -> AsyncIterator[PortalCase]:
    async with portal_beside(stage) as case:
        await case.let_in(address_field=ADDRESS_FIELD)
        yield case


async def filed(case: PortalCase, said: Mapping[str, str] = SAID, code: str = CODE) -> None:
    """Have somebody file a dossier at the portal, which says so."""
    case.theirs.file(code, said)
    await case.push(code, "1")


async def registered(case: PortalCase) -> list[str]:
    page = await list_registered(case.tools.database, case.stage.admin, (END, ""), 10)
    return [each["dossier_code"] for each in page.items]


async def add_procedure(case: PortalCase, code: str) -> None:
    row = {"center_id": case.stage.center.center_id, "code": code, "name": "Thủ tục ví dụ"}
    await case.stage.insert("procedure", row)


async def reasons(case: PortalCase) -> list[str]:
    """Return why what came from the portal could not be registered."""
    found: list[str] = await case.stage.value(
        "select coalesce(array_agg(refusal), '{}') from portal_finding where settled_at is null"
    )
    return found


async def test_what_begins_there_is_expected_by_post_here_and_told_back_from_then_on(
    case: PortalCase,
) -> None:
    await filed(case)
    assert await case.hear() == {"asked": 1, "applied": 0, "registered": 1, "found": 0}
    stage = case.stage
    seen = await look_up_dossier(
        case.tools.database, stage.clock, case.tools.sealer, stage.clerk, CODE
    )
    assert (seen["status"], seen["received_via"], seen["service_form"]) == (1, "postal", "BOTH")
    assert (seen["received_at"], seen["procedure_code"]) == (None, PROCEDURE)
    assert seen["department_code"] == "SNV"
    assert (seen["filer"]["name"], seen["filer"]["address"]) == (NAME, ADDRESS)
    assert await registered(case) == [CODE]
    # It is theirs, so they are not told of it, but of all that follows.
    await case.step(CODE, 2)
    await case.tell()
    assert told(case) == [(WHOLE, "1", 2)]
    assert await case.sides(CODE) == [(2, 2)]


async def test_it_is_registered_once_however_often_it_is_told_of_and_whoever_was_killed(
    case: PortalCase,
) -> None:
    for _ in range(3):
        await filed(case)
        await case.hear()
    # Whoever registered it was killed before that was noted.
    async with case.tools.database.transaction() as connection:
        await connection.execute("delete from portal_dossier")
    await filed(case)
    assert (await case.hear())["found"] == 0
    assert await case.stage.value("select count(*) from dossier_step where status = 1") == 1
    assert await case.findings() == []


async def test_it_is_found_by_period_without_being_told_of(case: PortalCase) -> None:
    await case.let_in(since_field="tungay", until_field="denngay", address_field=ADDRESS_FIELD)
    case.theirs.file(CODE, SAID)
    assert (await case.hear())["registered"] == 1
    assert (await case.hear())["registered"] == 0


async def test_the_national_code_of_a_procedure_is_enough_where_one_has_it(
    case: PortalCase,
) -> None:
    await add_procedure(case, f"{NATIONAL}.000.00.00.H53")
    await add_procedure(case, f"{NATIONAL}1")
    await filed(case, {**SAID, "MaTTHC": NATIONAL})
    assert (await case.hear())["registered"] == 1
    await add_procedure(case, f"{NATIONAL}.000.00.14.H53")
    await filed(case, {**SAID, "MaTTHC": NATIONAL}, CODE.replace("7001", "7002"))
    await case.hear()
    assert await reasons(case) == ["several_procedures"]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"MaTTHC": "9.999999"}, "unknown_procedure"),
        ({"MaTTHC": ""}, "says_too_little"),
        ({"KenhThucHien": "8"}, "says_too_little"),
        ({"KenhThucHien": "2"}, "not_by_post"),
        ({"ChuHoSo": " "}, "name_missing"),
        ({"SoDienThoai": ""}, "phone_missing"),
        ({ADDRESS_FIELD: ""}, "address_missing"),
    ],
)
async def test_what_cannot_be_registered_is_shown_with_why_and_nothing_kept_of_people(
    case: PortalCase, said: dict[str, str], reason: str
) -> None:
    for _ in range(2):
        await filed(case, SAID | said)
        await case.hear()
    assert await case.findings() == [(CODE, "unknown_dossier", "1")]
    assert await reasons(case) == [reason]
    rows = await case.stage.value(
        "select (select string_agg(f::text, '') from portal_finding f)"
        " || (select string_agg(d::text, '') from portal_dossier d)"
    )
    for personal in (NAME, PHONE, ADDRESS):
        assert personal not in rows
    assert await case.stage.value("select count(*) from dossier") == 0


async def test_one_that_was_taken_in_elsewhere_is_not_expected_by_post(case: PortalCase) -> None:
    case.theirs.file(CODE, SAID)
    case.theirs.move(CODE, "2")
    await case.push(CODE, "2")
    await case.hear()
    assert await reasons(case) == ["begun_elsewhere"]


async def test_a_code_that_is_none_is_shown(case: PortalCase) -> None:
    await filed(case, code="G22.99.01")
    await case.hear()
    assert await reasons(case) == ["bad_dossier_code"]


async def test_what_was_put_right_is_registered_when_a_person_has_it_tried_again(
    case: PortalCase,
) -> None:
    said = {**SAID, "MaTTHC": NATIONAL, "DonViXuLy": "Sở nào đó"}
    await filed(case, said)
    await case.hear()
    assert (await case.hear())["asked"] == 0
    finding_id = await case.stage.value("select finding_id from portal_finding")
    await add_procedure(case, NATIONAL)
    assert (await ask_again(case.asked(), finding_id)).document == {"dossiers": 1}
    await case.hear()
    assert await reasons(case) == ["required"]
    case.theirs.file(CODE, {**said, "DonViXuLy": "Sở Tư pháp"})
    await ask_again(case.asked(), finding_id)
    assert (await case.hear())["registered"] == 1
    assert await case.findings() == []
    with pytest.raises(UnknownFinding):
        await ask_again(case.asked(), finding_id)


async def test_what_a_person_settled_does_not_come_back_by_itself(case: PortalCase) -> None:
    await case.let_in(ask_hours=6, address_field=ADDRESS_FIELD)
    await filed(case, {**SAID, "KenhThucHien": "2"})
    await case.hear()
    finding_id = await case.stage.value("select finding_id from portal_finding")
    await settle_finding(case.asked(), finding_id, "Hồ sơ trực tuyến, không qua bưu chính")
    await case.until_quiet()
    for _ in range(30):
        await case.hear()
    assert await case.findings() == []
