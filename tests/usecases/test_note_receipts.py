"""Receipts: whose block a number lies in, what is odd about it, and what became of a block."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.code_refusals import RangesOverlap
from postal_bridge.domain.dossier import ReceivedVia
from postal_bridge.domain.fees import PaidBy
from postal_bridge.domain.money_refusals import (
    NotInBlock,
    ReceiptInUse,
    ReceiptVoided,
    UnknownReceiptBlock,
)
from postal_bridge.domain.receipts import ReceiptBlock
from postal_bridge.domain.refusals import InvalidInput, SupervisorNeeded
from postal_bridge.domain.scan import Collected, PaymentMethod
from postal_bridge.store import payments
from postal_bridge.store import receipts as store
from postal_bridge.store.payments import Payment
from postal_bridge.usecases.allot_receipts import (
    NEWEST,
    Allotment,
    SpoiltForm,
    allot_receipts,
    list_blocks,
    void_receipt,
)
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.note_change import list_changes
from postal_bridge.usecases.note_receipts import ToldReceipt, adopt_receipts, note_receipts
from postal_bridge.usecases.record_payment import (
    WantedPayment,
    record_payment,
    take_payment_back,
)
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center
from tests.usecases.scanning import outbound_at_post, scan, send

CODE = "H53.14-260313-0001"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    stage = await found_center(bridge, clock)
    filing = Filing(CODE, PROCEDURE, ReceivedVia.POSTAL, "SNV", fee_dong=0)
    await register_dossier(bridge.database, clock, bridge.sealer, stage.post, filing, None)
    return stage


def tools(stage: Stage) -> tuple[Any, Any, Any]:
    return stage.bridge.database, stage.clock, stage.bridge.sealer


def allotment(stage: Stage, **more: Any) -> Allotment:
    office = stage.post.office_code
    usual = Allotment("01BLP2-001", "AB/26T", 2026, 1, 50, office, None, date(2026, 3, 2))
    return replace(usual, **more)


async def allot(stage: Stage, **more: Any) -> dict[str, Any]:
    answer = await allot_receipts(*tools(stage), stage.admin, allotment(stage, **more), None)
    assert answer.document is not None
    return answer.document


async def pay(stage: Stage, receipt_number: str, who: Viewer | None = None) -> UUID:
    wanted = WantedPayment(CODE, 30_000, PaidBy.CASH, receipt_number=receipt_number)
    answer = await record_payment(*tools(stage), who or stage.post, wanted, None)
    assert answer.document is not None
    return UUID(answer.document["payment_id"])


async def spoil(stage: Stage, block: dict[str, Any], number: int, who: Viewer | None = None) -> Any:
    spoilt = SpoiltForm(UUID(block["block_id"]), number, "Viết hỏng")
    return (await void_receipt(*tools(stage), who or stage.post, spoilt, None)).document


async def asked(stage: Stage) -> list[tuple[str, Any]]:
    """Return what is open about receipts: the problem, and the number or the gaps."""
    async with stage.bridge.database.snapshot() as connection:
        rows = await connection.fetch(
            "select detail from difference where kind = 'receipt' and closed_at is null"
            " order by opened_at, detail->>'problem', detail->>'number'"
        )
    details = [row["detail"] for row in rows]
    return [(each["problem"], each.get("number", each.get("gaps"))) for each in details]


async def numbers(stage: Stage, block: dict[str, Any]) -> list[tuple[int, bool]]:
    """Return the numbers of a block that were told, each with whether it is void."""
    async with stage.bridge.database.snapshot() as connection:
        rows = await connection.fetch(
            "select number, bool_and(voided_at is not null) as void from receipt"
            " where block_id = $1 group by 1 order by 1",
            UUID(block["block_id"]),
        )
    return [(row["number"], row["void"]) for row in rows]


async def only_block(stage: Stage) -> dict[str, Any]:
    ((block,), _) = await list_blocks(stage.bridge.database, stage.admin, NEWEST, 10)
    return block


async def test_numbers_told_in_their_order_raise_no_question(stage: Stage) -> None:
    block = await allot(stage)
    assert (block["told"], block["missing"], block["next"]) == (0, 0, 1)
    for text in ("0000001", "2", " AB/26T 0000003 ", "ab/26t 4"):
        await pay(stage, text)
    assert await asked(stage) == []
    block = await only_block(stage)
    assert (block["told"], block["missing"], block["next"]) == (4, 0, 5)
    assert (await audit(stage.bridge.database, stage.center, lambda *_: None)).findings == []


async def test_a_gap_is_shown_once_and_closed_by_numbers_told_late(stage: Stage) -> None:
    await allot(stage)
    await pay(stage, "3")
    await pay(stage, "6")
    assert await asked(stage) == [("gap", [[1, 2], [4, 5]])]
    for text in ("5", "1", "2"):
        await pay(stage, text)
    assert await asked(stage) == [("gap", [[4, 4]])]
    await pay(stage, "4")
    assert await asked(stage) == []


async def test_a_spoilt_form_explains_a_gap(stage: Stage) -> None:
    block = await allot(stage)
    await pay(stage, "2")
    told = await spoil(stage, block, 1)
    assert (told["told"], told["missing"]) == (2, 0)
    assert await asked(stage) == []
    assert await numbers(stage, block) == [(1, True), (2, False)]


async def test_a_number_used_twice_is_asked_about(stage: Stage) -> None:
    await allot(stage)
    await pay(stage, "1")
    await pay(stage, "AB/26T 0000001")
    assert await asked(stage) == [("used", "AB/26T 0000001")]


async def test_a_void_number_that_is_used_after_all_is_asked_about(stage: Stage) -> None:
    block = await allot(stage)
    await spoil(stage, block, 1)
    await pay(stage, "1")
    assert await asked(stage) == [("void", "1")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("51", "outside"),
        ("AC/26T 1", "outside"),
        ("0", "unreadable"),
        ("123456789", "unreadable"),
        ("số một", "unreadable"),
    ],
)
async def test_a_number_in_no_block_is_asked_about(stage: Stage, text: str, problem: str) -> None:
    await allot(stage)
    await pay(stage, text)
    assert await asked(stage) == [(problem, text)]


async def test_nothing_is_asked_where_the_centre_allots_no_blocks(stage: Stage) -> None:
    await allot(stage, year=2025, symbol="AB/25T", allotted_on=date(2025, 1, 2))
    await pay(stage, "1")
    assert await asked(stage) == []


async def test_numbers_of_another_person_or_office_are_not_ones_own(stage: Stage) -> None:
    await allot(stage, login=stage.post.login)
    await allot(stage, first=51, last=60, office_code=stage.clerk.office_code)
    await pay(stage, "51")
    assert await asked(stage) == [("outside", "51")]
    await pay(stage, "51", stage.clerk)
    await pay(stage, "1")
    assert await asked(stage) == [("outside", "51")]


async def test_ones_own_block_comes_before_that_of_the_office(stage: Stage) -> None:
    own = await allot(stage, login=stage.post.login)
    await allot(stage, symbol="AC/26T")
    await pay(stage, "1")
    assert await numbers(stage, own) == [(1, False)]


async def test_a_number_of_two_blocks_needs_its_symbol(stage: Stage) -> None:
    await allot(stage)
    other = await allot(stage, symbol="AC/26T")
    await pay(stage, "1")
    assert await asked(stage) == [("ambiguous", "1")]
    await pay(stage, "AC/26T 1")
    assert await numbers(stage, other) == [(1, False)]


async def test_a_block_noted_late_takes_in_what_was_told_before(stage: Stage) -> None:
    await allot(stage, first=100, last=110)
    for text in ("1", "2", "2", "4"):
        await pay(stage, text)
    assert [problem for problem, _ in await asked(stage)] == ["outside"] * 4
    block = await allot(stage)
    assert (block["told"], block["missing"]) == (3, 1)
    assert sorted(await asked(stage), key=str) == [("gap", [[3, 3]]), ("used", "2")]


async def test_money_taken_back_voids_its_receipt(stage: Stage) -> None:
    block = await allot(stage)
    payment = await pay(stage, "1")
    await take_payment_back(*tools(stage), stage.post, payment, "Ghi nhầm", None)
    assert await numbers(stage, block) == [(1, True)]
    async with stage.bridge.database.snapshot() as connection:
        (row,) = await connection.fetch("select void_reason, voided_by from receipt")
    assert tuple(row) == ("Ghi nhầm", stage.post.login)


async def test_a_corrected_scan_voids_its_receipt_until_it_is_told_anew(stage: Stage) -> None:
    block = await allot(stage)
    code = await result_to_deliver(stage)
    first = await deliver(stage, code, "1")
    await stage.recorded(stage.post, code, "correct", corrects=first)
    assert await numbers(stage, block) == [(1, True)]
    await deliver(stage, code, "1")
    assert await numbers(stage, block) == [(1, False)]
    assert await asked(stage) == []


async def test_a_receipt_that_comes_along_with_its_correction_is_void(stage: Stage) -> None:
    block = await allot(stage)
    code = await result_to_deliver(stage)
    collected = Collected(30_000, PaymentMethod.CASH, "1")
    first = scan(stage, stage.post, code, "deliver", collected=collected)
    undo = scan(stage, stage.post, code, "correct", corrects=first.scan.scan_id)
    again = scan(stage, stage.post, code, "deliver", collected=collected)
    assert [outcome for outcome, _ in await send(stage, first, undo)] == ["recorded"] * 2
    assert await numbers(stage, block) == [(1, True)]
    assert [outcome for outcome, _ in await send(stage, again)] == ["recorded"]
    assert await numbers(stage, block) == [(1, False)]
    assert await asked(stage) == []


@pytest.mark.parametrize("same_moment", [True, False])
async def test_of_two_devices_that_use_one_number_the_second_is_asked_about(
    stage: Stage, *, same_moment: bool
) -> None:
    block = await allot(stage)
    if same_moment:
        await asyncio.gather(*(pay(stage, "1") for _ in range(4)))
    else:
        for _ in range(4):
            await pay(stage, "1")
    assert await asked(stage) == [("used", "1")] * 3
    assert await numbers(stage, block) == [(1, False)]
    assert (await only_block(stage))["told"] == 1


async def test_a_block_is_allotted_once_and_listed_among_the_changes(stage: Stage) -> None:
    await allot(stage)
    with pytest.raises(RangesOverlap):
        await allot(stage, first=50, last=60)
    await allot(stage, first=50, last=60, symbol="AC/26T")
    await allot(stage, first=51, last=60)
    changes, _ = await list_changes(stage.bridge.database, stage.admin, None, 10)
    noted = [change for change in changes if change.what == "receipt_block_allotted"]
    assert len(noted) == 3
    assert noted[0].login == stage.admin.login


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"first": 9, "last": 8}, "last"),
        ({"allotted_on": date(2026, 3, 14)}, "allotted_on"),
        ({"office_code": "KHONG"}, "office"),
        ({"login": "khong.co"}, "login"),
    ],
)
async def test_a_block_that_cannot_be_is_refused(
    stage: Stage, changes: dict[str, Any], path: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        await allot(stage, **changes)
    assert [problem.path for problem in caught.value.problems] == [path]


async def test_a_form_is_voided_once_and_only_while_nobody_used_it(stage: Stage) -> None:
    block = await allot(stage)
    await pay(stage, "1")
    with pytest.raises(ReceiptInUse):
        await spoil(stage, block, 1)
    await spoil(stage, block, 2)
    with pytest.raises(ReceiptVoided):
        await spoil(stage, block, 2)
    with pytest.raises(NotInBlock):
        await spoil(stage, block, 51)
    with pytest.raises(UnknownReceiptBlock):
        await spoil(stage, {"block_id": str(UUID(int=0))}, 3)
    assert await numbers(stage, block) == [(1, False), (2, True)]


async def test_blocks_are_seen_by_supervisors_of_their_office_and_those_who_keep_books(
    stage: Stage,
) -> None:
    block = await allot(stage, office_code=stage.clerk.office_code)
    own = await allot(stage, first=51, last=60)
    database = stage.bridge.database
    ((seen,), _) = await list_blocks(database, stage.post, NEWEST, 9)
    assert seen["block_id"] == own["block_id"]
    assert len((await list_blocks(database, stage.accountant, NEWEST, 9))[0]) == 2
    with pytest.raises(UnknownReceiptBlock):
        await spoil(stage, block, 1)
    await stage.hire("to.truong", stage.post, supervises=True)
    with pytest.raises(SupervisorNeeded):
        await spoil(stage, own, 51)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
async def test_whatever_the_order_of_telling_a_block_ends_alike(
    stage: Stage, data: st.DataObject
) -> None:
    numbers = data.draw(st.lists(st.integers(1, 9), min_size=1, max_size=7))
    # None is the moment at which the block itself is noted.
    told: list[int | None] = [None, *numbers]
    assert await ends(stage, told) == await ends(stage, data.draw(st.permutations(told)))


async def ends(stage: Stage, told: Sequence[int | None]) -> Any:
    """Tell numbers of a block one after the other, return how it stands, and leave nothing."""
    center_id, now = stage.center.center_id, stage.clock()
    office, login = stage.post.office_code, stage.post.login
    block = ReceiptBlock(uuid4(), "02", "XX/26T", 2026, 1, 9, office, None, now.date(), "an")
    # So that the centre keeps its receipts here before the block is known.
    other = replace(block, block_id=uuid4(), symbol="YY/26T", first=50, last=60)
    async with stage.bridge.database.transaction() as connection:
        undone = connection.transaction()
        await undone.start()
        await store.add_block(connection, center_id, other)
        for number in told:
            if number is None:
                await store.add_block(connection, center_id, block)
                await adopt_receipts(connection, center_id, block, login, now)
                continue
            money = Payment(
                uuid4(), CODE, "counter", 7, "cash", None, now.date(), office, login, now
            )
            await payments.add_payment(connection, center_id, money)
            receipt = ToldReceipt(money.collection_id, str(number), now.date(), office, login)
            await note_receipts(connection, center_id, [receipt], now)
        listed = await store.find_block(connection, center_id, block.block_id, None)
        assert listed is not None
        gaps = await store.gaps_of(connection, center_id, block.block_id, 99)
        known = await connection.fetch(
            "select number, count(*) from receipt where block_id = $1 group by 1 order by 1",
            block.block_id,
        )
        shown = await connection.fetch(
            "select detail->>'problem' as problem, detail->>'number' as number,"
            " detail->>'gaps' as gaps from difference where closed_at is null order by 1, 2"
        )
        await undone.rollback()
    assert listed.count.missing == sum(last - first + 1 for first, last in gaps)
    return listed.count, gaps, [tuple(row) for row in known], [tuple(row) for row in shown]


async def result_to_deliver(stage: Stage) -> str:
    """Bring a result to the post that is delivered for money."""
    dossier_code = await stage.add_dossier(
        2, status=9, received_at=stage.clock(), received_on=date(2026, 3, 13)
    )
    return await outbound_at_post(stage, dossier_code=dossier_code, collect_dong=30_000)


async def deliver(stage: Stage, code: str, receipt_number: str) -> UUID:
    """Deliver a result for money, and return the identity of the scan."""
    collected = Collected(30_000, PaymentMethod.CASH, receipt_number)
    sent = scan(stage, stage.post, code, "deliver", collected=collected)
    assert [outcome for outcome, _ in await send(stage, sent)] == ["recorded"]
    return sent.scan.scan_id
