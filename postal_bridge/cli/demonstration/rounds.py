"""The rounds of the day on which the demonstration is opened, be it a working day or not.

Couriers are out with results, took cash and transfers, met somebody absent; of one of them the
cash has been counted, and some of it is missing.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID

from postal_bridge.cli.demonstration.hands import Hands
from postal_bridge.cli.demonstration.place import (
    COUNTER,
    POST_OFFICES,
    SECOND_COURIER,
    SUPERVISOR,
    ZONE,
)
from postal_bridge.cli.demonstration.plans import LAST, Plan
from postal_bridge.domain.access import Viewer
from postal_bridge.domain.dossier import ReturnedVia
from postal_bridge.domain.scan import Action, Collected, PaymentMethod, Reason
from postal_bridge.usecases.count_cash import Count, count_cash

_OUT_SINCE = timedelta(hours=4)
_MISSING_DONG = 5_000
#: Of what a courier has, so much stays at the post office for the next round.
_NEXT_ROUND = 1


def morning_of(opened_at: datetime) -> datetime:
    """Return when the rounds began: some hours ago, and on the day itself."""
    midnight = datetime.combine(opened_at.astimezone(ZONE).date(), time(), ZONE)
    return max(midnight, opened_at - _OUT_SINCE)


async def go_on_rounds(
    hands: Hands, plans: Sequence[Plan], astray: Collection[str], opened_at: datetime
) -> None:
    """Let the couriers of every post office go out with what became ready on the last day."""
    ready = [
        plan
        for plan in plans
        if plan.resolved == LAST
        and plan.returned_via is ReturnedVia.POSTAL
        and plan.outbound not in astray
    ]
    for office in POST_OFFICES:
        codes = [plan.outbound for plan in ready if plan.post_office == office]
        await hands.scan(hands.viewers[office], codes, Action.ARRIVE)
        await hands.scan(hands.viewers[office], codes, Action.GO_OUT)
    of_counter = [plan for plan in ready if plan.post_office == COUNTER]
    first, second = hands.viewers[COUNTER], replace(hands.viewers[COUNTER], login=SECOND_COURIER)
    await _go_round(hands, first, of_counter[::2], opened_at)
    taken_dong = await _go_round(hands, second, of_counter[1::2], opened_at)
    count = Count(
        settlement_id=UUID(int=hands.random.getrandbits(128), version=4),
        office=None,
        login=SECOND_COURIER,
        day=hands.clock().astimezone(ZONE).date(),
        counted_dong=taken_dong - _MISSING_DONG,
        remark="Thiếu 5.000 đồng, bưu tá nộp bù (thử nghiệm).",
    )
    supervisor = replace(first, login=SUPERVISOR)
    await count_cash(hands.bridge.database, hands.clock, supervisor, count)


async def _go_round(hands: Hands, who: Viewer, plans: Sequence[Plan], opened_at: datetime) -> int:
    """Let one courier go out, and return the cash taken until now in whole đồng."""
    taken = plans[_NEXT_ROUND:]
    await hands.scan(who, [plan.outbound for plan in taken], Action.GO_OUT)
    in_cash, by_transfer, absent, *_still_out = taken
    hands.clock.reach(opened_at - _OUT_SINCE / 2)
    for plan, method in ((in_cash, PaymentMethod.CASH), (by_transfer, PaymentMethod.TRANSFER)):
        collected = Collected(plan.fee_dong, method, hands.receipt_of(who))
        proof = hands.proof_of(plan.citizen, collected)
        await hands.scan(who, [plan.outbound], Action.DELIVER, **proof)
    await hands.scan(who, [absent.outbound], Action.FAIL, reason=Reason.ADDRESSEE_ABSENT)
    return in_cash.fee_dong
