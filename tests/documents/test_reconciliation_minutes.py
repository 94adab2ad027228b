"""Minutes that both sides sign: every figure stands on them, and the seal at the foot of a page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from postal_bridge.documents.money_words import ACCOUNTS, CLASSES, KINDS
from postal_bridge.documents.reconciliation_minutes import (
    CarriedItem,
    ClassLine,
    KindLine,
    Minutes,
    render_minutes,
)
from postal_bridge.domain.fees import MoneyKind
from postal_bridge.domain.ledger import Account
from postal_bridge.domain.reconciliation import DIFFERENCES

CODE = "000.00.19.H53-260330-0001"
MINUTES = Minutes(
    center_name="Trung tâm Phục vụ hành chính công tỉnh Ví Dụ",
    agency_name="Sở Nội vụ Ví Dụ",
    post_name="Bưu cục Ví Dụ",
    period_id="2026-03",
    first_on=date(2026, 3, 1),
    last_on=date(2026, 3, 31),
    closed_at=datetime(2026, 4, 2, 9, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
    seal="0f" * 32,
    kinds=[
        KindLine("fee", 5_592_145_403, 5_500_000_000, 400),
        KindLine("tax", 12_345_678_901, 12_345_678_901, 0),
    ],
    classes=[ClassLine("missing", 3, 92_145_403, 1, 145_403)],
    carried=[CarriedItem(date(2026, 3, 30), CODE, "missing", 145_403)],
    late_dong=7_000,
)


def test_both_sides_and_all_figures_are_on_the_page(
    words_by_page: Callable[[bytes], list[str]],
) -> None:
    (page,) = words_by_page(render_minutes(MINUTES))
    for words in (
        "BIÊN BẢN ĐỐI SOÁT",
        "kỳ 03/2026",
        "từ ngày 01/03/2026 đến hết ngày 31/03/2026",
        "Sở Nội vụ Ví Dụ",
        "Bưu cục Ví Dụ",
        "Phí 5.592.145.403 5.500.000.000 400 92.145.403",
        "Thuế 12.345.678.901 12.345.678.901 0 0",
        "Cộng 17.937.824.304 17.845.678.901 400 92.145.403",
        "Trong đó 7.000 đồng",
        "Đã thu, chưa chuyển 3 92.145.403 1 145.403",
        f"30/03/2026 {CODE}",
        "ĐẠI DIỆN BÊN A",
        "ĐẠI DIỆN BÊN B",
        "Khóa sổ lúc 09:05 ngày 02/04/2026",
        "0f" * 32,
    ):
        assert words in page, words


def test_a_period_in_which_nothing_happened_says_so(
    words_by_page: Callable[[bytes], list[str]],
) -> None:
    empty = replace(MINUTES, kinds=[], classes=[], carried=[], late_dong=0)
    (page,) = words_by_page(render_minutes(empty))
    assert "Không phát sinh." in page
    assert "Không có chênh lệch." in page
    assert "Trong đó" not in page


def test_a_long_list_runs_over_pages_and_the_rest_is_counted(
    words_by_page: Callable[[bytes], list[str]],
) -> None:
    many = replace(MINUTES, carried=list(MINUTES.carried) * 230)
    pages = words_by_page(render_minutes(many))
    assert len(pages) > 3
    assert all("0f" * 32 in page for page in pages)
    assert "Còn 30 khoản khác" in pages[-1]
    assert "ĐẠI DIỆN BÊN A" in pages[-1]


def test_everything_has_a_word() -> None:
    assert set(KINDS) == set(MoneyKind)
    assert set(ACCOUNTS) == set(Account)
    assert set(CLASSES) == {str(each) for each in DIFFERENCES}
