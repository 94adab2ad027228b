"""Numbers read out in Vietnamese, and heard again by a reader of another making."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.number_words import dong_in_words, in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (1_000, "một nghìn"),
        (1_001, "một nghìn không trăm linh một"),
        (1_015, "một nghìn không trăm mười lăm"),
        (10_005, "mười nghìn không trăm linh năm"),
        (150_000, "một trăm năm mươi nghìn"),
        (1_000_000, "một triệu"),
        (1_000_001, "một triệu không trăm linh một"),
        (1_045_000, "một triệu không trăm bốn mươi lăm nghìn"),
        (2_000_000_000, "hai tỷ"),
        (
            5_592_145_403,
            "năm tỷ năm trăm chín mươi hai triệu một trăm bốn mươi lăm nghìn bốn trăm linh ba",
        ),
        (1_000_000_000_000, "một nghìn tỷ"),
        (3_000_000_001_000_000_000, "ba tỷ không trăm linh một tỷ"),
    ],
)
def test_a_number_is_read_out(number: int, words: str) -> None:
    assert in_words(number) == words


def test_an_amount_ends_in_its_currency() -> None:
    assert dong_in_words(21_000) == "hai mươi mốt nghìn đồng"


def test_less_than_nothing_is_not_read_out() -> None:
    with pytest.raises(ValueError, match="from zero"):
        in_words(-1)


_WORTH = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
}


def _read(words: list[str]) -> int:
    """Read words as somebody does who hears them: the last of the greatest names splits them."""
    for name, worth in (("tỷ", 10**9), ("triệu", 10**6), ("nghìn", 1000), ("trăm", 100)):
        if name in words:
            at = len(words) - 1 - words[::-1].index(name)
            return _read(words[:at]) * worth + _read(words[at + 1 :])
    value = 0
    for word in words:
        if word == "mười":
            value = 10
        elif word == "mươi":
            value *= 10
        elif word != "linh":
            value += _WORTH[word]
    return value


@given(
    st.integers(0, 2**63 - 1)
    | st.integers(0, 10**5)
    # Zeros in the midst are where readings go wrong.
    | st.lists(st.sampled_from([0, 0, 1, 4, 5, 9]), min_size=1, max_size=18).map(
        lambda digits: int("".join(map(str, digits)))
    )
)
def test_what_is_read_out_is_heard_as_the_same_number(number: int) -> None:
    assert _read(in_words(number).split()) == number
