"""The block of receipts of the post's counter: numbers used, one spoilt, and one nobody told of."""

from collections.abc import Sequence
from uuid import UUID

from postal_bridge.cli.demonstration.hands import Hands
from postal_bridge.cli.demonstration.place import CENTER_CODE, COUNTER, ZONE
from postal_bridge.cli.demonstration.plans import Plan
from postal_bridge.domain.access import OfficeKind, Role, Viewer
from postal_bridge.domain.fees import PaidBy
from postal_bridge.usecases.allot_receipts import (
    Allotment,
    SpoiltForm,
    allot_receipts,
    void_receipt,
)
from postal_bridge.usecases.record_payment import WantedPayment, record_payment

_SPOILT = 2
#: The number between the last two is the gap.
_USED = (1, 3, 5)


async def keep_receipts(hands: Hands, plans: Sequence[Plan]) -> None:
    """Allot a block to the counter, and let money be taken there with some of its numbers."""
    admin = Viewer(hands.center, "quan.tri", Role.ADMIN, CENTER_CODE, OfficeKind.CENTER)
    bridge, today = hands.bridge, hands.clock().astimezone(ZONE).date()
    tools = bridge.database, hands.clock, bridge.sealer
    symbol = f"TN/{today:%y}T"
    wanted = Allotment("01BLP2-001", symbol, today.year, 1, 50, COUNTER, None, today)
    answer = await allot_receipts(*tools, admin, wanted, None)
    assert answer.document is not None
    block_id = UUID(str(answer.document["block_id"]))
    spoilt = SpoiltForm(block_id, _SPOILT, "Viết hỏng (thử nghiệm)")
    await void_receipt(*tools, admin, spoilt, None)
    unpaid = [plan for plan in plans if plan.resolved is None and plan.fee_dong]
    for number, plan in zip(_USED, unpaid[-len(_USED) :], strict=True):
        paid = WantedPayment(
            plan.code, plan.fee_dong, PaidBy.TRANSFER, receipt_number=f"{symbol} {number:07}"
        )
        await record_payment(*tools, hands.viewers[COUNTER], paid, None)
