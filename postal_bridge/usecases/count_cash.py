"""Counts the cash that a courier hands in at the end of a shift, beside what was collected.

Nobody counts their own. A count is kept for good: a wrong one, or one before further collections,
is corrected by another. What was counted is the post's to send on; what is missing stays with them.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.refusals import CashCounted, FieldProblem, InvalidInput, NoCashTaken
from postal_bridge.domain.said import Said
from postal_bridge.store import settlements
from postal_bridge.store.database import Database
from postal_bridge.store.settlements import CourierSettlement
from postal_bridge.usecases.keep_books import book_counts
from postal_bridge.usecases.look_up_desk import today_of
from postal_bridge.usecases.look_up_post_office import choose_post_office, couriers_of
from postal_bridge.usecases.supervise import require_counter_of


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted, in whole đồng; `settlement_id` is made before, so that it counts once.

    `corrects` is the count that stood when the form was shown.
    """

    settlement_id: UUID
    office: str | None
    login: str
    day: date
    counted_dong: int
    remark: str | None = None
    corrects: UUID | None = None


async def count_cash(database: Database, clock: Clock, viewer: Viewer, count: Count) -> None:
    """Keep a count of the cash that a person of a post office took on a day.

    Raises:
        UnknownOffice: the centre has no such post office, or it is not the viewer's.
        NoCashTaken: this person took no cash there on this day.
        OwnCash: it is the viewer's own.
        SupervisorNeeded: others count the cash at the viewer's office.
        CashCounted: another count stands there than the one to be corrected.
        InvalidInput: the day is to come, or a remark is missing.

    """
    if count.day > today_of(viewer, clock):
        raise InvalidInput(FieldProblem("day", "in_the_future", Said("lies in the future")))
    center_id = viewer.center_id
    async with database.transaction() as connection:
        if await settlements.has_courier_settlement(connection, center_id, count.settlement_id):
            return
        office = (await choose_post_office(connection, viewer, count.office)).code
        couriers = await couriers_of(connection, center_id, office, count.day)
        courier = next((each for each in couriers if each.login == count.login), None)
        if courier is None or not (courier.cash_times or courier.settlement):
            raise NoCashTaken(login=count.login, day=count.day)
        await require_counter_of(connection, viewer, count.login)
        standing = courier.settlement.settlement_id if courier.settlement else None
        if standing != count.corrects:
            raise CashCounted(login=count.login, day=count.day)
        differs = count.counted_dong != courier.cash_dong
        if (differs or count.corrects) and not count.remark:
            detail = Said("say why the amount differs, or what is corrected")
            raise InvalidInput(FieldProblem("remark", "required", detail))
        settlement = CourierSettlement(
            settlement_id=count.settlement_id,
            login=count.login,
            expected_dong=courier.cash_dong,
            counted_dong=count.counted_dong,
            remark=count.remark,
            corrects=count.corrects,
            settled_at=clock(),
            settled_by=viewer.login,
        )
        if not await settlements.add_courier_settlement(
            connection, center_id, office, count.day, settlement
        ):
            raise CashCounted(login=count.login, day=count.day)
        await book_counts(connection, center_id, [count.settlement_id], settlement.settled_at)
