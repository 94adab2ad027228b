"""A post office is reminded of money it holds for too long, and no more once it was sent."""

from datetime import date
from typing import Any

from postal_bridge.usecases.remind_of_remittances import ALL_SENT, remind_of_remittances
from tests.usecases import test_close_period as closing
from tests.usecases.reading_messages import messages_of
from tests.usecases.test_reconcile import DAY, Desk, sent

desk = closing.desk
#: By the rule of the installation: the week that ended on Sunday 8 March, and five working days.
DUE, DAY_AFTER = date(2026, 3, 13), date(2026, 3, 16)


async def remind(desk: Desk, today: date) -> dict[str, int]:
    stage = desk.stage
    return dict(
        await remind_of_remittances(
            stage.bridge.database, stage.clock, stage.bridge.sealer, stage.center, today
        )
    )


async def told(desk: Desk) -> list[tuple[Any, ...]]:
    async with desk.stage.bridge.database.snapshot() as connection:
        rows = await connection.fetch(
            "select office_code, detail ->> 'since', detail -> 'amount_dong', resolution"
            " from difference where kind = 'remittance_overdue' order by opened_at"
        )
    return [tuple(row) for row in rows]


async def test_money_is_told_from_the_day_after_it_was_due_and_once(desk: Desk) -> None:
    await desk.collect(await desk.dossier(), 70_000, office_code="H53.BC")
    quiet = {"offices": 0, "amount_dong": 0, "not_credited": 0}
    assert await remind(desk, DUE) == quiet
    for _ in range(2):
        late = {"offices": 1, "amount_dong": 70_000, "not_credited": 0}
        assert await remind(desk, DAY_AFTER) == late
    assert await told(desk) == [("H53.BC", DUE.isoformat(), 70_000, None)]
    (reminder,) = await messages_of(desk.stage, "office_reminder")
    assert "70.000 đồng" in str(reminder.facts["text"])


async def test_what_is_late_by_now_is_told_in_the_same_difference(desk: Desk) -> None:
    await desk.collect(await desk.dossier(), 70_000, office_code="H53.BC")
    await remind(desk, DAY_AFTER)
    await desk.collect(await desk.dossier(), 30_000, DAY, office_code="H53.BC")
    await remind(desk, date(2026, 3, 17))
    assert await told(desk) == [("H53.BC", DUE.isoformat(), 100_000, None)]


async def test_it_closes_when_all_was_sent(desk: Desk) -> None:
    dossier = await desk.dossier()
    await desk.collect(dossier, 50_000, office_code="H53.BC")
    await remind(desk, DAY_AFTER)
    await desk.hand_in(sent(1, dossier, 50_000))
    await desk.run()
    await remind(desk, date(2026, 3, 17))
    ((*_, resolution),) = await told(desk)
    assert resolution == ALL_SENT


async def test_what_a_person_has_closed_is_told_again_only_of_another_day(desk: Desk) -> None:
    await desk.collect(await desk.dossier(), 70_000, office_code="H53.BC")
    await remind(desk, DAY_AFTER)
    async with desk.stage.bridge.database.transaction() as connection:
        await connection.execute(
            "update difference set closed_at = opened_at, closed_by = 'ai', resolution = 'Đã hẹn'"
        )
    await remind(desk, date(2026, 3, 17))
    assert len(await told(desk)) == 1


async def test_nobody_is_reminded_on_a_day_off(desk: Desk) -> None:
    await desk.collect(await desk.dossier(), 70_000, office_code="H53.BC")
    assert await remind(desk, date(2026, 3, 21)) == {}
    assert await told(desk) == []
