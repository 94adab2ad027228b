"""Sends what people are to be told: each message once, in the order of its recipient.

Messages are taken for the time of a lease, handed over while no connection is held, and settled.
Whoever is killed in between has handed them over perhaps: they are sent again under the same key.
A channel that fails is looked at now and then by one message, and gets no more than its rate when
it is back.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from postal_bridge.domain.access import Center
from postal_bridge.domain.backoff import TELLING
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.masking import without_address
from postal_bridge.domain.message import Channel, Held, Language, MessageKind
from postal_bridge.domain.message_rules import (
    FAILURES_TO_CLOSE,
    ChannelRule,
    MessageRules,
)
from postal_bridge.domain.message_wording import Wording
from postal_bridge.domain.sandbox import Sandbox
from postal_bridge.domain.setup_refusals import SealBroken
from postal_bridge.ports import Messenger, OutsideError, Permanent
from postal_bridge.sealing import Sealer
from postal_bridge.store import message_rules, message_templates, outbox
from postal_bridge.store.database import Database
from postal_bridge.store.outbox import TakenMessage, Tried
from postal_bridge.telemetry import MESSAGES
from postal_bridge.usecases.word_messages import Written, write_message

#: Much longer than another party is waited for.
LEASE = timedelta(minutes=3)
#: So many are handed over side by side.
WAVE = 20
#: A run ends after so many waves of a channel; the next run goes on.
WAVES_IN_A_RUN = 100


@dataclass(frozen=True, slots=True)
class _Round:
    """What is the same for everything a centre sends in one run."""

    center: Center
    rules: MessageRules
    wordings: Mapping[tuple[MessageKind, Language, int], Wording]
    day_began: datetime


@dataclass(frozen=True, slots=True)
class MessageSender:
    """What messages are sent with; a channel that nobody carries is passed over."""

    database: Database
    clock: Clock
    sealer: Sealer
    messengers: Mapping[Channel, Messenger]
    base_url: str
    sandbox: Sandbox

    async def send_of(self, center: Center) -> int:
        """Send what is due at one centre, except in its quiet hours; return how many."""
        now = self.clock()
        local = now.astimezone(center.zone)
        async with self.database.snapshot() as connection:
            rules = await message_rules.load_rules(connection, center.center_id)
            wordings = await message_templates.all_wordings(connection, center.center_id)
        async with self.database.transaction() as connection:
            await outbox.expire(connection, center.center_id, now)
        if rules.is_quiet(local.time()):
            return 0
        day_began = datetime.combine(local.date(), time.min, center.zone)
        round_ = _Round(center, rules, wordings, day_began)
        await self._move_on(round_, now)
        sent = 0
        for channel in rules.order():
            if channel in self.messengers:
                sent += await self._send_by(round_, rules.channels[channel])
        return sent

    async def _move_on(self, round_: _Round, now: datetime) -> None:
        """Let messages go on from channels that their recipients do not want, or that fail."""
        center_id = round_.center.center_id
        async with self.database.transaction() as connection:
            await outbox.pass_over_opted_out(connection, center_id, now)
            states = await outbox.circuits_of(connection, center_id)
            for channel, rule in round_.rules.channels.items():
                state = states.get(channel)
                if channel not in self.messengers or not rule.enabled:
                    await outbox.go_on(connection, center_id, channel, now, now)
                elif state and state.circuit.failures >= FAILURES_TO_CLOSE:
                    await outbox.go_on(connection, center_id, channel, now, now - rule.patience)

    async def _send_by(self, round_: _Round, rule: ChannelRule) -> int:
        sent = 0
        for _ in range(WAVES_IN_A_RUN):
            written = await self._take(round_, rule)
            if written is None:
                break
            sent += await self._hand_over(round_.center, rule.channel, written)
        return sent

    async def _take(self, round_: _Round, rule: ChannelRule) -> list[Written] | None:
        """Take a wave of messages and word them, None where nothing may go or is due.

        Those that the sandbox does not let out are held back, and those that cannot be opened.
        """
        now, center_id, channel = self.clock(), round_.center.center_id, rule.channel
        written: list[Written] = []
        sandbox = self.sandbox.at(round_.center)
        async with self.database.transaction() as connection:
            circuit = await outbox.lock_circuit(connection, center_id, channel)
            most = circuit.allowance(now, rule.rate_per_minute, WAVE)
            if not most:
                return None
            daily, lease = (round_.day_began, round_.rules.daily_most), (now, now + LEASE)
            due = await outbox.take_messages(connection, center_id, channel, lease, daily, most)
            if not due:
                return None
            for taken in due:
                each = self._write(round_, rule, taken)
                if isinstance(each, Held):
                    await outbox.hold(connection, center_id, taken, each, now)
                elif sandbox.lets_out(each.outgoing.address):
                    written.append(each)
                else:
                    await outbox.hold(connection, center_id, taken, Held.SANDBOX, now)
            begun = [(each.taken, each.segments, each.cost_dong) for each in written]
            await outbox.begin_attempts(connection, center_id, channel, now, begun)
            given = circuit.after_giving(now, len(written), LEASE)
            await outbox.keep_circuit(connection, center_id, channel, given, None)
        return written

    def _write(self, round_: _Round, rule: ChannelRule, taken: TakenMessage) -> Written | Held:
        """Put a message into words, or tell why that cannot be done; the others go all the same."""
        wording = round_.wordings[taken.kind, taken.language, taken.version]
        center, base_url = round_.center, self.base_url
        try:
            written = write_message(self.sealer, center, base_url, wording, rule, taken)
        except SealBroken:
            return Held.SEAL_BROKEN
        return written or Held.NO_ADDRESS

    async def _hand_over(self, center: Center, channel: Channel, written: Sequence[Written]) -> int:
        """Hand messages over side by side and settle each as soon as it is answered.

        Of those that another party has taken as few as can be are without a note of it at any time.
        """
        messenger, sent = self.messengers[channel], 0
        pending = {asyncio.create_task(self._tell(messenger, each)) for each in written}
        try:
            while pending:
                done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                tried = [task.result() for task in done if task.exception() is None]
                await self._settle(center, channel, tried)
                sent += sum(each.outcome == "taken" for each in tried)
                for task in done:
                    task.result()
        finally:
            for task in pending:
                task.cancel()
        return sent

    async def _tell(self, messenger: Messenger, written: Written) -> Tried:
        """Hand one message over and say what came of it."""
        taken = written.taken
        try:
            reference = await messenger.send(written.outgoing)
        except OutsideError as error:
            now, trouble = self.clock(), error.trouble.value
            said = without_address(error.said, written.outgoing.address) if error.said else None
            if isinstance(error, Permanent):
                return Tried(taken, now, "refused", trouble, said)
            again = now + TELLING.pause_apart(taken.failures + 1, taken.message_id.hex)
            return Tried(taken, now, "later", trouble, said, next_try_at=again)
        return Tried(taken, self.clock(), "taken", reference=reference)

    async def _settle(self, center: Center, channel: Channel, tried: Sequence[Tried]) -> None:
        for each in tried:
            MESSAGES.labels(channel.value, each.outcome).inc()
        failed = [each for each in tried if each.outcome == "later"]
        answered = len(tried) - len(failed)
        async with self.database.transaction() as connection:
            circuit = await outbox.lock_circuit(connection, center.center_id, channel)
            await outbox.settle(connection, center.center_id, tried)
            after = circuit.after(
                self.clock(),
                failed=len(failed),
                succeeded=answered,
                seed=f"{center.code} {channel}",
            )
            trouble = failed[-1].trouble if failed and not answered else None
            await outbox.keep_circuit(connection, center.center_id, channel, after, trouble)
