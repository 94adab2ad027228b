"""Small pictures for tests, made of nothing: a PNG and the outline of a JPEG."""

import struct
import zlib


def png(width: int = 2, height: int = 2, grey: int = 200) -> bytes:
    """Return a whole PNG in one shade of grey."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\0" + bytes([grey]) * width) * height
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def jpeg(width: int = 2, height: int = 2, frame: int = 0xC0, profile: bytes = b"vi du") -> bytes:
    """Return the segments of a JPEG; what lies between them no reader of ours looks at."""
    parts = (
        b"\xff\xd8",
        _segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
        _segment(0xE2, profile),
        _segment(frame, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"),
        _segment(0xDA, b"\1\1\0\0\x3f\0"),
        b"\0\xff\xd9",
    )
    return b"".join(parts)


#: A camera that was turned by a quarter, and where it was.
_MAKER, _PLACE = b"May anh Vi Du 53\0", struct.pack(">6I", 11, 1, 18, 1, 36, 1)


def exif() -> bytes:
    """Return what cameras write into a JPEG: which camera, how it was held, and the place."""
    directory, beyond = 8, 8 + 2 + 3 * 12 + 4
    place = beyond + len(_MAKER)
    fields = (
        struct.pack(">HHII", 0x010F, 2, len(_MAKER), beyond),
        struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0),
        struct.pack(">HHII", 0x8825, 4, 1, place),
    )
    latitude = struct.pack(">HHII", 0x0002, 5, 3, place + 2 + 12 + 4)
    tiff = b"MM\0*" + struct.pack(">IH", directory, len(fields)) + b"".join(fields) + bytes(4)
    return b"Exif\0\0" + tiff + _MAKER + b"\0\1" + latitude + bytes(4) + _PLACE


def with_segment(whole: bytes, marker: int, data: bytes) -> bytes:
    """Return a JPEG with one more segment at its beginning."""
    return whole[:2] + _segment(marker, data) + whole[2:]


def with_chunk(whole: bytes, name: bytes, data: bytes) -> bytes:
    """Return a PNG with one more chunk before its end."""
    return whole[:-12] + _chunk(name, data) + whole[-12:]


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data
