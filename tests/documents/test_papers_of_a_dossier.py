"""The papers of a dossier, printed and read back: their words, their sizes, their edges."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

import pypdf
import pypdfium2  # type: ignore[import-untyped]  # it ships no type information
import pytest

from postal_bridge.documents.dossier_register import DossierRegister, render_dossier_register
from postal_bridge.documents.notices import NoticeFacts, SupplementRequest, render_notice
from postal_bridge.documents.paper_head import day_in_words
from postal_bridge.documents.receipt_appointment import (
    ReceiptAppointment,
    render_receipt_appointment,
)
from postal_bridge.documents.result_receipt import ResultReceipt, render_result_receipt
from postal_bridge.domain.papers import FORM_SETS, DossierPaper
from tests.documents.papers_of_a_dossier import (
    APPLICANT,
    CODE,
    HEAD,
    NOBODY,
    PROCEDURE,
    REASON,
    SHEETS,
    TRACKING_ADDRESS,
)
from tests.documents.papers_of_a_dossier import register_line as line

Words = Callable[[bytes], list[str]]
Codes = Callable[[bytes], list[list[str]]]

MILLIMETRES_OF_POINT = 25.4 / 72
#: White all around, in millimetres; the margins of every paper are wider.
EDGE = 7
PIXELS_OF_MILLIMETRE = 4

HOSTILE = (
    '#read("/etc/passwd")',
    "*đậm* _nghiêng_ $x^2$ `mã` @nguồn <nhãn> // ghi chú",
    "Chữ" * 120,
    "\u202etừ phải sang trái\u202c và \u200fnữa\u2067",
    "שלום ảnh 🦆 và 漢字",
    'dấu " ngoặc \\ và \x07 chuông',
    "Một thủ tục có tên rất dài, kể ra mọi điều " * 20,
)


def inked_edges(pdf: bytes) -> list[str]:
    """Return which edges of which pages are not white."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document, start=1):
            scale = PIXELS_OF_MILLIMETRE * MILLIMETRES_OF_POINT
            picture = page.render(scale=scale, grayscale=True)
            pixels = memoryview(bytes(picture.buffer)).cast("B", (picture.height, picture.stride))
            wide, high, edge = picture.width, picture.height, EDGE * PIXELS_OF_MILLIMETRE
            rows, columns = range(high), range(wide)
            strips = {
                "left": (rows, range(edge)),
                "right": (rows, range(wide - edge, wide)),
                "top": (range(edge), columns),
                "bottom": (range(high - edge // 2, high), columns),
            }
            found += [
                f"{side} of page {number}"
                for side, (down, across) in strips.items()
                if any(pixels[row, column] < 250 for row in down for column in across)
            ]
    return found


def sizes(pdf: bytes) -> set[tuple[int, int]]:
    return {
        (
            round(float(page.mediabox.width) * MILLIMETRES_OF_POINT),
            round(float(page.mediabox.height) * MILLIMETRES_OF_POINT),
        )
        for page in pypdf.PdfReader(BytesIO(pdf)).pages
    }


@pytest.mark.parametrize("name", SHEETS)
def test_a_paper_is_one_sheet_of_its_size_with_the_head_of_the_state(
    name: str, words_by_page: Words
) -> None:
    sheet = SHEETS[name]
    pdf = sheet.render(HEAD, APPLICANT, PROCEDURE)
    assert sizes(pdf) == {(sheet.width, sheet.height)}
    [words] = words_by_page(pdf)
    for expected in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG TỈNH VÍ DỤ",
        "ngày 05 tháng 3 năm 2026",
        "Nguyễn Thị Hằng Mẫu",
        CODE.partition("-")[0],
        "Trang 1 / 1",
    ):
        assert expected in words
    assert not inked_edges(pdf)


@pytest.mark.parametrize("name", SHEETS)
def test_what_the_citizen_gets_has_the_tracking_address(name: str, codes_by_page: Codes) -> None:
    sheet = SHEETS[name]
    [codes] = codes_by_page(sheet.render(HEAD, APPLICANT, PROCEDURE))
    assert codes == ([TRACKING_ADDRESS] if sheet.has_code else [])


@pytest.mark.parametrize("name", SHEETS)
def test_a_paper_without_a_citizen_leaves_lines_for_a_hand(name: str, words_by_page: Words) -> None:
    pdf = SHEETS[name].render(HEAD, NOBODY, PROCEDURE)
    [words] = words_by_page(pdf)
    assert "Hằng Mẫu" not in words
    assert "None" not in words
    assert not inked_edges(pdf)


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("name", SHEETS)
def test_hostile_words_are_printed_as_words_and_stay_on_the_sheet(
    name: str, words: str, words_by_page: Words
) -> None:
    hostile = replace(APPLICANT, name=words[:200], address=words[:300])
    pdf = SHEETS[name].render(HEAD, hostile, words[:500])
    text = " ".join(words_by_page(pdf))
    assert "root:" not in text
    assert not set(text) & {"\u202e", "\u202c", "\u200f", "\u2067"}
    assert not inked_edges(pdf)


def test_what_looks_like_a_command_is_printed_letter_by_letter(words_by_page: Words) -> None:
    for sheet in SHEETS.values():
        pdf = sheet.render(HEAD, replace(APPLICANT, name="#panic()"), "#panic()")
        assert "#panic()" in " ".join(words_by_page(pdf))


@pytest.mark.parametrize(
    ("circular", "mark", "title"),
    [
        (
            "01/2018/TT-VPCP",
            "Mẫu số 05 (Thông tư số 01/2018/TT-VPCP)",
            "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        ),
        (
            "03/2025/TT-VPCP",
            "Mẫu số 06 (Thông tư số 03/2025/TT-VPCP)",
            "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        ),
    ],
)
def test_a_paper_says_its_number_and_whose_number_it_is(
    circular: str, mark: str, title: str, words_by_page: Words
) -> None:
    form = FORM_SETS[circular][DossierPaper.PROCESS_CONTROL_SHEET]
    facts = NoticeFacts(replace(HEAD, form=form), APPLICANT, PROCEDURE, None)
    [words] = words_by_page(render_notice(SupplementRequest(facts, [])))
    assert mark in words
    assert title in words
    assert words.count("Mẫu số") == words.count("Thông tư số") == 2


def test_a_paper_without_a_form_says_no_number(words_by_page: Words) -> None:
    receipt = ResultReceipt(HEAD, APPLICANT, PROCEDURE, None, HEAD.agency, None, None)
    [words] = words_by_page(render_result_receipt(receipt))
    assert "GIẤY BIÊN NHẬN TRẢ KẾT QUẢ" in words
    assert "Mẫu số" not in words


def test_the_receipt_says_when_and_where_the_result_is(words_by_page: Words) -> None:
    [words] = words_by_page(SHEETS["receipt-appointment"].render(HEAD, APPLICANT, PROCEDURE))
    for expected in (
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Tiếp nhận hồ sơ của: Nguyễn Thị Hằng Mẫu",
        f"Nội dung yêu cầu giải quyết: {PROCEDURE}",
        "1 Đơn đề nghị theo mẫu ví dụ 1",
        "3. Thời gian giải quyết hồ sơ theo quy định: 05 ngày làm việc",
        "4. Thời gian nhận hồ sơ: 09 giờ 32 phút, ngày 05 tháng 3 năm 2026",
        "5. Thời gian trả kết quả giải quyết hồ sơ: ngày 12 tháng 3 năm 2026",
        "qua dịch vụ bưu chính công ích",
        "NGƯỜI TIẾP NHẬN HỒ SƠ (Ký và ghi rõ họ tên) Trần Văn Thử",
    ):
        assert expected in words


def test_an_empty_receipt_has_room_for_all_a_hand_writes(words_by_page: Words) -> None:
    receipt = ReceiptAppointment(
        replace(HEAD, tracking_address=None), NOBODY, PROCEDURE, [], *[None] * 6
    )
    pdf = render_receipt_appointment(receipt)
    [words] = words_by_page(pdf)
    assert "Thời gian nhận hồ sơ:" in words
    assert not inked_edges(pdf)


def test_the_apology_says_why_and_promises_a_new_day(words_by_page: Words) -> None:
    [words] = words_by_page(SHEETS["apology-extension"].render(HEAD, APPLICANT, REASON))
    for expected in (
        "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT",
        "Kính gửi: Nguyễn Thị Hằng Mẫu",
        "Thời gian hẹn trả kết quả: ngày 12 tháng 3 năm 2026",
        f"Lý do: {REASON}",
        "Sở Ví dụ và Thử nghiệm thành thật xin lỗi Ông/Bà",
        "sẽ được trả vào ngày 19 tháng 3 năm 2026",
        "THỦ TRƯỞNG CƠ QUAN",
    ):
        assert expected in words


def test_where_the_post_carried_the_sheet_names_its_voucher(words_by_page: Words) -> None:
    [words] = words_by_page(SHEETS["process-control-sheet"].render(HEAD, APPLICANT, PROCEDURE))
    assert "Theo phiếu gửi EV000000014VN của bưu điện" in words
    assert "09:32, 05/03/2026 Trần Văn Thử" in words
    assert "Đúng hạn" in words


def test_the_slip_lists_papers_and_money(words_by_page: Words) -> None:
    [words] = words_by_page(SHEETS["posting-slip"].render(HEAD, APPLICANT, PROCEDURE))
    for expected in (
        "Số hiệu phiếu gửi: EV000000014VN",
        "thời gian toàn trình chậm nhất: 09/03/2026",
        "5. Phí, lệ phí thu hộ: 1.250.000 đồng",
        "1 Đơn đề nghị theo mẫu ví dụ bản chính 1",
        "NHÂN VIÊN BƯU CHÍNH",
    ):
        assert expected in words


def test_a_long_register_has_its_head_on_every_page(words_by_page: Words) -> None:
    register = DossierRegister(
        replace(HEAD, dossier_code=None, tracking_address=None),
        date(2026, 1, 1),
        date(2026, 12, 31),
        [replace(line(APPLICANT, PROCEDURE), number=number) for number in range(1, 101)],
    )
    pdf = render_dossier_register(register)
    pages = words_by_page(pdf)
    assert len(pages) > 3
    assert all("Cơ quan chủ trì giải quyết" in page for page in pages)
    assert sizes(pdf) == {(297, 210)}
    assert not inked_edges(pdf)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 2), "ngày 02 tháng 01 năm 2026"),
        (date(2026, 2, 10), "ngày 10 tháng 02 năm 2026"),
        (date(2026, 3, 31), "ngày 31 tháng 3 năm 2026"),
        (date(2026, 12, 1), "ngày 01 tháng 12 năm 2026"),
    ],
)
def test_days_are_written_as_official_papers_write_them(day: date, words: str) -> None:
    assert day_in_words(day) == words
