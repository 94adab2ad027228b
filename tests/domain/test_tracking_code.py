"""S10 identifiers, bag codes, granted ranges, signed labels, and telling which of them was read."""

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.code_refusals import (
    BadBagCode,
    BadCodeRange,
    BadDossierCode,
    BadTrackingCode,
    ForgedLabel,
    SerialOutsideRange,
    UnreadableCode,
)
from postal_bridge.domain.dossier_code import DossierCode
from postal_bridge.domain.tracking_code import (
    BagCode,
    CodeRange,
    KeyRing,
    QrPayload,
    SignedLabel,
    TrackingCode,
    check_digit,
    classify,
    sign_label,
    verify_label,
)

SERIALS = st.integers(min_value=0, max_value=99_999_999)
TWO_LETTERS = st.from_regex(r"[A-Z]{2}", fullmatch=True)
TRACKING_CODES = st.builds(TrackingCode, TWO_LETTERS, SERIALS, TWO_LETTERS)
BAG_CODES = st.builds(BagCode, st.from_regex(r"[A-Z][0-9]{2}", fullmatch=True), SERIALS)
LABEL_CODES = st.one_of(TRACKING_CODES, BAG_CODES)
PRINT_NUMBERS = st.integers(min_value=1, max_value=999_999)

KEYS = KeyRing(
    {"A7": b"a secret nobody would think of 1", "B": b"another secret of the same sort"}, "A7"
)
PARCEL = TrackingCode("EE", 47_312_482, "VN")


@pytest.mark.parametrize(
    "text",
    [
        "RB473124829CN",
        "EE473124829VN",
        "CV497960035VN",
        "CV497523410VN",
        "CM494135331VN",
        "CX493953688VN",
        "CJ496347458VN",
    ],
)
def test_identifiers_in_use_are_read_and_written(text: str) -> None:
    assert str(TrackingCode.parse(text)) == text


@given(SERIALS)
def test_the_check_digit_follows_the_rule_of_the_upu(serial: int) -> None:
    weights = [8, 6, 4, 2, 3, 5, 9, 7]
    weighted = sum(w * int(d) for w, d in zip(weights, f"{serial:08d}", strict=True))
    expected = 11 - weighted % 11
    assert check_digit(serial) == {10: 0, 11: 5}.get(expected, expected)


@pytest.mark.parametrize("serial", [-1, 100_000_000])
def test_a_serial_of_another_length_has_no_check_digit(serial: int) -> None:
    with pytest.raises(ValueError, match="eight digits"):
        check_digit(serial)


@given(LABEL_CODES, st.data())
def test_spaces_and_small_letters_do_no_harm(
    code: TrackingCode | BagCode, data: st.DataObject
) -> None:
    place = data.draw(st.integers(min_value=0, max_value=len(str(code))))
    gap = data.draw(st.sampled_from([" ", "  ", "\t", "\r\n", "\u00a0"]))
    typed = f" {str(code)[:place]}{gap}{str(code)[place:]}\n".lower()
    assert type(code).parse(typed) == code
    assert classify(typed) == code


@pytest.mark.parametrize("text", ["EE473124820VN", "ee 473 124 820 vn", "EE473124929VN"])
def test_a_wrong_check_digit_is_told(text: str) -> None:
    for read in (TrackingCode.parse, classify):
        with pytest.raises(BadTrackingCode) as refused:
            read(text)
        assert refused.value.facts["reason"] == "wrong check digit"


@pytest.mark.parametrize(
    "text",
    ["", "EE47312482VN", "EE4731248299VN", "E1473124829VN", "EE47312482٩VN", "E\u017f473124829VN"],
)
def test_another_shape_is_no_tracking_code(text: str) -> None:
    with pytest.raises(BadTrackingCode) as refused:
        TrackingCode.parse(text)
    assert refused.value.facts["reason"] == "bad shape"


@pytest.mark.parametrize(
    ("service", "serial", "country"),
    [("ee", 1, "VN"), ("EE", 100_000_000, "VN"), ("EE", -1, "VN"), ("EE", 1, "V"), ("E", 1, "EVN")],
)
def test_an_identifier_is_not_made_of_wrong_parts(service: str, serial: int, country: str) -> None:
    with pytest.raises(ValueError, match="S10"):
        TrackingCode(service, serial, country)


def test_a_range_mints_what_was_granted_and_nothing_else() -> None:
    granted = CodeRange("EE", 47_312_400, 47_312_499, "VN")
    assert granted.code_at(47_312_482) == PARCEL
    assert granted.contains(granted.code_at(47_312_400))
    assert granted.contains(granted.code_at(47_312_499))
    for serial in (47_312_399, 47_312_500):
        assert not granted.contains(TrackingCode("EE", serial, "VN"))
        with pytest.raises(SerialOutsideRange):
            granted.code_at(serial)
    assert not granted.contains(TrackingCode("RR", 47_312_482, "VN"))
    assert not granted.contains(TrackingCode("EE", 47_312_482, "CN"))


@pytest.mark.parametrize(
    ("service", "first", "last", "country"),
    [
        ("EE", 2, 1, "VN"),
        ("EE", -1, 1, "VN"),
        ("EE", 1, 100_000_000, "VN"),
        ("ee", 1, 2, "VN"),
        ("EE", 1, 2, "VIE"),
    ],
)
def test_a_range_that_is_none_is_refused(service: str, first: int, last: int, country: str) -> None:
    with pytest.raises(BadCodeRange):
        CodeRange(service, first, last, country)


def test_a_bag_is_numbered_by_its_centre() -> None:
    bag = BagCode("H53", 1)
    assert str(bag) == "BAG-H53-000000014"
    assert BagCode.parse(" bag-h53-0000 00014") == bag


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("BAG-H53-000000015", "wrong check digit"),
        ("BAG-H53-00000014", "bad shape"),
        ("BAG-53-000000014", "bad shape"),
        ("BAGH53000000014", "bad shape"),
    ],
)
def test_a_bag_code_that_cannot_be_right_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadBagCode) as refused:
        BagCode.parse(text)
    assert refused.value.facts["reason"] == reason


@pytest.mark.parametrize(("center_code", "serial"), [("53", 1), ("H53", -1), ("H53", 100_000_000)])
def test_a_bag_code_is_not_made_of_wrong_parts(center_code: str, serial: int) -> None:
    with pytest.raises(ValueError, match="bag code"):
        BagCode(center_code, serial)


@given(LABEL_CODES, PRINT_NUMBERS)
def test_a_signed_label_says_what_was_signed_wherever_its_address_leads(
    code: TrackingCode | BagCode, print_number: int
) -> None:
    payload = sign_label(code, print_number, KEYS)
    signed = SignedLabel(code, "A7", print_number)
    assert verify_label(payload, KEYS) == signed
    for read in (
        payload,
        payload.lower(),
        f"https://phat.example.vn/q/{payload}",
        f"http://127.0.0.1:8080/q/{payload}",
        f"HTTPS://PHAT.EXAMPLE.VN/BRIDGE/Q/{payload}",
        f"https://phat.example.vn/q/{payload}/?from=camera#top\n",
    ):
        claim = classify(read)
        assert isinstance(claim, QrPayload)
        assert str(claim) == payload
        assert verify_label(claim, KEYS) == signed


def test_the_signature_is_the_first_80_bits_of_an_hmac() -> None:
    payload = sign_label(PARCEL, 3, KEYS)
    signed, mac = payload.rsplit(".", maxsplit=1)
    whole = hmac.new(KEYS.keys["A7"], b"EE473124829VN.A7.3", hashlib.sha256).digest()
    assert signed == "EE473124829VN.A7.3"
    assert base64.b32decode(mac) == whole[:10]


@given(LABEL_CODES, PRINT_NUMBERS, st.data())
def test_a_label_with_one_character_changed_is_not_ours(
    code: TrackingCode | BagCode, print_number: int, data: st.DataObject
) -> None:
    payload = sign_label(code, print_number, KEYS)
    place = data.draw(st.integers(min_value=0, max_value=len(payload) - 1))
    others = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-".replace(payload[place], "")
    forged = payload[:place] + data.draw(st.sampled_from(others)) + payload[place + 1 :]
    with pytest.raises((ForgedLabel, UnreadableCode)):
        verify_label(forged, KEYS)


def test_a_label_of_another_key_is_forged_and_an_old_key_still_counts() -> None:
    stranger = KeyRing({"A7": b"the secret of somebody else here"}, "A7")
    unknown = KeyRing({"Z": b"a secret nobody would think of 1"}, "Z")
    for ring in (stranger, unknown):
        with pytest.raises(ForgedLabel) as refused:
            verify_label(sign_label(PARCEL, 1, ring), KEYS)
        assert "EE473124829VN" in refused.value.detail
    turned = KeyRing(KEYS.keys, "B")
    assert verify_label(sign_label(PARCEL, 1, KEYS), turned).key_id == "A7"
    assert verify_label(sign_label(PARCEL, 1, turned), turned).key_id == "B"


@pytest.mark.parametrize("print_number", [0, -1, 1_000_000])
def test_prints_are_counted_from_one(print_number: int) -> None:
    with pytest.raises(ValueError, match="print number"):
        sign_label(PARCEL, print_number, KEYS)


def test_secrets_do_not_print() -> None:
    for shown in (repr(KEYS), str(KEYS), f"{KEYS}"):
        assert "secret" not in shown
        assert "A7" in shown


def test_a_ring_keeps_its_own_copy_of_the_keys() -> None:
    given_keys = {"1": bytes(32)}
    ring = KeyRing(given_keys, "1")
    given_keys["2"] = bytes(32)
    assert list(ring.keys) == ["1"]
    with pytest.raises(TypeError):
        ring.keys["2"] = bytes(32)  # type: ignore[index]


@pytest.mark.parametrize(
    ("keys", "current", "complaint"),
    [
        ({"a": bytes(32)}, "a", "key id"),
        ({"": bytes(32)}, "", "key id"),
        ({"ABCDE": bytes(32)}, "ABCDE", "key id"),
        ({"A": bytes(15)}, "A", "16 bytes"),
        ({"A": bytes(32)}, "B", "not in the ring"),
        ({}, "A", "not in the ring"),
    ],
)
def test_a_ring_that_could_not_sign_is_refused(
    keys: dict[str, bytes], current: str, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        KeyRing(keys, current)


@pytest.mark.parametrize(
    "text", ["000.00.19.H26-210101-0001", " h26.19-210101-0001 ", "H26.19 - 210101 - 0001"]
)
def test_dossier_codes_are_told_from_the_others(text: str) -> None:
    read = classify(text)
    assert isinstance(read, DossierCode)
    assert read.unit_code == "H26"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("EE473124820VN.A7.1.AAAAAAAAAAAAAAAA", BadTrackingCode),
        ("BAG-H53-000000015", BadBagCode),
        ("BAG-H53-000000015.A7.1.AAAAAAAAAAAAAAAA", BadBagCode),
        ("H26.19-210230-0001", BadDossierCode),
        ("Z26.19-210101-0001", BadDossierCode),
    ],
)
def test_a_slip_in_a_code_is_told_by_the_kind_of_code(
    text: str, refusal: type[UnreadableCode]
) -> None:
    with pytest.raises(refusal):
        classify(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "Nguyễn Văn Thử",
        "0912 345 123",
        "EE473124829VN EE473124829VN",
        "https://phat.example.vn/q/",
        "https://phat.example.vn/q/EE473124829VN",
        "https://phat.example.vn/track/EE473124829VN.A7.1.AAAAAAAAAAAAAAAA",
        "ftp://phat.example.vn/q/EE473124829VN.A7.1.AAAAAAAAAAAAAAAA",
        "EE473124829VN.A7.0.AAAAAAAAAAAAAAAA",
        "EE473124829VN.A7.01.AAAAAAAAAAAAAAAA",
        "EE473124829VN.A7.1.AAAAAAAAAAAAAAA",
        "EE473124829VN.A7.1.AAAAAAAAAAAAAAA1",
        "EE473124829VN.ABCDE.1.AAAAAAAAAAAAAAAA",
        "H26.19-210101-0001.A7.1.AAAAAAAAAAAAAAAA",
        "EE473124829VN\x00",
        "E" * 1_000_000,
        "https://" + "/q" * 250,
    ],
)
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(UnreadableCode) as refused:
        classify(text)
    assert type(refused.value) is UnreadableCode


def test_a_refusal_shows_little_and_nothing_that_steers_a_terminal() -> None:
    with pytest.raises(UnreadableCode) as refused:
        classify("\x1b[31m\u202ered\ud800" + "x" * 500)
    shown = str(refused.value.facts["text"])
    assert shown.startswith("[31mred")
    assert len(shown) <= 64
    assert refused.value.detail.encode("utf-8")


@given(st.text(max_size=80))
def test_whatever_is_read_is_a_code_or_refused(text: str) -> None:
    try:
        code = classify(text)
    except UnreadableCode:
        return
    assert classify(str(code)) == code
