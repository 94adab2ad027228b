"""Pictures that come from devices: what they are, told by their own bytes and not by a name.

Only as much is read as tells a whole JPEG or PNG of a sensible size from anything else. The
picture itself is decoded by browsers alone.
"""

from dataclasses import dataclass

from postal_bridge.domain.proof_refusals import PictureUnreadable

SIDE_PIXELS_MAX = 4_096

_PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
_PNG_HEADER = b"\0\0\0\rIHDR"
_PNG_ENDS = b"\0\0\0\0IEND\xaeB`\x82"
_JPEG_BEGINS, _JPEG_ENDS = b"\xff\xd8\xff", b"\xff\xd9"
_MARKER = 0xFF
#: Frames of the sorts that every browser shows: baseline, extended, progressive.
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_SCAN_BEGINS = 0xDA
#: Before the frame of an honest picture stand a dozen segments.
_SEGMENTS_MAX = 100


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture is, and how large in pixels."""

    media_type: str
    width: int
    height: int


def look_at_picture(data: bytes) -> Picture:
    """Return what a picture is.

    Raises:
        PictureUnreadable: it is no whole JPEG or PNG of 1 to 4,096 pixels each way.

    """
    if data.startswith(_PNG_BEGINS + _PNG_HEADER) and data.endswith(_PNG_ENDS):
        media_type = "image/png"
        width, height = _number(data, 16, 4), _number(data, 20, 4)
    elif data.startswith(_JPEG_BEGINS) and data.endswith(_JPEG_ENDS):
        media_type = "image/jpeg"
        width, height = _frame_size(data)
    else:
        raise PictureUnreadable
    if not (0 < width <= SIDE_PIXELS_MAX and 0 < height <= SIDE_PIXELS_MAX):
        raise PictureUnreadable
    return Picture(media_type, width, height)


def _frame_size(data: bytes) -> tuple[int, int]:
    """Return width and height of a JPEG, from the first frame in its row of segments."""
    place = len(_JPEG_BEGINS) - 1
    for _ in range(_SEGMENTS_MAX):
        if place + 4 > len(data) or data[place] != _MARKER or data[place + 1] == _SCAN_BEGINS:
            break
        if data[place + 1] in _FRAMES:
            return _number(data, place + 7, 2), _number(data, place + 5, 2)
        place += 2 + _number(data, place + 2, 2)
    raise PictureUnreadable


def _number(data: bytes, place: int, size: int) -> int:
    return int.from_bytes(data[place : place + size], "big")
