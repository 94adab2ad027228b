"""Pictures that come from devices: what they are, told by their own bytes and not by a name.

Only as much is read as tells a whole JPEG or PNG of a sensible size from anything else, and from
one that holds more than is seen: where it was taken, when, by which device. The picture itself is
decoded by browsers alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from postal_bridge.domain.proof_refusals import PictureTellsMore, PictureUnreadable

SIDE_PIXELS_MAX = 4_096

_PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
_PNG_HEADER = b"\0\0\0\rIHDR"
_PNG_LAST = b"IEND"
#: What has to do with how a picture looks; texts, times and the notes of cameras are not in here.
_PNG_SEEN = frozenset((b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT pHYs bKGD").split())
#: A picture of the greatest size in the smallest pieces that are usual has half of it.
_CHUNKS_MAX = 200
_JPEG_BEGINS = b"\xff\xd8\xff"
_MARKER = 0xFF
#: Frames of the sorts that every browser shows: baseline, extended, progressive.
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_SCAN_BEGINS, _PICTURE_ENDS = 0xDA, 0xD9
#: Of what programs add, JFIF, colour profiles and Adobe's colours are seen; Exif, XMP, IPTC,
#: second pictures and comments are not.
_ADDED = frozenset({*range(0xE0, 0xF0), 0xFE})
_ADDED_AND_SEEN = frozenset({0xE0, 0xE2, 0xEE})
_MORE_PICTURES = b"MPF\0"
#: Within a scan, only what is no zero and no restart is a marker.
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
#: A progressive picture has some three dozen segments.
_SEGMENTS_MAX = 200


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
        PictureTellsMore: it holds what is not seen.

    """
    if data.startswith(_PNG_BEGINS + _PNG_HEADER):
        if not _PNG_SEEN.issuperset(_chunk_names(data)):
            raise PictureTellsMore
        picture = Picture("image/png", _number(data, 16, 4), _number(data, 20, 4))
    elif data.startswith(_JPEG_BEGINS):
        picture = _look_at_jpeg(data)
    else:
        raise PictureUnreadable
    if not (0 < picture.width <= SIDE_PIXELS_MAX and 0 < picture.height <= SIDE_PIXELS_MAX):
        raise PictureUnreadable
    return picture


def _chunk_names(data: bytes) -> Iterator[bytes]:
    """Yield what the chunks of a PNG are called; it is whole when nothing follows the last."""
    place = len(_PNG_BEGINS)
    for _ in range(_CHUNKS_MAX):
        name = data[place + 4 : place + 8]
        place += 12 + _number(data, place, 4)
        if place > len(data):
            break
        yield name
        if name == _PNG_LAST:
            if place == len(data):
                return
            break
    raise PictureUnreadable


def _look_at_jpeg(data: bytes) -> Picture:
    picture = None
    for marker, place in _segments(data):
        more_pictures = data.startswith(_MORE_PICTURES, place + 4)
        if marker in _ADDED and (marker not in _ADDED_AND_SEEN or more_pictures):
            raise PictureTellsMore
        if marker in _FRAMES and picture is None:
            height, width = _number(data, place + 5, 2), _number(data, place + 7, 2)
            picture = Picture("image/jpeg", width, height)
    if picture is None:
        raise PictureUnreadable
    return picture


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the segments of a JPEG and their places; it is whole when nothing follows its end."""
    place = len(_JPEG_BEGINS) - 1
    for _ in range(_SEGMENTS_MAX):
        if place + 2 > len(data) or data[place] != _MARKER:
            break
        marker = data[place + 1]
        if marker == _PICTURE_ENDS:
            if place + 2 == len(data):
                return
            break
        if place + 4 > len(data):
            break
        yield marker, place
        place += 2 + _number(data, place + 2, 2)
        if marker == _SCAN_BEGINS:
            found = _AFTER_SCAN.search(data, place)
            place = found.start() if found else len(data)
    raise PictureUnreadable


def _number(data: bytes, place: int, size: int) -> int:
    return int.from_bytes(data[place : place + size], "big")
