"""Reads printed documents back: their words from the PDF, their codes from a picture of it."""

from collections.abc import Callable
from io import BytesIO

import pypdf
import pypdfium2  # type: ignore[import-untyped]  # it ships no type information
import pytest
import zxingcpp

# 300 dots per inch, what a common office printer sets and a scanner takes.
SCALE_OF_300_DPI = 300 / 72


def _words_by_page(pdf: bytes) -> list[str]:
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def _codes_by_page(pdf: bytes) -> list[list[str]]:
    codes = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            picture = page.render(scale=SCALE_OF_300_DPI, grayscale=True)
            pixels = memoryview(bytes(picture.buffer)).cast("B", (picture.height, picture.stride))
            codes.append([code.text for code in zxingcpp.read_barcodes(pixels)])
    return codes


@pytest.fixture
def words_by_page() -> Callable[[bytes], list[str]]:
    """Return what reads the text of each page, with every run of white space as one space."""
    return _words_by_page


@pytest.fixture
def codes_by_page() -> Callable[[bytes], list[list[str]]]:
    """Return what photographs each page and decodes the codes on it."""
    return _codes_by_page
