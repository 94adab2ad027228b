"""What is told of receipts: each notice once, in its order, whoever is killed or asked twice."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from jobs.receipts import send_receipts
from postal_bridge.domain.money_refusals import UnknownReceipt
from postal_bridge.domain.receipt_notice import (
    FAILURES_MAX,
    NoticeKind,
    NoticeState,
    ReceiptNotice,
)
from postal_bridge.gateways.stand_ins import ReceiptsStandIn
from postal_bridge.ports import Retryable, Trouble
from postal_bridge.store import receipt_notices
from postal_bridge.usecases.follow_receipts import look_up_told, send_again
from postal_bridge.usecases.record_payment import take_payment_back
from postal_bridge.usecases.send_receipts import FAILURES_IN_A_RUN, LEASE, Sender
from postal_bridge.usecases.tell_receipt import keep_particulars
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases import test_note_receipts as noting
from tests.usecases.test_note_receipts import allot, pay, spoil, tools

stage = noting.stage
DAY = timedelta(days=1)


@pytest.fixture
def stand_in() -> ReceiptsStandIn:
    return ReceiptsStandIn()


@pytest.fixture
async def agency(stage: Stage) -> None:
    """Let the agency be one whose receipts are taken."""
    await name_agency(stage)


async def name_agency(stage: Stage) -> None:
    place = ("5300000001", "1 đường Ví Dụ")
    await keep_particulars(stage.bridge.database, stage.clock, stage.admin, "SNV", place)


def sender(stage: Stage, stand_in: ReceiptsStandIn) -> Sender:
    return Sender(stage.bridge.database, stage.clock, stand_in)


async def send(stage: Stage, stand_in: ReceiptsStandIn) -> int:
    return await sender(stage, stand_in).send_due(stage.center)


async def take_back(stage: Stage, payment: UUID) -> None:
    stage.clock.advance(timedelta(minutes=1))
    await take_payment_back(*tools(stage), stage.post, payment, "Ghi nhầm", None)


def told(stand_in: ReceiptsStandIn) -> list[tuple[str, int]]:
    """Return what was told, in its order: the kind and the number."""
    return [(each["notice"], each["receipt"]["number"]) for each in stand_in.taken.values()]


async def counts(stage: Stage) -> dict[str, int]:
    found = await look_up_told(stage.bridge.database, stage.accountant)
    return {state.value: count for state, count in found.counts.items() if count}


@pytest.mark.usefixtures("agency")
async def test_each_receipt_is_told_once_and_so_is_that_it_is_void(
    stage: Stage, stand_in: ReceiptsStandIn
) -> None:
    block = await allot(stage)
    payment = await pay(stage, "1")
    await pay(stage, "AB/26T 2")
    await spoil(stage, block, 3)
    assert await send(stage, stand_in) == 3
    assert await send(stage, stand_in) == 0
    await take_back(stage, payment)
    assert await send(stage, stand_in) == 1
    assert sorted(told(stand_in)) == [("issued", 1), ("issued", 2), ("void", 1), ("void", 3)]
    assert await counts(stage) == {"sent": 4}
    spoilt = next(
        each["receipt"] for each in stand_in.taken.values() if each["receipt"]["number"] == 3
    )
    assert (spoilt["agency"], spoilt["amount_dong"], spoilt["lines"]) == (None, 0, [])
    assert (spoilt["day"], spoilt["void_reason"]) == ("2026-03-13", "Viết hỏng")
    assert spoilt["delegate"]["name"]


async def test_a_number_in_no_block_waits_for_its_block(
    stage: Stage, stand_in: ReceiptsStandIn
) -> None:
    await name_agency(stage)
    payment = await pay(stage, "1")
    await pay(stage, "2")
    await take_back(stage, payment)
    assert await send(stage, stand_in) == 0
    await allot(stage)
    assert await send(stage, stand_in) == 2
    assert sorted(told(stand_in)) == [("issued", 2), ("void", 1)]


@pytest.mark.usefixtures("agency")
async def test_a_receipt_void_before_it_was_told_is_told_as_void_alone(
    stage: Stage, stand_in: ReceiptsStandIn
) -> None:
    await allot(stage)
    await take_back(stage, await pay(stage, "1"))
    assert await send(stage, stand_in) == 1
    assert told(stand_in) == [("void", 1)]
    assert await counts(stage) == {"sent": 1, "needless": 1}


@pytest.mark.usefixtures("agency")
async def test_a_number_used_twice_is_told_when_it_is_clear_whose_it_is(
    stage: Stage, stand_in: ReceiptsStandIn
) -> None:
    await allot(stage)
    wrong = await pay(stage, "1")
    stage.clock.advance(timedelta(seconds=1))
    await pay(stage, "1")
    assert await send(stage, stand_in) == 0
    await take_back(stage, wrong)
    assert await send(stage, stand_in) == 1
    assert told(stand_in) == [("issued", 1)]
    assert await counts(stage) == {"sent": 1, "needless": 2}


@pytest.mark.usefixtures("agency")
async def test_a_number_told_anew_follows_the_word_that_it_was_void(
    stage: Stage, stand_in: ReceiptsStandIn
) -> None:
    await allot(stage)
    wrong = await pay(stage, "1")
    await send(stage, stand_in)
    stage.clock.advance(timedelta(seconds=1))
    await pay(stage, "1")
    assert await send(stage, stand_in) == 0
    await take_back(stage, wrong)
    stand_in.fails_with = [Retryable(Trouble.BUSY)]
    assert await send(stage, stand_in) == 0
    stage.clock.advance(DAY)
    assert await send(stage, stand_in) == 2
    assert told(stand_in) == [("issued", 1), ("void", 1), ("issued", 1)]


@pytest.mark.usefixtures("agency")
async def test_whoever_is_killed_after_telling_has_it_told_again_under_the_same_key(
    stage: Stage, stand_in: ReceiptsStandIn
) -> None:
    await allot(stage)
    await pay(stage, "1")

    class Killed(ReceiptsStandIn):
        async def tell(self, notice: ReceiptNotice) -> str | None:
            stand_in.take(notice.key, notice.to_document())
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await send(stage, Killed())
    assert await send(stage, stand_in) == 0
    stage.clock.advance(LEASE)
    assert await send(stage, stand_in) == 1
    assert told(stand_in) == [("issued", 1)]


@pytest.mark.usefixtures("agency")
async def test_two_senders_never_tell_the_same(stage: Stage, stand_in: ReceiptsStandIn) -> None:
    await allot(stage)
    for number in range(1, 9):
        await pay(stage, str(number))
    asked: list[str] = []
    both = asyncio.Barrier(2)

    class Slow(ReceiptsStandIn):
        async def tell(self, notice: ReceiptNotice) -> str | None:
            asked.append(notice.key)
            if len(asked) <= both.parties:
                await both.wait()
            return stand_in.take(notice.key, notice.to_document())

    slow = Slow()
    sent = await asyncio.gather(send(stage, slow), send(stage, slow))
    assert sum(sent) == 8
    assert len(asked) == len(set(asked)) == len(stand_in.taken) == 8


@pytest.mark.usefixtures("agency")
async def test_no_connection_is_held_while_another_party_is_asked(
    stage: Stage, stand_in: ReceiptsStandIn
) -> None:
    await allot(stage)
    await pay(stage, "1")
    idle: list[Any] = []

    class Watching(ReceiptsStandIn):
        async def tell(self, notice: ReceiptNotice) -> str | None:
            query = (
                "select count(*) from pg_stat_activity where datname = current_database()"
                " and pid <> pg_backend_pid() and state <> 'idle' and backend_type like 'client%'"
            )
            idle.append(await stage.value(query))
            return stand_in.take(notice.key, notice.to_document())

    assert await send(stage, Watching()) == 1
    assert idle == [0]


@pytest.mark.usefixtures("agency")
async def test_what_fails_waits_longer_each_time_and_is_refused_in_the_end(
    stage: Stage, stand_in: ReceiptsStandIn
) -> None:
    await allot(stage)
    await pay(stage, "1")
    pauses = []
    for _ in range(FAILURES_MAX):
        stand_in.fails_with = [Retryable(Trouble.TIMED_OUT)]
        assert await send(stage, stand_in) == 0
        (notice,) = (await look_up_told(stage.bridge.database, stage.accountant)).open
        pauses.append(notice.next_try_at - stage.clock())
        stage.clock.now = max(notice.next_try_at, stage.clock() + LEASE)
    assert pauses[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(pauses) == timedelta(hours=6)
    assert (notice.state, notice.tries, notice.trouble) == (
        NoticeState.REFUSED,
        FAILURES_MAX,
        "timed_out",
    )
    assert await send(stage, stand_in) == 0
    await send_again(stage.bridge.database, stage.clock, stage.accountant, None)
    assert await send(stage, stand_in) == 1


async def test_what_is_refused_is_sent_again_when_somebody_mended_it(
    stage: Stage, stand_in: ReceiptsStandIn
) -> None:
    database = stage.bridge.database
    await allot(stage)
    await pay(stage, "1")
    assert await send(stage, stand_in) == 0
    (notice,) = (await look_up_told(database, stage.accountant)).open
    assert (notice.state, notice.number, notice.symbol) == (NoticeState.REFUSED, 1, "AB/26T")
    assert notice.said == "Thiếu mã số thuế của cơ quan thu"
    await name_agency(stage)
    which = (notice.receipt_id, NoticeKind.ISSUED)
    await send_again(database, stage.clock, stage.accountant, which)
    assert await send(stage, stand_in) == 1
    with pytest.raises(UnknownReceipt):
        await send_again(database, stage.clock, stage.accountant, which)


@pytest.mark.usefixtures("agency")
async def test_another_party_that_fails_is_left_in_peace_until_the_next_run(
    stage: Stage, stand_in: ReceiptsStandIn
) -> None:
    await allot(stage)
    for number in range(1, 7):
        await pay(stage, str(number))
    stand_in.fails_with = [Retryable(Trouble.BUSY) for _ in range(FAILURES_IN_A_RUN)]
    assert await send(stage, stand_in) == 0
    assert stand_in.fails_with == []
    assert await send(stage, stand_in) == 6 - FAILURES_IN_A_RUN


async def test_what_is_refused_keeps_nothing_else_from_being_told(
    stage: Stage, stand_in: ReceiptsStandIn
) -> None:
    block = await allot(stage)
    for number in range(1, FAILURES_IN_A_RUN + 2):
        await pay(stage, str(number))
    stage.clock.advance(timedelta(seconds=1))
    await spoil(stage, block, 9)
    assert await send(stage, stand_in) == 1
    assert await counts(stage) == {"sent": 1, "refused": FAILURES_IN_A_RUN + 1}


@pytest.mark.usefixtures("agency")
async def test_who_comes_to_life_after_the_lease_changes_nothing(
    stage: Stage, stand_in: ReceiptsStandIn
) -> None:
    await allot(stage)
    await pay(stage, "1")
    center_id, now = stage.center.center_id, stage.clock()
    async with stage.bridge.database.transaction() as connection:
        late = await receipt_notices.take_notice(connection, center_id, now, now + LEASE)
    assert late is not None
    stage.clock.advance(LEASE)
    assert await send(stage, stand_in) == 1
    async with stage.bridge.database.transaction() as connection:
        await receipt_notices.note_failed(connection, center_id, late, ("busy", None), None)
    assert await counts(stage) == {"sent": 1}


async def test_where_nobody_takes_receipts_they_wait(bridge: Bridge, stage: Stage) -> None:
    await allot(stage)
    await pay(stage, "1")
    assert bridge.receipts is None
    assert await send_receipts(bridge, stage.center, "") == {}
    assert await counts(stage) == {"waiting": 1}


async def test_another_centre_neither_sees_nor_sends_again(
    stage: Stage, stand_in: ReceiptsStandIn, clock: SettableClock
) -> None:
    other = await found_center(stage.bridge, clock, "H54")
    await allot(stage)
    await pay(stage, "1")
    await send(stage, stand_in)
    database = stage.bridge.database
    assert (await look_up_told(database, other.accountant)).open == []
    await send_again(database, clock, other.accountant, None)
    assert await counts(stage) == {"refused": 1}
