"""Pictures from devices: known by their bytes, whatever they are called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.picture import SIDE_PIXELS_MAX, Picture, look_at_picture
from postal_bridge.domain.proof_refusals import PictureTellsMore, PictureUnreadable
from tests.pictures import exif, jpeg, png, with_chunk, with_segment

SIDES = st.integers(1, SIDE_PIXELS_MAX)


@given(SIDES, SIDES)
def test_the_size_of_a_png_is_read(width: int, height: int) -> None:
    whole = png()
    sized = whole[:16] + width.to_bytes(4, "big") + height.to_bytes(4, "big") + whole[24:]
    assert look_at_picture(sized) == Picture("image/png", width, height)


@given(SIDES, SIDES, st.sampled_from([0xC0, 0xC1, 0xC2]), st.binary(max_size=300))
def test_the_size_of_a_jpeg_is_read_whatever_stands_before_it(
    width: int, height: int, frame: int, profile: bytes
) -> None:
    found = look_at_picture(jpeg(width, height, frame, profile))
    assert found == Picture("image/jpeg", width, height)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a\1\0\1\0\0\0\0;",
        png()[:-1],
        png() + b"<script>",
        jpeg()[:-2],
        jpeg() + b"PK",
        jpeg(frame=0xC3),
        jpeg() + jpeg(),
        png() + png(),
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xda" + bytes(20) + b"\xff\xd9",
        b"\xff\xd8" + b"\xff\xe0\0\2" * 500 + b"\xff\xd9",
        png(0, 2),
        png(2, SIDE_PIXELS_MAX + 1),
        jpeg(SIDE_PIXELS_MAX + 1, 2),
        jpeg(2, 0),
    ],
)
def test_what_is_no_whole_picture_of_a_sensible_size_is_refused(data: bytes) -> None:
    with pytest.raises(PictureUnreadable):
        look_at_picture(data)


@pytest.mark.parametrize(
    "data",
    [
        with_segment(jpeg(), 0xE1, exif()),
        with_segment(jpeg(), 0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>"),
        with_segment(jpeg(), 0xED, b"Photoshop 3.0\0"),
        with_segment(jpeg(), 0xFE, b"vi du"),
        with_segment(jpeg(), 0xE2, b"MPF\0"),
        # Behind the lines of the picture, where a reader of sizes would not look any more.
        jpeg()[:-2] + with_segment(jpeg(), 0xE1, exif())[2:],
        with_chunk(png(), b"eXIf", exif()[6:]),
        with_chunk(png(), b"tEXt", b"Comment\0vi du"),
        with_chunk(png(), b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x/>"),
        with_chunk(png(), b"tIME", bytes(7)),
    ],
)
def test_what_holds_more_than_is_seen_is_refused(data: bytes) -> None:
    with pytest.raises(PictureTellsMore):
        look_at_picture(data)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for said in (data, b"\xff\xd8\xff" + data + b"\xff\xd9"):
        try:
            found = look_at_picture(said)
        except (PictureUnreadable, PictureTellsMore):
            continue
        assert found.media_type == "image/jpeg"
