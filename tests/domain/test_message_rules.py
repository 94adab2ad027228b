"""Quiet hours, the order of channels, pauses, and a channel that is left in peace."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from postal_bridge.domain.message import Channel
from postal_bridge.domain.message_rules import (
    FAILURES_TO_CLOSE,
    SHIPPED_RULES,
    Circuit,
)

NOW = datetime(2026, 3, 13, 2, 30, 15, tzinfo=UTC)
LEASE = timedelta(minutes=3)


@pytest.mark.parametrize(
    ("hour", "quiet"),
    [(time(20, 59), False), (time(21), True), (time(0), True), (time(6, 59), True)],
)
def test_quiet_hours_pass_midnight(hour: time, quiet: bool) -> None:
    assert SHIPPED_RULES.is_quiet(hour) is quiet
    assert not SHIPPED_RULES.is_quiet(time(7))


def test_quiet_hours_may_lie_within_a_day_or_be_none() -> None:
    noon = replace(SHIPPED_RULES, quiet_from=time(12), quiet_until=time(13))
    assert [noon.is_quiet(time(hour)) for hour in (11, 12, 13)] == [False, True, False]
    never = replace(SHIPPED_RULES, quiet_from=time(0), quiet_until=time(0))
    assert not any(never.is_quiet(time(hour)) for hour in range(24))


def test_channels_are_tried_in_their_order_and_only_those_in_use() -> None:
    assert SHIPPED_RULES.order() == (Channel.ZALO, Channel.SMS, Channel.EMAIL)
    sms = replace(SHIPPED_RULES.channels[Channel.SMS], place=1)
    zalo = replace(SHIPPED_RULES.channels[Channel.ZALO], place=2)
    email = replace(SHIPPED_RULES.channels[Channel.EMAIL], enabled=False)
    rules = SHIPPED_RULES.having(sms).having(zalo).having(email)
    assert rules.order() == (Channel.SMS, Channel.ZALO)


def test_a_channel_gets_its_rate_in_a_minute() -> None:
    circuit = Circuit().after_giving(NOW, 20, LEASE)
    assert circuit.allowance(NOW, 30, 20) == 10
    circuit = circuit.after_giving(NOW + timedelta(seconds=40), 10, LEASE)
    assert circuit.allowance(NOW + timedelta(seconds=44), 30, 20) == 0
    assert circuit.allowance(NOW + timedelta(seconds=45), 30, 20) == 20


def test_a_channel_that_fails_is_looked_at_by_one_message_after_a_pause() -> None:
    circuit = Circuit()
    for _ in range(FAILURES_TO_CLOSE):
        assert circuit.allowance(NOW, 300, 20) == 20
        circuit = circuit.after(NOW, failed=1, succeeded=0, seed="")
    assert circuit.allowance(NOW, 300, 20) == 0
    later = NOW + timedelta(minutes=2)
    assert circuit.allowance(later, 300, 20) == 1
    looking = circuit.after_giving(later, 1, LEASE)
    assert looking.allowance(later, 300, 20) == 0
    assert looking.after(later, failed=0, succeeded=1, seed="").allowance(later, 300, 20) == 20


def test_a_wave_that_fails_counts_once_for_a_channel_that_is_down() -> None:
    down = Circuit().after(NOW, failed=20, succeeded=0, seed="")
    assert down.failures == FAILURES_TO_CLOSE
    again = down.after(NOW, failed=20, succeeded=0, seed="")
    assert again.failures == FAILURES_TO_CLOSE + 1


def test_one_that_is_taken_shows_that_a_channel_is_there() -> None:
    circuit = Circuit(failures=2).after(NOW, failed=5, succeeded=1, seed="")
    assert circuit.failures == 0
