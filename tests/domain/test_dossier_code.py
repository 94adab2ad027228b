"""A dossier's code is read in both orders and kept as it came."""

import string
import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.code_refusals import BadDossierCode
from postal_bridge.domain.dossier_code import DossierCode

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))
LEVEL_ONE = st.from_regex(r"[A-Y][0-9]{2}", fullmatch=True)
OLD_UNITS = st.from_regex(r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.", fullmatch=True)
NEW_UNITS = st.from_regex(r"(\.[0-9A-Z]{1,6}){1,4}", fullmatch=True)
SEQUENCES = st.from_regex(r"[0-9]{4,6}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "unit_code", "accepted_on"),
    [
        ("000.00.19.H26-210101-0001", "H26", date(2021, 1, 1)),
        ("000.00.06.H56-231027-0361", "H56", date(2023, 10, 27)),
        ("H56.14-240823-0001", "H56", date(2024, 8, 23)),
        ("H57.132-260804-0583", "H57", date(2026, 8, 4)),
        ("000.00.19.H47-260105-0001", "H47", date(2026, 1, 5)),
        ("G09.21.3-240229-123456", "G09", date(2024, 2, 29)),
    ],
)
def test_both_orders_tell_province_and_day(text: str, unit_code: str, accepted_on: date) -> None:
    assert DossierCode.parse(text) == DossierCode(text, unit_code, accepted_on)


@given(LEVEL_ONE, OLD_UNITS, NEW_UNITS, DAYS, SEQUENCES)
def test_every_code_of_either_order_is_kept_as_it_came(
    unit: str, old: str, new: str, day: date, sequence: str
) -> None:
    for office in (f"{old}{unit}", f"{unit}{new}"):
        text = f"{office}-{day:%y%m%d}-{sequence}"
        code = DossierCode.parse(text)
        assert (str(code), code.unit_code, code.accepted_on) == (text, unit, day)


def test_white_space_around_and_small_letters_are_slips_of_the_hand() -> None:
    typed = DossierCode.parse("\t h56.14-240823-0001\u00a0\n")
    assert typed == DossierCode.parse("H56.14-240823-0001")
    assert str(typed) == "H56.14-240823-0001"


def test_leading_zeros_keep_codes_apart() -> None:
    assert DossierCode.parse("H56.14-240823-0001") != DossierCode.parse("H56.14-240823-00001")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "H56",
        "H56-240823-0001",
        "Z56.14-240823-0001",
        "H5.14-240823-0001",
        "H56.14-240823-001",
        "H56.14-240823-0000001",
        "H56.-240823-0001",
        "H56.1234567-240823-0001",
        "H56.14 -240823-0001",
        "H56.14-240823-0001\x00",
        "00.00.19.H26-210101-0001",
        "000.00.19.H26-210101-\u0660\u0660\u0660\u0661",
        "H56.\u017f4-240823-0001",
        "H56" + ".123456" * 4 + ".12345-240823-0001",
        "H56" + ".1" * 100_000 + "-240823-0001",
    ],
)
def test_another_shape_is_refused(text: str) -> None:
    with pytest.raises(BadDossierCode) as refused:
        DossierCode.parse(text)
    assert refused.value.facts["reason"] == "bad shape"


@pytest.mark.parametrize("day", ["230229", "240230", "241301", "240800", "240832", "000000"])
def test_a_day_that_never_was_is_refused(day: str) -> None:
    with pytest.raises(BadDossierCode) as refused:
        DossierCode.parse(f"H56.14-{day}-0001")
    assert refused.value.facts["reason"] == "not a real date"


@given(st.text(alphabet=string.printable + "Đđ\u0301\ud800\u202e", max_size=200))
def test_whatever_is_typed_is_read_or_refused_with_a_message_that_can_be_sent(text: str) -> None:
    try:
        code = DossierCode.parse(text)
    except BadDossierCode as refused:
        message = refused.detail
        assert message.encode("utf-8")
        assert all(unicodedata.category(character)[0] != "C" for character in message)
    else:
        assert code.accepted_on - date(2000, 1, 1) >= timedelta(0)
