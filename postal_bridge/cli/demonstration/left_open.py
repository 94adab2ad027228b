"""What the last day leaves undone: dossiers brought after the last trip, results on their way back.

They wait until somebody works again, so every board has work on it whatever the day it is opened.
"""

from collections.abc import Sequence

from postal_bridge.cli.demonstration.hands import RESULT, Hands
from postal_bridge.cli.demonstration.place import CENTER_CODE, COUNTER, DEPARTMENT_SHOWN
from postal_bridge.cli.demonstration.plans import LAST, Plan
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import PortalStatus, ReceivedVia
from postal_bridge.domain.scan import Action


async def leave_open(hands: Hands, plans: Sequence[Plan], left_over: Sequence[Plan]) -> None:
    """Leave some of everything at every step of its way."""
    await _leave_dossiers(hands, left_over)
    await _leave_results(hands, plans)


async def _leave_dossiers(hands: Hands, left_over: Sequence[Plan]) -> None:
    """Leave dossiers given and not taken, with the post, in an open bag, on the shelf, unsent."""
    clerk, counter = hands.viewers[CENTER_CODE], hands.viewers[COUNTER]
    for plan in left_over:
        if plan.received_via is ReceivedVia.DIRECT:
            await hands.file(clerk, plan)
    given, carried, packed, on_shelf, _unsent = left_over
    for plan in (given, carried, packed, on_shelf):
        plan.transfer = await hands.register(clerk, Leg.TRANSFER_OUT, plan)
    await hands.hand_over([given.transfer, carried.transfer], clerk, counter)
    await hands.scan(counter, [given.transfer], Action.GIVE, to_office=given.department)
    await hands.begin_bag(clerk, packed.department, [packed.transfer])


async def _leave_results(hands: Hands, plans: Sequence[Plan]) -> None:
    """Leave results on a desk, given to the post, and given to the centre."""
    clerk, counter = hands.viewers[CENTER_CODE], hands.viewers[COUNTER]
    department = hands.viewers[DEPARTMENT_SHOWN]
    in_hand = (
        plan
        for plan in plans
        if plan.department == DEPARTMENT_SHOWN
        and plan.resolved is None
        and plan.filed < LAST - 1
        and plan.on_paper
    )
    on_desk, to_post, to_centre = next(in_hand), next(in_hand), next(in_hand)
    for plan in (on_desk, to_post, to_centre):
        await hands.advance(department, plan, PortalStatus.DONE)
    for plan in (to_post, to_centre):
        plan.back = await hands.register(department, Leg.TRANSFER_BACK, plan, papers=RESULT)
        await hands.scan(department, [plan.back], Action.GIVE, to_office=COUNTER)
    await hands.scan(counter, [to_centre.back], Action.TAKE)
    await hands.scan(counter, [to_centre.back], Action.GIVE, to_office=clerk.office_code)
