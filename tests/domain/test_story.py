"""Which story a consignment has is fixed, and every story can be told."""

from itertools import product

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.story import Pays, Story, beats_of, scan_id_of, story_of

DOSSIER = "000.00.19.H53-260313-000"


@pytest.mark.parametrize(("digit", "story"), list(enumerate(Story)))
def test_the_last_digit_of_the_dossier_chooses(digit: int, story: Story) -> None:
    assert story_of(None, f"{DOSSIER}{digit}") is story
    assert story_of("đơn 17", f"{DOSSIER}{digit}") is story


@pytest.mark.parametrize("story", Story)
def test_a_reference_that_names_a_story_comes_first(story: Story) -> None:
    assert story_of(story.value, f"{DOSSIER}1") is story
    assert story_of(f"{story}/17", f"{DOSSIER}1") is story
    assert story_of(f"{story}17", f"{DOSSIER}1") is Story.ABSENT


def test_what_has_neither_is_delivered() -> None:
    assert story_of(None, None) is Story.DELIVERED
    assert story_of("17", "") is Story.DELIVERED


def test_every_leg_tells_every_story() -> None:
    told = {(leg, story): beats_of(story, leg) for leg, story in product(Leg, Story)}
    assert all(told.values())
    for leg in Leg:
        # The stories that a leg cannot tell are those that end well on it.
        others = {beats for (where, _), beats in told.items() if where is leg}
        assert len(others) >= 7, leg


def test_half_of_what_is_due_is_a_whole_number_and_short() -> None:
    assert [Pays.HALF.of(due) for due in (0, 1, 3, 50_000)] == [0, 0, 1, 25_000]
    assert Pays.ALL.of(3) == 3


def test_a_scan_has_one_identity_and_no_other_has_it() -> None:
    made = {
        scan_id_of(center, code, place)
        for center, code, place in product(("H53", "H26"), ("a", "b"), range(3))
    }
    assert len(made) == 12
    assert scan_id_of("H53", "a", 0) == scan_id_of("H53", "a", 0)
