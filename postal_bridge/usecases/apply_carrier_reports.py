"""Finds out what reports of carriers mean, and lets them happen.

A report becomes scans of the post office that holds the thing, judged as any scan is, under
identities that the report itself gives: told again it is recorded once, told late it lies at its
own time, and what tells another story is kept and shown to a person. What is said of money is kept
as a fact beside the books; what a delivery took is a collection as any other.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog

from postal_bridge.domain.access import Center, OfficeKind, Role, Viewer, counter_of
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.carrier import (
    MEANINGS,
    CarrierAccount,
    Doubt,
    Meaning,
    MoneyFact,
    OrderState,
    Step,
    report_identity,
)
from postal_bridge.domain.custody import State
from postal_bridge.domain.refusals import AlreadyFinal
from postal_bridge.domain.scan import Action, Collected, PaymentMethod, Reason, Scan
from postal_bridge.ports import Carriers
from postal_bridge.sealing import Sealer
from postal_bridge.store import (
    carrier_orders,
    carrier_reports,
    carriers,
    catalogue,
    orders_under_way,
)
from postal_bridge.store.carrier_orders import KeptOrder, OrderFacts
from postal_bridge.store.carrier_reports import CarrierMoney, KeptReport
from postal_bridge.store.database import Database
from postal_bridge.telemetry import CARRIER_REPORTS
from postal_bridge.usecases.carrier_accounts import account_of
from postal_bridge.usecases.scan_answers import ScanAnswer, Submitted
from postal_bridge.usecases.scan_desk import ScanDesk

LOOKED_AT_ONCE = 100
LOOKS_IN_A_RUN = 50
#: What a word takes for granted happened before what it says.
_BEFORE = timedelta(seconds=1)
_NEEDS_REASON = frozenset({Action.FAIL, Action.SEND_BACK})

log = structlog.get_logger("postal_bridge.carriers")


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of a report: its state, what it is about, and what a person has to look at."""

    state: str
    order_id: UUID | None = None
    scan_id: UUID | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class _About:
    """What a report is about: the order, the thing with the kinds of offices, and its carrier."""

    account: CarrierAccount
    order: KeptOrder
    facts: OrderFacts
    offices: Mapping[str, OfficeKind]


@dataclass(frozen=True, slots=True)
class ReportReader:
    """What reports are understood with."""

    database: Database
    clock: Clock
    sealer: Sealer
    carriers: Carriers
    scan_desk: ScanDesk

    async def understand(self, center: Center) -> Mapping[str, int]:
        """Look at what carriers of a centre told, in the order in which it happened.

        One that cannot be dealt with stops none of the others; it is told when they are done.
        """
        accounts = await self._accounts(center)
        done: Counter[str] = Counter()
        stuck: dict[UUID, Exception] = {}
        for _ in range(LOOKS_IN_A_RUN):
            async with self.database.snapshot() as connection:
                found = await carrier_reports.waiting_reports(
                    connection, center.center_id, LOOKED_AT_ONCE + len(stuck)
                )
            fresh = [each for each in found if each.report_id not in stuck]
            for report in fresh:
                try:
                    outcome = await self._look_at(center, accounts[report.carrier_code], report)
                    await self._settle(center, report, outcome)
                except Exception as error:  # noqa: BLE001 - it is raised when the others are done
                    stuck[report.report_id] = error
                    continue
                CARRIER_REPORTS.labels(outcome.state).inc()
                done[outcome.state] += 1
            if not fresh:
                break
        for first in stuck.values():
            raise first
        return {"applied": done["applied"], "for_people": _for_people(done)}

    async def _accounts(self, center: Center) -> dict[str, CarrierAccount]:
        async with self.database.snapshot() as connection:
            found = await carriers.carriers_of(connection, center.center_id)
        return {kept.code: account_of(self.sealer, center, kept) for kept, _ in found}

    async def _look_at(
        self, center: Center, account: CarrierAccount, report: KeptReport
    ) -> _Outcome:
        async with self.database.snapshot() as connection:
            center_id = center.center_id
            order = await carrier_orders.order_meant(
                connection, center_id, account.code, report.order_key, report.item_code
            )
            if order is None:
                log.error("carrier_order_unknown", carrier=account.code, code=report.code)
                return _Outcome("unknown_order")
            facts = await carrier_orders.facts_of_order(
                connection, center_id, order.consignment_code
            )
            assert facts is not None, "an order names a consignment"
            offices = await catalogue.office_kinds(connection, center_id)
        carrier = await self.carriers.of(account)
        word = carrier.word_of(report.code, order.kind)
        if word is None:
            log.error("carrier_code_unknown", carrier=account.code, code=report.code)
            return _Outcome("unknown_code", order.order_id)
        about = _About(account, order, facts, offices)
        return await self._apply(center, about, report, MEANINGS[order.kind][word])

    async def _apply(
        self, center: Center, about: _About, report: KeptReport, meaning: Meaning
    ) -> _Outcome:
        order, amount = about.order, None
        # Whatever a carrier tells of an order, it has taken it, unless it says otherwise.
        state = meaning.order or OrderState.ACCEPTED
        async with self.database.transaction() as connection:
            await carrier_orders.note_told(
                connection, center.center_id, order.order_id, state, report.happened_at
            )
            if meaning.is_end:
                now = self.clock()
                await orders_under_way.note_done(connection, center.center_id, order.order_id, now)
            if meaning.money is not None:
                known = await carrier_reports.money_of_order(
                    connection, center.center_id, order.order_id
                )
                amount = _amount(about, report, meaning.money, known)
        scan_id, refusal = None, None
        if meaning.steps:
            collected = amount if meaning.money is MoneyFact.COLLECTED else None
            answer = await self._scan(center, about, report, meaning.steps, collected)
            scan_id = answer.scan_id
            refusal = None if _agrees(answer, about.facts, meaning) else answer.code
        wrong = await self._note_money(center, about, report, meaning.money, amount)
        if refusal or wrong:
            return _Outcome("differs", order.order_id, scan_id, refusal or wrong)
        happened = meaning.steps or meaning.money or meaning.order
        return _Outcome("applied" if happened else "told", order.order_id, scan_id)

    async def _scan(
        self,
        center: Center,
        about: _About,
        report: KeptReport,
        steps: tuple[Step, ...],
        collected_dong: int | None,
    ) -> ScanAnswer:
        """Let the post scan what a report says, and return the answer to its last step."""
        viewer = _office_acting(center, about)
        wanted = [step for step in steps[:-1] if step.unless is not about.facts.state]
        submitted = []
        for step in (*wanted, steps[-1]):
            is_last, collected = step is steps[-1], None
            if is_last and collected_dong and about.facts.dossier_code:
                collected = Collected(collected_dong, PaymentMethod.UNSTATED)
            scan = Scan(
                scan_id=report_identity(about.account, report.report_id.hex, step.action),
                code=about.order.consignment_code,
                action=step.action,
                scanned_at=report.happened_at - (timedelta() if is_last else _BEFORE),
                reason=Reason.OTHER if step.action in _NEEDS_REASON else None,
                collected=collected,
            )
            submitted.append(Submitted(viewer, scan))
        return (await self.scan_desk.settle(center, submitted))[-1]

    async def _note_money(
        self,
        center: Center,
        about: _About,
        report: KeptReport,
        fact: MoneyFact | None,
        amount: int | None,
    ) -> str | None:
        """Keep what is said of money, and return why a person has to look at it, if one has."""
        if fact is None or amount == 0:
            return None
        center_id, order = center.center_id, about.order
        if amount is None:
            # Nothing was to be collected, and nothing is said of money.
            return Doubt.NO_AMOUNT if order.collect_dong else None
        if amount < 0:
            return Doubt.AMOUNT_DIFFERS
        money = CarrierMoney(
            order.consignment_code, about.account.code, fact, amount, report.happened_at
        )
        async with self.database.transaction() as connection:
            known = await carrier_reports.money_of_order(connection, center_id, order.order_id)
            if fact in known:
                return None if known[fact][0] == amount else Doubt.AMOUNT_DIFFERS
            await carrier_reports.add_money(
                connection, center_id, order.order_id, money, report.report_id, self.clock()
            )
            booked = await carrier_orders.collected_of(
                connection, center_id, money.consignment_code
            )
        others = {said for said, _ in known.values()}
        if fact is MoneyFact.COLLECTED:
            told = {order.collect_dong, order.due_dong}
            others |= {booked} | (set() if amount in told else {order.collect_dong})
        return None if others <= {amount} else Doubt.AMOUNT_DIFFERS

    async def _settle(self, center: Center, report: KeptReport, outcome: _Outcome) -> None:
        async with self.database.transaction() as connection:
            await carrier_reports.settle_report(
                connection,
                center.center_id,
                report,
                outcome.state,
                (outcome.order_id, outcome.scan_id),
                outcome.trouble,
            )


def _office_acting(center: Center, about: _About) -> Viewer:
    """Return the carrier at the post office that has a thing, or is to have it."""
    facts, counter = about.facts, counter_of(center.code)
    candidates = (facts.holder, facts.offered_to, facts.post_office)
    office = next(
        (each for each in candidates if each and about.offices.get(each) is OfficeKind.POST),
        counter,
    )
    login = f"carrier.{about.account.code.lower()}"
    return Viewer(center, login, Role.POST, office, OfficeKind.POST)


def _amount(
    about: _About,
    report: KeptReport,
    fact: MoneyFact,
    known: Mapping[MoneyFact, tuple[int, object]],
) -> int | None:
    """Return how much money a report speaks of, None where nothing tells.

    Of what was collected a carrier may say no more than that it is with the post by now; what a
    delivery took without a word is what was ordered only where a setting says so.
    """
    if report.amount_dong is not None:
        return report.amount_dong
    if fact is not MoneyFact.COLLECTED and MoneyFact.COLLECTED in known:
        return known[MoneyFact.COLLECTED][0]
    if about.account.says("collected_as_ordered") == "yes":
        return about.order.collect_dong
    return None


def _agrees(answer: ScanAnswer, facts: OrderFacts, meaning: Meaning) -> bool:
    """Tell whether a scan was recorded, or tells what a scan of the post had told before."""
    if answer.code is None:
        return True
    delivered = meaning.steps[-1].action is Action.DELIVER and facts.state is State.DELIVERED
    return delivered and answer.code == AlreadyFinal.code()


def _for_people(done: Mapping[str, int]) -> int:
    return sum(done.get(state, 0) for state in ("unknown_code", "unknown_order", "differs"))
