"""SMS: how many segments a text takes, and when it is written without accents."""

from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.short_text import SEGMENTS_MAX, fold_accents, segments_of, short_text

VIETNAMESE = "Hồ sơ của ông/bà đã được tiếp nhận, hẹn trả kết quả ngày 20/03/2026."


def test_segments_are_counted_as_operators_count_them() -> None:
    assert segments_of("") == 1
    assert (segments_of("a" * 160), segments_of("a" * 161)) == (1, 2)
    assert (segments_of("a" * 306), segments_of("a" * 307)) == (2, 3)
    assert (segments_of("ồ" * 70), segments_of("ồ" * 71)) == (1, 2)
    assert (segments_of("ồ" * 134), segments_of("ồ" * 135)) == (2, 3)


def test_some_signs_count_twice() -> None:
    assert (segments_of("€" * 80), segments_of("€" * 81)) == (1, 2)
    # The last place of a segment is left empty before a sign that counts twice.
    assert segments_of("a" * 152 + "€" + "a" * 152) == 3
    assert segments_of("😀" * 35) == 1
    assert segments_of("😀" * 36) == 2


def test_accents_are_folded_where_that_saves_a_segment() -> None:
    long = f"{VIETNAMESE} {VIETNAMESE}"
    assert segments_of(long) == 3
    fitted = short_text(long)
    assert fitted.segments == 1
    assert fitted.text.startswith("Ho so cua ong/ba da duoc tiep nhan, hen tra ket qua ngay")


def test_accents_stay_where_nothing_is_saved() -> None:
    assert short_text(VIETNAMESE).text == VIETNAMESE
    assert short_text(VIETNAMESE).segments == 1


def test_every_vietnamese_letter_has_a_plain_one() -> None:
    letters = "aáàảãạăắằẳẵặâấầẩẫậđeéèẻẽẹêếềểễệiíìỉĩịoóòỏõọôốồổỗộơớờởỡợuúùủũụưứừửữựyýỳỷỹỵ"
    folded = fold_accents(letters + letters.upper())
    assert folded.isascii()
    assert set(folded.lower()) == set("adeiouy")


@given(st.text(max_size=1200))
def test_whatever_is_said_fits_and_never_grows(text: str) -> None:
    fitted = short_text(text)
    assert 1 <= fitted.segments <= SEGMENTS_MAX
    assert fitted.segments == segments_of(fitted.text)
    assert fitted.segments <= max(1, segments_of(text))


@given(st.text(alphabet="abc €ồđ", max_size=500))
def test_segments_are_those_of_a_naive_count(text: str) -> None:
    wide = any(each in "ồđ" for each in text)
    sizes = [2 if each == "€" and not wide else 1 for each in text]
    one, many = (70, 67) if wide else (160, 153)
    segments: list[list[int]] = [[]]
    for size in sizes:
        if sum(segments[-1]) + size > many:
            segments.append([])
        segments[-1].append(size)
    assert segments_of(text) == (1 if sum(sizes) <= one else len(segments))
