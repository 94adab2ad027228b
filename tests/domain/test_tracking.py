"""The stages a citizen is told of: complete, with words, and from custody where it knows more."""

from postal_bridge.domain.custody import TRANSITIONS, Event, Kind, Leg, State
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.tracking import (
    EVENT_WORDS,
    NEXT_WORDS,
    STAGE_WORDS,
    STEP_WORDS,
    Stage,
    stage_of_consignment,
    stage_of_dossier,
)

STATES = {state for pair, end in TRANSITIONS[Kind.CONSIGNMENT].items() for state in (pair[0], end)}


def test_every_stage_has_words_and_a_next_step() -> None:
    assert set(STAGE_WORDS) == set(NEXT_WORDS) == set(Stage)
    assert set(STEP_WORDS) == set(PortalStatus)


def test_every_stage_is_reached_by_some_status_or_way() -> None:
    ways = [[], *([(leg, state)] for leg in Leg for state in STATES)]
    reached = {stage_of_dossier(status, way) for status in PortalStatus for way in ways}
    reached |= {stage_of_consignment(leg, state) for leg in Leg for state in STATES}
    assert reached == set(Stage)


def test_before_the_receipt_the_way_in_tells_more_than_the_status() -> None:
    assert stage_of_dossier(PortalStatus.REGISTERED, []) is Stage.ANNOUNCED
    way_in = [(Leg.INBOUND, State.HELD)]
    assert stage_of_dossier(PortalStatus.REGISTERED, way_in) is Stage.ON_THE_WAY_IN
    assert stage_of_dossier(PortalStatus.PROCESSING, way_in) is Stage.PROCESSING


def test_after_the_result_the_newest_way_out_counts() -> None:
    tried = [(Leg.INBOUND, State.DELIVERED), (Leg.OUTBOUND, State.ATTEMPTED)]
    assert stage_of_dossier(PortalStatus.DONE, tried) is Stage.NOT_DELIVERED
    again = [(Leg.OUTBOUND, State.RETURNED), (Leg.OUTBOUND, State.OUT)]
    assert stage_of_dossier(PortalStatus.DONE, again) is Stage.OUT_FOR_DELIVERY


def test_a_stopped_dossier_does_not_become_a_result_by_a_label() -> None:
    labelled = [(Leg.OUTBOUND, State.REGISTERED)]
    assert stage_of_dossier(PortalStatus.STOPPED, labelled) is Stage.STOPPED
    assert stage_of_dossier(PortalStatus.DONE, labelled) is Stage.RESULT_READY


def test_what_happens_inside_an_office_is_not_told() -> None:
    for event in (Event.REGISTERED, Event.PACKED, Event.UNPACKED, Event.FOUND, Event.CORRECTED):
        assert event not in EVENT_WORDS
