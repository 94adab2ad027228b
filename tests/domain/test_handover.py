"""Hand-overs as logs tell them: two sides each, corrected ones left out, those in bags too."""

from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest

from postal_bridge.domain.custody import Event, Happening, Kind, Leg, Standing, Thing
from postal_bridge.domain.custody_log import CustodyLog, Recorder
from postal_bridge.domain.handover import Handover, handovers
from postal_bridge.domain.refusals import LateScanConflict

START = datetime(2026, 3, 13, 2, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def log_of(
    *steps: tuple[Event, str, str | None], notes: dict[str, str] | None = None
) -> CustodyLog:
    """Record (event, office, to which office) a minute after one another."""
    thing = Thing("EV000000014VN", Kind.CONSIGNMENT, Leg.TRANSFER_OUT, "A", "C")
    log = CustodyLog.begin(thing, Recorder("an", "A", START))
    for number, (event, office, to_office) in enumerate(steps, start=1):
        at = START + number * MINUTE
        happening = Happening(event, office, at, to_office)
        log.record(
            partial(_as_said, happening),
            at,
            Recorder("an", office, at, UUID(int=number)),
            tolerance=MINUTE,
            notes=notes or {},
        )
    return log


def _as_said(happening: Happening, _standing: Standing) -> Happening:
    return happening


def told(found: list[Handover]) -> list[tuple[str, str, bool]]:
    return [(each.given.office, each.taker_office, each.taken is not None) for each in found]


GIVEN_ON = (
    (Event.GIVEN, "A", "B"),
    (Event.TAKEN, "B", None),
    (Event.GIVEN, "B", "C"),
)


def test_each_hand_over_has_two_sides_and_the_last_may_wait_for_one() -> None:
    log = log_of(*GIVEN_ON)
    assert told(handovers(log.history or [])) == [("A", "B", True), ("B", "C", False)]
    log = log_of(*GIVEN_ON, (Event.RECEIVED, "C", None))
    assert told(handovers(log.history or [])) == [("A", "B", True), ("B", "C", True)]


def test_an_offer_taken_back_or_made_anew_is_no_hand_over() -> None:
    log = log_of((Event.GIVEN, "A", "B"), (Event.KEPT, "A", None))
    assert handovers(log.history or []) == []
    log = log_of((Event.GIVEN, "A", "B"), (Event.GIVEN, "A", "C"), (Event.RECEIVED, "C", None))
    assert told(handovers(log.history or [])) == [("A", "C", True)]


def test_what_moved_in_a_bag_was_not_handed_over_on_its_own() -> None:
    log = log_of(*GIVEN_ON, notes={"carried_in": "BAG-H53-000000014"})
    assert handovers(log.history or []) == []


def test_a_corrected_hand_over_did_not_happen() -> None:
    log = log_of(*GIVEN_ON)
    log.correct(UUID(int=3), START + 9 * MINUTE, Recorder("an", "B", START + 9 * MINUTE, uuid4()))
    assert told(handovers(log.history or [])) == [("A", "B", True)]


@pytest.mark.parametrize("late_by", [1, 30])
def test_a_late_scan_counts_where_it_happened(late_by: int) -> None:
    log = log_of((Event.GIVEN, "A", "C"), (Event.RECEIVED, "C", None))
    between = START + timedelta(seconds=60 + late_by)
    again = Happening(Event.GIVEN, "A", between, "B")
    # The offer to B came between, so that C took what was then not offered to it: that is refused,
    # while an offer to C once more stands.
    to_the_same = Happening(Event.GIVEN, "A", between, "C")
    recorder = Recorder("an", "A", START + 9 * MINUTE, uuid4())
    with pytest.raises(LateScanConflict):
        log.record(lambda _: again, between, recorder, tolerance=timedelta(), notes={})
    log.record(lambda _: to_the_same, between, recorder, tolerance=timedelta(), notes={})
    (found,) = handovers(log.history or [])
    assert (found.given.happened_at, found.taken is not None) == (between, True)
