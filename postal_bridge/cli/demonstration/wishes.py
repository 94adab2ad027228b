"""What citizens ask the post for, as they do on their own page, and how the post answers."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from postal_bridge.cli.demonstration.hands import Hands
from postal_bridge.cli.demonstration.place import COUNTER
from postal_bridge.cli.demonstration.plans import Plan
from postal_bridge.domain.carriage import CarriageKind, RequestState
from postal_bridge.usecases.answer_carriage import (
    accept_carriage,
    decline_carriage,
    list_requests,
)
from postal_bridge.usecases.ask_for_carriage import Wish, ask_for_carriage, open_kinds

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC), UUID(int=0)
#: How many are made; one of each kind waits for an answer.
_WISHES = {CarriageKind.PICKUP: 2, CarriageKind.DELIVERY: 3}


async def make_wishes(hands: Hands, plans: Sequence[Plan]) -> None:
    """Let citizens ask for pickup and for delivery; some wait for an answer."""
    bridge = hands.bridge
    left = dict(_WISHES)
    for plan in plans:
        if plan.resolved is not None:
            continue
        tracked = await hands.track(plan)
        kind = next((each for each in open_kinds(tracked) if left[each]), None)
        if kind is None:
            continue
        left[kind] -= 1
        wish = Wish(kind, note="Gọi trước khi đến (thử nghiệm).")
        await ask_for_carriage(
            bridge.database, hands.clock, bridge.sealer, tracked, wish, hands.address_of(plan)
        )
        if not any(left.values()):
            break
    await _answer(hands)


async def _answer(hands: Hands) -> None:
    database, counter = hands.bridge.database, hands.viewers[COUNTER]
    found, _ = await list_requests(
        database, hands.bridge.sealer, counter, RequestState.OPEN, _BEGINNING, sum(_WISHES.values())
    )
    pickup = next(each for each in found if each.kind is CarriageKind.PICKUP)
    _, delivery, declined = (each for each in found if each.kind is CarriageKind.DELIVERY)
    for each in (pickup, delivery):
        await accept_carriage(database, hands.clock, counter, each.request_id)
    words = "Kết quả phải do người nộp nhận trực tiếp (thử nghiệm)."
    await decline_carriage(database, hands.clock, counter, declined.request_id, words)
