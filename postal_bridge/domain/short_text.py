"""Fits text into SMS: accents are folded where that makes fewer segments.

A segment holds 160 signs of the GSM 7-bit alphabet (3GPP TS 23.038), or 153 of several; or 70 of
any other sign, of several 67. Signs beyond the basic plane count twice there, and a few of the
7-bit alphabet do.
"""

import unicodedata
from dataclasses import dataclass, field

SEGMENTS_MAX = 5

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("\f^{}\\[~]|€")
_GSM_ONE, _GSM_MANY = 160, 153
_UCS2_ONE, _UCS2_MANY = 70, 67
_BASIC_PLANE = 0x10000
_ELLIPSIS = "..."
#: What has no accent to be taken off and is written otherwise without it.
_PLAIN = str.maketrans("đĐ–—“”‘’…\u00a0", "dD--\"\"''. ")  # noqa: RUF001 - meant


@dataclass(frozen=True, slots=True)
class ShortText:
    """A text as it goes into an SMS, and how many segments it takes."""

    text: str = field(repr=False)
    segments: int


def fold_accents(text: str) -> str:
    """Write Vietnamese without accents: "Hồ sơ đã đủ" becomes "Ho so da du"."""
    apart = unicodedata.normalize("NFD", text.translate(_PLAIN))
    return "".join(each for each in apart if not unicodedata.combining(each))


def segments_of(text: str) -> int:
    """Return how many segments a text takes as it is."""
    if all(each in _GSM or each in _GSM_TWICE for each in text):
        sizes = [2 if each in _GSM_TWICE else 1 for each in text]
        return _filled(sizes, _GSM_ONE, _GSM_MANY)
    sizes = [2 if ord(each) >= _BASIC_PLANE else 1 for each in text]
    return _filled(sizes, _UCS2_ONE, _UCS2_MANY)


def _filled(sizes: list[int], one: int, many: int) -> int:
    """Count segments; a sign that counts twice is never split between two of them."""
    if sum(sizes) <= one:
        return 1
    segments, used = 1, 0
    for size in sizes:
        if used + size > many:
            segments, used = segments + 1, 0
        used += size
    return segments


def short_text(text: str, segments_max: int = SEGMENTS_MAX) -> ShortText:
    """Return a text in as few segments as it can be said in, cut where those are too many."""
    composed = unicodedata.normalize("NFC", text)
    folded = fold_accents(composed)
    kept = folded if segments_of(folded) < segments_of(composed) else composed
    segments = segments_of(kept)
    if segments <= segments_max:
        return ShortText(kept, segments)
    return _cut(kept, segments_max)


def _cut(text: str, segments_max: int) -> ShortText:
    """Return the longest beginning that fits, with a sign that there was more."""
    fits, too_long = 0, len(text)
    while too_long - fits > 1:
        tried = (fits + too_long) // 2
        if segments_of(text[:tried] + _ELLIPSIS) <= segments_max:
            fits = tried
        else:
            too_long = tried
    cut = text[:fits] + _ELLIPSIS
    return ShortText(cut, segments_of(cut))
