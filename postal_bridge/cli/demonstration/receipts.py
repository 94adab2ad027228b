"""What became of receipts: at the post's counter one was spoilt and one is missing; most are told.

Of one agency the tax code is not known, so what was collected for it is refused.
"""

from collections.abc import Sequence
from uuid import UUID

from jobs.receipts import send_receipts
from postal_bridge.cli.demonstration.hands import Hands
from postal_bridge.cli.demonstration.place import COUNTER, DEPARTMENTS, POST_OFFICES, ZONE
from postal_bridge.cli.demonstration.plans import Plan
from postal_bridge.domain.fees import PaidBy
from postal_bridge.domain.timetable import minute_of
from postal_bridge.usecases.allot_receipts import NEWEST, SpoiltForm, list_blocks, void_receipt
from postal_bridge.usecases.record_payment import WantedPayment, record_payment
from postal_bridge.usecases.tell_receipt import keep_particulars

#: So many dossiers are paid for at the counter, and one number is skipped before the last.
_PAID = 3
_BLOCKS_MAX = 100
_WITHOUT_TAX_CODE = "SXD"


async def keep_receipts(hands: Hands, plans: Sequence[Plan]) -> None:
    """Spoil a form at the counter, and let money be taken there with some of the next numbers."""
    bridge, who = hands.bridge, hands.viewers[COUNTER]
    tools = bridge.database, hands.clock, bridge.sealer
    today = hands.clock().astimezone(ZONE).date()
    blocks, _ = await list_blocks(bridge.database, hands.admin, NEWEST, _BLOCKS_MAX)
    (block_id,) = [
        each["block_id"]
        for each in blocks
        if (each["office"], each["login"], each["year"]) == (COUNTER, None, today.year)
    ]
    number = hands.blocks.take_number(who, today)
    spoilt = SpoiltForm(UUID(str(block_id)), number, "Viết hỏng (thử nghiệm)")
    await void_receipt(*tools, hands.admin, spoilt, None)
    unpaid = [plan for plan in plans if plan.resolved is None and plan.fee_dong]
    for place, plan in enumerate(unpaid[-_PAID:], start=1):
        if place == _PAID:
            hands.blocks.take_number(who, today)
        paid = WantedPayment(
            plan.code,
            plan.fee_dong,
            PaidBy.TRANSFER,
            receipt_number=hands.blocks.take(who, today),
        )
        await record_payment(*tools, who, paid, None)
    await _tell(hands)


async def _tell(hands: Hands) -> None:
    bridge = hands.bridge
    for number, office in enumerate((*DEPARTMENTS, COUNTER, *POST_OFFICES), start=1):
        if office != _WITHOUT_TAX_CODE:
            place = f"53{number:08}", f"{number} đường Thử Nghiệm"
            await keep_particulars(bridge.database, hands.clock, hands.admin, office, place)
    await send_receipts(bridge, hands.admin.center, minute_of(hands.clock()))
