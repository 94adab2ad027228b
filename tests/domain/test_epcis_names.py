"""Names of things in EPCIS: what is named is known again, and nothing else is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postal_bridge.domain.epcis_names import EpcisNames, LogPlace, event_id, place_of_event
from postal_bridge.domain.tracking_code import SERIAL_MAX, BagCode, TrackingCode

OWN = EpcisNames("https://buuchinh.example.vn")
WITH_PREFIX = EpcisNames("https://buuchinh.example.vn", "8934567")

LETTERS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2)
SERIALS = st.integers(0, SERIAL_MAX)
CODES = st.one_of(
    st.builds(TrackingCode, LETTERS, SERIALS, LETTERS),
    st.builds(BagCode, st.from_regex(r"[A-Z][0-9]{2}", fullmatch=True), SERIALS),
).map(str)
PLACES = st.builds(LogPlace, st.integers(1, 32_767), CODES, st.integers(1, (1 << 20) - 1))


@settings(deadline=None)
@given(PLACES)
def test_an_identity_says_where_its_event_stands(place: LogPlace) -> None:
    assert place_of_event(event_id(place)) == place


@settings(deadline=None)
@given(PLACES, st.integers(0, 127))
def test_an_identity_that_differs_in_one_bit_is_none_of_ours(place: LogPlace, bit: int) -> None:
    number = int(event_id(place).removeprefix("urn:uuid:").replace("-", ""), 16) ^ 1 << bit
    assert place_of_event(f"urn:uuid:{number:032x}") is None


@pytest.mark.parametrize(
    "identity",
    [
        "",
        "urn:uuid:",
        "urn:uuid:0192f0c1-7a00-7000-8000-000000000001",
        "ni:///sha-256;ab?ver=CBV2.0",
    ],
)
def test_what_others_made_is_no_event_of_ours(identity: str) -> None:
    assert place_of_event(identity) is None


@settings(deadline=None)
@given(CODES, st.sampled_from([OWN, WITH_PREFIX]))
def test_a_named_thing_is_known_again(code: str, names: EpcisNames) -> None:
    assert names.thing_named(names.thing(code)) == code


def test_with_a_prefix_of_gs1_things_bear_digital_links() -> None:
    assert WITH_PREFIX.thing("EV000000014VN") == "https://id.gs1.org/401/8934567EV000000014VN"
    assert WITH_PREFIX.thing("BAG-H53-000000014").startswith("https://id.gs1.org/8004/8934567BAG")


@pytest.mark.parametrize(
    ("uri", "code"),
    [
        ("https://post.example/track/EV000000014VN", "EV000000014VN"),
        ("urn:example:s10:EV000000014VN", "EV000000014VN"),
        ("https://post.example/track?item=ev000000014vn", "EV000000014VN"),
        # The check digit is another one, so that it is no code of the post's.
        ("https://post.example/track/EV000000015VN", None),
        ("urn:epc:id:sgtin:0614141.107346.2017", None),
        ("https://post.example/", None),
    ],
)
def test_a_tracking_code_is_known_at_the_end_of_any_address(uri: str, code: str | None) -> None:
    assert OWN.thing_named(uri) == code


def test_an_office_is_known_by_our_own_name_alone() -> None:
    assert OWN.office_named(OWN.office("H53.BC")) == "H53.BC"
    assert OWN.office_named("https://post.example/offices/H53.BC") is None
