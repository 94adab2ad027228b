"""Which scan an event of somebody else's would be: what it says, and never more than that."""

from typing import Any

import pytest

from postal_bridge.domain.epcis_names import EpcisNames
from postal_bridge.domain.observation import Observed, bounded, told_moment
from postal_bridge.domain.observed_events import STEPS, observed_in_emsevt, observed_in_epcis
from postal_bridge.domain.scan import Action, Reason

NAMES = EpcisNames("https://bridge.example")
ITEM, BAG = "EV000000014VN", "BAG-H53-000000014"
OFFICE, ELSEWHERE = NAMES.office("H53.BC"), "urn:epc:id:sgln:4012345.00005.0"


def read(**said: Any) -> list[Observed]:
    event = {
        "type": "ObjectEvent",
        "action": "OBSERVE",
        "eventTime": "2026-03-13T09:30:00+07:00",
        "epcList": [NAMES.thing(ITEM)],
        **said,
    }
    return observed_in_epcis(NAMES, {name: value for name, value in event.items() if value})


def to(*places: str) -> list[dict[str, str]]:
    return [{"type": "possessing_party", "destination": place} for place in places]


@pytest.mark.parametrize("step", list(STEPS))
def test_a_step_is_read_in_each_form_in_which_it_may_be_told(step: str) -> None:
    told = NAMES.word(step) if "/" in step else step
    forms = (told,) if "/" in step else (told, f"urn:epcglobal:cbv:bizstep:{step}")
    for form in forms:
        (found,) = read(bizStep=form)
        assert (found.item_code, found.action, found.word) == (ITEM, STEPS[step], step)


@pytest.mark.parametrize(
    ("said", "action", "bag"),
    [
        ({"action": "ADD", "parentID": NAMES.thing(BAG)}, Action.PACK, BAG),
        ({"action": "DELETE", "parentID": NAMES.thing(BAG)}, Action.UNPACK, BAG),
        (
            {"action": "DELETE", "parentID": NAMES.thing(BAG), "bizStep": "receiving"},
            Action.TAKE,
            None,
        ),
        (
            {"action": "OBSERVE", "parentID": NAMES.thing(BAG), "bizStep": "arriving"},
            Action.ARRIVE,
            None,
        ),
        ({"action": "OBSERVE", "parentID": NAMES.thing(BAG), "bizStep": "packing"}, None, None),
        ({"action": "ADD", "parentID": "urn:x:pallet", "bizStep": "packing"}, None, None),
        ({"action": "ADD", "parentID": "urn:x:pallet", "bizStep": "shipping"}, None, None),
    ],
)
def test_in_an_aggregation_the_action_counts_and_the_container_has_to_be_ours(
    said: dict[str, Any], action: Action | None, bag: str | None
) -> None:
    (found,) = read(type="AggregationEvent", epcList=None, childEPCs=[ITEM], **said)
    assert (found.item_code, found.action, found.bag) == (ITEM, action, bag)


@pytest.mark.parametrize(
    ("said", "action", "to_office"),
    [
        ({"bizStep": "shipping"}, Action.GIVE, None),
        ({"bizStep": "shipping", "destinationList": to(OFFICE)}, Action.GIVE, "H53.BC"),
        ({"bizStep": "shipping", "destinationList": to(ELSEWHERE, OFFICE)}, Action.GIVE, "H53.BC"),
        ({"bizStep": "shipping", "destinationList": to(ELSEWHERE)}, None, None),
        ({"bizStep": "departing"}, Action.GO_OUT, None),
        ({"bizStep": "departing", "destinationList": to(OFFICE)}, Action.GIVE, "H53.BC"),
        ({"bizStep": "departing", "destinationList": to(ELSEWHERE)}, None, None),
        ({"bizStep": "accepting", "destinationList": to(OFFICE)}, Action.TAKE, None),
        ({"bizStep": "accepting", "disposition": NAMES.word("disp/delivered")}, "deliver", None),
        ({"bizStep": "inspecting", "disposition": "damaged"}, Action.DAMAGE, None),
        ({"bizStep": "inspecting"}, None, None),
        ({"bizStep": "packing"}, None, None),
        ({"bizStep": "arriving", "action": "DELETE"}, None, None),
        ({"bizStep": "arriving", "type": "TransactionEvent"}, None, None),
        ({}, None, None),
    ],
)
def test_what_goes_to_somebody_else_or_is_no_scan_has_no_action(
    said: dict[str, Any], action: Action | None, to_office: str | None
) -> None:
    (found,) = read(**said)
    assert (found.action, found.to_office) == (action, to_office)


def test_an_event_about_no_single_thing_is_told_all_the_same() -> None:
    for said, name in (
        ({"quantityList": [{"epcClass": "urn:x:1"}]}, "ObjectEvent"),
        ({"type": "AggregationEvent", "action": "DELETE", "parentID": "urn:x:2"}, "urn:x:2"),
        ({"type": "TransformationEvent", "outputEPCList": ["urn:x:3"]}, "urn:x:3"),
    ):
        (found,) = read(epcList=None, **said)
        assert (found.item_name, found.action) == (name, None)
    two = read(epcList=[ITEM, "urn:x:1", ITEM])
    assert [(each.item_name, each.item_code) for each in two] == [(ITEM, ITEM), ("urn:x:1", None)]


def test_an_identity_that_is_not_told_is_what_the_event_says() -> None:
    (plain,), (same,), (other,) = read(), read(recordTime="2026-03-13T10:00:00Z"), read(bizStep="x")
    assert plain.identity == same.identity != other.identity
    (declared,) = read(errorDeclaration={"declarationTime": "2026-03-13T10:00:00Z"})
    assert (declared.action, declared.wrong) == (Action.CORRECT, plain.identity)


def test_names_that_are_long_or_odd_stand_for_themselves_alone() -> None:
    assert bounded("urn:x:1") == "urn:x:1"
    long, odd = bounded("x" * 5_000), bounded("a\0b\ud800")
    assert len(long) < 250
    assert odd.isprintable()
    assert bounded("x" * 5_001) != long
    assert bounded("ab") != odd


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2026-03-13T09:30:00", "0001-01-01T00:00:00+14:00", "2026-02-30T00:00Z"],
)
def test_a_time_that_cannot_be_reckoned_with_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        told_moment(text)


def line(**said: str) -> Observed:
    row = {"item_id": ITEM, "event_code": "EMH", "event_time": "2026-03-13T09:30:00+07:00", **said}
    return observed_in_emsevt(NAMES, row, {Reason.REFUSED: "12", Reason.OTHER: "99"})


def test_a_reason_is_read_in_our_word_or_by_the_number_that_was_agreed() -> None:
    for said, reason in (
        ({"reason": "ADDRESS_WRONG", "reason_number": "12"}, Reason.ADDRESS_WRONG),
        ({"reason_number": "12"}, Reason.REFUSED),
        ({"reason_number": "13"}, Reason.OTHER),
        ({"reason": "shy"}, Reason.OTHER),
        ({}, Reason.OTHER),
    ):
        assert line(**said).reason is reason
    assert line(event_code="EMI", reason_number="12").reason is None


def test_the_same_line_in_another_offset_is_the_same_event() -> None:
    assert line().identity == line(event_time="2026-03-13T02:30:00Z").identity
    assert line().identity != line(event_code="EMI").identity


def test_a_line_without_a_code_is_told_in_its_own_word() -> None:
    found = line(event_code="", own_event="packed")
    assert (found.word, found.action) == ("packed", None)
    for said in ({"event_code": ""}, {"item_id": " "}, {"event_time": "soon"}):
        with pytest.raises(ValueError, match=r".*"):
            line(**said)


def test_an_item_that_goes_to_what_is_no_office_has_no_action() -> None:
    assert line(event_code="EDE", next_office="H53.P2").to_office == "H53.P2"
    assert line(event_code="EDE", next_office="Bưu cục nước bạn").action is None
