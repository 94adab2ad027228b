"""What providers report is kept once and as it came, and understood afterwards."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from postal_bridge.domain.incoming_refusals import NotGenuine
from postal_bridge.domain.message import Channel, Delivery
from postal_bridge.gateways.stand_ins import MessengerStandIn
from postal_bridge.ports import Messenger
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.reading_messages import GENUINE, messages_of, report, sender, understand
from tests.usecases.test_send_messages import Killed, ProcessKilled, dossier_of, tell


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture
async def carried(stage: Stage) -> Mapping[Channel, Messenger]:
    """Announce something to a filer with a telephone and an e-mail, and return who carries it."""
    await tell(stage, await dossier_of(stage, 1, "0912345678", "a@thu.example"), "a")
    return {Channel.SMS: MessengerStandIn(), Channel.EMAIL: MessengerStandIn()}


async def key_of(stage: Stage) -> str:
    (told,) = await messages_of(stage)
    return f"{told.message_id.hex}.0"


async def test_a_message_that_arrived_is_delivered(
    stage: Stage, carried: Mapping[Channel, Messenger]
) -> None:
    await sender(stage, carried).send_of(stage.center)
    for _ in range(3):
        await report(stage, await key_of(stage), Delivery.DELIVERED)
    assert await stage.value("select count(*) from incoming_call") == 1
    assert (await messages_of(stage))[0].state == "sent"
    assert await understand(stage, carried) == 1
    assert await understand(stage, carried) == 0
    assert (await messages_of(stage))[0].state == "delivered"
    assert await stage.value("select outcome from message_attempt") == "delivered"


async def test_a_message_that_did_not_arrive_goes_by_the_next_way(
    stage: Stage, carried: Mapping[Channel, Messenger]
) -> None:
    await sender(stage, carried).send_of(stage.center)
    await report(stage, await key_of(stage), Delivery.UNDER_WAY)
    await report(stage, await key_of(stage), Delivery.UNDELIVERED)
    await understand(stage, carried)
    await sender(stage, carried).send_of(stage.center)
    email = carried[Channel.EMAIL]
    assert isinstance(email, MessengerStandIn)
    assert [each.address for each in email.handed_over] == ["a@thu.example"]
    # What SMS reports now is about a way that the message has left.
    stage.clock.advance(timedelta(minutes=1))
    await report(stage, await key_of(stage), "undelivered", **GENUINE, again="1")
    await understand(stage, carried)
    assert (await messages_of(stage))[0].state == "sent"


async def test_a_report_stands_for_an_answer_that_nobody_heard(
    stage: Stage, carried: Mapping[Channel, Messenger]
) -> None:
    with pytest.raises(ProcessKilled):
        await sender(stage, {Channel.SMS: Killed()}).send_of(stage.center)
    await report(stage, await key_of(stage), Delivery.DELIVERED)
    await understand(stage, carried)
    stage.clock.advance(timedelta(hours=1))
    await sender(stage, carried).send_of(stage.center)
    sms = carried[Channel.SMS]
    assert isinstance(sms, MessengerStandIn)
    assert not sms.handed_over
    assert (await messages_of(stage))[0].state == "delivered"


@pytest.mark.parametrize(
    ("key", "delivery"),
    [("0f" * 16 + ".0", "delivered"), ("no key", "delivered"), ("0f" * 16 + ".0", "lost")],
)
async def test_what_nobody_understands_is_told_loudly_and_kept(
    stage: Stage,
    carried: Mapping[Channel, Messenger],
    capsys: pytest.CaptureFixture[str],
    key: str,
    delivery: str,
) -> None:
    await report(stage, key, delivery)
    await understand(stage, carried)
    assert await stage.value("select state from incoming_call") == "not_understood"
    assert "incoming_not_understood" in capsys.readouterr().out


async def test_who_does_not_carry_our_messages_reports_nothing(stage: Stage) -> None:
    with pytest.raises(NotGenuine):
        await report(stage, "k.0", "delivered", Authorization="Bearer sai")
    assert await stage.value("select count(*) from incoming_call") == 0


async def test_a_report_is_kept_sealed(stage: Stage, carried: Mapping[Channel, Messenger]) -> None:
    assert carried
    await report(stage, "0912345678", "delivered")
    kept = await stage.value("select body_sealed from incoming_call")
    assert b"0912345678" not in kept
