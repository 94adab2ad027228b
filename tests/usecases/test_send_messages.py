"""Messages leave once, in the order of their recipients, whoever fails, is down, or is killed."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from postal_bridge.domain.message import (
    Announcement,
    Channel,
    FilerOf,
    MessageKind,
    Outgoing,
)
from postal_bridge.domain.sandbox import Sandbox
from postal_bridge.gateways.stand_ins import MessengerStandIn
from postal_bridge.ports import Messenger, OutsideError, Permanent, Retryable, Trouble
from postal_bridge.usecases.announce import announce_all, email_index, no_addresses
from postal_bridge.usecases.filer import phone_index, seal_filer
from postal_bridge.usecases.follow_messages import list_messages, look_up_message
from postal_bridge.usecases.send_messages import LEASE
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.reading_messages import messages_of, sender, sms_alone

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def dossier_of(stage: Stage, number: int, phone: str, email: str | None = None) -> str:
    """Add a dossier whose filer is reached so; return its code."""
    sealer, center = stage.bridge.sealer, stage.center.code
    code = f"{center}.14-260313-{number:04}"
    filer = seal_filer(sealer, center, code, phone, None, email)
    return await stage.add_dossier(
        number,
        filer_phone_sealed=filer.phone_sealed,
        filer_phone_index=filer.phone_index,
        filer_email_sealed=filer.email_sealed,
    )


async def tell(stage: Stage, code: str, *keys: str) -> None:
    """Announce something of a dossier under each key, a second after the one before."""
    for key in keys:
        stage.clock.advance(timedelta(seconds=1))
        told = Announcement(key, MessageKind.RESULT_READY, FilerOf(code))
        async with stage.bridge.database.transaction() as connection:
            await announce_all(connection, stage.bridge.sealer, stage.clock, stage.center, [told])


async def opt_out(stage: Stage, index: bytes) -> None:
    row = {"center_id": stage.center.center_id, "address_index": index}
    await stage.insert("opt_out", {**row, "opted_out_at": stage.clock()})


async def states(stage: Stage) -> Counter[str]:
    return Counter(each.state for each in await messages_of(stage))


@pytest.mark.parametrize("part", ["addresses_sealed", "facts_sealed"])
async def test_a_message_that_cannot_be_opened_is_set_aside_and_the_others_go(
    stage: Stage, part: str
) -> None:
    bridge = stage.bridge
    for number in (1, 2, 3):
        code = await dossier_of(stage, number, f"091234567{number}")
        await tell(stage, code, f"key {number}")
    spoil = f"update message set {part} = '\\x00' where key = 'key 1'"  # noqa: S608 - our own names
    async with bridge.database.transaction() as connection:
        await connection.execute(spoil)
    sms = MessengerStandIn()
    assert await sender(stage, {Channel.SMS: sms}).send_of(stage.center) == 2
    assert len(sms.handed_over) == 2
    listed, _ = await list_messages(
        bridge.database, bridge.sealer, stage.admin, None, (stage.clock(), UUID(int=2**128 - 1)), 9
    )
    assert [(each["state"], each["trouble"]) for each in listed] == [
        ("sent", None),
        ("sent", None),
        ("withheld", "seal_broken"),
    ]
    broken = UUID(listed[-1]["message_id"])
    found = await look_up_message(bridge.database, bridge.sealer, stage.admin, broken)
    assert bool(found["phone"]) is (part == "facts_sealed")
    assert bool(found["short"]) is (part == "addresses_sealed")


async def test_a_message_leaves_once_in_words_with_a_link(stage: Stage) -> None:
    code = await dossier_of(stage, 1, "0912345678")
    await tell(stage, code, "a")
    stand_in, messengers = sms_alone()
    assert await sender(stage, messengers).send_of(stage.center) == 1
    assert await sender(stage, messengers).send_of(stage.center) == 0
    (sent,) = stand_in.handed_over
    assert sent.address == "0912345678"
    assert sent.text.startswith(f"Ho so {code} da co ket qua. Thoi nhan tin: https://")
    assert code not in (sent.link or "")
    assert await states(stage) == {"sent": 1}
    attempt = "select (channel, outcome, segments, cost_dong)::text from message_attempt"
    assert await stage.value(attempt) == "(sms,taken,1,300)"


async def test_workers_side_by_side_hand_over_each_message_once(stage: Stage) -> None:
    for number in range(1, 41):
        code = await dossier_of(stage, number, f"09000000{number % 10:02}")
        await tell(stage, code, f"a{number}")
    stand_in, messengers = sms_alone()
    for _ in range(20):
        await asyncio.gather(*(sender(stage, messengers).send_of(stage.center) for _ in range(4)))
    assert await states(stage) == {"sent": 40}
    assert Counter(each.key for each in stand_in.handed_over).most_common(1)[0][1] == 1


class ProcessKilled(BaseException):
    """Nobody catches it, as nobody hears of a kill."""


class Killed(MessengerStandIn):
    """Takes a message, and the process dies before it hears so."""

    async def send(self, message: Outgoing) -> str | None:
        """Take a message as the stand-in does, and be killed."""
        await super().send(message)
        raise ProcessKilled


async def test_killed_before_it_is_settled_a_message_goes_again_as_the_same(stage: Stage) -> None:
    await tell(stage, await dossier_of(stage, 1, "0912345678"), "a")
    stand_in = Killed()
    with pytest.raises(ProcessKilled):
        await sender(stage, {Channel.SMS: stand_in}).send_of(stage.center)
    assert await states(stage) == {"sending": 1}
    whole: Mapping[Channel, Messenger] = {Channel.SMS: (other := MessengerStandIn())}
    assert await sender(stage, whole).send_of(stage.center) == 0
    stage.clock.advance(LEASE)
    assert await sender(stage, whole).send_of(stage.center) == 1
    assert [each.key for each in other.handed_over] == list(stand_in.taken)
    outcomes = await stage.value(
        "select string_agg(coalesce(outcome, 'none'), ' ' order by attempt) from message_attempt"
    )
    assert outcomes == "none taken"


async def test_a_recipient_hears_in_order_though_the_first_has_to_wait(stage: Stage) -> None:
    await tell(stage, await dossier_of(stage, 1, "0912345678"), "a", "b", "c")
    stand_in, messengers = sms_alone()
    stand_in.fails_with = [Retryable(Trouble.BUSY)]
    await sender(stage, messengers).send_of(stage.center)
    assert not stand_in.handed_over
    stage.clock.advance(2 * MINUTE)
    await sender(stage, messengers).send_of(stage.center)
    in_order = [each.message_id.hex for each in await messages_of(stage)]
    assert [each.key.partition(".")[0] for each in stand_in.handed_over] == in_order


async def test_what_one_way_refuses_goes_by_the_next(stage: Stage) -> None:
    await tell(stage, await dossier_of(stage, 1, "0912345678", "a@thu.example"), "a")
    sms, email = MessengerStandIn(), MessengerStandIn()
    sms.not_reached = {"0912345678"}
    await sender(stage, {Channel.SMS: sms, Channel.EMAIL: email}).send_of(stage.center)
    (sent,) = email.handed_over
    assert (sent.address, sent.channel) == ("a@thu.example", Channel.EMAIL)
    assert "Kính gửi ông/bà" in sent.text
    assert "có kết quả" in sent.subject


async def test_refused_on_every_way_a_message_has_failed_and_blocks_no_other(stage: Stage) -> None:
    await tell(stage, await dossier_of(stage, 1, "0912345678"), "a", "b")
    stand_in, messengers = sms_alone()
    stand_in.fails_with = [Permanent(Trouble.REFUSED, "0912345678 is unknown, +84912345678 too")]
    await sender(stage, messengers).send_of(stage.center)
    assert await states(stage) == {"failed": 1, "sent": 1}
    said = await stage.value("select said from message_attempt where outcome = 'refused'")
    assert said == "*** is unknown, *** too"


class Down(MessengerStandIn):
    """Is down until a moment."""

    def __init__(self, clock: SettableClock, until: datetime) -> None:
        super().__init__()
        self.clock, self.until, self.asked = clock, until, 0
        self.minutes: Counter[datetime] = Counter()

    async def send(self, message: Outgoing) -> str | None:
        """Take a message unless it is down."""
        self.asked += 1
        if self.clock() < self.until:
            raise Retryable(Trouble.UNREACHABLE)
        self.minutes[self.clock().replace(second=0, microsecond=0)] += 1
        return await super().send(message)


async def test_after_a_day_without_a_provider_all_goes_out_once_in_order_and_no_flood(
    stage: Stage,
) -> None:
    center_id, rate = stage.center.center_id, 25
    row = {"center_id": center_id, "channel": "sms", "place": 1, "enabled": True}
    await stage.insert(
        "message_channel",
        {**row, "rate_per_minute": rate, "patience_minutes": 4320, "price_dong": 300},
    )
    down = Down(stage.clock, stage.clock() + DAY)
    codes = [await dossier_of(stage, each, f"09000000{each % 20:02}") for each in range(1, 61)]
    for number, code in enumerate(codes):
        await tell(stage, code, f"first{number}", f"second{number}")
    messages = sender(stage, {Channel.SMS: down})
    while stage.clock() < down.until:
        await messages.send_of(stage.center)
        stage.clock.advance(5 * MINUTE)
        assert await stage.value("select trouble from message_circuit") == "unreachable"
    # A look each half an hour, and not every message each time.
    assert down.asked < 120
    assert not down.handed_over
    for _ in range(60):
        await messages.send_of(stage.center)
        stage.clock.advance(MINUTE)
    assert await states(stage) == {"sent": 120}
    assert await stage.value("select trouble from message_circuit") is None
    assert len(down.handed_over) == len(down.taken) == 120
    assert max(down.minutes.values()) <= rate
    by_recipient: dict[str, list[str]] = {}
    for each in down.handed_over:
        by_recipient.setdefault(each.address, []).append(each.key.partition(".")[0])
    places = {each.message_id.hex: place for place, each in enumerate(await messages_of(stage))}
    for keys in by_recipient.values():
        assert all(places[one] < places[other] for one, other in pairwise(keys))


async def test_when_a_way_is_down_for_longer_than_its_patience_the_next_is_taken(
    stage: Stage,
) -> None:
    center_id = stage.center.center_id
    row = {"center_id": center_id, "channel": "sms", "place": 1, "enabled": True}
    await stage.insert(
        "message_channel",
        {**row, "rate_per_minute": 100, "patience_minutes": 60, "price_dong": 300},
    )
    for number in range(1, 5):
        code = await dossier_of(stage, number, f"091234567{number}", f"a{number}@thu.example")
        await tell(stage, code, f"a{number}")
    down, email = Down(stage.clock, stage.clock() + DAY), MessengerStandIn()
    messages = sender(stage, {Channel.SMS: down, Channel.EMAIL: email})
    for _ in range(12):
        await messages.send_of(stage.center)
        stage.clock.advance(5 * MINUTE)
    assert not email.handed_over
    stage.clock.advance(5 * MINUTE)
    await messages.send_of(stage.center)
    assert len(email.handed_over) == 4


async def test_nobody_is_disturbed_in_the_quiet_hours_of_the_centre(stage: Stage) -> None:
    await tell(stage, await dossier_of(stage, 1, "0912345678"), "a")
    stand_in, messengers = sms_alone()
    # Nine in the evening in Vietnam is two in the afternoon in UTC.
    stage.clock.now = datetime(2026, 3, 13, 14, 0, tzinfo=UTC)
    assert await sender(stage, messengers).send_of(stage.center) == 0
    stage.clock.now = datetime(2026, 3, 13, 23, 59, tzinfo=UTC)
    assert await sender(stage, messengers).send_of(stage.center) == 0
    stage.clock.now = datetime(2026, 3, 14, 0, 0, tzinfo=UTC)
    assert await sender(stage, messengers).send_of(stage.center) == 1
    assert len(stand_in.handed_over) == 1


async def test_who_opts_out_after_it_was_written_is_not_told(stage: Stage) -> None:
    code = await dossier_of(stage, 1, "0912345678", "a@thu.example")
    await tell(stage, code, "a")
    sealer = stage.bridge.sealer
    await opt_out(stage, phone_index(sealer, "0912345678"))
    sms, email = MessengerStandIn(), MessengerStandIn()
    messengers: Mapping[Channel, Messenger] = {Channel.SMS: sms, Channel.EMAIL: email}
    await sender(stage, messengers).send_of(stage.center)
    assert (len(sms.handed_over), len(email.handed_over)) == (0, 1)
    await opt_out(stage, email_index(sealer, "A@Thu.example"))
    await tell(stage, code, "b")
    await sender(stage, messengers).send_of(stage.center)
    assert (len(sms.handed_over), len(email.handed_over)) == (0, 1)
    held = (await messages_of(stage))[1]
    assert (held.state, held.trouble) == ("withheld", "opted_out")


async def test_a_recipient_gets_no_more_in_a_day_than_the_limit(stage: Stage) -> None:
    row = {"quiet_from": datetime.min.time(), "quiet_until": datetime.min.time()}
    await stage.insert(
        "message_setting", {"center_id": stage.center.center_id, **row, "daily_most": 2}
    )
    await tell(stage, await dossier_of(stage, 1, "0912345678"), "a", "b", "c")
    await tell(stage, await dossier_of(stage, 2, "0912345679"), "d")
    stand_in, messengers = sms_alone()
    assert await sender(stage, messengers).send_of(stage.center) == 3
    assert await states(stage) == {"sent": 3, "waiting": 1}
    stage.clock.advance(DAY)
    assert await sender(stage, messengers).send_of(stage.center) == 1
    assert len(stand_in.handed_over) == 4


async def test_in_a_sandbox_nobody_else_is_reached(stage: Stage) -> None:
    for number in range(1, 31):
        await tell(stage, await dossier_of(stage, number, f"09000000{number:02}"), f"a{number}")
    stand_in, messengers = sms_alone()
    await sender(stage, messengers, Sandbox.of(["0900000030"])).send_of(stage.center)
    assert [each.address for each in stand_in.handed_over] == ["0900000030"]
    assert await states(stage) == {"sent": 1, "withheld": 29}


async def test_at_a_sandbox_centre_nobody_is_reached(stage: Stage) -> None:
    await tell(stage, await dossier_of(stage, 1, "0912345678"), "a")
    stand_in, messengers = sms_alone()
    tried = replace(stage.center, sandbox=True)
    assert await sender(stage, messengers).send_of(tried) == 0
    assert not stand_in.handed_over
    assert await states(stage) == {"withheld": 1}


async def test_a_message_whose_address_was_forgotten_is_held_back_and_blocks_no_other(
    stage: Stage,
) -> None:
    await tell(stage, await dossier_of(stage, 1, "0912345678"), "a")
    (told,) = await messages_of(stage)
    nobody = no_addresses(stage.bridge.sealer, stage.center, told.message_id)
    async with stage.bridge.database.transaction() as connection:
        await connection.execute("update message set addresses_sealed = $1", nobody)
    await tell(stage, await dossier_of(stage, 2, "0912345679"), "b")
    stand_in, messengers = sms_alone()
    assert await sender(stage, messengers).send_of(stage.center) == 1
    assert [each.address for each in stand_in.handed_over] == ["0912345679"]
    assert await states(stage) == {"sent": 1, "withheld": 1}


async def test_what_would_come_too_late_is_given_up(stage: Stage) -> None:
    await tell(stage, await dossier_of(stage, 1, "0912345678"), "a")
    stage.clock.advance(8 * DAY)
    stand_in, messengers = sms_alone()
    await sender(stage, messengers).send_of(stage.center)
    assert await states(stage) == {"given_up": 1}
    assert not stand_in.handed_over


async def test_an_answer_that_comes_after_the_lease_still_counts(stage: Stage) -> None:
    await tell(stage, await dossier_of(stage, 1, "0912345678"), "a")
    entered, may_end = asyncio.Event(), asyncio.Event()

    class Slow(MessengerStandIn):
        async def send(self, message: Outgoing) -> str | None:
            entered.set()
            await may_end.wait()
            return await super().send(message)

    async with asyncio.TaskGroup() as group:
        group.create_task(sender(stage, {Channel.SMS: Slow()}).send_of(stage.center))
        await entered.wait()
        stage.clock.advance(LEASE)
        failing = MessengerStandIn()
        failing.fails_with = [Retryable(Trouble.TIMED_OUT)]
        await sender(stage, {Channel.SMS: failing}).send_of(stage.center)
        may_end.set()
    assert await states(stage) == {"sent": 1}


@pytest.mark.parametrize("error", [Retryable(Trouble.BUSY), Permanent(Trouble.REFUSED)])
async def test_centres_do_not_hold_each_other_up(
    bridge: Bridge, clock: SettableClock, error: OutsideError
) -> None:
    first = await found_center(bridge, clock)
    other = await found_center(bridge, clock, "H54")
    for stage in (first, other):
        code = await dossier_of(stage, 1, "0912345678")
        await tell(stage, code, "same key")
    stand_in, messengers = sms_alone()
    stand_in.fails_with = [error]
    for stage in (first, other):
        await sender(stage, messengers).send_of(stage.center)
    assert len(await messages_of(first)) == len(await messages_of(other)) == 1
    assert await states(other) == {"sent": 1}
