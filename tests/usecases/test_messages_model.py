"""Whatever providers, recipients and processes do, messages leave once and in order.

A day of made-up work over the real use cases, watched by plain Python: announcements, waves of
several senders, answers of every kind, kills, opt-outs, reports and hours going by.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from random import Random

import pytest

from postal_bridge.domain.message import Channel, Delivery, Outgoing
from postal_bridge.gateways.stand_ins import MessengerStandIn
from postal_bridge.ports import Messenger, Permanent, Retryable, Trouble
from postal_bridge.usecases.filer import phone_index
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.reading_messages import messages_of, report, sender, understand
from tests.usecases.test_send_messages import ProcessKilled, dossier_of, opt_out, tell

PHONES, STEPS = tuple(f"091200000{digit}" for digit in range(4)), 120


class Whimsical(MessengerStandIn):
    """Takes, puts off, refuses, or has the process killed before or after it took a message.

    `acknowledged` are the keys of which the sender was told that they were taken.
    """

    def __init__(self, random: Random) -> None:
        super().__init__()
        self.random = random
        self.acknowledged: Counter[str] = Counter()

    async def send(self, message: Outgoing) -> str | None:
        """Do any of it."""
        fate = self.random.random()
        if fate < 0.1:
            raise Retryable(Trouble.BUSY)
        if fate < 0.15:
            raise Permanent(Trouble.REFUSED)
        if fate < 0.2:
            raise ProcessKilled
        reference = await super().send(message)
        if fate < 0.3:
            raise ProcessKilled
        self.acknowledged[message.key] += 1
        return reference


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def wave(stage: Stage, carried: Mapping[Channel, Messenger]) -> None:
    try:
        await sender(stage, carried).send_of(stage.center)
    except ProcessKilled:
        return


async def live(stage: Stage, random: Random, whimsical: Whimsical) -> dict[str, int]:
    """Let the day pass; return by phone how many messages were handed over when it opted out."""
    carried: Mapping[Channel, Messenger] = {Channel.SMS: whimsical}
    codes = [await dossier_of(stage, place, phone) for place, phone in enumerate(PHONES, 1)]
    gone: dict[str, int] = {}
    for number in range(STEPS):
        act = random.random()
        if act < 0.4:
            await tell(stage, random.choice(codes), f"k{number}")
        elif act < 0.75:
            await wave(stage, carried)
        elif act < 0.9:
            stage.clock.advance(timedelta(minutes=random.choice((1, 3, 10))))
        elif act < 0.97 and whimsical.taken:
            await report(stage, random.choice(list(whimsical.taken)), Delivery.DELIVERED)
            await understand(stage, carried)
        elif staying := [phone for phone in PHONES[2:] if phone not in gone]:
            phone = random.choice(staying)
            await opt_out(stage, phone_index(stage.bridge.sealer, phone))
            gone[phone] = sum(each.address == phone for each in whimsical.handed_over)
    return gone


@pytest.mark.parametrize("seed", range(6))
async def test_messages_leave_once_and_in_order_whatever_happens(stage: Stage, seed: int) -> None:
    row = {"quiet_from": timedelta(0), "quiet_until": timedelta(0)}
    no_time = {name: (stage.clock.now.min + at).time() for name, at in row.items()}
    center_id = stage.center.center_id
    await stage.insert("message_setting", {"center_id": center_id, **no_time, "daily_most": 1000})
    random = Random(seed)  # noqa: S311 - the same every time is what is wanted
    whimsical = Whimsical(random)
    gone = await live(stage, random, whimsical)
    calm: Mapping[Channel, Messenger] = {Channel.SMS: (last := MessengerStandIn())}
    for _ in range(8):
        stage.clock.advance(timedelta(minutes=40))
        await sender(stage, calm).send_of(stage.center)
    told = await messages_of(stage)
    # Nothing is left lying, and nothing was told again that was acknowledged.
    assert not {each.state for each in told} & {"waiting", "sending"}
    assert max(whimsical.acknowledged.values()) == 1
    assert not set(whimsical.acknowledged) & set(last.taken)
    # What was sent has reached somebody, and everybody heard things in their order.
    first_heard = list(dict.fromkeys([*whimsical.taken, *last.taken]))
    reached = {each.message_id.hex for each in told if each.state in ("sent", "delivered")}
    assert reached <= {key.partition(".")[0] for key in first_heard}
    places = {each.message_id.hex: place for place, each in enumerate(told)}
    for phone in PHONES:
        own = {each.message_id.hex for each in told if each.phone == phone}
        order = [places[key[:32]] for key in first_heard if key[:32] in own]
        assert order == sorted(order)
    # Who opted out heard no more, but for what was under way.
    for phone, heard in gone.items():
        handed = [each.address for each in (*whimsical.handed_over, *last.handed_over)]
        assert handed.count(phone) == heard
