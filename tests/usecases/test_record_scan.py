"""Scans are recorded once, in the order things happened, and what follows from them follows."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from uuid import uuid4

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.scan import (
    Action,
    Collected,
    PaperCount,
    PaymentMethod,
    Reason,
    Scan,
)
from postal_bridge.usecases.check_manifest import check_manifest
from postal_bridge.usecases.scan_answers import Submitted
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.scanning import (
    answers,
    inbound,
    open_differences,
    outbound_at_post,
    outcomes,
    scan,
    send,
)

ABSENT = {"reason": Reason.ADDRESSEE_ABSENT}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    """Return a centre H53 with two post offices and two departments."""
    return await found_center(bridge, clock)


async def transfer(stage: Stage) -> str:
    found = await stage.register(
        stage.clerk, Leg.TRANSFER_OUT, destination=stage.department.office_code
    )
    return str(found["code"])


async def test_a_posted_dossier_goes_from_the_citizen_to_the_centre(stage: Stage) -> None:
    code = await inbound(stage)
    found = await answers(
        stage,
        scan(stage, stage.post, code, "collect"),
        scan(stage, stage.post, code, "give", to_office="H53"),
        scan(stage, stage.clerk, code, "take"),
    )
    assert outcomes(found) == [
        ("recorded", "held"),
        ("recorded", "offered"),
        ("recorded", "delivered"),
    ]
    assert [answer.holder for answer in found] == ["H53.BC", "H53.BC", "H53"]
    assert "give" in (found[0].next_actions or ())
    assert found[2].next_actions == ()


async def test_a_posted_dossier_is_filed_when_both_sides_have_signed(stage: Stage) -> None:
    dossier_code = await stage.add_dossier()
    found = await stage.register(stage.clerk, Leg.INBOUND, dossier_code=dossier_code)
    code = str(found["code"])
    await stage.recorded(stage.post, code, "collect")
    await stage.recorded(stage.post, code, "give", to_office="H53")
    filed = "select received_at from dossier where code = $1"
    assert await stage.value(filed, dossier_code) is None
    take = scan(stage, stage.clerk, code, "take")
    assert await send(stage, take) == [("recorded", "delivered")]
    assert await stage.value(filed, dossier_code) == take.scan.scanned_at
    due = "select due_on from dossier where code = $1"
    assert await stage.value(due, dossier_code) == date(2026, 3, 20)
    undo = scan(stage, stage.clerk, code, "correct", corrects=take.scan.scan_id)
    assert await send(stage, undo) == [("recorded", "offered")]
    assert await stage.value(filed, dossier_code) is None


async def test_the_same_scan_twice_is_one_event(stage: Stage) -> None:
    code = await inbound(stage)
    collect = scan(stage, stage.post, code, "collect")
    assert await send(stage, collect, collect) == [
        ("recorded", "held"),
        ("already_recorded", "held"),
    ]
    assert await send(stage, collect) == [("already_recorded", "held")]
    other = scan(stage, stage.post, code, "arrive", scan_id=collect.scan.scan_id)
    assert await send(stage, other) == [("refused", "scan_id_reused")]


async def test_a_bad_scan_leaves_the_good_ones_alone(stage: Stage) -> None:
    code = await inbound(stage)
    found = await send(
        stage,
        scan(stage, stage.post, "EV999999992VN", "collect"),
        scan(stage, stage.post, "nonsense", "collect"),
        scan(stage, stage.department, code, "collect"),
        scan(stage, stage.post, code, "collect"),
        scan(stage, stage.post2, code, "give", to_office="H53"),
        scan(stage, stage.post, code, "give", to_office="NOWHERE"),
        scan(stage, stage.post, code, "give", to_office=stage.post.office_code),
    )
    assert found == [
        ("refused", "bad_tracking_code"),
        ("refused", "unreadable_code"),
        ("refused", "action_not_for_role"),
        ("recorded", "held"),
        ("refused", "not_in_your_hands"),
        ("refused", "unknown_office"),
        ("refused", "to_office_required"),
    ]
    assert await stage.value("select count(*) from scan") == 7


async def test_a_late_scan_is_put_where_it_happened(stage: Stage) -> None:
    code, start = await inbound(stage), stage.clock()
    stage.clock.advance(timedelta(hours=3))
    arrived = await stage.scan(stage.post2, code, "arrive")
    assert arrived.holder == stage.post2.office_code
    collect = scan(stage, stage.post, code, "collect", scanned_at=start + timedelta(hours=1))
    [late] = await answers(stage, collect)
    assert (late.outcome, late.state, late.holder) == ("recorded", "held", arrived.holder)


async def test_scans_that_come_in_any_order_tell_the_same_story(stage: Stage) -> None:
    for order in permutations(range(3)):
        code = await inbound(stage)
        told = [
            scan(stage, stage.post, code, "collect"),
            scan(stage, stage.post, code, "give", to_office="H53"),
            scan(stage, stage.clerk, code, "take"),
        ]
        for number in order:
            await send(stage, told[number])
        state = "select state from custody where code = $1"
        assert await stage.value(state, code) == "delivered", order
        assert await send(stage, told[2]) == [("already_recorded", "delivered")]


async def test_within_a_batch_the_order_does_not_matter(stage: Stage) -> None:
    code = await inbound(stage)
    told = [
        scan(stage, stage.post, code, "collect"),
        scan(stage, stage.post, code, "give", to_office="H53"),
        scan(stage, stage.clerk, code, "take"),
    ]
    assert await send(stage, *reversed(told)) == [
        ("recorded", "delivered"),
        ("recorded", "offered"),
        ("recorded", "held"),
    ]


async def test_a_scan_made_before_the_news_stays_refused(stage: Stage) -> None:
    code = await inbound(stage)
    await stage.recorded(stage.post, code, "collect")
    mistaken = scan(stage, stage.clerk, code, "take")
    assert await send(stage, mistaken) == [("refused", "not_offered")]
    await stage.recorded(stage.post, code, "give", to_office="H53")
    assert await send(stage, mistaken) == [("refused", "not_offered")]
    assert await stage.recorded(stage.clerk, code, "take") == "delivered"


async def test_a_device_that_tells_its_clock_is_put_right(stage: Stage) -> None:
    code = await inbound(stage)
    slow = timedelta(hours=2)
    collect = scan(stage, stage.post, code, "collect")
    slow_scan = Submitted(stage.post, collect.scan, clock_behind=timedelta())
    assert await send(stage, slow_scan) == [("recorded", "held")]
    stage.clock.advance(timedelta(minutes=1))
    give = Scan(uuid4(), code, Action.GIVE, stage.clock() - slow, to_office="H53")
    assert await send(stage, Submitted(stage.post, give, clock_behind=slow)) == [
        ("recorded", "offered")
    ]
    happened = "select happened_at from custody_event where scan_id = $1"
    assert await stage.value(happened, give.scan_id) == stage.clock()


async def test_a_late_scan_that_contradicts_is_kept_and_asked_about(stage: Stage) -> None:
    code = await outbound_at_post(stage)
    went = stage.clock()
    stage.clock.advance(timedelta(hours=3))
    await stage.recorded(stage.post, code, "lose")
    late = scan(stage, stage.post, code, "deliver", scanned_at=went + timedelta(hours=1))
    assert await send(stage, late) == [("refused", "late_scan_conflict")]
    assert await open_differences(stage) == ["lost", "scan_conflict"]
    after_the_end = scan(stage, stage.post, code, "deliver")
    assert await send(stage, after_the_end) == [("refused", "already_final")]
    assert await open_differences(stage) == ["lost", "scan_conflict", "scan_conflict"]


async def test_two_invitations_come_before_a_return(stage: Stage) -> None:
    code, post = await outbound_at_post(stage), stage.post
    await stage.recorded(post, code, "go_out")
    assert await stage.recorded(post, code, "fail", **ABSENT) == "attempted"
    assert (await stage.scan(post, code, "send_back", **ABSENT)).code == "invitations_incomplete"
    await stage.recorded(post, code, "go_out")
    await stage.recorded(post, code, "fail", **ABSENT)
    # The second attempt came on the same day, so it was no second invitation.
    assert (await stage.scan(post, code, "send_back", **ABSENT)).code == "invitations_incomplete"
    stage.clock.advance(timedelta(days=4))
    await stage.recorded(post, code, "go_out")
    await stage.recorded(post, code, "fail", **ABSENT)
    assert await stage.recorded(post, code, "send_back", **ABSENT) == "returning"
    await stage.recorded(post, code, "give")
    assert await stage.recorded(stage.clerk, code, "take") == "returned"


async def test_a_bag_moves_what_is_in_it(stage: Stage) -> None:
    clerk, department = stage.clerk, stage.department
    inside, stray = [await transfer(stage) for _ in range(3)], await transfer(stage)
    bag = (await stage.begin_bag(clerk, department.office_code))["code"]
    assert (await stage.scan(clerk, bag, "seal")).code == "bag_empty"
    for code in inside:
        await stage.recorded(clerk, code, "pack")
    assert (await stage.scan(clerk, bag, "give")).code == "wrong_state"
    assert await stage.recorded(clerk, bag, "seal", seal_number="77") == "sealed"
    alone = await stage.scan(clerk, inside[0], "give", to_office=department.office_code)
    assert alone.code == "in_bag"
    assert await stage.recorded(clerk, bag, "give") == "offered"
    assert (await stage.scan(department, bag, "take")).holder == department.office_code
    assert await stage.recorded(department, bag, "open", seal_number="78") == "opened"
    found = [scan(stage, department, code, "unpack") for code in (inside[0], inside[1], stray)]
    assert await send(stage, *found) == [
        ("recorded", "delivered"),
        ("recorded", "delivered"),
        ("recorded", "held"),
    ]
    assert await open_differences(stage) == ["bag_extra", "seal"]


async def test_what_was_not_on_the_list_can_still_be_received(stage: Stage) -> None:
    clerk, department = stage.clerk, stage.department
    listed, forgotten, late = [await transfer(stage) for _ in range(3)]
    bag = (await stage.begin_bag(clerk, department.office_code))["code"]
    for code in (listed, late):
        await stage.recorded(clerk, code, "pack", bag=bag)
    await stage.recorded(clerk, bag, "seal", "give")
    await stage.recorded(department, bag, "take", "open")
    found = await stage.scan(department, forgotten, "unpack")
    assert (found.state, (found.next_actions or ())[0]) == ("held", "take")
    assert await stage.recorded(department, forgotten, "take") == "delivered"
    await check_manifest(
        stage.bridge.database, stage.clock, stage.bridge.sealer, department, None, bag
    )
    # The count is over, but the thing still knows in which bag it lies.
    assert await stage.recorded(department, late, "unpack") == "delivered"


async def test_a_result_is_given_to_the_counter_when_nobody_says_to_whom(stage: Stage) -> None:
    code = str((await stage.register(stage.clerk, Leg.OUTBOUND))["code"])
    assert await stage.recorded(stage.clerk, code, "give") == "offered"
    assert await stage.recorded(stage.post, code, "take") == "held"


async def test_bags_lie_in_bags(stage: Stage) -> None:
    clerk, post, department = stage.clerk, stage.post, stage.department
    code = await transfer(stage)
    inner = (await stage.begin_bag(clerk, department.office_code))["code"]
    await stage.recorded(clerk, code, "pack", bag=inner)
    await stage.recorded(clerk, inner, "seal")
    outer = (await stage.begin_bag(clerk, post.office_code))["code"]
    await stage.recorded(clerk, inner, "pack", bag=outer)
    await stage.recorded(clerk, outer, "seal", "give")
    await stage.recorded(post, outer, "take", "open")
    assert (await stage.scan(post, inner, "unpack")).holder == post.office_code
    await stage.recorded(post, inner, "give", to_office=department.office_code)
    await stage.recorded(department, inner, "take", "open")
    assert await stage.recorded(department, code, "unpack") == "delivered"


async def test_bags_lie_only_so_deep(stage: Stage) -> None:
    clerk, thing = stage.clerk, await transfer(stage)
    for _ in range(4):
        bag = (await stage.begin_bag(clerk, stage.post.office_code))["code"]
        await stage.recorded(clerk, thing, "pack", bag=bag)
        await stage.recorded(clerk, bag, "seal")
        thing = bag
    last = (await stage.begin_bag(clerk, stage.post.office_code))["code"]
    assert (await stage.scan(clerk, thing, "pack", bag=last)).code == "bags_too_deep"


async def test_money_needs_a_dossier(stage: Stage) -> None:
    code = await outbound_at_post(stage)
    taken = Collected(50_000, PaymentMethod.CASH, "0000001")
    answer = await stage.scan(stage.post, code, "deliver", collected=taken)
    assert answer.code == "dossier_required"


async def test_both_sides_count_the_papers_and_a_difference_stops_nothing(stage: Stage) -> None:
    code = await inbound(stage)
    await stage.recorded(stage.post, code, "collect", papers=(PaperCount(1, 1), PaperCount(2, 2)))
    await stage.recorded(stage.post, code, "give", to_office="H53")
    unlisted = await stage.scan(stage.clerk, code, "take", papers=(PaperCount(9, 1),))
    assert unlisted.code == "unknown_paper"
    short = (PaperCount(1, 1), PaperCount(2, 1))
    assert await stage.recorded(stage.clerk, code, "take", papers=short) == "delivered"
    assert await stage.value("select count(*) from paper_count") == 4
    assert await open_differences(stage) == ["paper_count"]


async def test_an_impossible_device_clock_is_refused(stage: Stage) -> None:
    code = await inbound(stage)
    for year in (1800, 2999):
        impossible = datetime(year, 1, 1, tzinfo=UTC)
        found = await send(stage, scan(stage, stage.post, code, "collect", scanned_at=impossible))
        assert found == [("refused", "scanned_at_implausible")]
