"""All of the money against an auditor in plain Python, whatever people do and in whatever order.

The auditor knows dossiers, payments, lists, matches and decisions, and no entries: from these it
reckons what has to stand on each account by kind. `MONEY_MODEL_EXAMPLES` asks for more stories.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from postal_bridge.config import Config
from postal_bridge.domain.dossier import ReceivedVia
from postal_bridge.domain.fees import MoneyKind, PaidBy
from postal_bridge.domain.money_difference import ACTIVE, Action, Party
from postal_bridge.domain.money_refusals import PaymentGivenBack
from postal_bridge.domain.period import CARRIED
from postal_bridge.domain.period_refusals import DecisionIsSealed
from postal_bridge.domain.refunds import RefundMethod
from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.store.database import connect
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.close_period import close_period
from postal_bridge.usecases.count_cash import Count, count_cash
from postal_bridge.usecases.difference_steps import Looked
from postal_bridge.usecases.look_up_periods import look_up_period
from postal_bridge.usecases.record_payment import (
    WantedPayment,
    record_payment,
    take_payment_back,
)
from postal_bridge.usecases.refund_surplus import WantedRefund, cancel_refund, refund_surplus
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.usecases.reopen_period import approve_reopening, propose_reopening
from postal_bridge.usecases.work_fees import WantedFee, add_fee
from postal_bridge.wiring import build_bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, found_center
from tests.usecases.auditor import (
    FEES,
    POSTAGE,
    Auditor,
    Balances,
    Decided,
    Paid,
)
from tests.usecases.money_queries import (
    COVERED,
    DIFFERENCES_NOW,
    FREE_LINES,
    OUTSTANDING,
    OVERDRAWN,
    STANDING,
    SUMS,
    TAKEN_BACK,
    told_outstanding,
)
from tests.usecases.test_decide_money_difference import Workbench
from tests.usecases.test_reconcile import sent

T = TypeVar("T")

EXAMPLES = int(os.environ.get("MONEY_MODEL_EXAMPLES", "12"))
STEPS = 40
FIRST, LAST = date(2026, 3, 1), date(2026, 5, 31)
NOW = datetime(2026, 5, 4, 2, tzinfo=UTC)
MONTHS = ("2026-03", "2026-04")
CLASSES = frozenset(CARRIED)
CHOICE = st.integers(0, 1_000_000)
#: Money that was sent is merged with what has arrived: banks tell of sums, not of batches.
ON_ITS_WAY = ("in_transit", "agency_account", "treasury")


class MoneyMachine(RuleBasedStateMachine):
    """Drives the service and the auditor side by side."""

    url: str
    config: Config
    runner: asyncio.Runner
    centers = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).centers += 1
        self.clock = SettableClock()
        self.clock.now = NOW
        self.auditor = Auditor()
        self.sealed: dict[str, object] = {}
        self.place = 0
        self.run(self._open())

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run something of the service to its end."""
        return self.runner.run(coroutine)

    async def _open(self) -> None:
        self.pool = connect(self.url, pool_size=3)
        database = await self.pool.__aenter__()
        self.bridge = build_bridge(self.config, database, self.clock)
        number = self.centers
        codes = CodeRange("EV", number * 1000, number * 1000 + 900, "VN")
        code = f"{chr(ord('A') + number // 100 % 25)}{number % 100:02}"
        self.stage = await found_center(self.bridge, self.clock, code, codes)
        self.bench = Workbench(self.stage)
        self.tools = self.bridge.database, self.clock, self.bridge.sealer

    def teardown(self) -> None:
        """Close what this story opened."""
        self.run(self._close())

    async def _close(self) -> None:
        await self.bridge.scan_desk.close()
        await self.pool.__aexit__(None, None, None)

    async def fetch(self, query: str) -> list[Any]:
        """Return rows of this centre."""
        async with self.bridge.database.snapshot() as connection:
            return list(await connection.fetch(query, self.stage.center.center_id))

    def day(self, choice: int) -> date:
        """Return a day of March or April."""
        return FIRST + timedelta(days=choice % 61)

    @initialize()
    def begin(self) -> None:
        """File a dossier of each sort: with a fee, with postage too, and without fee lines."""
        for kinds in ({FEES: 30}, {FEES: 30, POSTAGE: 20}, {}):
            code = f"{self.stage.center.code}.14-260313-{len(self.auditor.owed) + 1:04}"
            self.run(self._file(code, kinds))
            self.auditor.owe(code, Counter(kinds))

    async def _file(self, code: str, kinds: Mapping[MoneyKind, int]) -> None:
        total = 0 if kinds else None
        filing = Filing(code, PROCEDURE, ReceivedVia.POSTAL, "SNV", fee_dong=total)
        await register_dossier(*self.tools, self.stage.post, filing, None)
        for kind, amount in kinds.items():
            wanted = WantedFee(code, kind, "Khoản ví dụ", amount)
            await add_fee(*self.tools, self.stage.clerk, wanted, None)

    @rule(choice=CHOICE, amount=st.sampled_from((30, 50, 20)), method=st.sampled_from(PaidBy))
    def pay(self, choice: int, amount: int, method: PaidBy) -> None:
        """Let a citizen pay."""
        dossiers = list(self.auditor.owed)
        dossier, day = dossiers[choice % len(dossiers)], self.day(choice)
        if method is PaidBy.CASH and day in self.auditor.counted_days:
            return
        who = self.stage.clerk if method is PaidBy.ONLINE else self.stage.post
        wanted = WantedPayment(dossier, amount, method, day)
        made = self.run(record_payment(*self.tools, who, wanted, None)).document
        assert made
        identity = UUID(made["payment_id"])
        covered = self.auditor.cover(dossier, amount, self._taken_back())
        paid = Paid(identity, dossier, method, day, amount, covered)
        self.auditor.paid[identity] = paid
        self.auditor.note(paid)

    @precondition(lambda self: self.auditor.paid)
    @rule(choice=CHOICE)
    def take_back(self, choice: int) -> None:
        """Take a payment back, wherever its money is."""
        standing = [each for each in self.auditor.paid.values() if each.stands]
        if not standing:
            return
        paid = standing[choice % len(standing)]
        who, given_back = self.stage.accountant, self.auditor.given_back.values()
        try:
            self.run(take_payment_back(*self.tools, who, paid.identity, "Ghi nhầm", None))
        except PaymentGivenBack:
            assert paid.identity in {each.whole for each in given_back}
            return
        paid.stands, paid.erased = False, f"{paid.day:%Y-%m}" not in self.sealed
        self.auditor.note(paid, -1)

    @precondition(lambda self: self.auditor.paid)
    @rule(choice=CHOICE, party=st.sampled_from(Party), some=st.sampled_from((1, 1, 2)))
    def refund(self, choice: int, party: Party, some: int) -> None:
        """Give back what was paid too much for a dossier, all of it or some."""
        dossiers = list(self.auditor.owed)
        dossier = dossiers[choice % len(dossiers)]
        taken_back = self._taken_back()
        surplus = self.auditor.surplus_of(dossier, taken_back)
        postage = self.auditor.there(dossier, taken_back)[POSTAGE]
        amount = max(1, surplus // some)
        who = self.stage.post if party is Party.POST else self.stage.accountant
        wanted = WantedRefund(dossier, amount, RefundMethod.CASH, "Nộp hai lần")
        try:
            made = self.run(refund_surplus(self.bench.asked(who), wanted)).document
        except Refusal:
            assert party is Party.POST or amount > surplus - postage
            return
        assert made
        assert amount <= surplus
        whole = made["payment_id"] and UUID(made["payment_id"])
        identity, by_post = UUID(made["refund_id"]), party is Party.POST
        self.auditor.give_back(identity, dossier, amount, by_post, whole, taken_back)

    @precondition(lambda self: self.auditor.given_back)
    @rule(choice=CHOICE)
    def cancel_refund(self, choice: int) -> None:
        """Take a refund back, unless a closed month counts it."""
        given_back = list(self.auditor.given_back)
        identity = given_back[choice % len(given_back)]
        asked = self.bench.asked(self.stage.accountant)
        with suppress(DecisionIsSealed):
            self.run(cancel_refund(asked, identity, "Không trả"))
            self.auditor.given_back.pop(identity)

    @precondition(lambda self: self.auditor.paid)
    @rule(choice=CHOICE, off=st.sampled_from((0, 0, 0, 5, -5)), twice=st.booleans())
    def send(self, choice: int, off: int, twice: bool) -> None:
        """Hand in a list of the post with some of what it took, and perhaps its credit."""
        self.place += 1
        batch = f"LO-{self.place:06}"
        chosen = [
            each
            for number, each in enumerate(self.auditor.paid.values())
            if each.to_send.total() and choice >> number % 20 & 1
        ]
        told = [(each.dossier, each.to_send.total() + off) for each in chosen] * (1 + twice)
        if choice % 5 == 0:
            told.append(("", 40))
        lines = [
            sent(place, dossier or None, amount, remittance_batch=batch, booked_on=self.day(choice))
            for place, (dossier, amount) in enumerate(told, start=1)
        ]
        if lines:
            self.run(self.bench.hand_in(*lines))
        if lines and choice % 2:
            words, total = f"CT {batch}", int(sum(line.amount for line in lines))
            credit = sent(1, None, total + off, narration=words, booked_on=self.day(choice))
            self.run(self.bench.hand_in(credit, kind="bank"))

    @rule()
    def reconcile(self) -> None:
        """Reconcile all days; what is outstanding is what the post has and may not keep."""
        outstanding = self.run(self.bench.run(FIRST, LAST))["outstanding_dong"]
        with_post = sum(
            amount
            for (account, kind), amount in self.standing().items()
            if account in ("courier_cash", "post_payable") and kind is not POSTAGE
        )
        assert outstanding == with_post - self.auditor.too_much_counted

    @precondition(lambda self: self.auditor.paid)
    @rule(choice=CHOICE, off=st.sampled_from((0, 0, 3, -3)))
    def count(self, choice: int, off: int) -> None:
        """Count the cash of a day."""
        days = {p.day for p in self.auditor.paid.values() if p.method is PaidBy.CASH}
        left = sorted(days - self.auditor.counted_days)
        if not left:
            return
        day = left[choice % len(left)]
        counted = max(0, self.auditor.cash_of(day) + off)
        office, login = self.stage.post.office_code, self.stage.post.login
        told = Count(uuid4(), office, login, day, counted, "đếm lại")
        self.run(count_cash(self.bridge.database, self.clock, self.stage.admin, told))
        self.auditor.count(day, counted)

    @rule(choice=CHOICE, action=st.sampled_from(Action), party=st.sampled_from(Party))
    def decide(self, choice: int, action: Action, party: Party) -> None:
        """Decide some difference somehow; what does not fit is refused and changes nothing."""
        rows = [r for r in self.run(self.fetch(DIFFERENCES_NOW)) if r["state"] in ACTIVE]
        if not rows:
            return
        row = rows[choice % len(rows)]
        more = self._other_side(row, action, choice)
        if action is Action.REFUND:
            more["refunded_by"] = party
        department = self.stage.department.office_code
        looked = Looked(row["difference_id"], row["version"])
        moved = self.auditor.moved_by(row, action, self._covered())
        try:
            self.run(self.bench.resolve(looked, action, department=department, **more))
        except Refusal:
            return
        if moved:
            version = row["version"] + 1
            paid = self.auditor.paid.get(row["collection_id"])
            dossier = paid.dossier if paid else None
            self.auditor.decided.append(Decided(row["difference_id"], version, moved, dossier))

    def _other_side(self, row: Any, action: Action, choice: int) -> dict[str, Any]:
        lines = [each["line_id"] for each in self.run(self.fetch(FREE_LINES))]
        paid = list(self.auditor.paid)
        if action is Action.MATCH and row["class"] == "missing" and lines:
            return {"line_ids": (lines[choice % len(lines)],)}
        if action is Action.MATCH and paid:
            return {"collection_ids": (paid[choice % len(paid)],)}
        if action is Action.SPLIT and len(paid) > 1:
            place = choice % (len(paid) - 1)
            return {"collection_ids": tuple(paid[place : place + 2])}
        return {}

    @rule(choice=CHOICE)
    def undo(self, choice: int) -> None:
        """Take some decision back, if that is allowed."""
        rows = self.run(self.fetch(DIFFERENCES_NOW))
        rows = [each for each in rows if each["state"] in ("resolved", "carried")]
        if rows:
            row = rows[choice % len(rows)]
            with suppress(Refusal):
                self.run(self.bench.undo(Looked(row["difference_id"], row["version"])))

    @precondition(lambda self: len(self.sealed) < len(MONTHS))
    @rule()
    def close(self) -> None:
        """Reconcile and close the next month; everything that is open is carried forward."""
        self.reconcile()
        self.clock.advance(timedelta(minutes=1))
        month, who = MONTHS[len(self.sealed)], self.bench.asked(self.stage.accountant)
        self.run(close_period(who, month, CLASSES))
        self.sealed[month] = self.figures(month)

    @precondition(lambda self: self.sealed)
    @rule()
    def reopen(self) -> None:
        """Let two people reopen the last month."""
        month, _ = self.sealed.popitem()
        first, second = self.bench.asked(self.stage.accountant), self.bench.asked(self.stage.admin)
        self.run(propose_reopening(first, month, "Thiếu một bảng kê"))
        self.run(approve_reopening(second, month))

    def figures(self, month: str) -> object:
        """Return the figures of a closed month."""
        looked = look_up_period(self.bridge.database, self.stage.accountant, month)
        return self.run(looked)["figures"]

    def standing(self) -> Balances:
        """Return what stands on each account by kind."""
        rows = self.run(self.fetch(STANDING))
        return Counter(
            {(row["account"], MoneyKind(row["kind"])): row["amount_dong"] for row in rows}
        )

    def _taken_back(self) -> dict[UUID, int]:
        rows = self.run(self.fetch(TAKEN_BACK))
        return {row["difference_id"]: row["step"] for row in rows}

    def _covered(self) -> dict[UUID, int]:
        rows = self.run(self.fetch(COVERED))
        return {row["collection_id"]: row["covered_dong"] for row in rows}

    @invariant()
    def the_books_agree_with_the_auditor(self) -> None:
        """Compare every account and kind, recount the books, and look at what is sealed."""
        # Runs overlap what was under way when they began by a day; stories last several.
        self.clock.advance(timedelta(hours=9))
        merged: Balances = Counter()
        for (account, kind), amount in self.standing().items():
            merged["way" if account in ON_ITS_WAY else account, kind] += amount
        ((sent_dong, stated_dong, credited_dong),) = self.run(self.fetch(SUMS))
        taken_back = self._taken_back()
        sums = sent_dong, stated_dong, credited_dong
        expected = self.auditor.expected(sums, self._covered(), taken_back)
        assert {k: v for k, v in merged.items() if v} == {k: v for k, v in expected.items() if v}
        for kind in MoneyKind:
            assert sum(amount for (_, each), amount in merged.items() if each is kind) == 0
        ((overdrawn,),) = self.run(self.fetch(OVERDRAWN))
        ((outstanding,),) = self.run(self.fetch(OUTSTANDING))
        assert outstanding == self.run(told_outstanding(self.stage))
        assert overdrawn == 0
        for month, figures in self.sealed.items():
            assert self.figures(month) == figures
        report = self.run(audit(self.bridge.database, self.stage.center, lambda *_: None))
        assert report.findings == []


def test_all_money_agrees_with_an_auditor_in_plain_python(
    database_url: str, config: Config
) -> None:
    with asyncio.Runner() as runner:
        MoneyMachine.url, MoneyMachine.config, MoneyMachine.runner = database_url, config, runner
        run_state_machine_as_test(
            MoneyMachine,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
            ),
        )
