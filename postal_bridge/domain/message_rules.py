"""When a centre may reach people and by which ways, and when what failed is tried again.

Quiet hours are hours of the centre's own clock. Nothing here reads one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from types import MappingProxyType

from postal_bridge.domain.backoff import TELLING
from postal_bridge.domain.message import Channel

#: After so many failures one after the other a channel is left in peace for a while.
FAILURES_TO_CLOSE = 3


@dataclass(frozen=True, slots=True)
class ChannelRule:
    """How a centre uses a channel: `place` in the order of trying, and what limits it.

    When a message could not be handed over for `patience`, the next channel is tried. `price_dong`
    is of a segment of an SMS and of the whole of anything else.
    """

    channel: Channel
    place: int
    enabled: bool
    rate_per_minute: int
    patience_minutes: int
    price_dong: int
    sender: str | None = None

    @property
    def patience(self) -> timedelta:
        """How long a message waits for this channel before it goes on to the next."""
        return timedelta(minutes=self.patience_minutes)


@dataclass(frozen=True, slots=True)
class MessageRules:
    """What a centre keeps to; `daily_most` is for each recipient."""

    quiet_from: time
    quiet_until: time
    daily_most: int
    channels: Mapping[Channel, ChannelRule]

    def is_quiet(self, local: time) -> bool:
        """Tell whether nobody is to be disturbed at this hour; the first moment is quiet."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= local < self.quiet_until
        return local >= self.quiet_from or local < self.quiet_until

    def order(self) -> tuple[Channel, ...]:
        """Return the channels in use, in the order in which they are tried."""
        used = [rule for rule in self.channels.values() if rule.enabled]
        return tuple(rule.channel for rule in sorted(used, key=lambda rule: rule.place))

    def having(self, rule: ChannelRule) -> "MessageRules":
        """Return the same rules with another one for its channel."""
        return replace(self, channels={**self.channels, rule.channel: rule})


#: What holds where a centre kept nothing else.
SHIPPED_RULES = MessageRules(
    quiet_from=time(21),
    quiet_until=time(7),
    daily_most=10,
    channels=MappingProxyType(
        {
            Channel.ZALO: ChannelRule(Channel.ZALO, 1, True, 300, 60, 200),
            Channel.SMS: ChannelRule(Channel.SMS, 2, True, 300, 4320, 300),
            Channel.EMAIL: ChannelRule(Channel.EMAIL, 3, True, 120, 4320, 0),
        }
    ),
)


@dataclass(frozen=True, slots=True)
class Circuit:
    """How a channel of a centre is doing; see `message_circuit`."""

    failures: int = 0
    closed_until: datetime | None = None
    minute: datetime | None = None
    given: int = 0

    def allowance(self, now: datetime, rate_per_minute: int, most: int) -> int:
        """Return how many messages may be handed over now: one tries a channel that failed."""
        if self.closed_until and now < self.closed_until:
            return 0
        given = self.given if self.minute == minute_of(now) else 0
        wanted = 1 if self.failures >= FAILURES_TO_CLOSE else most
        return max(0, min(wanted, rate_per_minute - given))

    def after_giving(self, now: datetime, count: int, lease: timedelta) -> "Circuit":
        """Return it with `count` more messages under way; a trial keeps others out meanwhile."""
        given = self.given if self.minute == minute_of(now) else 0
        trial = self.failures >= FAILURES_TO_CLOSE and count > 0
        return replace(
            self,
            minute=minute_of(now),
            given=given + count,
            closed_until=now + lease if trial else self.closed_until,
        )

    def after(self, now: datetime, *, failed: int, succeeded: int, seed: str) -> "Circuit":
        """Return it after some answers, of which those that failed may have no end in sight."""
        if succeeded:
            return replace(self, failures=0, closed_until=None)
        if not failed:
            return self
        # However many failed side by side, it is one look at a channel that is down already.
        closed = self.failures >= FAILURES_TO_CLOSE
        failures = self.failures + 1 if closed else min(FAILURES_TO_CLOSE, self.failures + failed)
        if failures < FAILURES_TO_CLOSE:
            return replace(self, failures=failures)
        pause = TELLING.pause_apart(failures - FAILURES_TO_CLOSE + 1, seed)
        return replace(self, failures=failures, closed_until=now + pause)


def minute_of(moment: datetime) -> datetime:
    """Return the beginning of the minute in which a moment lies."""
    return moment.replace(second=0, microsecond=0)
