"""The desks of offices: what waits, what is late, who is out with what, what was counted."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.refusals import (
    CashCounted,
    InvalidInput,
    NoCashTaken,
    RefusedScanSettled,
    UnknownOffice,
    UnknownRefusedScan,
)
from postal_bridge.domain.scan import Collected, PaymentMethod, Reason
from postal_bridge.usecases.check_manifest import check_manifest
from postal_bridge.usecases.count_cash import Count, count_cash
from postal_bridge.usecases.look_up_desk import HandWish, InHand, list_in_hand, look_up_desk
from postal_bridge.usecases.look_up_post_office import (
    Courier,
    House,
    list_house,
    list_to_deliver,
    look_up_courier,
    look_up_post_office,
)
from postal_bridge.usecases.settle_refused_scan import list_refused_scans, settle_refused_scan
from postal_bridge.wiring import Bridge
from routes.places import BEGINNING, END
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

#: The Friday on which the clock of the tests stands.
TODAY = date(2026, 3, 13)
NEWEST = (END, UUID(int=0))


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def in_hand(stage: Stage, number: int, due_on: date | None, **columns: object) -> str:
    """Add a dossier that the first department has to decide on."""
    row: dict[str, object] = {
        "received_at": stage.clock(),
        "received_on": TODAY - timedelta(days=10),
        "due_on": due_on,
        "status": 4,
        **columns,
    }
    return await stage.add_dossier(number, **row)


async def listed(stage: Stage, wish: HandWish | None = None, limit: int = 50) -> list[InHand]:
    found, _ = await list_in_hand(
        stage.bridge.database, stage.clock, stage.department, wish or HandWish(), None, limit
    )
    return found


async def house(stage: Stage, viewer: Viewer | None = None, office: str | None = None) -> House:
    return await look_up_post_office(
        stage.bridge.database, stage.clock, viewer or stage.post, office
    )


async def sent_to_citizen(stage: Stage, number: int, **more: Any) -> str:
    """Return what the centre has just given to the post for a citizen."""
    dossier = await stage.add_dossier(number)
    order = {"dossier_code": dossier, "post_office": stage.post.office_code, **more}
    code = str((await stage.register(stage.clerk, Leg.OUTBOUND, **order))["code"])
    await stage.recorded(stage.clerk, code, "give")
    return code


async def delivered_for(stage: Stage, number: int, amount_dong: int) -> str:
    """Let the post deliver something and take cash for it; return the dossier's code."""
    code = await sent_to_citizen(stage, number, collect_dong=amount_dong)
    await stage.recorded(stage.post, code, "take", "go_out")
    cash = Collected(amount_dong, PaymentMethod.CASH)
    await stage.recorded(stage.post, code, "deliver", collected=cash)
    return code


async def test_dossiers_in_hand_come_by_the_day_they_are_due(stage: Stage) -> None:
    undated = await in_hand(stage, 1, None)
    later = await in_hand(stage, 2, TODAY + timedelta(days=10))
    today = await in_hand(stage, 3, TODAY)
    late = await in_hand(stage, 4, TODAY - timedelta(days=3))
    await in_hand(stage, 5, TODAY, resolved_on=TODAY, status=9)
    await stage.add_dossier(6)  # It is announced and not filed yet.
    found = await listed(stage)
    assert [each.dossier.code for each in found] == [late, today, later, undated]
    said = [each.due and (each.due.late_days, each.due.working_days_left) for each in found]
    # From a Friday to the Monday after the next there are six working days.
    assert said == [(3, 0), (0, 0), (0, 6), None]
    assert [each.due is not None and each.due.is_today for each in found] == [
        False,
        True,
        False,
        False,
    ]
    assert set(found[0].next_statuses) == {5, 6, 7, 8, 9}


async def test_a_department_sees_its_own_desk_alone(stage: Stage) -> None:
    await in_hand(stage, 1, TODAY)
    bag = await stage.begin_bag(stage.clerk, stage.department.office_code)
    sent = await stage.register(stage.clerk, Leg.TRANSFER_OUT, destination="SNV")
    await stage.recorded(stage.clerk, str(sent["code"]), "pack", bag=bag["code"])
    await stage.recorded(stage.clerk, str(bag["code"]), "seal", "give")
    own = await look_up_desk(stage.bridge.database, stage.clock, stage.department)
    other = await look_up_desk(stage.bridge.database, stage.clock, stage.department2)
    (offered,) = own.offered
    assert (offered.thing.code, offered.thing.contents) == (bag["code"], 1)
    assert offered.thing.login == stage.clerk.login
    assert "take" in offered.actions
    assert (own.counts.late, own.counts.soon, own.counts.every) == (0, 1, 1)
    assert (other.offered, other.dossiers, other.counts.every) == ([], [], 0)


async def test_an_opened_bag_stays_on_the_desk_until_all_in_it_is_counted(stage: Stage) -> None:
    bag = str((await stage.begin_bag(stage.clerk, "SNV"))["code"])
    code = str((await stage.register(stage.clerk, Leg.TRANSFER_OUT, destination="SNV"))["code"])
    await stage.recorded(stage.clerk, code, "pack", bag=bag)
    await stage.recorded(stage.clerk, bag, "seal", "give")
    await stage.recorded(stage.department, bag, "take")
    desk = await look_up_desk(stage.bridge.database, stage.clock, stage.department)
    assert [(each.thing.code, each.actions[0]) for each in desk.held] == [(bag, "open")]
    await stage.recorded(stage.department, bag, "open")
    desk = await look_up_desk(stage.bridge.database, stage.clock, stage.department)
    assert [(each.code, each.uncounted) for each in desk.bags] == [(bag, 1)]
    await stage.recorded(stage.department, code, "unpack")
    desk = await look_up_desk(stage.bridge.database, stage.clock, stage.department)
    assert (desk.bags, desk.held) == ([], [])


async def test_a_bag_whose_count_is_over_leaves_the_desk_with_what_it_lacks(stage: Stage) -> None:
    bag = str((await stage.begin_bag(stage.clerk, "SNV"))["code"])
    for _ in range(2):
        found = await stage.register(stage.clerk, Leg.TRANSFER_OUT, destination="SNV")
        await stage.recorded(stage.clerk, str(found["code"]), "pack", bag=bag)
    await stage.recorded(stage.clerk, bag, "seal", "give")
    await stage.recorded(stage.department, bag, "take", "open")
    await stage.recorded(stage.department, str(found["code"]), "unpack")
    bridge = stage.bridge
    desk = await look_up_desk(bridge.database, stage.clock, stage.department)
    assert [(each.code, each.uncounted) for each in desk.bags] == [(bag, 1)]
    await check_manifest(bridge.database, stage.clock, bridge.sealer, stage.department, None, bag)
    desk = await look_up_desk(bridge.database, stage.clock, stage.department)
    assert desk.bags == []


async def test_a_dossier_whose_clock_stands_is_neither_late_nor_due_soon(stage: Stage) -> None:
    await in_hand(stage, 1, TODAY - timedelta(days=1), status=5)
    await in_hand(stage, 2, TODAY, status=6)
    desk = await look_up_desk(stage.bridge.database, stage.clock, stage.department)
    assert (desk.counts.late, desk.counts.soon, desk.counts.every) == (0, 0, 2)
    dues = [each.due for each in desk.dossiers if each.due]
    assert [(due.late_days, due.stands) for due in dues] == [(0, True), (0, True)]


async def test_dossiers_in_hand_are_found_by_status_day_and_words(stage: Stage) -> None:
    late = await in_hand(stage, 1, TODAY - timedelta(days=1), filer_name="Đặng Thị Mẫu")
    soon = await in_hand(stage, 2, TODAY + timedelta(days=3))
    waiting = await in_hand(stage, 4, TODAY - timedelta(days=2), status=5)
    far = await in_hand(stage, 3, TODAY + timedelta(days=30))
    wishes = {
        HandWish(due="late"): [late],
        HandWish(due="soon"): [soon],
        HandWish(status=PortalStatus.SUPPLEMENT_ASKED): [waiting],
        HandWish(words="dang thi"): [late],
        HandWish(words="ĐẶNG"): [late],
        HandWish(words=far.lower()): [far],
        HandWish(words="%"): [],
    }
    for wish, codes in wishes.items():
        found = await listed(stage, wish)
        assert [each.dossier.code for each in found] == codes, wish


async def test_a_list_of_dossiers_goes_on_where_it_ended(stage: Stage) -> None:
    days = [TODAY, TODAY, TODAY + timedelta(days=1), None, None]
    codes = [await in_hand(stage, number, day) for number, day in enumerate(days, start=1)]
    database, clock, seen, after = stage.bridge.database, stage.clock, [], None
    for _ in range(3):
        page, after = await list_in_hand(database, clock, stage.department, HandWish(), after, 2)
        seen += [each.dossier.code for each in page]
    assert (seen, after) == (codes, None)
    with pytest.raises(InvalidInput):
        await list_in_hand(database, clock, stage.department, HandWish(), ("someday", ""), 2)


async def test_a_result_waits_on_the_desk_until_it_was_given(stage: Stage) -> None:
    dossier = await in_hand(stage, 1, TODAY, resolved_on=TODAY, status=9)

    async def waiting() -> list[tuple[str, str | None]]:
        desk = await look_up_desk(stage.bridge.database, stage.clock, stage.department)
        return [(each.code, each.back_code) for each in desk.done]

    assert await waiting() == [(dossier, None)]
    order = {"dossier_code": dossier, "papers": []}
    code = str((await stage.register(stage.department, Leg.TRANSFER_BACK, **order))["code"])
    assert await waiting() == [(dossier, code)]
    await stage.recorded(stage.department, code, "give")
    assert await waiting() == []
    desk = await look_up_desk(stage.bridge.database, stage.clock, stage.department)
    assert [each.thing.code for each in desk.given] == [code]


async def test_a_supervisor_sees_the_house_and_what_the_norm_wants_out(stage: Stage) -> None:
    waiting, held, given = [await sent_to_citizen(stage, number) for number in (1, 2, 3)]
    await stage.recorded(stage.post, held, "take")
    await stage.recorded(stage.post, given, "take")
    await stage.recorded(stage.post, given, "give", to_office=stage.post2.office_code)
    seen = await house(stage)
    assert [(each.state, each.offered, each.things) for each in seen.states] == [
        ("held", False, 1),
        ("offered", True, 1),
    ]
    assert [thing.code for thing in seen.offered] == [waiting]
    assert [thing.code for thing in seen.given] == [given]
    assert (seen.to_deliver.late, seen.to_deliver.today, seen.to_deliver.every) == (0, 0, 1)
    stage.clock.advance(timedelta(days=14))
    seen = await house(stage)
    assert (seen.to_deliver.late, [each.code for each in seen.due]) == (1, [held])
    database, clock = stage.bridge.database, stage.clock
    for when in ("late", "today", None):
        _, things, _ = await list_to_deliver(database, clock, stage.post, None, when, None, 10)
        assert [each.code for each in things] == [held]
    for which, codes in {"incoming": [waiting], "given": [given], None: [held]}.items():
        _, found, _ = await list_house(database, stage.post, None, which, (BEGINNING, ""), 10)
        assert [each.code for each in found] == codes


async def test_the_post_sees_its_own_house_and_an_administrator_each(stage: Stage) -> None:
    own, other = stage.post.office_code, stage.post2.office_code
    assert (await house(stage)).office.code == own
    with pytest.raises(UnknownOffice):
        await house(stage, stage.post, other)
    assert {each.code for each in (await house(stage, stage.admin)).offices} == {own, other}
    assert (await house(stage, stage.admin, other)).office.code == other


async def test_what_is_out_and_what_was_paid_is_told_by_person(stage: Stage) -> None:
    out = await sent_to_citizen(stage, 1, collect_dong=20_000)
    await stage.recorded(stage.post, out, "take", "go_out")
    await delivered_for(stage, 2, 50_000)
    failed = await sent_to_citizen(stage, 3)
    await stage.recorded(stage.post, failed, "take", "go_out")
    await stage.recorded(stage.post, failed, "fail", reason=Reason.ADDRESSEE_ABSENT)
    (courier,) = (await house(stage)).couriers
    assert (courier.login, courier.name) == (stage.post.login, "Người Thử Post")
    assert (courier.things, courier.collect_dong) == (1, 20_000)
    assert (courier.cash_dong, courier.cash_times) == (50_000, 1)
    day = await look_up_courier(
        stage.bridge.database, stage.clock, stage.post, None, stage.post.login, None
    )
    assert day is not None
    assert [each.code for each in day.things] == [out]
    assert [each.amount_dong for each in day.takings] == [50_000]
    nobody = await look_up_courier(
        stage.bridge.database, stage.clock, stage.post, None, stage.post2.login, None
    )
    assert nobody is None


async def test_a_corrected_delivery_takes_its_cash_back_from_whoever_took_it(stage: Stage) -> None:
    code = await sent_to_citizen(stage, 1, collect_dong=50_000)
    await stage.recorded(stage.post, code, "take", "go_out")
    cash = Collected(50_000, PaymentMethod.CASH)
    answer = await stage.scan(stage.post, code, "deliver", collected=cash)
    await stage.recorded(stage.admin, code, "correct", corrects=answer.scan_id)
    (courier,) = (await house(stage)).couriers
    assert (courier.login, courier.cash_dong, courier.things) == (stage.post.login, 0, 1)


def a_count(stage: Stage, counted_dong: int, **more: Any) -> Count:
    given = {"settlement_id": uuid4(), "office": None, "day": TODAY, **more}
    return Count(login=stage.post.login, counted_dong=counted_dong, **given)


async def courier_of(stage: Stage) -> Courier:
    (courier,) = (await house(stage)).couriers
    return courier


async def test_cash_is_counted_once_and_corrected_by_a_further_count(stage: Stage) -> None:
    database, clock = stage.bridge.database, stage.clock
    other = await stage.hire("other", stage.post)
    await delivered_for(stage, 1, 50_000)
    first = a_count(stage, 50_000)
    await count_cash(database, clock, other, first)
    await count_cash(database, clock, other, first)  # A second click is the same count.
    assert await stage.value("select count(*) from courier_settlement") == 1
    assert (await courier_of(stage)).is_counted
    with pytest.raises(CashCounted):
        await count_cash(database, clock, other, a_count(stage, 50_000))
    await delivered_for(stage, 2, 30_000)
    assert not (await courier_of(stage)).is_counted
    again = a_count(stage, 75_000, corrects=first.settlement_id)
    with pytest.raises(InvalidInput):
        await count_cash(database, clock, other, again)
    explained = a_count(stage, 75_000, corrects=first.settlement_id, remark="Thiếu tiền lẻ")
    await count_cash(database, clock, other, explained)
    settlement = (await courier_of(stage)).settlement
    assert settlement is not None
    assert (settlement.expected_dong, settlement.difference_dong) == (80_000, -5_000)
    stale = a_count(stage, 80_000, corrects=first.settlement_id, remark="Đếm lại")
    with pytest.raises(CashCounted):
        await count_cash(database, clock, other, stale)


async def test_nobody_counts_what_was_not_taken_or_lies_ahead(stage: Stage) -> None:
    database, clock = stage.bridge.database, stage.clock
    other = await stage.hire("other", stage.post)
    with pytest.raises(NoCashTaken):
        await count_cash(database, clock, other, a_count(stage, 0))
    await delivered_for(stage, 1, 50_000)
    with pytest.raises(InvalidInput):
        await count_cash(database, clock, other, a_count(stage, 40_000))
    tomorrow = a_count(stage, 50_000, day=TODAY + timedelta(days=1))
    with pytest.raises(InvalidInput):
        await count_cash(database, clock, other, tomorrow)
    elsewhere = a_count(stage, 50_000, office=stage.post2.office_code)
    with pytest.raises(UnknownOffice):
        await count_cash(database, clock, other, elsewhere)
    assert await stage.value("select count(*) from courier_settlement") == 0


async def test_counts_and_remarks_are_never_changed(stage: Stage) -> None:
    database, other = stage.bridge.database, await stage.hire("other", stage.post)
    await delivered_for(stage, 1, 50_000)
    await count_cash(database, stage.clock, other, a_count(stage, 50_000))
    refused = await stage.scan(stage.post, "EV000000014VN", "seal")
    await settle_refused_scan(database, stage.clock, stage.post, refused.scan_id, "Bấm nhầm")
    for change in (
        "update courier_settlement set counted_dong = 1",
        "delete from courier_settlement",
        "update refused_scan_settlement set remark = 'x'",
        "delete from refused_scan_settlement",
    ):
        with pytest.raises(asyncpg.RestrictViolationError):
            async with database.transaction() as connection:
                await connection.execute(change)


async def test_a_refused_scan_is_settled_once_with_a_remark(stage: Stage) -> None:
    database, clock = stage.bridge.database, stage.clock
    refused = await stage.scan(stage.post, "EV000000014VN", "take")
    assert refused.outcome == "refused"
    assert (await house(stage)).refused == 1
    for stranger in (stage.post2, stage.department):
        with pytest.raises(UnknownRefusedScan):
            await settle_refused_scan(database, clock, stranger, refused.scan_id, "Không rõ")
    with pytest.raises(UnknownRefusedScan):
        await settle_refused_scan(database, clock, stage.post, uuid4(), "Không rõ")
    await settle_refused_scan(database, clock, stage.post, refused.scan_id, "Nhãn của nơi khác")
    with pytest.raises(RefusedScanSettled):
        await settle_refused_scan(database, clock, stage.admin, refused.scan_id, "Lần nữa")
    assert (await house(stage)).refused == 0

    async def shown(viewer: Viewer, *, settled: bool) -> list[str | None]:
        office = stage.post.office_code
        page, _ = await list_refused_scans(
            database, clock, viewer, office, NEWEST, 10, settled=settled
        )
        return [each.remark for each in page]

    assert await shown(stage.post, settled=False) == []
    for viewer in (stage.post, stage.admin):
        assert await shown(viewer, settled=True) == ["Nhãn của nơi khác"]
    assert await shown(stage.post2, settled=True) == []


async def test_refused_scans_come_page_by_page_and_are_forgotten_after_a_month(
    stage: Stage,
) -> None:
    answers = [await stage.scan(stage.post, "EV000000014VN", "take") for _ in range(3)]
    newest_first = [answer.scan_id for answer in reversed(answers)]
    database, clock = stage.bridge.database, stage.clock
    first, place = await list_refused_scans(
        database, clock, stage.post, None, NEWEST, 2, settled=False
    )
    assert place is not None
    second, end = await list_refused_scans(
        database, clock, stage.post, None, place, 2, settled=False
    )
    assert ([each.scan_id for each in first + second], end) == (newest_first, None)
    stage.clock.advance(timedelta(days=31))
    assert (await house(stage)).refused == 0
