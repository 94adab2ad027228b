"""What is shown of a person tells the person and nobody else; phone numbers take one shape."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.masking import last_four, mask_name, mask_phone, normalise_phone

NUMBERS = st.from_regex(r"0[1-9][0-9]{8,9}", fullmatch=True)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Nguyễn Văn An", "N*** V*** A"),
        ("  Đặng   Thị\u00a0Ánh ", "Đ*** T*** Á"),
        (unicodedata.normalize("NFD", "Đặng Ứng Ổn"), "Đ*** Ứ*** Ổ"),
        ("An", "A"),
        ("(bà) Lê - Hoa", "b*** L*** H"),
        ("Công ty 3 Sao", "C*** t*** 3*** S"),
        ("", ""),
        (" - … ", ""),
    ],
)
def test_a_name_shows_its_initials(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.text())
def test_a_masked_name_shows_one_letter_of_each_word(name: str) -> None:
    letters = mask_name(name).replace("***", "").split()
    assert all(len(letter) == 1 for letter in letters)
    assert len(letters) <= len(name.split())


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("0912345123", "*******123"),
        ("+84 912 345 123", "*******123"),
        ("02438251234", "********234"),
        ("113", "***"),
        ("no number", "***"),
        ("", "***"),
    ],
)
def test_a_phone_shows_its_last_three_digits(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


def test_the_second_factor_is_the_last_four_digits() -> None:
    assert last_four("+84 (0)912 345 123") == "5123"
    assert last_four("5123") is None


@given(NUMBERS, st.sampled_from(["+84", "0084", "84", "+84 ", "84-", "+84 (0)", "+84.0"]))
def test_a_number_with_the_countrys_prefix_is_the_same_number(number: str, prefix: str) -> None:
    assert normalise_phone(prefix + number[1:]) == number


@given(NUMBERS, st.sampled_from([" ", ".", "-", " - ", "/", "\u00a0", ")("]), st.integers(0, 11))
def test_separators_do_not_matter(number: str, separator: str, place: int) -> None:
    assert normalise_phone(f" {number[:place]}{separator}{number[place:]} ") == number


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("0912345123", "0912345123"),
        ("912345123", "0912345123"),
        ("842345678", "0842345678"),
        ("2438251234", "02438251234"),
        ("1900545454", "1900545454"),
        ("091234567", "091234567"),
    ],
)
def test_numbers_of_every_sort_are_understood(text: str, phone: str) -> None:
    assert normalise_phone(text) == phone


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345678",
        "091234512345",
        "+82 10 1234 5678",
        "0082101234567",
        "00851234567",
        "0912345123 0912345124",
        "0912345123x",
        "09123+45123",
        "++84912345123",
        "٠٩١٢٣٤٥١٢٣",
        "Nguyễn Văn An",
    ],
)
def test_what_is_no_number_of_ours_is_none(text: str) -> None:
    assert normalise_phone(text) is None


@given(st.text())
def test_a_normal_number_stays_as_it_is(text: str) -> None:
    phone = normalise_phone(text)
    assert phone is None or normalise_phone(phone) == phone
