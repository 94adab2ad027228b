"""What is asked and paid besides scans: online payments, exemptions, cash that is counted."""

from collections.abc import Sequence
from datetime import date
from itertools import islice
from uuid import UUID

from postal_bridge.cli.demonstration.hands import Hands
from postal_bridge.cli.demonstration.place import CENTER_CODE, COUNTER, POST_OFFICES
from postal_bridge.cli.demonstration.plans import LAST, Plan
from postal_bridge.domain.access import OfficeKind, Role, Viewer
from postal_bridge.domain.dossier import ReceivedVia, ReturnedVia
from postal_bridge.domain.fees import DueWhen, LetOff, MoneyKind, PaidBy, PaymentRoute
from postal_bridge.domain.refunds import RefundMethod
from postal_bridge.usecases.count_cash import Count, count_cash
from postal_bridge.usecases.look_up_fees import look_up_fees
from postal_bridge.usecases.look_up_post_office import couriers_of
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.record_payment import WantedPayment, record_payment
from postal_bridge.usecases.refund_surplus import WantedRefund, refund_surplus
from postal_bridge.usecases.work_fees import WantedFee, add_fee, cancel_fee

_LET_OFF = (LetOff(50, "Hộ nghèo"), LetOff(100, "Trẻ em"))
#: Taxes are no round thousands.
_TAX_DONG = 2_504_319
_POSTAGE_DONG = 35_000
_SHORT_DONG = 20_000


async def keep_money(hands: Hands, plans: Sequence[Plan], days: Sequence[date]) -> None:
    """Let the accountant see to fees and payments, and the administrator to cash."""
    accountant = Viewer(hands.center, "ke.toan", Role.ACCOUNTANT, CENTER_CODE, OfficeKind.CENTER)
    await _pay_online(hands, accountant, plans, days)
    open_plans = [plan for plan in plans if plan.resolved is None and plan.fee_dong]
    direct = [plan for plan in open_plans if plan.received_via is ReceivedVia.DIRECT]
    for plan, let_off in zip(direct, _LET_OFF, strict=False):
        await _let_off(hands, accountant, plan, let_off)
    for plan in islice(direct, len(_LET_OFF), len(_LET_OFF) + 1):
        await _ask_more(hands, accountant, plan)
    await _count_cash(hands, days)


async def _pay_online(
    hands: Hands, who: Viewer, plans: Sequence[Plan], days: Sequence[date]
) -> None:
    """Record what was paid online for results that nobody carries, of one of them twice."""
    bridge, twice = hands.bridge, list[WantedPayment]()
    for plan in plans:
        online = (ReceivedVia.ONLINE, ReturnedVia.ONLINE)
        if plan.fee_dong and (plan.received_via, plan.returned_via) == online:
            paid = WantedPayment(plan.code, plan.fee_dong, PaidBy.ONLINE, days[plan.filed])
            await record_payment(bridge.database, hands.clock, bridge.sealer, who, paid, None)
            twice.append(paid)
    for again in twice[:1]:
        # Somebody pressed twice, and got the second payment back.
        await record_payment(bridge.database, hands.clock, bridge.sealer, who, again, None)
        back = WantedRefund(
            again.dossier_code, again.amount_dong, RefundMethod.TRANSFER, "Nộp trực tuyến hai lần"
        )
        asked = Asked(bridge.database, hands.clock, bridge.sealer, who)
        await refund_surplus(asked, back)


async def _let_off(hands: Hands, who: Viewer, plan: Plan, let_off: LetOff) -> None:
    """State the fee of a dossier anew with what the law lets off."""
    bridge, clock = hands.bridge, hands.clock
    stated = await look_up_fees(bridge.database, who, plan.code)
    for fee in stated["fees"]:
        identity = UUID(fee["fee_id"])
        reason = f"Ghi lại theo diện miễn, giảm: {let_off.ground}"
        await cancel_fee(bridge.database, clock, bridge.sealer, who, identity, reason, None)
        anew = WantedFee(
            plan.code, MoneyKind(fee["kind"]), fee["name"], fee["tariff_dong"], let_off
        )
        await add_fee(bridge.database, clock, bridge.sealer, who, anew, None)


async def _ask_more(hands: Hands, who: Viewer, plan: Plan) -> None:
    """Ask for a tax, which is paid before, and for the postage of the result."""
    bridge = hands.bridge
    tax = WantedFee(
        plan.code,
        MoneyKind.TAX,
        "Lệ phí trước bạ",
        _TAX_DONG,
        due_when=DueWhen.BEFORE,
        route=PaymentRoute.AGENCY,
    )
    postage = WantedFee(plan.code, MoneyKind.POSTAGE, "Cước trả kết quả", _POSTAGE_DONG)
    for line in (tax, postage):
        await add_fee(bridge.database, hands.clock, bridge.sealer, who, line, None)


async def _count_cash(hands: Hands, days: Sequence[date]) -> None:
    """Count the cash of all days but the last, of which one count is short and others wait."""
    short = True
    for day in days:
        for office in (COUNTER, *POST_OFFICES):
            async with hands.bridge.database.snapshot() as connection:
                found = await couriers_of(connection, hands.center.center_id, office, day)
            for courier in found:
                last = day == days[LAST]
                if courier.cash_dong <= _SHORT_DONG or (last and not short):
                    continue
                missing = _SHORT_DONG if last else 0
                short = short and not last
                await _count(hands, office, courier.login, day, courier.cash_dong - missing)


async def _count(hands: Hands, office: str, login: str, day: date, amount_dong: int) -> None:
    admin = Viewer(hands.center, "quan.tri", Role.ADMIN, CENTER_CODE, OfficeKind.CENTER)
    counted = Count(
        settlement_id=UUID(int=hands.random.getrandbits(128), version=4),
        office=office,
        login=login,
        day=day,
        counted_dong=amount_dong,
        remark="Đếm cuối ca",
    )
    await count_cash(hands.bridge.database, hands.clock, admin, counted)
