"""Tells made-up citizens what happens to their dossiers; one is never reached by SMS."""

from collections.abc import Sequence

from jobs.messages import send_messages
from postal_bridge.cli.demonstration.hands import Hands
from postal_bridge.cli.demonstration.place import DEPARTMENTS
from postal_bridge.cli.demonstration.plans import Plan
from postal_bridge.domain.message import Channel
from postal_bridge.domain.timetable import minute_of
from postal_bridge.gateways.stand_ins import MessengerStandIn
from postal_bridge.usecases.keep_message_rules import keep_head


async def reach_heads(hands: Hands) -> None:
    """Say how the heads of departments are reached."""
    bridge = hands.bridge
    for number, office in enumerate(DEPARTMENTS, start=1):
        reached = f"09000000{number:02}", f"{office.lower()}@thu.example"
        await keep_head(bridge.database, bridge.clock, bridge.sealer, hands.admin, office, reached)


async def send_of_day(hands: Hands, plans: Sequence[Plan]) -> None:
    """Send what people are to be told of a day; whoever filed first has no telephone on."""
    bridge, now = hands.bridge, hands.clock()
    carried = bridge.messengers.get(Channel.SMS)
    if isinstance(carried, MessengerStandIn):
        carried.not_reached = {plan.citizen.phone or "" for plan in plans[:1]}
    await send_messages(bridge, hands.center, minute_of(now.astimezone(hands.center.zone)))
