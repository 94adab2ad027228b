"""What people are told is written with the change it tells of: once, sealed, of what is new."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import PortalStatus, ReceivedVia
from postal_bridge.domain.message import (
    Announcement,
    Channel,
    Facts,
    FilerOf,
    HeadOf,
    Language,
    MessageKind,
)
from postal_bridge.domain.refusals import StepNotAllowed
from postal_bridge.domain.scan import Reason
from postal_bridge.gateways.stand_ins import MessengerStandIn
from postal_bridge.usecases.advance_dossier import WantedStep, advance_dossier
from postal_bridge.usecases.announce import announce, announce_all
from postal_bridge.usecases.apologise import apologise
from postal_bridge.usecases.file_bundle import BundleFiling, file_bundle
from postal_bridge.usecases.filer import seal_filer
from postal_bridge.usecases.follow_messages import messages_of_dossier
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.rate_by_link import look_at_link
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.usecases.take_back_step import take_back_step
from postal_bridge.wiring import Bridge
from tests.conftest import MORNING, SettableClock
from tests.journeys import PROCEDURE, Stage, found_center
from tests.usecases.reading_messages import messages_of, sender

CODE = "H53.14-260313-0001"
PHONE = "0912345678"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def step(stage: Stage, who: Viewer, code: str, status: PortalStatus, **more: object) -> None:
    wanted = WantedStep(status, **more)  # type: ignore[arg-type]
    tools = stage.bridge.database, stage.clock, stage.bridge.sealer
    await advance_dossier(*tools, who, code, wanted, None)


async def say(stage: Stage, *told: Announcement) -> None:
    async with stage.bridge.database.transaction() as connection:
        await announce_all(connection, stage.bridge.sealer, stage.clock, stage.center, told)


async def outbound(stage: Stage, code: str) -> str:
    """Register the way back of a result, and return its code."""
    made = await stage.register(
        stage.clerk, Leg.OUTBOUND, dossier_code=code, post_office=stage.post.office_code
    )
    carried: str = made["code"]
    return carried


async def test_a_dossier_that_is_filed_is_told_with_its_appointment(stage: Stage) -> None:
    filing = Filing(CODE, PROCEDURE, ReceivedVia.DIRECT, "SNV", filer_phone="0912 345 678")
    tools = stage.bridge.database, stage.clock, stage.bridge.sealer
    await register_dossier(*tools, stage.clerk, filing, None)
    (told,) = await messages_of(stage)
    assert (told.kind, told.state, told.phone) == ("accepted", "waiting", PHONE)
    assert told.facts["due_on"] == date(2026, 3, 20)
    assert told.facts["dossier"] == CODE
    assert told.facts["department"] == "Sở Nội vụ"
    assert told.channels == ("sms",)


async def test_a_filer_may_be_reached_by_e_mail_and_in_english(stage: Stage) -> None:
    filing = Filing(
        CODE,
        PROCEDURE,
        ReceivedVia.DIRECT,
        "SNV",
        filer_phone="0912 345 678",
        filer_email="an@thu.example",
        filer_language=Language.ENGLISH,
    )
    tools = stage.bridge.database, stage.clock, stage.bridge.sealer
    await register_dossier(*tools, stage.clerk, filing, None)
    (told,) = await messages_of(stage)
    assert (told.channels, told.email) == (("sms", "email"), "an@thu.example")
    email = MessengerStandIn()
    await sender(stage, {Channel.EMAIL: email}).send_of(stage.center)
    (sent,) = email.handed_over
    assert sent.subject == f"Dossier {CODE} was received"
    assert "The result is due on 20 March 2026." in sent.text


async def test_a_posted_dossier_is_told_when_its_hand_over_is_signed(stage: Stage) -> None:
    dossier = await stage.add_dossier()
    made = await stage.register(
        stage.post, Leg.INBOUND, dossier_code=dossier, post_office=stage.post.office_code
    )
    await stage.recorded(stage.post, made["code"], "collect")
    await stage.recorded(stage.post, made["code"], "give", to_office=stage.center.code)
    assert not await messages_of(stage)
    await stage.recorded(stage.clerk, made["code"], "take")
    (told,) = await messages_of(stage)
    assert (told.kind, told.facts["due_on"]) == ("accepted", date(2026, 3, 20))


async def test_a_result_is_told_on_its_way_when_nobody_was_met_and_when_it_arrived(
    stage: Stage,
) -> None:
    dossier = await stage.add_dossier(status=9, received_at=MORNING, received_on=MORNING.date())
    code = await outbound(stage, dossier)
    await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
    await stage.recorded(stage.post, code, "take")
    await stage.recorded(stage.post, code, "go_out")
    await stage.recorded(stage.post, code, "fail", reason=Reason.ADDRESSEE_ABSENT)
    await stage.recorded(stage.post, code, "go_out")
    await stage.recorded(stage.post, code, "deliver")
    told = await messages_of(stage)
    assert [each.kind for each in told] == ["result_sent", "failed_attempt", "delivered"]
    assert told[0].facts["consignment"] == code
    assert told[1].facts["attempt_on"] == MORNING.date()
    assert "bưu" in str(told[1].facts["post_office"])
    assert told[2].facts["delivered_on"] == MORNING.date()
    token = str(told[2].facts["rate"]).removeprefix("/rate/")
    asked = await look_at_link(stage.bridge.database, stage.clock, token)
    assert asked.dossier_code == dossier


async def test_what_comes_and_goes_in_one_consignment_is_told_in_one_message(stage: Stage) -> None:
    codes = [await stage.add_dossier(number) for number in (1, 2, 3)]
    named = {"dossier_code": codes[0], "further": codes[1:]}
    code = str((await stage.register(stage.post, Leg.INBOUND, **named))["code"])
    await stage.recorded(stage.post, code, "collect")
    await stage.recorded(stage.post, code, "give", to_office="H53")
    taken = await stage.scan(stage.clerk, code, "take")
    (accepted,) = await messages_of(stage)
    assert (accepted.kind, accepted.state) == ("accepted", "waiting")
    await stage.recorded(stage.clerk, code, "correct", corrects=taken.scan_id)
    assert [each.state for each in await messages_of(stage)] == ["withheld"]
    await stage.recorded(stage.clerk, code, "take")
    code = str((await stage.register(stage.clerk, Leg.OUTBOUND, **named))["code"])
    await stage.recorded(stage.clerk, code, "give", to_office="H53.BC")
    await stage.recorded(stage.post, code, "take", "go_out")
    await stage.recorded(stage.post, code, "fail", reason=Reason.ADDRESSEE_ABSENT)
    await stage.recorded(stage.post, code, "go_out", "deliver")
    told = [each for each in await messages_of(stage) if each.state == "waiting"]
    kinds = ["accepted", "result_sent", "failed_attempt", "delivered"]
    assert [each.kind for each in told] == kinds
    for each in told:
        assert each.facts["dossier"] == f"{codes[0]} và 2 hồ sơ khác"
        assert each.facts["dossiers"] == ", ".join(codes)
    for code in codes:
        listed = await messages_of_dossier(
            stage.bridge.database, stage.clock, stage.bridge.sealer, stage.clerk, code
        )
        assert len(listed) == len(kinds) + 1


async def test_of_results_in_one_envelope_each_is_rated_by_a_link_of_its_own(stage: Stage) -> None:
    sealer, codes = stage.bridge.sealer, []
    for number in (1, 2, 3):
        code = f"{CODE[:-1]}{number}"
        filer = seal_filer(sealer, "H53", code, PHONE, None, email="an@thu.example")
        received = {"status": 9, "received_at": MORNING, "received_on": MORNING.date()}
        reached = {"filer_email_sealed": filer.email_sealed}
        codes.append(await stage.add_dossier(number, **received, **reached))
    made = await stage.register(stage.clerk, Leg.OUTBOUND, dossier_code=codes[0], further=codes[1:])
    await stage.recorded(stage.clerk, made["code"], "give", to_office="H53.BC")
    await stage.recorded(stage.post, made["code"], "take", "go_out", "deliver")
    email = MessengerStandIn()
    await sender(stage, {Channel.EMAIL: email}).send_of(stage.center)
    stage.clock.advance(timedelta(hours=1))
    await sender(stage, {Channel.EMAIL: email}).send_of(stage.center)
    (sent,) = [each for each in email.handed_over if "Xin đánh giá" in each.text]
    links = re.findall(r"^(H53\S+): https://mot-cua\.example/rate/(\S+)$", sent.text, re.MULTILINE)
    asked = {
        code: await look_at_link(stage.bridge.database, stage.clock, token) for code, token in links
    }
    assert {code: each.dossier_code for code, each in asked.items()} == {
        each: each for each in codes
    }


async def test_dossiers_filed_as_one_are_told_as_one_where_the_same_is_said(stage: Stage) -> None:
    tools = stage.bridge.database, stage.clock, stage.bridge.sealer
    filings = [
        Filing(
            f"{CODE[:-1]}{number}",
            PROCEDURE,
            ReceivedVia.DIRECT,
            "SNV",
            due_on=day,
            filer_phone="0912 345 678",
        )
        for number, day in ((1, None), (2, None), (3, MORNING.date() + timedelta(days=40)))
    ]
    await file_bundle(Asked(*tools, stage.clerk), BundleFiling("Ba trong một", filings))
    told = sorted(await messages_of(stage), key=lambda each: each.dossier_code or "")
    assert [each.facts["dossier"] for each in told] == [
        f"{filings[0].code} và 1 hồ sơ khác",
        filings[2].code,
    ]


async def test_a_scan_that_is_corrected_takes_its_message_along(stage: Stage) -> None:
    dossier = await stage.add_dossier(status=9, received_at=MORNING, received_on=MORNING.date())
    code = await outbound(stage, dossier)
    await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
    await stage.recorded(stage.post, code, "take")
    await stage.recorded(stage.post, code, "go_out")
    scan_id = await stage.value("select scan_id from scan order by received_at desc limit 1")
    delivered = await stage.scan(stage.post, code, "deliver")
    assert scan_id != delivered.scan_id
    await stage.recorded(stage.post, code, "correct", corrects=delivered.scan_id)
    (told,) = await messages_of(stage, "delivered")
    assert (told.state, told.trouble) == ("withheld", "taken_back")


async def test_steps_that_matter_to_the_filer_are_told_and_no_others(stage: Stage) -> None:
    dossier = await stage.add_dossier(status=2, received_at=MORNING, received_on=MORNING.date())
    await step(stage, stage.department, dossier, PortalStatus.PROCESSING)
    await step(stage, stage.department, dossier, PortalStatus.SUPPLEMENT_ASKED)
    await step(stage, stage.department, dossier, PortalStatus.PROCESSING)
    await step(stage, stage.department, dossier, PortalStatus.DONE)
    assert sorted([each.kind for each in await messages_of(stage)]) == [
        "result_ready",
        "supplement_asked",
    ]


async def test_a_step_taken_back_is_not_told(stage: Stage) -> None:
    dossier = await stage.add_dossier(status=4, received_at=MORNING, received_on=MORNING.date())
    wanted = WantedStep(PortalStatus.DONE)
    tools = stage.bridge.database, stage.clock, stage.bridge.sealer
    await advance_dossier(*tools, stage.department, dossier, wanted, None)
    await take_back_step(*tools, stage.department, None, dossier, wanted.step_id)
    (told,) = await messages_of(stage)
    assert (told.state, told.trouble) == ("withheld", "taken_back")
    stage.clock.advance(timedelta(seconds=1))
    await step(stage, stage.department, dossier, PortalStatus.DONE)
    assert [each.state for each in await messages_of(stage)] == ["withheld", "waiting"]


async def test_what_is_refused_tells_nobody(stage: Stage) -> None:
    dossier = await stage.add_dossier(status=2)
    with pytest.raises(StepNotAllowed):
        await step(stage, stage.clerk, dossier, PortalStatus.ACCEPTED)
    assert not await messages_of(stage)


async def test_what_happened_long_ago_is_no_news(stage: Stage) -> None:
    long_ago = MORNING - timedelta(days=10)
    dossier = await stage.add_dossier(status=4, received_at=long_ago, received_on=long_ago.date())
    done_on = MORNING.date() - timedelta(days=5)
    await step(stage, stage.department, dossier, PortalStatus.DONE, happened_on=done_on)
    assert not await messages_of(stage)


async def test_an_apology_is_told_with_the_new_day(stage: Stage) -> None:
    dossier = await stage.add_dossier(
        status=4, received_at=MORNING, received_on=MORNING.date(), due_on=date(2026, 3, 16)
    )
    bridge = stage.bridge
    asked = Asked(bridge.database, stage.clock, bridge.sealer, stage.clerk)
    await apologise(asked, dossier, "Phải xác minh thêm", date(2026, 3, 20))
    (told,) = await messages_of(stage)
    assert (told.kind, told.facts["new_due_on"]) == ("apology", date(2026, 3, 20))
    assert told.facts["reason"] == "Phải xác minh thêm"


async def test_what_is_announced_twice_is_written_once(stage: Stage) -> None:
    dossier = await stage.add_dossier()
    told = Announcement("k", MessageKind.RESULT_READY, FilerOf(dossier))
    async with stage.bridge.database.transaction() as connection:
        for _ in range(2):
            await announce(connection, stage.bridge.sealer, stage.clock, stage.center, told)
    await say(stage, told)
    assert len(await messages_of(stage)) == 1


async def test_nothing_is_told_of_a_change_that_was_not_made(stage: Stage) -> None:
    dossier = await stage.add_dossier()
    told = Announcement("k", MessageKind.RESULT_READY, FilerOf(dossier))

    async def fail() -> None:
        async with stage.bridge.database.transaction() as connection:
            await announce(connection, stage.bridge.sealer, stage.clock, stage.center, told)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert not await messages_of(stage)


async def test_whom_nobody_can_reach_is_told_of_as_such(stage: Stage) -> None:
    dossier = await stage.add_dossier(filer_phone_sealed=None, filer_phone_index=None)
    await say(stage, Announcement("k", MessageKind.RESULT_READY, FilerOf(dossier)))
    (told,) = await messages_of(stage)
    assert (told.state, told.trouble, told.channels) == ("withheld", "no_address", ())


async def test_the_head_of_an_office_is_told(stage: Stage) -> None:
    facts: Facts = {"count": 3, "day_on": date(2026, 3, 13), "dossiers": CODE}
    told = Announcement("d", MessageKind.DUE_SOON_DIGEST, HeadOf("SNV"), facts)
    await say(stage, told)
    (found,) = await messages_of(stage)
    assert (found.state, found.trouble) == ("withheld", "no_address")
    assert found.facts["office"] == "Sở Nội vụ"
    assert found.facts["count"] == 3


async def test_the_outbox_holds_nothing_readable_of_people(stage: Stage) -> None:
    dossier = await stage.add_dossier()
    await say(stage, Announcement(str(uuid4()), MessageKind.RESULT_READY, FilerOf(dossier)))
    row = await stage.value("select message::text from message")
    for part in (PHONE, PHONE[1:], "Ví Dụ", "Hoa Sữa"):
        assert part not in row
        assert part.encode().hex() not in row
