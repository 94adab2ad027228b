"""Finds out in which encoding a text was saved, where nothing but its bytes tells.

Owns the rules: a mark at the beginning, else UTF-8, else the Vietnamese code page of Windows, else
Latin-1. XML says itself what it is written in and is left to its reader.
"""

import codecs
import re
import unicodedata
from typing import BinaryIO, Final, NamedTuple

_CHUNK_BYTES: Final = 1024 * 1024

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_VIETNAMESE: Final = "cp1258"
_LAST_RESORT: Final = "latin-1"

# The code page writes a tone as a character of its own behind its vowel: "à" is "a" and a grave.
_MISPLACED_TONE: Final = re.compile(
    "(?<![aăâeêioôơuưyAĂÂEÊIOÔƠUƯY])[\u0300\u0301\u0303\u0309\u0323]"
)


class Encoding(NamedTuple):
    """A codec by the name Python knows it by, and whether it is but a guess."""

    name: str
    is_guess: bool = False


def encoding_of(stream: BinaryIO) -> Encoding:
    """Return how the text in a stream is written, having gone through all of it."""
    head = stream.read(_CHUNK_BYTES)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name)
    decoder = codecs.getincrementaldecoder("utf-8")()
    chunk, suspect = head, b""
    try:
        while chunk:
            suspect = chunk
            decoder.decode(chunk)
            chunk = stream.read(_CHUNK_BYTES)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        # Ten thousand lines around the first foreign byte tell the two code pages apart.
        return Encoding(_VIETNAMESE) if _is_vietnamese(suspect) else Encoding(_LAST_RESORT, True)
    return Encoding("utf-8")


def _is_vietnamese(content: bytes) -> bool:
    try:
        text = content.decode(_VIETNAMESE)
    except UnicodeDecodeError:
        return False
    # A tone may stand first, its vowel being in what was read before.
    return _MISPLACED_TONE.search(text, 1) is None


def composed(text: str) -> str:
    """Return a text with each letter and its marks as one character (NFC), as we keep texts."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
