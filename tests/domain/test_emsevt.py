"""EMSEVT: every event has its place in the tables, and what is told is read as what it was."""

import pytest

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.custody import CITIZEN, CONSIGNMENT_STEPS, Event, Leg, State
from postal_bridge.domain.deciding import CONSIGNMENT_ACTIONS
from postal_bridge.domain.emsevt import (
    ACTIONS,
    ALWAYS,
    CODES,
    DEPENDING,
    MEASURES,
    WITHOUT_CODE,
    Circumstances,
    Measure,
    code_of,
    delivers,
    read_numbers,
)
from postal_bridge.domain.scan import Action, Reason

POST, CENTER, DEPARTMENT = OfficeKind.POST, OfficeKind.CENTER, OfficeKind.DEPARTMENT
#: Which scan makes an event of ours; what is told by its code has to be read as that.
SCANS = {
    Event.COLLECTED: {Action.COLLECT},
    Event.ARRIVED: {Action.ARRIVE, Action.COLLECT},
    Event.TAKEN: {Action.ARRIVE, Action.COLLECT},
    Event.GIVEN: {Action.GIVE},
    Event.WENT_OUT: {Action.GO_OUT},
    Event.FAILED: {Action.FAIL},
    Event.PUT_BY: {Action.HOLD},
    Event.DELIVERED: {Action.DELIVER},
    Event.RECEIVED: {Action.DELIVER},
}


def test_every_event_is_in_one_of_the_tables() -> None:
    tables = (WITHOUT_CODE, set(ALWAYS), DEPENDING)
    assert set.union(*map(set, tables)) == set(Event)
    assert sum(map(len, tables)) == len(Event)


@pytest.mark.parametrize("event", list(Event))
def test_whatever_is_told_is_a_code_and_is_read_as_the_scan_it_was(event: Event) -> None:
    states = {end for (_, found), end in CONSIGNMENT_STEPS.items() if found is event}
    for state in states or set(State):
        for giver in (None, *OfficeKind):
            for taker in (None, *OfficeKind):
                for office in OfficeKind:
                    found = Circumstances(event, Leg.OUTBOUND, state, office, giver, taker)
                    code = code_of(found)
                    assert (code is None) or (event not in WITHOUT_CODE)
                    if code is not None:
                        assert code in CODES
                        assert ACTIONS[code] in SCANS[event], f"{event}: {code}"


def test_codes_are_read_as_scans_of_single_things() -> None:
    assert set(ACTIONS) <= set(CODES)
    assert set(ACTIONS.values()) <= CONSIGNMENT_ACTIONS | {Action.ARRIVE, Action.GIVE}


@pytest.mark.parametrize(
    ("event", "state", "giver", "is_delivered_there", "code"),
    [
        (Event.TAKEN, State.HELD, CENTER, False, "EMA"),
        (Event.ARRIVED, State.HELD, None, False, "EMA"),
        (Event.ARRIVED, State.HELD, POST, False, "EDD"),
        (Event.ARRIVED, State.HELD, POST, True, "EMG"),
        (Event.ARRIVED, State.ATTEMPTED, POST, True, "EDF"),
        (Event.DELIVERED, State.DELIVERED, POST, True, "EMI"),
        (Event.DELIVERED, State.RETURNED, POST, True, None),
        (Event.SENT_BACK, State.RETURNING, POST, True, None),
    ],
)
def test_it_matters_where_and_from_whom(
    event: Event, state: State, giver: OfficeKind | None, is_delivered_there: bool, code: str | None
) -> None:
    found = Circumstances(event, Leg.OUTBOUND, state, POST, giver, delivers=is_delivered_there)
    assert code_of(found) == code


def test_between_post_offices_an_item_leaves_a_sorting_centre() -> None:
    for taker, code in ((POST, "EDE"), (DEPARTMENT, None), (None, None)):
        found = Circumstances(Event.GIVEN, Leg.OUTBOUND, State.OFFERED, POST, POST, taker)
        assert code_of(found) == code


def test_a_citizens_post_office_is_where_an_item_is_delivered_from() -> None:
    assert delivers(Leg.OUTBOUND, "H53.P2", "H53.P2", CITIZEN)
    assert not delivers(Leg.OUTBOUND, "H53.BC", "H53.P2", CITIZEN)
    assert not delivers(Leg.INBOUND, "H53.BC", "H53.BC", "H53")


def test_of_whatever_may_follow_a_failed_delivery_the_measure_is_known_or_it_says_nothing() -> None:
    follow = {event for state, event in CONSIGNMENT_STEPS if state is State.ATTEMPTED}
    says_nothing = {Event.ARRIVED, Event.PACKED, Event.UNPACKED, Event.FOUND, Event.DAMAGED}
    assert follow == set(MEASURES) | says_nothing
    assert set(MEASURES.values()) == set(Measure)


def test_numbers_of_reasons_are_read_as_agreed() -> None:
    assert read_numbers("", Reason) == {}
    numbers = read_numbers("REFUSED=12, ADDRESSEE_ABSENT=3,", Reason)
    assert numbers == {Reason.REFUSED: "12", Reason.ADDRESSEE_ABSENT: "3"}
    for wrong in ("REFUSED", "REFUSED=x", "SHY=1", "=1"):
        with pytest.raises(ValueError, match=wrong):
            read_numbers(wrong, Reason)
