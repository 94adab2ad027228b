"""What a closing answers for, and that its figures agree with each other to the đồng."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.fees import PaidBy
from postal_bridge.domain.period import BANK_LINE
from postal_bridge.domain.period_refusals import PeriodNotExplained
from postal_bridge.usecases.close_period import close_period
from postal_bridge.usecases.look_up_periods import look_up_period
from postal_bridge.usecases.record_payment import take_payment_back
from postal_bridge.usecases.sum_up_unit import UnitSums, sum_up_unit
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.test_match_credits import came
from tests.usecases.test_reconcile import DAY, sent
from tests.usecases.test_refund_surplus import Counter

MARCH, APRIL = "2026-03", "2026-04"


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Counter:
    desk = Counter(await found_center(bridge, clock))
    clock.now = datetime(2026, 5, 4, 2, tzinfo=UTC)
    return desk


async def close(desk: Counter, period: str = MARCH, *carry: str) -> dict[str, Any]:
    """Close a month and return its figures."""
    await desk.run(date(2026, 1, 1), date(2026, 4, 30))
    await close_period(desk.asked(desk.stage.accountant), period, carry)
    database = desk.stage.bridge.database
    figures: dict[str, Any] = (await look_up_period(database, desk.stage.accountant, period))[
        "figures"
    ]
    return figures


async def summed(desk: Counter, figures: dict[str, Any]) -> UnitSums:
    """Return what minutes of the post office tell."""
    stage = desk.stage
    office = stage.post.office_code
    return await sum_up_unit(
        stage.bridge.database, stage.accountant, figures, OfficeKind.POST, office
    )


def balance(figures: dict[str, Any], account: str) -> int:
    """Return what stands on an account in the trial balance."""
    return sum(
        row["opening_dong"] + row["debit_dong"] - row["credit_dong"]
        for row in figures["trial_balance"]
        if row["account"] == account
    )


async def taken_back(desk: Counter, method: PaidBy = PaidBy.TRANSFER) -> None:
    """Let the post take 50,000 twice on a day of March, and take one of them back in May."""
    code = await desk.owing(100_000)
    wrong = await desk.pay(code, method, day=DAY)
    await desk.pay(code, method, day=DAY)
    await take_payment_back(*desk.tools, desk.stage.accountant, wrong, "Nhầm", None)


@pytest.mark.parametrize("method", [PaidBy.TRANSFER, PaidBy.CASH])
async def test_what_was_only_written_wrongly_counts_on_no_day(
    desk: Counter, method: PaidBy
) -> None:
    await taken_back(desk, method)
    figures = await close(desk, MARCH, "missing")
    with_post = balance(figures, "post_payable") + balance(figures, "courier_cash")
    kinds = [(kind, collected) for kind, collected, _, _ in (await summed(desk, figures)).kinds]
    assert (with_post, kinds) == (50_000, [("fee", 50_000)])
    assert sum(row["amount_dong"] for row in figures["collections"]) == 50_000
    assert await desk.audited() == []


async def test_money_of_a_closed_month_is_taken_back_in_the_next(desk: Counter) -> None:
    code = await desk.owing(100_000)
    wrong = await desk.pay(code, PaidBy.TRANSFER, day=DAY)
    march = await close(desk, MARCH, "missing")
    await take_payment_back(*desk.tools, desk.stage.accountant, wrong, "Nhầm", None)
    desk.stage.clock.now = datetime(2026, 6, 4, 2, tzinfo=UTC)
    await close(desk, APRIL, "missing")
    may = await close(desk, "2026-05", "missing")
    assert balance(march, "post_payable") == 50_000
    assert balance(may, "post_payable") == 0
    assert [row[:2] for row in (await summed(desk, may)).kinds] == [("fee", -50_000)]
    assert await desk.audited() == []


async def test_the_first_closing_answers_for_the_days_before_it(desk: Counter) -> None:
    await desk.collect(await desk.dossier(), 30_000, on=date(2026, 1, 7))
    with pytest.raises(PeriodNotExplained, match="missing 1"):
        await close(desk)
    (row,) = (await close(desk, MARCH, "missing"))["differences"]
    assert (row["day"], row["state"]) == ("2026-01-07", "carried")


async def test_lines_of_banks_are_explained_or_carried(desk: Counter) -> None:
    await desk.hand_in(came(1, 9_000), came(2, -3_000), kind="bank")
    with pytest.raises(PeriodNotExplained, match=r"bank_line 2 \(12,000 đồng\)"):
        await close(desk)
    figures = await close(desk, MARCH, BANK_LINE)
    assert figures["credits"] == [{"standing": "unknown", "rows": 1, "amount_dong": 9_000}]
    assert figures["debits"] == [{"standing": "unknown", "rows": 1, "amount_dong": 3_000}]


async def test_minutes_tell_all_that_was_sent_and_credited(desk: Counter) -> None:
    dossier = await desk.dossier()
    await desk.collect(dossier, 123_000, office_code=desk.stage.post.office_code)
    lines = [sent(1, dossier, 123_000), sent(2, None, 77_000)]
    await desk.hand_in(*(line for line in lines))
    batch = await desk.stage.value("select batch from remittance")
    await desk.hand_in(
        came(1, 200_000, narration=f"CT {batch}", remittance_batch=batch), kind="bank"
    )
    figures = await close(desk, MARCH, "unknown", "missing", BANK_LINE)
    sums = await summed(desk, figures)
    assert sum(remitted for _, _, remitted, _ in sums.kinds) == 200_000
