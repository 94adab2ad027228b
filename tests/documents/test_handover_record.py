"""The hand-over record, printed and read back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from postal_bridge.documents.handover_record import (
    HandoverConfirmation,
    HandoverLine,
    HandoverRecord,
    HandoverSide,
    Presence,
    render_handover_record,
    result_in_words,
)

Words = Callable[[bytes], list[str]]
Codes = Callable[[bytes], list[list[str]]]

LINE = HandoverLine(
    dossier_code="000.00.19.H53-260305-0001",
    tracking_code="EV000000017VN",
    procedure_name="Cấp phiếu ví dụ",
    giver_papers=5,
    taker_papers=5,
    presence=Presence.PRESENT,
)
CONFIRMATION = HandoverConfirmation(
    device_at=datetime(2026, 3, 5, 1, 15, 22, tzinfo=UTC),
    server_at=datetime(2026, 3, 5, 1, 15, 25, tzinfo=UTC),
)
RECORD = HandoverRecord(
    superior_name="Ủy ban nhân dân tỉnh Tây Ninh",
    center_name="Trung tâm Phục vụ hành chính công",
    record_number="0012/BBGN",
    manifest_code="TUI-H53-260305-0012",
    place="quầy tiếp nhận số 3",
    handed_over_at=datetime(2026, 3, 5, 8, 15, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
    giver=HandoverSide("Bưu cục Hòa Mẫu", "Nguyễn Thị Ví Dụ", "Nhân viên bưu chính", CONFIRMATION),
    taker=HandoverSide("Bộ phận một cửa", "Trần Văn Mẫu", None, None),
    bag_code="TUI-H53-260305-0012",
    seal_number="VN0004512",
    seal_intact=True,
    lines=(LINE,),
    sets_filing_moment=True,
)
FILING_MOMENT = "Thời điểm nộp của từng hồ sơ đã nhận tại biên bản này là thời điểm hai bên ký"


def lines(count: int) -> tuple[HandoverLine, ...]:
    return tuple(
        replace(
            LINE,
            dossier_code=f"000.00.19.H53-260305-{number:04}",
            tracking_code=f"EV{number:09}VN",
            procedure_name="Đăng ký quyền sử dụng một mảnh đất ví dụ có tên rất dài "
            * (number % 3),
        )
        for number in range(1, count + 1)
    )


@pytest.mark.parametrize("count", [1, 40, 500])
def test_every_dossier_is_listed_under_a_head_on_every_page(
    count: int, words_by_page: Words
) -> None:
    pages = words_by_page(render_handover_record(replace(RECORD, lines=lines(count))))
    words = " ".join(pages)
    for number in range(1, count + 1):
        assert f"{number} 000.00.19.H53-260305-{number:04} EV{number:09}VN" in words
    for number, page in enumerate(pages, start=1):
        assert f"Trang {number} / {len(pages)}" in page
        assert ("Mã hồ sơ" in page) is (" EV000000" in page)
    assert f"Cộng: giao {count} hồ sơ, nhận {count} hồ sơ {5 * count} {5 * count}" in words


def test_the_record_names_both_sides_the_bag_and_the_moment(words_by_page: Words) -> None:
    [words] = words_by_page(render_handover_record(RECORD))
    for expected in (
        "ỦY BAN NHÂN DÂN TỈNH TÂY NINH",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 0012/BBGN",
        "BIÊN BẢN GIAO NHẬN HỒ SƠ",
        "hồi 08 giờ 15 phút, ngày 05 tháng 3 năm 2026, tại quầy tiếp nhận số 3",
        "Bưu cục Hòa Mẫu Ông (bà): Nguyễn Thị Ví Dụ · Chức vụ: Nhân viên bưu chính",
        "Bộ phận một cửa Ông (bà): Trần Văn Mẫu",
        "Số hiệu TUI-H53-260305-0012 · Niêm phong: số VN0004512",
        "niêm phong khi nhận: nguyên vẹn",
        "Chênh lệch: không có.",
    ):
        assert expected in words


def test_the_code_of_the_manifest_can_be_scanned(codes_by_page: Codes) -> None:
    assert codes_by_page(render_handover_record(RECORD)) == [["TUI-H53-260305-0012"]]


def test_differences_are_counted_and_listed(words_by_page: Words) -> None:
    found = (
        replace(LINE, taker_papers=3, note="hai bản sao không có"),
        replace(LINE, presence=Presence.MISSING, taker_papers=None),
        replace(LINE, presence=Presence.EXTRA, dossier_code=None, giver_papers=None),
        LINE,
    )
    [words] = words_by_page(render_handover_record(replace(RECORD, lines=found)))
    assert "Cộng: giao 3 hồ sơ, nhận 3 hồ sơ 15 13" in words
    assert "thiếu 1 hồ sơ, thừa 1 hồ sơ; 3 dòng không khớp" in words
    code = "EV000000017VN (hồ sơ 000.00.19.H53-260305-0001)"
    assert f"STT 1, {code}: thiếu 2 giấy tờ; hai bản sao không có" in words
    assert f"STT 2, {code}: thiếu hồ sơ" in words
    assert "STT 3, EV000000017VN: thừa hồ sơ" in words
    assert "STT 4" not in words


@pytest.mark.parametrize(
    ("given", "taken", "presence", "expected"),
    [
        (5, 5, Presence.PRESENT, None),
        (5, None, Presence.PRESENT, None),
        (None, 5, Presence.PRESENT, None),
        (5, 7, Presence.PRESENT, "Thừa 2 giấy tờ"),
        (5, 0, Presence.PRESENT, "Thiếu 5 giấy tờ"),
        (5, None, Presence.MISSING, "Thiếu hồ sơ"),
        (None, 5, Presence.EXTRA, "Thừa hồ sơ"),
    ],
)
def test_a_difference_is_put_into_words(
    given: int | None, taken: int | None, presence: Presence, expected: str | None
) -> None:
    line = replace(LINE, giver_papers=given, taker_papers=taken, presence=presence)
    assert result_in_words(line) == expected


@pytest.mark.parametrize("sets_filing_moment", [True, False])
def test_signing_is_the_moment_of_filing_only_where_dossiers_reach_the_agency(
    sets_filing_moment: bool, words_by_page: Words
) -> None:
    record = replace(RECORD, sets_filing_moment=sets_filing_moment)
    [words] = words_by_page(render_handover_record(record))
    assert (FILING_MOMENT in words) is sets_filing_moment
    assert ("45/2016/QĐ-TTg" in words) is sets_filing_moment


def test_an_electronic_confirmation_shows_both_clocks_in_the_zone_of_the_record(
    words_by_page: Words,
) -> None:
    [words] = words_by_page(render_handover_record(RECORD))
    assert words.count("Đã xác nhận điện tử") == 1
    assert "Giờ trên thiết bị: 05/03/2026 08:15:22" in words
    assert "Giờ máy chủ nhận: 05/03/2026 08:15:25" in words


@pytest.mark.parametrize(
    ("bag", "seal", "intact", "expected"),
    [
        (None, None, None, "Không đóng túi · Niêm phong: không có"),
        ("TUI-1", "VN1", None, "khi nhận: không kiểm tra"),
        ("TUI-1", "VN1", False, "khi nhận: không nguyên vẹn"),
    ],
)
def test_the_state_of_bag_and_seal_is_said(
    bag: str | None, seal: str | None, intact: bool | None, expected: str, words_by_page: Words
) -> None:
    record = replace(RECORD, bag_code=bag, seal_number=seal, seal_intact=intact)
    assert expected in words_by_page(render_handover_record(record))[0]


@pytest.mark.parametrize(
    ("month", "expected"),
    [(1, "ngày 05 tháng 01 năm"), (3, "ngày 05 tháng 3 năm"), (12, "ngày 05 tháng 12 năm")],
)
def test_dates_are_written_as_papers_of_agencies_write_them(
    month: int, expected: str, words_by_page: Words
) -> None:
    record = replace(RECORD, handed_over_at=RECORD.handed_over_at.replace(month=month))
    assert expected in words_by_page(render_handover_record(record))[0]


def test_signatures_share_their_page_with_the_words_they_confirm(words_by_page: Words) -> None:
    for count in range(18, 34):
        record = replace(RECORD, lines=(LINE,) * count)
        for page in words_by_page(render_handover_record(record)):
            assert ("ĐẠI DIỆN BÊN NHẬN" in page) is (FILING_MOMENT in page)


def test_a_confirmation_without_zone_is_refused() -> None:
    vague = replace(CONFIRMATION, device_at=datetime(2026, 3, 5, 8, 15))  # noqa: DTZ001
    record = replace(RECORD, giver=replace(RECORD.giver, confirmation=vague))
    with pytest.raises(ValueError, match="time zone"):
        render_handover_record(record)
