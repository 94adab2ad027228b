"""Consignments: who may register which, with what inside, and under which code."""

import asyncio
from typing import Any

import pytest

from postal_bridge.domain.code_refusals import CodeTaken, NoCodeRange
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.refusals import (
    AlreadyUnderWay,
    InvalidInput,
    NotForYourRole,
    NotPostalEligible,
    ReferenceTaken,
)
from postal_bridge.domain.tracking_code import CodeRange, TrackingCode
from postal_bridge.store import code_ranges
from postal_bridge.usecases.citizen import Citizen
from postal_bridge.usecases.register_consignment import PaperOrder
from postal_bridge.wiring import Bridge
from tests.conftest import MORNING, SettableClock
from tests.journeys import IN_PERSON, PROCEDURE, Stage, found_center

CITIZEN = Citizen("Trần Văn Mẫu", "0987 654 321", "3 ngõ Ví Dụ")
FIRST = (MORNING.replace(year=1), 0)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def problems_of(awaitable: Any) -> dict[str, str]:
    with pytest.raises(InvalidInput) as caught:
        await awaitable
    return {problem.path: problem.code for problem in caught.value.problems}


async def test_the_post_registers_what_it_collects(stage: Stage) -> None:
    document = await stage.register(
        stage.post, Leg.INBOUND, citizen=CITIZEN, procedure_code=PROCEDURE
    )
    assert (document["code"], document["state"]) == ("EV000000014VN", "registered")
    assert (document["origin"], document["destination"]) == ("citizen", "H53")
    assert (document["holder"], document["post_office"]) == ("citizen", "H53.BC")
    assert document["scope"] == "between_districts"
    assert [(p["name"], p["form"], p["quantity"]) for p in document["papers"]] == [
        ("Tờ khai ví dụ", "original", 1),
        ("Bản sao ví dụ", "certified_copy", 2),
    ]
    assert document["next_actions"][0] == "collect"
    assert document["citizen"]["name"] == "Trần Văn Mẫu"


async def test_what_is_left_open_comes_from_the_dossier(stage: Stage) -> None:
    dossier = await stage.add_dossier()
    out = await stage.register(stage.clerk, Leg.TRANSFER_OUT, dossier_code=dossier.lower())
    assert (out["origin"], out["destination"]) == ("H53", "SNV")
    assert (out["dossier_code"], out["procedure_code"]) == (dossier, PROCEDURE)
    assert (out["citizen"], out["papers"]) == (None, [])
    back = await stage.register(stage.clerk, Leg.TRANSFER_BACK, dossier_code=dossier)
    assert (back["origin"], back["destination"]) == ("SNV", "H53")
    result = await stage.register(stage.department, Leg.OUTBOUND, dossier_code=dossier)
    assert (result["origin"], result["destination"]) == ("SNV", "citizen")
    assert result["citizen"] == {
        "name": "Nguyễn Thị Ví Dụ",
        "phone": "0912345678",
        "address": "12 đường Hoa Sữa",
        "masked": False,
    }


async def test_papers_can_be_listed_by_hand(stage: Stage) -> None:
    papers = [PaperOrder("Giấy chứng nhận ví dụ", "result", 1, to_withdraw=True)]
    document = await stage.register(stage.clerk, Leg.OUTBOUND, papers=papers, collect_dong=50_000)
    assert [(p["name"], p["to_withdraw"]) for p in document["papers"]] == [
        ("Giấy chứng nhận ví dụ", True)
    ]
    assert document["collect_dong"] == 50_000


@pytest.mark.parametrize(
    ("who", "legs"),
    [
        ("post", {Leg.INBOUND}),
        ("clerk", set(Leg)),
        ("admin", set(Leg)),
        ("department", {Leg.TRANSFER_BACK, Leg.OUTBOUND}),
        ("accountant", set()),
    ],
)
async def test_each_role_sends_on_its_legs_alone(stage: Stage, who: str, legs: set[Leg]) -> None:
    dossier = await stage.add_dossier()
    allowed = set()
    for leg in Leg:
        try:
            await stage.register(getattr(stage, who), leg, dossier_code=dossier)
        except NotForYourRole:
            continue
        allowed.add(leg)
    assert allowed == legs


async def test_the_ends_have_to_fit_the_leg(stage: Stage) -> None:
    post, clerk, department = stage.post, stage.clerk, stage.department
    dossier = await stage.add_dossier()
    refused: list[tuple[Any, dict[str, str]]] = [
        (stage.register(post, Leg.INBOUND, origin="H53"), {"origin": "wrong_end"}),
        (stage.register(post, Leg.INBOUND, destination="H53.P2"), {"destination": "wrong_end"}),
        (stage.register(post, Leg.INBOUND, post_office="H53.P2"), {"post_office": "not_yours"}),
        (stage.register(clerk, Leg.TRANSFER_OUT), {"destination": "missing"}),
        (
            stage.register(clerk, Leg.TRANSFER_OUT, destination="NONE", origin="citizen"),
            {"destination": "unknown_office", "origin": "wrong_end"},
        ),
        (stage.register(clerk, Leg.OUTBOUND, post_office="SNV"), {"post_office": "unknown_office"}),
        (
            stage.register(department, Leg.OUTBOUND, origin="H53", dossier_code=dossier),
            {"origin": "not_yours"},
        ),
        (stage.register(department, Leg.OUTBOUND), {"dossier_code": "missing"}),
    ]
    for registering, expected in refused:
        assert await problems_of(registering) == expected
    assert await stage.value("select count(*) from custody") == 0
    inbound = await stage.register(clerk, Leg.INBOUND, destination="STP", post_office="H53.P2")
    assert (inbound["destination"], inbound["post_office"]) == ("STP", "H53.P2")


async def test_what_is_named_has_to_exist_and_fit(stage: Stage) -> None:
    dossier = await stage.add_dossier()
    clerk = stage.clerk
    refused: list[tuple[Any, dict[str, str]]] = [
        (
            stage.register(clerk, Leg.INBOUND, dossier_code="H53.14-260313-9999"),
            {"dossier_code": "unknown_dossier"},
        ),
        (
            stage.register(clerk, Leg.INBOUND, dossier_code="không có"),
            {"dossier_code": "bad_dossier_code"},
        ),
        (
            stage.register(clerk, Leg.INBOUND, procedure_code="9.9"),
            {"procedure_code": "unknown_procedure"},
        ),
        (
            stage.register(clerk, Leg.INBOUND, dossier_code=dossier, procedure_code=IN_PERSON),
            {"procedure_code": "not_of_dossier"},
        ),
        (stage.register(clerk, Leg.INBOUND, scope="to_the_moon"), {"scope": "unknown_scope"}),
        (stage.register(clerk, Leg.INBOUND, code="EV000000013VN"), {"code": "bad_tracking_code"}),
        (
            stage.register(clerk, Leg.TRANSFER_OUT, destination="SNV", citizen=CITIZEN),
            {"citizen": "not_on_this_leg"},
        ),
        (
            stage.register(clerk, Leg.OUTBOUND, citizen=Citizen("Lê Thị Mẫu", "không có")),
            {"citizen.phone": "bad_phone"},
        ),
    ]
    for registering, expected in refused:
        assert await problems_of(registering) == expected


async def test_a_procedure_in_person_does_not_travel_for_the_citizen(stage: Stage) -> None:
    for leg in (Leg.INBOUND, Leg.OUTBOUND):
        with pytest.raises(NotPostalEligible):
            await stage.register(stage.clerk, leg, procedure_code=IN_PERSON)
    between = await stage.register(
        stage.clerk, Leg.TRANSFER_OUT, procedure_code=IN_PERSON, destination="SNV"
    )
    assert between["procedure_code"] == IN_PERSON


async def test_a_department_sends_for_its_own_dossiers_alone(stage: Stage) -> None:
    dossier = await stage.add_dossier()
    unknown = {"dossier_code": "unknown_dossier"}
    other = stage.department2
    assert (
        await problems_of(stage.register(other, Leg.TRANSFER_BACK, dossier_code=dossier)) == unknown
    )
    # A department that was asked to take part may send back what it was sent.
    await stage.register(stage.clerk, Leg.TRANSFER_OUT, dossier_code=dossier, destination="STP")
    back = await stage.register(other, Leg.TRANSFER_BACK, dossier_code=dossier)
    assert back["origin"] == "STP"


async def test_the_post_names_dossiers_that_are_announced(stage: Stage) -> None:
    announced = await stage.add_dossier()
    inbound = await stage.register(stage.post, Leg.INBOUND, dossier_code=announced)
    assert inbound["dossier_code"] == announced
    filed = await stage.add_dossier(2, received_at=MORNING, received_on=MORNING.date(), status=2)
    registering = stage.register(stage.post, Leg.INBOUND, dossier_code=filed)
    assert await problems_of(registering) == {"dossier_code": "unknown_dossier"}


async def test_a_printed_label_is_bound_once(stage: Stage) -> None:
    document = await stage.register(stage.post, Leg.INBOUND, code=" rr 000 000 102 vn ")
    assert document["code"] == "RR000000102VN"
    for who in (stage.post, stage.clerk):
        with pytest.raises(CodeTaken):
            await stage.register(who, Leg.INBOUND, code="RR000000102VN")


async def test_numbers_of_another_centre_are_not_bound(
    stage: Stage, bridge: Bridge, clock: SettableClock
) -> None:
    await found_center(bridge, clock, "H26", CodeRange("EV", 201, 300, "VN"))
    with pytest.raises(CodeTaken):
        await stage.register(stage.post, Leg.INBOUND, code=str(TrackingCode("EV", 250, "VN")))


async def test_dossiers_of_another_centre_are_not_named(
    stage: Stage, bridge: Bridge, clock: SettableClock
) -> None:
    dossier = await stage.add_dossier()
    other = await found_center(bridge, clock, "H26", CodeRange("EV", 201, 300, "VN"))
    registering = other.register(other.clerk, Leg.INBOUND, dossier_code=dossier)
    assert await problems_of(registering) == {"dossier_code": "unknown_dossier"}


async def test_a_reference_is_given_once_in_a_centre(
    stage: Stage, bridge: Bridge, clock: SettableClock
) -> None:
    await stage.register(stage.post, Leg.INBOUND, reference="PG-1")
    with pytest.raises(ReferenceTaken):
        await stage.register(stage.post2, Leg.INBOUND, reference="PG-1")
    other = await found_center(bridge, clock, "H26", CodeRange("EV", 201, 300, "VN"))
    assert (await other.register(other.post, Leg.INBOUND, reference="PG-1"))["reference"] == "PG-1"


async def test_many_at_once_get_numbers_without_gaps(stage: Stage) -> None:
    await stage.register(stage.post, Leg.INBOUND, reference="taken")

    async def try_one(number: int) -> str | None:
        reference = "taken" if number % 5 == 0 else None
        try:
            return str((await stage.register(stage.post, Leg.INBOUND, reference=reference))["code"])
        except ReferenceTaken:
            return None

    codes = await asyncio.gather(*map(try_one, range(25)))
    made = sorted(code for code in codes if code)
    assert len(made) == 20
    serials = [TrackingCode.parse(code).serial for code in made]
    assert serials == list(range(2, 22))


async def test_numbers_bound_by_hand_are_left_out(stage: Stage) -> None:
    for serial in range(2, 70):
        code = str(TrackingCode("EV", serial, "VN"))
        await stage.register(stage.post, Leg.INBOUND, code=code)
    for serial in (1, 70, 71):
        document = await stage.register(stage.post, Leg.INBOUND)
        assert TrackingCode.parse(document["code"]).serial == serial


async def test_a_used_up_range_is_followed_by_the_next(
    bridge: Bridge, clock: SettableClock
) -> None:
    stage = await found_center(bridge, clock, codes=CodeRange("EV", 7, 8, "VN"))
    made = [(await stage.register(stage.post, Leg.INBOUND))["code"] for _ in range(2)]
    assert [TrackingCode.parse(code).serial for code in made] == [7, 8]
    with pytest.raises(NoCodeRange, match="POST /api/v1/code-ranges"):
        await stage.register(stage.post, Leg.INBOUND)
    async with bridge.database.transaction() as connection:
        await code_ranges.add_code_range(
            connection,
            stage.center.center_id,
            CodeRange("EX", 5, 6, "VN"),
            MORNING.date(),
            "Văn bản ví dụ 02/BĐ",
        )
    assert (await stage.register(stage.post, Leg.INBOUND))["code"].startswith("EX00000005")


async def test_a_dossier_under_way_is_not_sent_the_same_way_twice(stage: Stage) -> None:
    dossier, other = await stage.add_dossier(1), await stage.add_dossier(2)
    first = (await stage.register(stage.post, Leg.INBOUND, dossier_code=dossier))["code"]
    with pytest.raises(AlreadyUnderWay, match=first):
        await stage.register(stage.clerk, Leg.INBOUND, dossier_code=dossier)
    with pytest.raises(AlreadyUnderWay, match=first):
        await stage.register(stage.clerk, Leg.INBOUND, dossier_code=other, further=[dossier])
    assert (await stage.register(stage.post, Leg.INBOUND, part_of=first))["part_of"] == first
    assert await stage.value("select count(*) from consignment") == 2
    # Its supplement comes when what came first is there, and another way is another way.
    alone = (await stage.register(stage.post, Leg.INBOUND, dossier_code=other))["code"]
    await stage.recorded(stage.post, alone, "collect", "give")
    await stage.recorded(stage.clerk, alone, "take")
    await stage.register(stage.post, Leg.INBOUND, dossier_code=other)
    await stage.register(stage.clerk, Leg.TRANSFER_OUT, dossier_code=other)


async def test_a_dossier_goes_to_two_departments_at_once_and_to_neither_twice(
    stage: Stage,
) -> None:
    dossier = await stage.add_dossier()
    for destination in ("SNV", "STP"):
        order: dict[str, Any] = {"dossier_code": dossier, "destination": destination}
        made = await stage.register(stage.clerk, Leg.TRANSFER_OUT, **order)
        with pytest.raises(AlreadyUnderWay, match=made["code"]):
            await stage.register(stage.admin, Leg.TRANSFER_OUT, **order)


async def test_of_two_who_register_the_same_at_the_same_moment_one_does(stage: Stage) -> None:
    dossier = await stage.add_dossier()
    order: dict[str, Any] = {"dossier_code": dossier, "post_office": stage.post.office_code}
    both = await asyncio.gather(
        *(stage.register(stage.clerk, Leg.OUTBOUND, **order) for _ in range(2)),
        return_exceptions=True,
    )
    assert sorted(isinstance(each, AlreadyUnderWay) for each in both) == [False, True]
