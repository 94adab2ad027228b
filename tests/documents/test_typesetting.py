"""How data reach a template and what kind of PDF comes out, on a template made up for it."""

import re
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from postal_bridge.documents import typesetting
from postal_bridge.documents.typesetting import typeset

AT = datetime(2026, 3, 14, 8, 15, tzinfo=UTC)
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = unicodedata.normalize(
    "NFC", " ".join(vowel + tone for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in TONES) + " đ Đ"
)


@pytest.fixture(autouse=True)
def _template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "words.typ").write_text(
        "#let data = json(bytes(sys.inputs.data))\n"
        '#set document(title: "Words")\n'
        "#set text(font: data.font, weight: data.weight, style: data.style, lang: data.lang)\n"
        "#data.words\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(typesetting, "TEMPLATE_FOLDER", tmp_path)


def words_document(
    words: str, font: str = "Be Vietnam Pro", weight: str = "regular", style: str = "normal"
) -> bytes:
    data = {"words": words, "font": font, "weight": weight, "style": style, "lang": "vi"}
    return typeset("words.typ", data, created_at=AT)


@pytest.mark.parametrize(
    "words",
    [
        '#panic("x")',
        '#read("labels.typ")',
        '#import "@preview/any:1.0.0"',
        "*bold* _slanted_ `raw` $x^2$",
        'a "quoted" \\ name \\u{41} with {braces} [brackets]',
        "= no heading",
        "- no list",
        "@nobody <nowhere> ~ -- ... // the end /* too */",
        "';--\"}]}",
        "&lt;b&gt;",
    ],
)
def test_words_that_look_like_a_program_are_printed_letter_by_letter(
    words: str, words_by_page: Callable[[bytes], list[str]]
) -> None:
    assert words_by_page(words_document(words)) == [words]


@pytest.mark.parametrize("font", ["Be Vietnam Pro", "Source Serif 4"])
@pytest.mark.parametrize("weight", ["regular", "bold"])
@pytest.mark.parametrize("style", ["normal", "italic"])
def test_every_vietnamese_letter_comes_from_the_font_that_was_asked_for(
    font: str, weight: str, style: str, words_by_page: Callable[[bytes], list[str]]
) -> None:
    pdf = words_document(LETTERS, font, weight, style)
    assert words_by_page(pdf) == [LETTERS]
    [used] = re.findall(rb"/FontName/[A-Z]{6}\+(\w+)", pdf)
    assert used.decode().startswith(font.replace(" ", ""))


def test_decomposed_letters_are_composed(words_by_page: Callable[[bytes], list[str]]) -> None:
    decomposed = unicodedata.normalize("NFD", "Nguyễn Thị Ví Dụ")
    assert words_by_page(words_document(decomposed)) == ["Nguyễn Thị Ví Dụ"]


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ("Bà 김 và ông 王小明", "Bà � và ông ���"),
        ("a\u0007b", "a�b"),
        ("\\u0007 \\u{7} `kim`", "\\u0007 \\u{7} `kim`"),
        ("\N{POSTBOX} \ue000 \uffff \U0010ffff", "� � � �"),
        ("".join(map(chr, range(0x4E00, 0x4E40))), "�" * 64),
    ],
)
def test_a_letter_that_no_font_has_leaves_a_sign_and_spoils_nothing(
    words: str, printed: str, words_by_page: Callable[[bytes], list[str]]
) -> None:
    assert words_by_page(words_document(words)) == [printed]


def test_the_same_data_give_the_same_bytes_on_many_threads() -> None:
    names = [f"Nguyễn Thị Ví Dụ {number}" for number in range(8)]
    alone = [words_document(name) for name in names]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(words_document, names * 4))
    assert together == alone * 4


def test_the_pdf_is_dated_by_its_caller_and_made_for_archives() -> None:
    reader = pypdf.PdfReader(BytesIO(words_document("ngày")))
    assert reader.metadata is not None
    assert reader.metadata.creation_date == AT
    assert reader.xmp_metadata is not None
    assert (reader.xmp_metadata.pdfaid_part, reader.xmp_metadata.pdfaid_conformance) == ("2", "A")


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        typeset("words.typ", {}, created_at=AT.replace(tzinfo=None))
