"""The books against an auditor in plain Python, who knows amounts and places and no accounts.

Whatever order of filings, payments, corrections and files Hypothesis finds, no đồng may come into
being or get lost, and the places must hold what was taken there.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from postal_bridge.config import Config
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import DossierLine, ReceivedVia
from postal_bridge.domain.fees import MoneyKind, PaidBy
from postal_bridge.domain.scan import Collected, PaymentMethod
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.sealing import Sealer
from postal_bridge.store.database import Database, connect
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.import_dossiers import import_dossiers
from postal_bridge.usecases.record_payment import (
    WantedPayment,
    record_payment,
    take_payment_back,
)
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.usecases.work_fees import WantedFee, add_fee, cancel_fee
from postal_bridge.wiring import build_bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, found_center

T = TypeVar("T")

AMOUNTS = st.integers(1, 9)
BY_KIND = (
    "select kind, sum(amount_dong)::bigint from ledger_posting where center_id = $1 group by 1"
)
BY_ACCOUNT = (
    "select account, subject, sum(amount_dong)::bigint from ledger_posting where center_id = $1"
    " group by 1, 2"
)


@dataclass
class Case:
    """A dossier as the auditor sees it: what is owed, what was taken where, what a file stated."""

    code: str
    owed: int | None
    taken: dict[UUID, tuple[str, int, str]] = field(default_factory=dict)
    stated: int = 0
    fees: dict[UUID, int] = field(default_factory=dict)
    counter: dict[UUID, int] = field(default_factory=dict)
    #: What carried its papers first.
    first: str | None = None

    def held(self) -> Counter[str]:
        """Return what lies where."""
        places = Counter({"-": self.stated})
        for place, amount, _ in self.taken.values():
            places[place] += amount
        places["H"] += sum(self.counter.values())
        return places


class BooksMachine(RuleBasedStateMachine):
    """Drives the service and the auditor side by side."""

    url: str
    config: Config
    runner: asyncio.Runner
    centers = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).centers += 1
        self.clock = SettableClock()
        self.cases: list[Case] = []
        self.run(self._open())

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run something of the service to its end."""
        return self.runner.run(coroutine)

    async def _open(self) -> None:
        self.pool = connect(self.url, pool_size=3)
        database = await self.pool.__aenter__()
        self.bridge = build_bridge(self.config, database, self.clock)
        number = self.centers
        code = f"{chr(ord('A') + number // 100 % 25)}{number % 100:02}"
        self.stage = await found_center(
            self.bridge, self.clock, code, CodeRange("EV", number * 1000, number * 1000 + 900, "VN")
        )

    def teardown(self) -> None:
        """Recount the books, and close what this story opened."""
        report = self.run(audit(self.bridge.database, self.stage.center, lambda *_: None))
        self.run(self._close())
        assert report.findings == []

    async def _close(self) -> None:
        await self.bridge.scan_desk.close()
        await self.pool.__aexit__(None, None, None)

    @rule(owed=st.none() | AMOUNTS)
    def file(self, owed: int | None) -> None:
        """File a dossier for which something, or nothing, is to be paid."""
        code = f"{self.stage.center.code}.14-260313-{len(self.cases) + 1:04}"
        filing = Filing(code, PROCEDURE, ReceivedVia.POSTAL, "SNV", fee_dong=owed)
        self.run(self._file(filing))
        self.cases.append(Case(code, owed))

    async def _file(self, filing: Filing) -> None:
        bridge = self.bridge
        who = self.stage.clerk
        await register_dossier(bridge.database, self.clock, bridge.sealer, who, filing, None)

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), amount=AMOUNTS, method=st.sampled_from(PaymentMethod))
    def pay(self, data: st.DataObject, amount: int, method: PaymentMethod) -> None:
        """Let the post take money."""
        case = data.draw(st.sampled_from(self.cases[-3:]))
        thing, scan_id = self.run(self._pay(case, Collected(amount, method)))
        cash = method is PaymentMethod.CASH
        office = self.stage.post.office_code
        place = f"{office}/{self.stage.post.login}" if cash else office
        case.taken[scan_id] = (place, amount, thing)

    async def _pay(self, case: Case, money: Collected) -> tuple[str, UUID]:
        # What comes on the same way at the same time is a part of what came first.
        way = {"part_of": case.first} if case.first else {"dossier_code": case.code}
        made = await self.stage.register(self.stage.clerk, Leg.INBOUND, **way)
        case.first = case.first or made["code"]
        answer = await self.stage.scan(self.stage.post, made["code"], "collect", collected=money)
        assert answer.outcome == "recorded", answer.detail
        return made["code"], answer.scan_id

    @precondition(lambda self: any(case.taken for case in self.cases))
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        """Correct a scan that took money."""
        case = data.draw(st.sampled_from([case for case in self.cases if case.taken]))
        scan_id = data.draw(st.sampled_from(list(case.taken)))
        _, _, thing = case.taken.pop(scan_id)
        self.run(self.stage.recorded(self.stage.post, thing, "correct", corrects=scan_id))

    @precondition(lambda self: any(case.owed is not None for case in self.cases))
    @rule(data=st.data(), amount=AMOUNTS)
    def ask(self, data: st.DataObject, amount: int) -> None:
        """Add a fee line to a dossier that has one."""
        case = data.draw(st.sampled_from([c for c in self.cases if c.owed is not None]))
        wanted = WantedFee(case.code, MoneyKind.FEE, "Phí ví dụ", amount)
        made = self.run(add_fee(*self.tools(), self.stage.clerk, wanted, None)).document
        assert made
        case.fees[UUID(made["fee_id"])] = amount
        case.owed = (case.owed or 0) + amount

    @precondition(lambda self: any(case.fees for case in self.cases))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        """Cancel a fee line, paid or not."""
        case = data.draw(st.sampled_from([case for case in self.cases if case.fees]))
        fee_id = data.draw(st.sampled_from(list(case.fees)))
        self.run(cancel_fee(*self.tools(), self.stage.clerk, fee_id, "Nhập nhầm", None))
        case.owed = (case.owed or 0) - case.fees.pop(fee_id)

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), amount=AMOUNTS)
    def pay_at_counter(self, data: st.DataObject, amount: int) -> None:
        """Let the centre take money at its own counter."""
        case = data.draw(st.sampled_from(self.cases[-3:]))
        wanted = WantedPayment(case.code, amount, PaidBy.CASH)
        made = self.run(record_payment(*self.tools(), self.stage.clerk, wanted, None)).document
        assert made
        case.counter[UUID(made["payment_id"])] = amount

    @precondition(lambda self: any(case.counter for case in self.cases))
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        """Take a payment at the counter back."""
        case = data.draw(st.sampled_from([case for case in self.cases if case.counter]))
        identity = data.draw(st.sampled_from(list(case.counter)))
        case.counter.pop(identity)
        self.run(take_payment_back(*self.tools(), self.stage.clerk, identity, "Ghi nhầm", None))

    def tools(self) -> tuple[Database, SettableClock, Sealer]:
        """Return what a use case works with."""
        return self.bridge.database, self.clock, self.bridge.sealer

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), amount=AMOUNTS)
    def load(self, data: st.DataObject, amount: int) -> None:
        """Load a file with a total, which counts where no scan of the post speaks."""
        case = data.draw(st.sampled_from(self.cases[-3:]))
        case.stated = 0 if case.taken else amount
        self.run(self._load(case.code, amount))

    async def _load(self, code: str, amount: int) -> None:
        self.clock.advance(timedelta(seconds=1))
        line = DossierLine(
            line=2,
            code=code,
            procedure_code=PROCEDURE,
            department_code="SNV",
            received_via=ReceivedVia.POSTAL,
            received_at=self.clock(),
            collected_by_post_dong=amount,
            collected_on=date(2026, 3, 13),
        )
        bridge = self.bridge
        await import_dossiers(
            bridge.database,
            self.clock,
            bridge.sealer,
            self.stage.center,
            [line],
            dry_run=False,
            progress=lambda _: None,
        )

    @invariant()
    def no_dong_is_lost(self) -> None:
        """Compare the books with what the auditor counted."""
        self.run(self._compare())

    async def _compare(self) -> None:
        async with self.bridge.database.snapshot() as connection:
            center_id = self.stage.center.center_id
            kinds = await connection.fetch(BY_KIND, center_id)
            accounts = await connection.fetch(BY_ACCOUNT, center_id)
        assert all(amount == 0 for _, amount in kinds)
        stands: Counter[tuple[str, str]] = Counter()
        for account, subject, amount in accounts:
            stands[account, subject] = amount
        held: Counter[str] = Counter()
        for case in self.cases:
            held.update(case.held())
            taken = sum(case.held().values())
            receivable, suspense = (
                stands["citizen_receivable", case.code],
                -stands["suspense", case.code],
            )
            assert receivable >= 0
            assert suspense >= 0
            if case.owed is not None:
                assert receivable - suspense == case.owed - taken
        for place, amount in held.items():
            account = "courier_cash" if "/" in place else "post_payable"
            at_center = ("agency_account", self.stage.center.code)
            assert stands[at_center if place == "H" else (account, place)] == amount
        due = sum(amount for (account, _), amount in stands.items() if account == "agency_due")
        asked = sum(case.owed for case in self.cases if case.owed is not None)
        unasked = sum(sum(c.held().values()) for c in self.cases if c.owed is None)
        assert -due == asked + unasked


def test_the_books_agree_with_an_auditor_in_plain_python(database_url: str, config: Config) -> None:
    with asyncio.Runner() as runner:
        BooksMachine.url, BooksMachine.config, BooksMachine.runner = database_url, config, runner
        run_state_machine_as_test(
            BooksMachine,
            settings=settings(
                max_examples=20,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=[HealthCheck.too_slow],
            ),
        )
