"""How steps are told to the portal, in which order, and what follows from what it holds."""

from datetime import timedelta
from itertools import permutations
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.dossier import NEXT_STATUSES, PortalStatus
from postal_bridge.domain.portal import TellingKind
from postal_bridge.domain.portal_rules import (
    BothSides,
    Judgement,
    LoggedStep,
    in_order,
    judge,
    kind_of,
)
from tests.conftest import MORNING

STATUSES = st.sampled_from(PortalStatus)


def step(before: int | None, after: int, seconds: int) -> LoggedStep:
    return LoggedStep(
        "H53.14-260313-0001",
        uuid4(),
        None if before is None else PortalStatus(before),
        PortalStatus(after),
        MORNING + timedelta(seconds=seconds),
        "clerk",
    )


@pytest.mark.parametrize(
    ("before", "after", "held", "moved", "kind"),
    [
        (1, 2, False, False, TellingKind.NEW),
        (2, 4, False, False, TellingKind.NEW),
        (1, 2, True, False, TellingKind.WHOLE),
        (2, 4, True, False, TellingKind.PROGRESS),
        (4, 5, True, False, TellingKind.WHOLE),
        (5, 4, True, True, TellingKind.WHOLE),
        (4, 6, True, False, TellingKind.PROGRESS),
        (4, 7, True, False, TellingKind.PROGRESS),
        (4, 9, True, False, TellingKind.WHOLE),
        (9, 4, True, False, TellingKind.WHOLE),
        (9, 10, True, False, TellingKind.WHOLE),
    ],
)
def test_what_changes_more_than_the_status_tells_the_whole_dossier(
    before: int, after: int, held: bool, moved: bool, kind: TellingKind
) -> None:
    assert kind_of(PortalStatus(before), PortalStatus(after), is_held=held, moved=moved) is kind


def test_steps_follow_each_other_however_they_come() -> None:
    steps = [step(None, 1, 0), step(1, 2, 1), step(2, 4, 2), step(4, 9, 3)]
    for mixed in permutations(steps):
        assert in_order(mixed) == steps


def test_of_two_in_one_moment_the_one_that_the_other_follows_from_is_first() -> None:
    """Who waited for the lock had looked at the clock before."""
    late, early = step(4, 9, 0), step(2, 4, 1)
    assert in_order([late, early]) == [early, late]


def test_a_dossier_that_went_back_and_forth_is_told_by_the_clock() -> None:
    steps = [step(4, 5, 0), step(5, 4, 1), step(4, 5, 2), step(5, 4, 3)]
    for mixed in permutations(steps):
        assert in_order(mixed) == steps


def test_a_dossier_that_nobody_knows_and_a_status_that_nobody_knows_are_shown() -> None:
    nothing = BothSides(None, None, frozenset())
    assert judge(nothing, PortalStatus.ACCEPTED) is Judgement.UNKNOWN_DOSSIER
    ours = BothSides(PortalStatus.ACCEPTED, None, frozenset())
    assert judge(ours, None) is Judgement.UNKNOWN_STATUS


@given(ours=STATUSES, known=st.none() | STATUSES, untold=st.frozensets(STATUSES))
def test_what_both_sides_hold_is_no_news(
    ours: PortalStatus, known: PortalStatus | None, untold: frozenset[PortalStatus]
) -> None:
    assert judge(BothSides(ours, known, untold), ours) is Judgement.AGREES


@given(ours=STATUSES, known=st.none() | STATUSES, untold=st.frozensets(STATUSES), theirs=STATUSES)
def test_a_status_is_taken_over_only_where_a_person_might_say_so(
    ours: PortalStatus,
    known: PortalStatus | None,
    untold: frozenset[PortalStatus],
    theirs: PortalStatus,
) -> None:
    judged = judge(BothSides(ours, known, untold), theirs)
    if judged is Judgement.APPLY:
        assert theirs in NEXT_STATUSES[ours]
    if theirs in untold or theirs is known:
        assert judged in (Judgement.AGREES, Judgement.HEARD)
