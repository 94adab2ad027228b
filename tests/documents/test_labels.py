"""Labels, printed and read back: their words, their codes, their pages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pypdf
import pytest

from postal_bridge.documents.labels import Label, LabelSize, render_labels
from postal_bridge.domain.custody import Leg

Words = Callable[[bytes], list[str]]
Codes = Callable[[bytes], list[list[str]]]

LABEL = Label(
    tracking_code="EV000000017VN",
    qr_text="https://mot-cua.example.vn/q/EV000000017VN.1.AbCdEfGhIjKlMnOp",
    leg=Leg.INBOUND,
    sender_lines=("Nguyễn Thị Ví Dụ", "12 đường Hoa Sữa, khu phố 3", "Phường Mẫu, tỉnh Tây Ninh"),
    recipient_lines=("Trung tâm Phục vụ hành chính công", "1 đường Số Một", "Tỉnh Tây Ninh"),
    center_name="Trung tâm PVHCC tỉnh Tây Ninh",
    dossier_code="000.00.19.H53-260314-0001",
    further_dossiers=0,
    service_name="Bưu chính công ích",
    collect_dong=50_000,
    papers=5,
    print_number=1,
    printed_at=datetime(2026, 3, 14, 8, 15, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
)
SIZES = list(LabelSize)


def several(count: int) -> list[Label]:
    return [
        replace(
            LABEL,
            tracking_code=f"EV{number:09}VN",
            qr_text=f"https://mot-cua.example.vn/q/EV{number:09}VN.1.AbCdEfGhIjKlMnOp",
        )
        for number in range(count)
    ]


@pytest.mark.parametrize(("count", "sheets"), [(1, 1), (8, 1), (9, 2), (17, 3)])
def test_eight_labels_fill_a_sheet_and_each_can_be_scanned(
    count: int, sheets: int, words_by_page: Words, codes_by_page: Codes
) -> None:
    labels = several(count)
    pdf = render_labels(labels, LabelSize.A4)
    codes = codes_by_page(pdf)
    assert len(codes) == sheets
    for first, found in enumerate(codes):
        expected = [label.qr_text for label in labels[first * 8 : first * 8 + 8]]
        assert sorted(found) == expected
    assert "EV 000 000 000 VN" in words_by_page(pdf)[0]


@pytest.mark.parametrize("count", [1, 8, 9])
def test_the_roll_has_one_label_a_page_in_the_order_given(
    count: int, words_by_page: Words, codes_by_page: Codes
) -> None:
    labels = several(count)
    pdf = render_labels(labels, LabelSize.ROLL_100X150)
    assert codes_by_page(pdf) == [[label.qr_text] for label in labels]
    for number, words in enumerate(words_by_page(pdf)):
        assert f"EV 000 000 {number:03} VN" in words


@pytest.mark.parametrize(
    ("size", "millimetres"), [(LabelSize.A4, (210, 297)), (LabelSize.ROLL_100X150, (100, 150))]
)
def test_pages_have_the_size_of_the_paper(size: LabelSize, millimetres: tuple[int, int]) -> None:
    box = pypdf.PdfReader(BytesIO(render_labels([LABEL], size))).pages[0].mediabox
    assert (round(box.width / 72 * 25.4), round(box.height / 72 * 25.4)) == millimetres


@pytest.mark.parametrize("size", SIZES)
def test_a_label_says_where_from_where_to_and_what_is_inside(
    size: LabelSize, words_by_page: Words
) -> None:
    [words] = words_by_page(render_labels([LABEL], size))
    for expected in (
        "Nguyễn Thị Ví Dụ",
        "12 đường Hoa Sữa, khu phố 3",
        "Trung tâm Phục vụ hành chính công",
        "Hồ sơ 000.00.19.H53-260314-0001",
        "5 giấy tờ",
        "Bưu chính công ích",
        "THU 50.000 đ",
        "In lúc 14/03/2026 08:15",
    ):
        assert expected in words
    assert "in lại" not in words


@pytest.mark.parametrize("size", SIZES)
def test_a_label_says_how_many_dossiers_are_inside(size: LabelSize, words_by_page: Words) -> None:
    [words] = words_by_page(render_labels([replace(LABEL, further_dossiers=2)], size))
    assert "Hồ sơ 000.00.19.H53-260314-0001 và 2 hồ sơ khác" in words


@pytest.mark.parametrize("size", SIZES)
def test_each_leg_has_its_own_word(size: LabelSize, words_by_page: Words) -> None:
    words_of_legs = {
        Leg.INBOUND: "NỘP HỒ SƠ",
        Leg.TRANSFER_OUT: "CHUYỂN XỬ LÝ",
        Leg.TRANSFER_BACK: "CHUYỂN VỀ",
        Leg.OUTBOUND: "TRẢ KẾT QUẢ",
    }
    for leg in Leg:
        [words] = words_by_page(render_labels([replace(LABEL, leg=leg)], size))
        assert {other for other, word in words_of_legs.items() if word in words} == {leg}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("amount_dong", "words_of_amount"),
    [(0, "Không thu tiền"), (500, "THU 500 đ"), (1_234_567_000, "THU 1.234.567.000 đ")],
)
def test_the_amount_to_collect_is_grouped_the_vietnamese_way(
    size: LabelSize, amount_dong: int, words_of_amount: str, words_by_page: Words
) -> None:
    [words] = words_by_page(render_labels([replace(LABEL, collect_dong=amount_dong)], size))
    assert words_of_amount in words
    assert ("THU" in words) is (amount_dong > 0)


@pytest.mark.parametrize("size", SIZES)
def test_a_reprint_says_which_one_it_is(size: LabelSize, words_by_page: Words) -> None:
    [words] = words_by_page(render_labels([replace(LABEL, print_number=3)], size))
    assert "Bản in lại lần 2" in words


@pytest.mark.parametrize("size", SIZES)
def test_a_label_without_dossier_does_not_mention_one(
    size: LabelSize, words_by_page: Words
) -> None:
    [words] = words_by_page(render_labels([replace(LABEL, dossier_code=None)], size))
    assert "Hồ sơ" not in words


@pytest.mark.parametrize("size", SIZES)
def test_endless_lines_stay_on_their_label(
    size: LabelSize, words_by_page: Words, codes_by_page: Codes
) -> None:
    endless = ("Công ty " + "Rất Dài " * 60, "số 1 " * 300, "x" * 2000)
    label = replace(
        LABEL,
        sender_lines=endless,
        recipient_lines=endless,
        center_name="Trung tâm " * 40,
        service_name="Bưu chính " * 40,
        collect_dong=10**15,
    )
    pdf = render_labels([label], size)
    assert codes_by_page(pdf) == [[LABEL.qr_text]]
    assert "EV 000 000 017 VN" in words_by_page(pdf)[0]


@pytest.mark.parametrize("size", SIZES)
def test_a_label_without_addresses_is_still_a_label(size: LabelSize, codes_by_page: Codes) -> None:
    label = replace(LABEL, sender_lines=(), recipient_lines=())
    assert codes_by_page(render_labels([label], size)) == [[LABEL.qr_text]]


def test_a_code_that_is_not_s10_is_printed_as_it_is(words_by_page: Words) -> None:
    label = replace(LABEL, tracking_code="TUI-H53-0001")
    assert "TUI-H53-0001" in words_by_page(render_labels([label], LabelSize.A4))[0]


def test_the_time_of_printing_keeps_its_own_zone(words_by_page: Words) -> None:
    label = replace(LABEL, printed_at=datetime(2026, 3, 14, 1, 15, tzinfo=UTC))
    assert "In lúc 14/03/2026 01:15" in words_by_page(render_labels([label], LabelSize.A4))[0]


def test_no_label_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one label"):
        render_labels([], LabelSize.A4)
