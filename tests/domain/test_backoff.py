"""Pauses between tries double, keep within their limits, and differ between those that wait."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.backoff import TELLING as PAUSES


@given(st.integers(1, 500), st.text(max_size=10))
def test_pauses_grow_and_stay_within_their_limits(failures: int, seed: str) -> None:
    pause = PAUSES.pause_apart(failures, seed)
    middle = min(timedelta(minutes=1) * 2 ** min(failures - 1, 10), timedelta(minutes=30))
    assert PAUSES.pause(failures) == middle
    assert middle * 0.75 <= pause <= middle * 1.25
    assert PAUSES.pause_apart(failures, seed) == pause


def test_what_failed_together_is_not_tried_together() -> None:
    assert len({PAUSES.pause_apart(3, str(seed)) for seed in range(50)}) > 10
