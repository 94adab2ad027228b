"""Small pictures for tests, made of nothing: a PNG and the outline of a JPEG."""

import struct
import zlib


def png(width: int = 2, height: int = 2, grey: int = 200) -> bytes:
    """Return a whole PNG in one shade of grey."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\0" + bytes([grey]) * width) * height
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def jpeg(width: int = 2, height: int = 2, frame: int = 0xC0, comment: bytes = b"vi du") -> bytes:
    """Return the segments of a JPEG; what lies between them no reader of ours looks at."""
    parts = (
        b"\xff\xd8",
        _segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
        _segment(0xFE, comment),
        _segment(frame, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"),
        _segment(0xDA, b"\1\1\0\0\x3f\0"),
        b"\0\xff\xd9",
    )
    return b"".join(parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data
