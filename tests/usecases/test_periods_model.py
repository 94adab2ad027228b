"""No đồng comes into being or gets lost, whatever is stored, matched, given back and closed when.

Sequences of everything that accountants do are drawn, and after each step the books are compared
with plain sums of the rows.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from postal_bridge.domain.period import CARRIED
from postal_bridge.domain.period_refusals import PeriodNotOver
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.close_period import close_period
from postal_bridge.usecases.look_up_periods import list_periods, look_up_period
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.test_reconcile import Desk, sent

FIRST, DAYS = date(2026, 3, 1), 61
MONTHS = ("2026-03", "2026-04", "2026-05")
AMOUNTS = (10_000, 20_000, 30_000)

#: What must be nothing, as sums of the books and of the rows that they tell of.
LAWS = {
    "a kind that does not balance": """
        select count(*) from (select kind from ledger_posting group by kind
            having sum(amount_dong) <> 0) as kinds""",
    "money at banks that no statement tells of": """
        select (select coalesce(sum(amount_dong), 0) from ledger_posting
                where account in ('agency_account', 'treasury'))
            - (select coalesce(sum(amount_dong), 0) from bank_line)""",
    "money in transit that was not sent, or has arrived": """
        select (select coalesce(sum(amount_dong), 0) from ledger_posting
                where account = 'in_transit')
            - (select coalesce(sum(amount_dong), 0) from post_line)
            + (select coalesce(sum(remitted_dong), 0) from credit_group)""",
    "money owed to agencies that was not collected": """
        select (select coalesce(sum(amount_dong), 0) from ledger_posting
                where account = 'agency_due')
            + (select coalesce(sum(amount_dong), 0) from collection)""",
    "a line of a closed day that was stored later": """
        select count(*) from post_line l
        join remittance r using (center_id, remittance_id)
        join statement_file f using (center_id, file_id)
        join period_standing p on p.is_closed and l.day between p.first_on and p.last_on
            and f.stored_at > p.closed_at""",
}


class Accountant:
    """Does one thing after another, as chance has it."""

    def __init__(self, desk: Desk, clock: SettableClock, random: Random) -> None:
        self.desk = desk
        self.clock = clock
        self.random = random
        self.taken: list[tuple[str, UUID, int, date]] = []
        self.sealed: dict[str, object] = {}
        self.place = 0

    def day(self) -> date:
        """Return a day of March or April."""
        return FIRST + timedelta(days=self.random.randrange(DAYS))

    async def collect(self) -> None:
        """Let the post take money."""
        amount, day = self.random.choice(AMOUNTS), self.day()
        dossier = await self.desk.dossier()
        collection_id = await self.desk.collect(dossier, amount, day)
        self.taken.append((dossier, collection_id, amount, day))

    async def take_back(self) -> None:
        """Take back what was taken some time before."""
        if self.taken:
            place = self.random.randrange(len(self.taken))
            await self.desk.take_back(self.taken.pop(place)[1])

    async def send(self) -> None:
        """Hand in a batch, some lines of it wrong, and perhaps the credit for it."""
        self.place += 1
        batch, chosen = f"LO-{self.place:06}", self.random.sample(self.taken, len(self.taken) // 2)
        lines = [
            sent(
                place,
                self.random.choice((dossier, dossier, dossier, None)),
                amount + self.random.choice((0, 0, 0, 1_000)),
                booked_on=day,
                value_on=day + timedelta(days=2),
                remittance_batch=batch,
            )
            for place, (dossier, _, amount, day) in enumerate(chosen, start=1)
        ]
        if not lines:
            return
        await self.desk.hand_in(*lines)
        if self.random.random() < 0.7:
            total = int(sum(line.amount for line in lines))
            parts = self.random.choice(([total], [total - 1, 1], [total + 5]))
            credits_found = [
                sent(place, None, part, narration=f"CT {batch}", booked_on=self.day())
                for place, part in enumerate(parts, start=1)
            ]
            await self.desk.hand_in(*credits_found, kind="bank")

    async def reconcile(self) -> None:
        """Reconcile all days."""
        await self.desk.run(FIRST, FIRST + timedelta(days=DAYS))

    async def close(self) -> None:
        """Reconcile and close the next month, if it is over."""
        await self.reconcile()
        bridge, who = self.desk.stage.bridge, self.desk.stage.accountant
        month, carry = MONTHS[len(self.sealed)], frozenset(CARRIED)
        try:
            await close_period(self.desk.asked(who), month, carry)
        except PeriodNotOver:
            return
        figures = (await look_up_period(bridge.database, who, month))["figures"]
        self.sealed[month] = figures

    async def check(self) -> None:
        """See that every law holds and that nothing sealed has changed."""
        for law, query in LAWS.items():
            assert await self.desk.stage.value(query) == 0, law
        bridge, who = self.desk.stage.bridge, self.desk.stage.accountant
        for month, figures in self.sealed.items():
            assert (await look_up_period(bridge.database, who, month))["figures"] == figures


@pytest.mark.parametrize("seed", range(6))
async def test_money_is_conserved_over_whatever_is_done(
    bridge: Bridge, clock: SettableClock, seed: int
) -> None:
    random = Random(seed)  # noqa: S311 - the same choices every time
    desk = Desk(await found_center(bridge, clock))
    clock.now = datetime(2026, 5, 4, 2, tzinfo=UTC)
    accountant = Accountant(desk, clock, random)
    deeds: tuple[Callable[[], Awaitable[None]], ...] = (
        *(accountant.collect,) * 5,
        accountant.take_back,
        *(accountant.send,) * 3,
        accountant.reconcile,
        accountant.close,
    )
    for _ in range(30):
        clock.advance(timedelta(minutes=1))
        await random.choice(deeds)()
        await accountant.check()
    while len(accountant.sealed) < 2:
        clock.advance(timedelta(minutes=1))
        await accountant.close()
    await accountant.check()
    report = await audit(bridge.database, desk.stage.center, lambda *_: None)
    assert not report.findings
    listed = await list_periods(bridge.database, desk.stage.accountant)
    assert [each["state"] for each in listed] == ["closed", "closed"]
    await _every_row_counts_once(accountant)


async def _every_row_counts_once(accountant: Accountant) -> None:
    """Compare what the closings count with all rows, less those of days that are still open."""
    sealed = [figures for figures in accountant.sealed.values() if isinstance(figures, dict)]
    lines = sum(row["amount_dong"] for figures in sealed for row in figures["lines"])
    taken = sum(row["amount_dong"] for figures in sealed for row in figures["collections"])
    value = accountant.desk.stage.value
    query = "select coalesce(sum(amount_dong), 0)::bigint from post_line where day <= '2026-04-30'"
    assert lines == await value(query)
    query = (
        "select coalesce(sum(c.amount_dong), 0)::bigint from collection c"
        " left join late_collection t using (center_id, collection_id)"
        " where coalesce(t.counts_on, c.collected_on) <= '2026-04-30'"
    )
    assert taken == await value(query)
