"""What carriers tell becomes what happened, once and in whatever order, and money beside it."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from jobs.carriers import carrier_tracking
from postal_bridge.domain.carrier import CarrierKind
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.scan import Collected, PaymentMethod
from postal_bridge.gateways.vnpost_stand_in import Fault
from postal_bridge.signatures import SigningKey
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.keep_carriers import StatedCarrier
from postal_bridge.usecases.work_carrier_orders import Working
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.gateways.carrier_players import CODE
from tests.journeys import Stage, found_center
from tests.usecases.carrying import Carrying, carrying

FEE = 30_000


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture(params=CarrierKind, ids=lambda kind: kind.value)
async def carried(
    request: pytest.FixtureRequest, stage: Stage, tmp_path: Path
) -> AsyncIterator[Carrying]:
    """Yield a centre with a carrier of each kind in turn."""
    async with carrying(request.param, stage, tmp_path) as carried:
        yield carried


async def on_its_way(carried: Carrying, collect_dong: int = FEE) -> tuple[str, str]:
    """Register a result, have it ordered and give it to the post; return its code and key."""
    code = await carried.outbound(collect_dong=collect_dong)
    await carried.send()
    stage = carried.stage
    await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
    return code, (await carried.order_row(code))["order_key"]


def tell_all(carried: Carrying, key: str, *words: str) -> None:
    """Let the carrier tell words, an hour apart, from now on."""
    now = carried.stage.clock()
    for hours, word in enumerate(words):
        amount = FEE if word in ("finished", "with_post", "paid_out") else None
        at = now + timedelta(hours=hours, minutes=1)
        carried.player.tell(key, word, amount_dong=amount, at=at)
    carried.stage.clock.advance(timedelta(hours=len(words)))


async def journey(carried: Carrying, code: str) -> list[str]:
    """Return what happened to a thing, in the order in which it happened."""
    async with carried.bridge.database.snapshot() as connection:
        rows = await connection.fetch(
            "select event from custody_event where code = $1 order by happened_at, sequence", code
        )
    return [row["event"] for row in rows]


async def money(carried: Carrying) -> dict[str, int]:
    """Return the facts of money that were told, with their amounts."""
    async with carried.bridge.database.snapshot() as connection:
        rows = await connection.fetch("select fact, amount_dong from carrier_money")
    return {row["fact"]: row["amount_dong"] for row in rows}


@pytest.mark.parametrize(("twice", "turned"), [(False, False), (True, False), (False, True)])
async def test_a_delivery_is_heard_once_in_whatever_order_it_is_told(
    carried: Carrying, *, twice: bool, turned: bool
) -> None:
    code, key = await on_its_way(carried)
    tell_all(carried, key, "arrived", "failed", "finished", "with_post", "paid_out")
    await carried.hear(twice=twice, turned=turned)
    await carried.hear()
    assert await journey(carried, code) == [
        "registered",
        "given",
        "taken",
        "went_out",
        "failed",
        "delivered",
    ]
    assert await carried.state_of(code) == "delivered"
    assert await money(carried) == {"collected": FEE, "with_post": FEE, "paid_out": FEE}
    assert await carried.value("select count(*) from collection") == 1
    assert await carried.value("select sum(amount_dong) from collection") == FEE
    assert await carried.value("select count(*) from scan where refusal is not null") == 0
    assert (await carried.order_row(code))["state"] == "accepted"


async def test_each_call_by_itself_may_come_late(stage: Stage, tmp_path: Path) -> None:
    async with carrying(CarrierKind.VNPOST_CUSTOMER, stage, tmp_path) as carried:
        code, key = await on_its_way(carried)
        tell_all(carried, key, "arrived", "finished")
        arrived, finished = carried.player.stand_in.call_bodies()
        await carried.take_calls([finished])
        await carried.hear()
        assert await carried.state_of(code) == "offered"
        await carried.take_calls([arrived, finished])
        await carried.hear()
        assert await carried.state_of(code) == "delivered"
        assert await money(carried) == {"collected": FEE}
        assert await carried.value("select sum(amount_dong) from collection") == FEE


async def test_what_a_carrier_collected_stands_in_no_courier_s_pocket(carried: Carrying) -> None:
    _, key = await on_its_way(carried)
    tell_all(carried, key, "arrived", "finished", "with_post", "paid_out")
    await carried.hear()
    stands = "select coalesce(sum(amount_dong), 0) from ledger_posting where account = $1"
    assert await carried.value(stands, "post_payable") == FEE
    assert await carried.value(stands, "courier_cash") == 0
    # What the carrier says of paying out is no remittance: its list and the bank tell that.
    assert await carried.value(stands, "in_transit") == 0
    assert await carried.value("select method from collection") == "unstated"
    report = await audit(carried.bridge.database, carried.center, lambda _done, _all: None)
    assert report.holds


async def test_a_courier_who_scanned_it_all_before_is_not_contradicted(carried: Carrying) -> None:
    code, key = await on_its_way(carried)
    stage = carried.stage
    await stage.recorded(stage.post, code, "take", "go_out")
    cash = Collected(FEE, PaymentMethod.CASH)
    await stage.recorded(stage.post, code, "deliver", collected=cash)
    carried.player.tell(key, "finished", amount_dong=FEE)
    await carried.hear()
    assert await carried.value("select count(*) from collection") == 1
    assert await money(carried) == {"collected": FEE}
    assert await carried.value("select state from carrier_report") == "applied"
    assert await carried.value("select count(*) from difference") == 0


async def test_money_that_differs_is_shown_to_a_person_and_added_to_nothing(
    stage: Stage, tmp_path: Path
) -> None:
    async with carrying(CarrierKind.VNPOST_CUSTOMER, stage, tmp_path) as carried:
        _, key = await on_its_way(carried)
        tell_all(carried, key, "arrived", "finished")
        await carried.hear()
        carried.player.tell(key, "finished", amount_dong=FEE + 1)
        carried.player.tell(key, "with_post", amount_dong=FEE - 1)
        await carried.hear()
        assert await money(carried) == {"collected": FEE, "with_post": FEE - 1}
        assert await carried.value("select sum(amount_dong) from collection") == FEE
        assert await carried.value("select count(*) from carrier_report where state='differs'") == 2


async def test_a_delivery_without_a_word_on_its_money_is_shown(
    stage: Stage, tmp_path: Path
) -> None:
    kind = CarrierKind.VNPOST_HCC
    async with carrying(kind, stage, tmp_path, collected_as_ordered="no") as carried:
        code, key = await on_its_way(carried)
        tell_all(carried, key, "arrived", "finished")
        await carried.hear()
        assert await carried.state_of(code) == "delivered"
        assert await money(carried) == {}
        trouble = "select trouble from carrier_report where state = 'differs'"
        assert await carried.value(trouble) == "no_amount"


async def test_a_finished_pickup_waits_for_the_agency_to_sign(carried: Carrying) -> None:
    stage = carried.stage
    dossier = await stage.add_dossier()
    thing = await stage.register(stage.clerk, Leg.INBOUND, dossier_code=dossier)
    await carried.send()
    key = (await carried.order_row(thing["code"]))["order_key"]
    tell_all(carried, key, "arrived", "finished")
    await carried.hear()
    assert await journey(carried, thing["code"]) == ["registered", "arrived", "given"]
    await stage.recorded(stage.clerk, thing["code"], "take")
    assert await carried.state_of(thing["code"]) == "delivered"


async def test_what_comes_back_is_given_to_the_centre_if_it_was_tried_often_enough(
    carried: Carrying,
) -> None:
    code, key = await on_its_way(carried)
    for word in ("arrived", "failed", "returned"):
        tell_all(carried, key, word)
        await carried.hear()
    # One invitation is too few (TT 17/2017/TT-BTTTT Đ5.2h): a person has to see to it.
    assert await carried.state_of(code) == "attempted"
    refusals = "select string_agg(distinct refusal, ' ') from scan where refusal is not null"
    assert "invitations_incomplete" in await carried.value(refusals)
    assert await carried.value("select count(*) from carrier_report where state = 'differs'") == 1


async def test_a_code_nobody_has_heard_of_is_kept_until_it_is_known(carried: Carrying) -> None:
    code, key = await on_its_way(carried)
    tell_all(carried, key, "arrived", "4711")
    await carried.hear()
    row = "select state from carrier_report where code = '4711'"
    assert await carried.value(row) == "unknown_code"
    account = carried.player.account
    known = "\n".join((account.says("statuses"), "4711 = went_out"))
    stated = StatedCarrier(
        CODE, "Bưu điện Ví Dụ", carried.kind, {**account.settings, "statuses": known}
    )
    await carried.keeping.keep(stated)
    await carried.hear()
    assert await carried.value(row) == "applied"
    assert await carried.state_of(code) == "out"


async def test_a_report_of_an_order_nobody_knows_is_kept_and_settled(carried: Carrying) -> None:
    carried.player.tell("SOMEBODY-ELSE-S", "arrived")
    await carried.hear()
    assert await carried.value("select state from carrier_report") == "unknown_order"
    report = await carried.value("select report_id from carrier_report")
    await Working(carried.admin).settle_report(CODE, report, "Đơn của đơn vị khác")
    assert await carried.value("select state from carrier_report") == "settled"
    assert await carried.value("select reason from carrier_report") == "Đơn của đơn vị khác"


async def test_a_clock_three_hours_behind_changes_no_story(stage: Stage, tmp_path: Path) -> None:
    for kind in (CarrierKind.VNPOST_HCC, CarrierKind.VNPOST_CUSTOMER):
        async with carrying(kind, stage, tmp_path) as carried:
            carried.player.stand_in.clock_off = timedelta(hours=-3)
            code = await carried.outbound(
                await stage.add_dossier(7 if kind is CarrierKind.VNPOST_HCC else 8)
            )
            await carried.send()
            await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
            key = (await carried.order_row(code))["order_key"]
            for word in ("arrived", "finished"):
                stage.clock.advance(timedelta(minutes=30))
                carried.player.tell(key, word)
                await carried.hear()
            assert await carried.state_of(code) == "delivered"


async def test_an_order_the_carrier_ended_by_itself_is_shown(carried: Carrying) -> None:
    code, key = await on_its_way(carried)
    carried.player.tell(key, "cancelled")
    await carried.hear()
    order = await carried.order_row(code)
    assert (order["state"], order["ended_by"]) == ("cancelled", None)
    again = await Working(carried.admin).order(code)
    assert again.document is not None
    assert again.document["order_key"] != key


async def test_one_report_that_cannot_be_dealt_with_stops_none_of_the_others(
    stage: Stage, tmp_path: Path
) -> None:
    async with carrying(CarrierKind.FILES, stage, tmp_path) as carried:
        code, key = await on_its_way(carried)
        moment = datetime(2026, 3, 13, 5, 0, tzinfo=UTC).isoformat()
        lines = [f"{key},,arrived,hôm qua,,\n", "nothing\n", f"{key},,arrived,{moment},,\n"]
        carried.player.lay_down(lines)
        stage.clock.advance(timedelta(hours=3))
        await carried.hear()
        assert await carried.state_of(code) == "held"
        unreadable = "select count(*) from carrier_report where state = 'unreadable'"
        assert await carried.value(unreadable) == 2


async def test_what_a_carrier_writes_late_is_heard_and_nothing_counts_twice(
    stage: Stage, tmp_path: Path
) -> None:
    async with carrying(CarrierKind.VNPOST_HCC, stage, tmp_path) as carried:
        code, key = await on_its_way(carried)
        began = stage.clock()
        carried.player.tell(key, "finished", at=began + timedelta(minutes=15))
        # Delivered it cannot be, as nobody has it: the report waits for what was before it.
        assert (await carried.hear())["told"] == 1
        assert await carried.state_of(code) == "offered"
        carried.player.tell(key, "arrived", at=began + timedelta(minutes=10))
        assert (await carried.hear())["told"] == 1
        assert await carried.state_of(code) == "delivered"
        assert (await carried.hear())["told"] == 0
        assert await journey(carried, code) == ["registered", "given", "taken", "delivered"]
        assert await carried.value("select sum(amount_dong) from collection") == FEE


async def test_calls_that_come_hours_late_lie_at_their_own_time(
    stage: Stage, tmp_path: Path
) -> None:
    async with carrying(CarrierKind.VNPOST_CUSTOMER, stage, tmp_path) as carried:
        code, key = await on_its_way(carried)
        stand_in, clock = carried.player.stand_in, stage.clock
        # One call that comes in time tells that the clock there is right.
        carried.player.tell(key, "accepted")
        await carried.hear()
        bodies, moments = list[bytes](), list[datetime]()
        for word in ("arrived", "finished"):
            clock.advance(timedelta(hours=1))
            carried.player.tell(key, word, amount_dong=FEE if word == "finished" else None)
            moments.append(clock())
            bodies += stand_in.call_bodies()
        clock.advance(timedelta(hours=5))
        for body in reversed(bodies):
            await carried.take_calls([body])
            clock.advance(timedelta(minutes=1))
        await carried.hear()
        assert await carried.state_of(code) == "delivered"
        async with carried.bridge.database.snapshot() as connection:
            rows = await connection.fetch("select happened_at from carrier_report order by 1")
        assert [row["happened_at"] for row in rows][1:] == moments


async def test_a_signer_speaks_of_its_own_orders_alone(stage: Stage, tmp_path: Path) -> None:
    async with carrying(CarrierKind.VNPOST_CUSTOMER, stage, tmp_path) as carried:
        _, order_key = await on_its_way(carried)
        call_key, account = SigningKey(), carried.player.account
        signs = {**account.settings, "report_public_key": call_key.public_pem}
        other = StatedCarrier("BDKHAC", "Bưu điện khác", account.kind, signs, account.secrets)
        await carried.keeping.keep(other)
        carried.player.stand_in.call_key = call_key
        carried.player.tell(order_key, "arrived")
        await carried.hear()
        kept = "select carrier_code || ' ' || state from carrier_report"
        assert await carried.value(kept) == "BDKHAC unknown_order"


async def test_a_report_of_no_order_is_kept_though_another_carrier_cannot_read_it(
    stage: Stage, tmp_path: Path
) -> None:
    async with carrying(CarrierKind.VNPOST_CUSTOMER, stage, tmp_path) as carried:
        account = carried.player.account
        signs = {**account.settings, "report_public_key": SigningKey().public_pem}
        last = StatedCarrier("ZZ", "Bưu điện khác", account.kind, signs, account.secrets)
        await carried.keeping.keep(last)
        carried.player.tell("SOMEBODY-ELSE-S", "arrived")
        await carried.hear()
        kept = "select carrier_code || ' ' || state from carrier_report"
        assert await carried.value(kept) == f"{CODE} unknown_order"


async def test_what_lies_unread_in_a_folder_is_told_once(stage: Stage, tmp_path: Path) -> None:
    async with carrying(CarrierKind.FILES, stage, tmp_path) as carried:
        folder = carried.player.lay_down([]).with_name("folder.csv")
        folder.mkdir()
        os.utime(folder, (1, 1))
        with capture_logs() as logs:
            for _ in range(3):
                await carried.hear()
        told = [each["why"] for each in logs if each["event"] == "carrier_report_unreadable"]
        assert told == ["no_file"]
        waiting = "select string_agg(order_key || trouble, ' ') from carrier_report"
        assert await carried.value(waiting) == "folder.csvno_file"


async def test_an_order_that_a_report_says_is_taken_waits_for_nobody(
    stage: Stage, tmp_path: Path
) -> None:
    async with carrying(
        CarrierKind.VNPOST_CUSTOMER, stage, tmp_path, timeout_seconds=0.2
    ) as carried:
        code = await carried.outbound()
        carried.player.stand_in.faults.append(Fault.SILENT)
        await carried.send()
        order = await carried.order_row(code)
        assert (order["state"], order["trouble"]) == ("sent", "timed_out")
        carried.player.tell(order["order_key"], "accepted")
        await carried.hear()
        order = await carried.order_row(code)
        assert (order["state"], order["trouble"], order["said"]) == ("accepted", None, None)


async def test_a_carrier_is_asked_again_in_the_minute_that_was_agreed_upon(
    stage: Stage, tmp_path: Path
) -> None:
    async with carrying(CarrierKind.FILES, stage, tmp_path) as carried:
        stage.clock.now = stage.clock.now.replace(second=0, microsecond=40_000)
        async with carried.bridge.database.transaction() as connection:
            await connection.execute("update carrier set pull_minutes = 1")
        for _ in range(3):
            # Each run begins a little earlier in its minute than the one before.
            carried.player.lay_down([])
            stage.clock.advance(timedelta(minutes=1, milliseconds=-5))
            await carrier_tracking(carried.bridge, carried.center, "")
            assert await carried.value("select heard_at from carrier_standing") == stage.clock()
