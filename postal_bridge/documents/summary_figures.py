"""Which figures the printed summary shows, in which order and with which words.

Owns the labels in Vietnamese and English and how each language writes numbers and days; the
figures come from `domain.summary`, the layout is left to `summary_report`.
"""

from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Literal

from postal_bridge.domain.summary import Summary, percent

Language = Literal["vi", "en"]

NO_SHARE = "-"


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in both languages; calling it with a language gives them in that one."""

    vi: str
    en: str

    def __call__(self, language: Language) -> str:
        """Return the words in `language`."""
        return self.vi if language == "vi" else self.en


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report.

    `path` leads to the number within the summary, `share_of` to the number it is a part of;
    `depth` is how far it stands indented below the figure it belongs to.
    """

    path: str
    label: Words
    depth: int = 0
    share_of: str | None = None
    is_money: bool = False

    def value(self, summary: Summary) -> int:
        """Return the number itself."""
        return number_at(self.path, summary)

    def number(self, summary: Summary, language: Language) -> str:
        """Return the number as it is read, đồng with their sign."""
        grouped = group_thousands(self.value(summary), language)
        return f"{grouped} đ" if self.is_money else grouped

    def share(self, summary: Summary, language: Language) -> str:
        """Return the share as it is read, empty for a figure that is no part of another."""
        if self.share_of is None:
            return ""
        return share_in_words(self.value(summary), number_at(self.share_of, summary), language)


@dataclass(frozen=True, slots=True)
class Section:
    """Figures under one title."""

    title: Words
    figures: tuple[Figure, ...]


def number_at(path: str, summary: Summary) -> int:
    """Return the number of the summary to which a dotted path such as `received.total` leads."""
    number: int = attrgetter(path)(summary)
    return number


def group_thousands(number: int, language: Language) -> str:
    """Return a whole number as the language groups it: 16.819 in Vietnamese, 16,819 in English."""
    grouped = f"{number:,}"
    return grouped.replace(",", ".") if language == "vi" else grouped


def share_in_words(part: int, whole: int, language: Language) -> str:
    """Return a percentage as the language writes it, a dash for a share of nothing."""
    value = percent(part, whole)
    if value is None:
        return NO_SHARE
    shown = f"{value}%"
    return shown.replace(".", ",") if language == "vi" else shown


def period_in_words(summary: Summary, language: Language) -> str:
    """Return the first and the last day of the period as the language writes days."""
    return days_in_words(summary.period_from, summary.period_to, language)


def days_in_words(first: date, last: date, language: Language) -> str:
    """Return from which to which day something is told."""
    begin, end = day_in_words(first, language), day_in_words(last, language)
    return Words(f"Từ ngày {begin} đến ngày {end}", f"From {begin} to {end}")(language)


def day_in_words(day: date, language: Language) -> str:
    """Return a day as the language writes it."""
    # Not strftime, which leaves out the leading zeros of early years on some systems.
    return Words(f"{day.day:02}/{day.month:02}/{day.year:04}", day.isoformat())(language)


def balance_in_words(summary: Summary, language: Language) -> str:
    """Return the central identity with its four numbers, for readers who check."""
    carried_over, received, resolved, pending = (
        group_thousands(number_at(path, summary), language)
        for path in ("carried_over", "received.total", "resolved.total", "pending.total")
    )
    return Words(
        f"Kỳ trước chuyển sang {carried_over} + tiếp nhận {received} "
        f"= đã giải quyết {resolved} + đang giải quyết {pending}",
        f"Carried over {carried_over} + received {received} "
        f"= resolved {resolved} + pending {pending}",
    )(language)


TITLE = Words(
    "Báo cáo tình hình tiếp nhận, giải quyết và trả kết quả thủ tục hành chính",
    "Report on administrative dossiers received, resolved and returned",
)
SUBJECT = Words(
    "Tình hình tiếp nhận, giải quyết và trả kết quả thủ tục hành chính",
    "Administrative dossiers received, resolved and returned",
)
OFFICE = Words("Trung tâm Phục vụ hành chính công", "Public Administrative Service Centre")
UNIT = Words("Mã đơn vị", "Unit code")
FIGURE_COLUMNS = (
    Words("Chỉ tiêu", "Figure"),
    Words("Số lượng", "Number"),
    Words("Tỷ lệ", "Share"),
)
DEPARTMENTS_TITLE = Words("VI. Theo đơn vị", "VI. By department")
DEPARTMENT_COLUMNS = (
    Words("Mã", "Code"),
    Words("Đơn vị", "Department"),
    Words("Tiếp nhận", "Received"),
    Words("Đã giải quyết", "Resolved"),
    Words("Trước hạn", "Early"),
    Words("Đúng hạn", "On time"),
    Words("Trễ hạn", "Late"),
    Words("Đang giải quyết", "Pending"),
    Words("Tỷ lệ không trễ", "Share not late"),
)
ALL_DEPARTMENTS = Words("Tổng cộng", "Total")
SECTIONS = (
    Section(
        Words("I. Tiếp nhận", "I. Received"),
        (
            Figure("carried_over", Words("Kỳ trước chuyển sang", "Carried over")),
            Figure("received.total", Words("Tiếp nhận trong kỳ", "Received in the period")),
            Figure("received.direct", Words("Trực tiếp", "In person"), 1, "received.total"),
            Figure("received.postal", Words("Qua bưu chính", "By post"), 1, "received.total"),
            Figure("received.online", Words("Trực tuyến", "Online"), 1, "received.total"),
        ),
    ),
    Section(
        Words("II. Giải quyết", "II. Resolved"),
        (
            Figure("resolved.total", Words("Đã giải quyết trong kỳ", "Resolved in the period")),
            Figure(
                "resolved.early_or_on_time",
                Words("Trước hạn và đúng hạn", "Early or on time"),
                1,
                "resolved.total",
            ),
            Figure("resolved.early", Words("Trước hạn", "Early"), 2, "resolved.total"),
            Figure("resolved.on_time", Words("Đúng hạn", "On time"), 2, "resolved.total"),
            Figure("resolved.late", Words("Trễ hạn", "Late"), 1, "resolved.total"),
            Figure("pending.total", Words("Đang giải quyết cuối kỳ", "Pending at the end")),
            Figure("pending.in_time", Words("Trong hạn", "In time"), 1, "pending.total"),
            Figure("pending.overdue", Words("Quá hạn", "Overdue"), 1, "pending.total"),
        ),
    ),
    Section(
        Words("III. Trả kết quả", "III. Returned"),
        (
            Figure("returned.total", Words("Đã trả trong kỳ", "Returned in the period")),
            Figure("returned.counter", Words("Tại quầy", "At the counter"), 1, "returned.total"),
            Figure("returned.postal", Words("Qua bưu chính", "By post"), 1, "returned.total"),
            Figure("returned.online", Words("Trực tuyến", "Online"), 1, "returned.total"),
        ),
    ),
    Section(
        Words("IV. Bưu chính thu hộ và chuyển phát", "IV. Collected and carried by the post"),
        (
            Figure(
                "collected_by_post.dossiers",
                Words("Hồ sơ bưu chính thu hộ", "Dossiers the post collected on"),
            ),
            Figure(
                "collected_by_post.amount_dong",
                Words("Số tiền thu hộ", "Amount collected"),
                is_money=True,
            ),
            Figure(
                "transit.measured",
                Words("Bưu gửi đã đo thời gian", "Consignments measured"),
            ),
            Figure(
                "transit.within_norm",
                Words("Đạt chỉ tiêu", "Within the norm"),
                1,
                "transit.measured",
            ),
            Figure(
                "transit.late", Words("Chậm chỉ tiêu", "Later than the norm"), 1, "transit.measured"
            ),
        ),
    ),
    Section(
        Words("V. Mức độ hài lòng", "V. Satisfaction"),
        (
            Figure("satisfaction.total", Words("Lượt đánh giá", "Ratings")),
            Figure(
                "satisfaction.very_satisfied",
                Words("Rất hài lòng", "Very satisfied"),
                1,
                "satisfaction.total",
            ),
            Figure(
                "satisfaction.satisfied", Words("Hài lòng", "Satisfied"), 1, "satisfaction.total"
            ),
            Figure(
                "satisfaction.dissatisfied",
                Words("Không hài lòng", "Dissatisfied"),
                1,
                "satisfaction.total",
            ),
        ),
    ),
)
# The pictures of the PDF; each bar is a figure of SECTIONS, named by its path.
CHARTS = (
    (
        Words("Tiếp nhận theo kênh", "Received by channel"),
        ("received.direct", "received.postal", "received.online"),
    ),
    (
        Words("Giải quyết theo hạn", "Resolved against the due date"),
        ("resolved.early", "resolved.on_time", "resolved.late"),
    ),
    (
        Words("Trả kết quả theo kênh", "Returned by channel"),
        ("returned.counter", "returned.postal", "returned.online"),
    ),
    (
        Words("Mức độ hài lòng", "Satisfaction"),
        (
            "satisfaction.very_satisfied",
            "satisfaction.satisfied",
            "satisfaction.dissatisfied",
        ),
    ),
)
