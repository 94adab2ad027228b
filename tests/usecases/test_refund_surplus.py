"""Giving surpluses back: whose money it leaves, two people, closed days, and what it may not do."""

from collections.abc import Awaitable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.difference_refusals import SecondPersonNeeded
from postal_bridge.domain.dossier import ReceivedVia
from postal_bridge.domain.fees import MoneyKind, PaidBy
from postal_bridge.domain.money_difference import Action, Party
from postal_bridge.domain.money_refusals import (
    NoSuchSurplus,
    NotForThePost,
    PaymentGivenBack,
    RefundDecided,
    UnknownRefund,
)
from postal_bridge.domain.period_refusals import DecisionIsSealed
from postal_bridge.domain.reconciliation import DIFFERENCES
from postal_bridge.domain.refunds import RefundMethod
from postal_bridge.domain.refusals import InvalidInput, UnknownCode, UnknownOffice
from postal_bridge.domain.scan import Action as ScanAction
from postal_bridge.domain.scan import Collected, PaymentMethod, Scan
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.close_period import close_period
from postal_bridge.usecases.look_up_fees import look_up_fees
from postal_bridge.usecases.once import Answer, RequestKey
from postal_bridge.usecases.record_payment import (
    WantedPayment,
    record_payment,
    take_payment_back,
)
from postal_bridge.usecases.record_scan import record_scans
from postal_bridge.usecases.refund_surplus import (
    WantedRefund,
    approve_refund,
    cancel_refund,
    refund_surplus,
    reject_refund,
)
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.usecases.scan_answers import ScanAnswer, Submitted
from postal_bridge.usecases.work_fees import WantedFee, add_fee, cancel_fee
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, found_center
from tests.usecases.test_decide_money_difference import Workbench
from tests.usecases.test_reconcile import counts, sent

WHY = "Nộp hai lần"
FEE = MoneyKind.FEE
Document = dict[str, Any]


class Counter(Workbench):
    """A counter at which money is asked for, taken and given back."""

    @property
    def tools(self) -> tuple[Any, Any, Any]:
        """Return what the use cases of fees and payments work with."""
        bridge = self.stage.bridge
        return bridge.database, bridge.clock, bridge.sealer

    async def told(self, answer: Awaitable[Answer]) -> Document:
        """Return a document."""
        document = (await answer).document
        assert document is not None
        return document

    async def owing(self, amount_dong: int = 50_000, kind: MoneyKind = FEE) -> str:
        """Let the post file a dossier for which something is to be paid."""
        self.dossiers.append(f"H53.14-260313-{len(self.dossiers) + 1:04}")
        code = self.dossiers[-1]
        filing = Filing(code, PROCEDURE, ReceivedVia.POSTAL, "SNV", fee_dong=0)
        await register_dossier(*self.tools, self.stage.post, filing, None)
        await add_fee(
            *self.tools, self.stage.clerk, WantedFee(code, kind, "Phí", amount_dong), None
        )
        return code

    async def pay(
        self, code: str, method: PaidBy, amount_dong: int = 50_000, day: date | None = None
    ) -> UUID:
        """Let a citizen pay, online or at the post."""
        who = self.stage.clerk if method is PaidBy.ONLINE else self.stage.post
        wanted = WantedPayment(code, amount_dong, method, day)
        made = await self.told(record_payment(*self.tools, who, wanted, None))
        return UUID(made["payment_id"])

    async def paid_twice(self, amount_dong: int = 50_000) -> str:
        """Let a citizen pay online what the post collects all the same."""
        code = await self.owing(amount_dong)
        await self.pay(code, PaidBy.ONLINE, amount_dong)
        await self.pay(code, PaidBy.TRANSFER, amount_dong)
        return code

    async def refund(
        self,
        code: str,
        amount_dong: int = 50_000,
        who: Viewer | None = None,
        key: RequestKey | None = None,
        **more: Any,
    ) -> Document:
        """Give a surplus back."""
        wanted = WantedRefund(code, amount_dong, RefundMethod.CASH, WHY, **more)
        asked = self.asked(who or self.stage.accountant, key)
        return await self.told(refund_surplus(asked, wanted))

    async def cancel(self, made: Document) -> Document:
        """Cancel a refund."""
        asked = self.asked(self.stage.accountant)
        return await self.told(cancel_refund(asked, UUID(made["refund_id"]), "Không trả"))

    async def fees(self, code: str) -> Document:
        """Return what the page of a dossier tells of its money."""
        return await look_up_fees(self.stage.bridge.database, self.stage.accountant, code)

    async def audited(self) -> list[Any]:
        """Return what does not hold."""
        return (
            await audit(self.stage.bridge.database, self.stage.center, lambda *_: None)
        ).findings


@pytest.fixture
async def counter(bridge: Bridge, clock: SettableClock) -> Counter:
    return Counter(await found_center(bridge, clock))


async def test_an_agency_gives_back_what_was_paid_twice(counter: Counter) -> None:
    code = await counter.paid_twice()
    assert (await counter.fees(code))["refundable_dong"] == 50_000
    made = await counter.refund(code)
    assert (made["paid_by"], made["state"], made["asked_by"]) == (
        "agency",
        "paid",
        counter.stage.accountant.login,
    )
    accounts = await counter.accounts()
    assert accounts["agency_account", "unstated"] == -50_000
    assert ("suspense", "unstated") not in accounts
    shown = await counter.fees(code)
    assert (shown["state"], shown["kept_dong"], shown["refunds"]) == ("refunded", 0, [made])
    assert await counter.audited() == []


async def test_the_post_gives_back_what_it_has_not_sent_on_and_no_run_waits_for_it(
    counter: Counter,
) -> None:
    code, stage = await counter.paid_twice(), counter.stage
    assert counts(await counter.run()) == {"missing": 1}
    made = await counter.refund(code, who=stage.post)
    accounts = await counter.accounts()
    assert ("post_payable", "unstated") not in accounts
    document = await counter.run()
    assert (counts(document), document["outstanding_dong"]) == ({}, 0)
    assert await counter.state("missing") == "vanished"
    await counter.cancel(made)
    document = await counter.run()
    assert (counts(document), document["outstanding_dong"]) == ({"missing": 1}, 50_000)
    assert await counter.state("missing") == "open"
    assert await counter.audited() == []


async def test_what_the_post_sent_on_or_took_in_part_the_agency_gives_back(
    counter: Counter,
) -> None:
    code, stage = await counter.paid_twice(), counter.stage
    with pytest.raises(NotForThePost):
        await counter.refund(code, 20_000, stage.post)
    await counter.hand_in(sent(1, code, 50_000))
    assert counts(await counter.run()) == {}
    with pytest.raises(NotForThePost):
        await counter.refund(code, who=stage.post)
    assert (await counter.refund(code, 20_000))["state"] == "paid"
    assert (await counter.fees(code))["refundable_dong"] == 30_000


async def test_a_line_that_comes_for_what_the_post_gave_back_is_no_revenue(
    counter: Counter,
) -> None:
    code = await counter.paid_twice()
    await counter.refund(code, who=counter.stage.post)
    await counter.hand_in(sent(1, code, 50_000))
    assert counts(await counter.run()) == {"duplicate": 1}
    looked = await counter.only("duplicate")
    await counter.resolve(looked, Action.REFUND, refunded_by=Party.POST)
    assert await counter.audited() == []


async def test_postage_goes_back_from_the_post_alone(counter: Counter) -> None:
    code = await counter.owing(kind=MoneyKind.POSTAGE)
    await counter.pay(code, PaidBy.TRANSFER)
    (fee,) = (await counter.fees(code))["fees"]
    await cancel_fee(*counter.tools, counter.stage.clerk, UUID(fee["fee_id"]), "Bỏ cước", None)
    with pytest.raises(NoSuchSurplus) as refused:
        await counter.refund(code, 1)
    assert "0 đồng" in str(refused.value)
    await counter.refund(code, 20_000, counter.stage.post)
    await counter.refund(code, 30_000, counter.stage.post)
    assert await counter.accounts() == {}
    assert (await counter.fees(code))["state"] == "refunded"


async def test_kinds_stay_apart(counter: Counter) -> None:
    code = await counter.owing()
    await counter.pay(code, PaidBy.ONLINE, 70_000)
    (fee,) = (await counter.fees(code))["fees"]
    await cancel_fee(*counter.tools, counter.stage.clerk, UUID(fee["fee_id"]), "Miễn", None)
    assert (await counter.fees(code))["state"] == "cancelled"
    await counter.refund(code, 60_000)
    accounts = await counter.accounts()
    assert accounts == {
        ("agency_account", "unstated"): 10_000,
        ("suspense", "unstated"): -10_000,
    }


async def test_no_more_goes_back_than_is_surplus(counter: Counter) -> None:
    code = await counter.paid_twice()
    before = await counter.accounts()
    with pytest.raises(NoSuchSurplus):
        await counter.refund(code, 50_001)
    wanted = WantedFee(code, MoneyKind.TAX, "Thuế", 40_000)
    await add_fee(*counter.tools, counter.stage.clerk, wanted, None)
    with pytest.raises(NoSuchSurplus):
        await counter.refund(code, 10_001)
    await counter.refund(code, 10_000)
    assert await counter.accounts() != before
    assert await counter.audited() == []


async def test_a_refund_sent_again_gives_back_once(counter: Counter) -> None:
    code, key = await counter.paid_twice(), RequestKey("k", b"h" * 32)
    first = await counter.refund(code, 20_000, key=key)
    assert await counter.refund(code, 20_000, key=key) == first
    assert len((await counter.fees(code))["refunds"]) == 1


async def test_a_cancelled_refund_is_kept_for_the_citizen_or_covers_what_is_owed(
    counter: Counter,
) -> None:
    code = await counter.owing()
    await counter.pay(code, PaidBy.ONLINE)
    (fee,) = (await counter.fees(code))["fees"]
    await cancel_fee(*counter.tools, counter.stage.clerk, UUID(fee["fee_id"]), "Nhầm", None)
    made = await counter.refund(code)
    wanted = WantedFee(code, FEE, "Phí", 30_000)
    await add_fee(*counter.tools, counter.stage.clerk, wanted, None)
    gone = await counter.cancel(made)
    assert (gone["state"], gone["decided_because"]) == ("cancelled", "Không trả")
    shown = await counter.fees(code)
    assert (shown["state"], shown["to_pay_dong"], shown["kept_dong"]) == ("paid", 0, 20_000)
    with pytest.raises(RefundDecided):
        await counter.cancel(made)
    assert await counter.audited() == []


async def test_above_the_threshold_another_person_has_to_agree(counter: Counter) -> None:
    code, stage = await counter.paid_twice(6_000_000), counter.stage
    made = await counter.refund(code, 6_000_000)
    identity = UUID(made["refund_id"])
    assert (made["state"], (await counter.fees(code))["kept_dong"]) == ("proposed", 6_000_000)
    with pytest.raises(SecondPersonNeeded):
        await approve_refund(counter.asked(stage.accountant), identity)
    with pytest.raises(RefundDecided):
        await counter.cancel(made)
    found = await counter.told(approve_refund(counter.asked(stage.admin), identity))
    assert (found["state"], found["decided_by"]) == ("paid", stage.admin.login)
    assert (await counter.fees(code))["kept_dong"] == 0
    with pytest.raises(RefundDecided):
        await approve_refund(counter.asked(stage.admin), identity)
    assert await counter.audited() == []


async def test_a_proposal_is_turned_down_with_the_reason(counter: Counter) -> None:
    code, stage = await counter.paid_twice(6_000_000), counter.stage
    identity = UUID((await counter.refund(code, 6_000_000))["refund_id"])
    found = await counter.told(
        reject_refund(counter.asked(stage.admin), identity, "Chưa có đơn đề nghị")
    )
    assert (found["state"], found["decided_because"]) == ("rejected", "Chưa có đơn đề nghị")
    assert (await counter.fees(code))["refundable_dong"] == 6_000_000


async def test_two_proposals_of_one_surplus_are_not_both_paid(counter: Counter) -> None:
    code, stage = await counter.paid_twice(6_000_000), counter.stage
    first, second = [UUID((await counter.refund(code, 6_000_000))["refund_id"]) for _ in range(2)]
    await approve_refund(counter.asked(stage.admin), first)
    with pytest.raises(NoSuchSurplus):
        await approve_refund(counter.asked(stage.admin), second)


async def test_a_payment_that_the_post_gave_back_is_not_taken_back_as_well(
    counter: Counter,
) -> None:
    code, stage = await counter.owing(), counter.stage
    await counter.pay(code, PaidBy.ONLINE)
    payment = await counter.pay(code, PaidBy.CASH)
    made = await counter.refund(code, who=stage.post)
    assert made["payment_id"] == str(payment)
    with pytest.raises(PaymentGivenBack):
        await take_payment_back(*counter.tools, stage.accountant, payment, "Nhầm", None)
    await counter.cancel(made)
    await take_payment_back(*counter.tools, stage.accountant, payment, "Nhầm", None)
    assert await counter.audited() == []


async def test_a_scan_whose_money_the_post_gave_back_is_not_corrected(counter: Counter) -> None:
    code, stage = await counter.owing(), counter.stage
    await counter.pay(code, PaidBy.ONLINE)
    item = await stage.register(stage.post, Leg.INBOUND, dossier_code=code)
    stage.clock.advance(timedelta(minutes=1))
    money = Collected(50_000, PaymentMethod.CASH)
    taken = Scan(uuid4(), item["code"], ScanAction.COLLECT, stage.clock(), collected=money)

    async def scanned(scan: Scan) -> ScanAnswer:
        submitted = [Submitted(stage.post, scan)]
        return (await record_scans(stage.bridge.database, stage.rules, stage.center, submitted))[0]

    def correction() -> Scan:
        now = stage.clock()
        return Scan(uuid4(), item["code"], ScanAction.CORRECT, now, corrects=taken.scan_id)

    assert (await scanned(taken)).outcome == "recorded"
    made = await counter.refund(code, who=stage.post)
    refused = await scanned(correction())
    assert (refused.outcome, refused.code) == ("refused", PaymentGivenBack.code())
    await counter.cancel(made)
    assert (await scanned(correction())).outcome == "recorded"
    assert await counter.audited() == []


async def test_what_was_given_back_of_a_payment_that_never_was_is_owed_by_the_citizen(
    counter: Counter,
) -> None:
    code = await counter.owing()
    payment = await counter.pay(code, PaidBy.ONLINE)
    await counter.pay(code, PaidBy.ONLINE, 30_000)
    await counter.refund(code, 30_000)
    await take_payment_back(*counter.tools, counter.stage.accountant, payment, "Nhầm", None)
    shown = await counter.fees(code)
    assert (shown["to_pay_dong"], shown["kept_dong"]) == (50_000, 0)
    assert await counter.audited() == []


async def test_a_refund_counts_on_an_open_day(counter: Counter) -> None:
    code = await counter.paid_twice()
    await counter.run(date(2026, 2, 1), date(2026, 2, 28))
    await close_period(counter.asked(counter.stage.accountant), "2026-02", frozenset())
    for day in (date(2026, 2, 28), date(2026, 3, 14)):
        with pytest.raises(InvalidInput) as refused:
            await counter.refund(code, refunded_on=day)
        assert refused.value.problems[0].path == "refunded_on"
    made = await counter.refund(code, refunded_on=date(2026, 3, 2))
    assert made["booked_on"] == "2026-03-02"


async def test_what_a_closed_month_counts_as_given_back_is_not_cancelled(
    counter: Counter, clock: SettableClock
) -> None:
    code, stage = await counter.paid_twice(), counter.stage
    made = await counter.refund(code, who=stage.post)
    clock.now = clock.now.replace(month=4, day=2)
    await counter.run(date(2026, 3, 1), date(2026, 3, 31))
    await close_period(counter.asked(stage.accountant), "2026-03", frozenset(map(str, DIFFERENCES)))
    with pytest.raises(DecisionIsSealed):
        await counter.cancel(made)


async def test_only_its_own_office_and_whoever_keeps_the_books_have_to_do_with_a_refund(
    counter: Counter,
) -> None:
    code, stage = await counter.paid_twice(), counter.stage
    office = stage.post.office_code
    with pytest.raises(InvalidInput):
        await counter.refund(code, who=stage.clerk, office_code=office)
    made = await counter.refund(code, office_code=office)
    assert made["paid_by"] == "post"
    with pytest.raises(UnknownRefund):
        await cancel_refund(counter.asked(stage.post2), UUID(made["refund_id"]), "x")
    with pytest.raises(UnknownOffice):
        await counter.refund(code, office_code="KHONG")
    with pytest.raises(UnknownCode):
        await counter.refund("H53.14-260313-9999")
