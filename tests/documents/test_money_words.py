"""Papers about money have a word for whatever the books may say."""

import pytest

from postal_bridge.documents.money_words import REASONS, SOURCES, reason_in_words
from postal_bridge.domain.booking import Reason, Source
from postal_bridge.domain.money_difference import FALLEN, Action
from postal_bridge.domain.remittance_booking import CREDITED, EXPLAINED, RECOGNISED, SENT, STATED

AFTER_RUNS = {"covers", "falls", "follows", "undone"}


def test_every_source_of_an_entry_has_a_word() -> None:
    assert set(SOURCES) == set(Source)


def test_every_reason_of_an_entry_has_a_word() -> None:
    told = {
        *Reason,
        *Action,
        CREDITED,
        EXPLAINED,
        RECOGNISED,
        SENT,
        STATED,
        "undo",
        FALLEN,
        *AFTER_RUNS,
    }
    assert set(REASONS) == told


@pytest.mark.parametrize("reason", ["covers 0192f0c1-7a00-7000-8000-000000000001", "match 3"])
def test_which_run_or_step_it_was_is_left_out(reason: str) -> None:
    assert reason_in_words(reason) == REASONS[reason.partition(" ")[0]]
