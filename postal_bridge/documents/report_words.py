"""What reports are called, and their tables, columns and lines, in Vietnamese and English.

Owns the words; the figures come from `domain.report`, the layouts are left to `report_papers` and
the pages.
"""

from calendar import month_name
from collections.abc import Mapping

from postal_bridge.documents.summary_figures import Words, days_in_words
from postal_bridge.domain.report import ReportName
from postal_bridge.domain.span import Span

TITLES: Mapping[ReportName, Words] = {
    ReportName.OVERVIEW: Words("Tổng quan, so với kỳ trước", "Overview beside the period before"),
    ReportName.DEPARTMENTS: Words("Theo cơ quan", "By department"),
    ReportName.FIELDS: Words("Theo lĩnh vực", "By field"),
    ReportName.CHANNELS: Words("Theo hình thức nộp và trả", "By way in and way out"),
    ReportName.TRANSIT: Words("Thời gian chuyển phát", "Transit times against norms"),
    ReportName.WORKLOAD: Words("Khối lượng công việc", "Work of people and post offices"),
    ReportName.POST: Words(
        "Báo cáo của doanh nghiệp bưu chính (Thông tư 17/2017/TT-BTTTT, Điều 13)",
        "Report of the post (TT 17/2017/TT-BTTTT, Đ13)",
    ),
    ReportName.II_06A: Words(
        "Biểu số II.06a/VPCP/KSTT: tình hình, kết quả giải quyết thủ tục hành chính",
        "Form II.06a/VPCP/KSTT: dossiers received and solved",
    ),
}
TABLES: Mapping[str, Words] = {
    "figures": Words("Các chỉ tiêu", "Figures"),
    "months": Words("Tiếp nhận và giải quyết theo tháng", "Received and resolved by month"),
    "departments": Words("Các cơ quan", "Departments"),
    "fields": Words("Các lĩnh vực", "Fields"),
    "ways_in": Words("Hình thức nộp hồ sơ", "The ways in"),
    "ways_out": Words("Hình thức trả kết quả", "The ways out"),
    "ii_06a": Words("Tình hình giải quyết theo lĩnh vực", "Dossiers by field"),
    "legs": Words("Theo chặng", "By leg"),
    "days": Words("Theo số ngày làm việc đã đi", "By working days used"),
    "post_offices": Words("Theo bưu cục", "By post office"),
    "delays": Words("Số ngày chậm thuộc về ai", "Whose the days of delay are"),
    "post_work": Words("Các bưu cục", "Post offices"),
    "people": Words("Cán bộ, nhân viên", "People"),
    "services": Words("Danh mục dịch vụ, sản lượng và an toàn", "Services, volume and safety"),
    "money": Words("Tiền bưu chính thu theo loại", "Money the post took, by kind"),
}
_BEFORE = Words("{} kỳ trước", "{} before")
_COLUMNS: Mapping[str, Words] = {
    "figure": Words("Chỉ tiêu", "Figure"),
    "count": Words("Số lượng", "Number"),
    "of": Words("Trên tổng", "Of"),
    "share": Words("Tỷ lệ", "Share"),
    "change": Words("Tăng, giảm", "Change"),
    "month": Words("Tháng", "Month"),
    "code": Words("Mã", "Code"),
    "name": Words("Tên", "Name"),
    "field": Words("Lĩnh vực", "Field"),
    "way": Words("Hình thức", "Way"),
    "carried_over": Words("Kỳ trước chuyển sang", "Carried over"),
    "received": Words("Tiếp nhận", "Received"),
    "resolved": Words("Đã giải quyết", "Resolved"),
    "early": Words("Trước hạn", "Early"),
    "on_time": Words("Đúng hạn", "On time"),
    "late": Words("Trễ hạn", "Late"),
    "pending": Words("Đang giải quyết", "Pending"),
    "overdue": Words("Quá hạn", "Overdue"),
    "kept_share": Words("Tỷ lệ không trễ", "Share not late"),
    "returned": Words("Đã trả", "Returned"),
    "all_returned": Words("Tổng đã trả", "All returned"),
    "came_direct": Words("Nộp trực tiếp", "Came in person"),
    "came_postal": Words("Nộp qua bưu chính", "Came by post"),
    "came_online": Words("Nộp trực tuyến", "Came online"),
    "received_total": Words("Tiếp nhận: tổng số", "Received: total"),
    "online": Words("Trong kỳ: trực tuyến", "In the period: online"),
    "direct_and_postal": Words(
        "Trong kỳ: trực tiếp, bưu chính", "In the period: in person, by post"
    ),
    "solved_total": Words("Đã giải quyết: tổng số", "Solved: total"),
    "solved_early": Words("Đã giải quyết: trước hạn", "Solved: early"),
    "solved_on_time": Words("Đã giải quyết: đúng hạn", "Solved: on time"),
    "solved_late": Words("Đã giải quyết: quá hạn", "Solved: late"),
    "pending_total": Words("Đang giải quyết: tổng số", "Pending: total"),
    "pending_in_time": Words("Đang giải quyết: trong hạn", "Pending: in time"),
    "pending_late": Words("Đang giải quyết: quá hạn", "Pending: late"),
    "leg": Words("Chặng", "Leg"),
    "measured": Words("Đã đo", "Measured"),
    "within_norm": Words("Đạt chỉ tiêu", "Within the norm"),
    "within_share": Words("Tỷ lệ đạt", "Share within"),
    "norm_days": Words("Tổng ngày chỉ tiêu", "Days of the norms"),
    "used_days": Words("Tổng ngày đã đi", "Days used"),
    "mean_norm_days": Words("Chỉ tiêu trung bình (ngày)", "Mean norm (days)"),
    "mean_used_days": Words("Đã đi trung bình (ngày)", "Mean used (days)"),
    "late_days": Words("Số ngày chậm", "Days late"),
    "days": Words("Số ngày", "Days"),
    "consignments": Words("Bưu gửi", "Consignments"),
    "inbound": Words("Dân gửi đến", "Inbound"),
    "transfer_out": Words("Chuyển đến cơ quan", "Transfer out"),
    "transfer_back": Words("Chuyển về Trung tâm", "Transfer back"),
    "outbound": Words("Trả cho dân", "Outbound"),
    "holder": Words("Bên giữ hồ sơ", "Who had it"),
    "dossiers": Words("Hồ sơ", "Dossiers"),
    "all_days": Words("Tổng số ngày", "All days"),
    "taken_in": Words("Nhận", "Taken in"),
    "given_on": Words("Giao đi", "Given on"),
    "went_out": Words("Đi phát", "Went out"),
    "delivered": Words("Đã phát", "Delivered"),
    "failed": Words("Phát không được", "Failed"),
    "sent_back": Words("Chuyển hoàn", "Sent back"),
    "payments": Words("Khoản thu", "Payments"),
    "amount_dong": Words("Số tiền", "Amount"),
    "login": Words("Tên đăng nhập", "Login"),
    "office": Words("Đơn vị", "Office"),
    "scans": Words("Lượt quét", "Scans"),
    "steps": Words("Bước xử lý", "Steps"),
    "accepted": Words("Tiếp nhận", "Accepted"),
    "asked_supplement": Words("Yêu cầu bổ sung", "Asked supplements"),
    "posted": Words("Đã nhận gửi", "Posted"),
    "reached": Words("Đã đến nơi", "Reached their end"),
    "lost": Words("Thất lạc", "Lost"),
    "damaged": Words("Hư hỏng", "Damaged"),
    "safe": Words("An toàn", "Safe"),
    "safe_share": Words("Mức độ an toàn", "Safety level"),
    "kind": Words("Loại tiền", "Kind"),
}
_LINES: Mapping[str, Words] = {
    "carried_over": Words("Kỳ trước chuyển sang", "Carried over"),
    "received": Words("Tiếp nhận trong kỳ", "Received in the period"),
    "direct": Words("Trực tiếp", "In person"),
    "postal": Words("Qua bưu chính", "By post"),
    "online": Words("Trực tuyến", "Online"),
    "resolved": Words("Đã giải quyết trong kỳ", "Resolved in the period"),
    "early_or_on_time": Words("Trước hạn và đúng hạn", "Early or on time"),
    "early": Words("Trước hạn", "Early"),
    "on_time": Words("Đúng hạn", "On time"),
    "late": Words("Trễ hạn", "Late"),
    "pending": Words("Đang giải quyết cuối kỳ", "Pending at the end"),
    "in_time": Words("Trong hạn cuối kỳ", "In time at the end"),
    "overdue": Words("Quá hạn cuối kỳ", "Overdue at the end"),
    "returned": Words("Đã trả trong kỳ", "Returned in the period"),
    "returned_counter": Words("Trả tại quầy", "Returned at the counter"),
    "returned_postal": Words("Trả qua bưu chính", "Returned by post"),
    "returned_online": Words("Trả trực tuyến", "Returned online"),
    "rated": Words("Lượt đánh giá", "Ratings"),
    "very_satisfied": Words("Rất hài lòng", "Very satisfied"),
    "satisfied": Words("Hài lòng", "Satisfied"),
    "dissatisfied": Words("Không hài lòng", "Dissatisfied"),
    "inbound": Words("Người dân gửi đến Trung tâm", "From citizens to the centre"),
    "transfer_out": Words("Trung tâm chuyển đến cơ quan", "From the centre to departments"),
    "transfer_back": Words("Cơ quan chuyển về Trung tâm", "From departments to the centre"),
    "outbound": Words("Trả kết quả cho người dân", "Results to citizens"),
    "citizen": Words("Người dân", "Citizen"),
    "center": Words("Trung tâm", "Centre"),
    "department": Words("Cơ quan giải quyết", "Department"),
    "post": Words("Bưu chính", "Post"),
    "postage": Words("Cước (doanh thu bưu chính)", "Postage (revenue of the post)"),
    "fee": Words("Phí (thu hộ)", "Fees (for agencies)"),
    "charge": Words("Lệ phí (thu hộ)", "Charges (for agencies)"),
    "tax": Words("Thuế (thu hộ)", "Taxes (for agencies)"),
    "fine": Words("Tiền phạt (thu hộ)", "Fines (for agencies)"),
    "unstated": Words("Chưa rõ loại", "Of no stated kind"),
}
_NOT_RECORDED: Mapping[str, Words] = {
    "complaints": Words(
        "Khiếu nại và kết quả giải quyết: hệ thống không ghi nhận",
        "Complaints and their outcome: not recorded by the service",
    ),
    "compensation": Words(
        "Bồi thường, số vụ và số tiền: hệ thống không ghi nhận",
        "Compensation, cases and value: not recorded by the service",
    ),
}
#: What is said of how figures were made; the names in braces are counts of the report.
_NOTED: Mapping[ReportName, Words] = {
    ReportName.TRANSIT: Words(
        "Có {late_dossiers} hồ sơ trễ hạn; đã xem {looked_at} hồ sơ đầu kỳ, trong đó biết được số"
        " ngày chậm thuộc về ai của {told_apart} hồ sơ.",
        "{late_dossiers} dossiers were late; the first {looked_at} were looked at, and of"
        " {told_apart} it is known whose the days are.",
    ),
}
#: What stands where a line has no name.
NAMELESS = Words("Chưa phân loại", "Not classified")
ALL = Words("Tổng cộng", "Total")
BEFORE_IS = Words("So với kỳ từ {} đến {}", "Beside the period from {} to {}")
NO_LINES = Words("Không có số liệu trong kỳ.", "There is nothing in this period.")


def column_words(name: str) -> Words:
    """Return what a column is called."""
    if name.endswith("_before"):
        of_now = _COLUMNS[name.removesuffix("_before")]
        return Words(_BEFORE.vi.format(of_now.vi), _BEFORE.en.format(of_now.en))
    return _COLUMNS[name]


def line_words(name: str) -> Words:
    """Return what a line is called whose name is one of ours."""
    return _LINES[name]


def not_recorded_words(name: str) -> Words:
    """Return what is said of something the service does not know."""
    return _NOT_RECORDED[name]


def noted_words(report: ReportName, counts: Mapping[str, str]) -> Words:
    """Return what is said of how a report was made, with its counts as they are read."""
    words = _NOTED[report]
    return Words(words.vi.format(**counts), words.en.format(**counts))


def span_words(span: Span) -> Words:
    """Return what a period is called."""
    year, _, part = (span.name or "").partition("-")
    if not year:
        first, last = span.first_on, span.last_on
        return Words(days_in_words(first, last, "vi"), days_in_words(first, last, "en"))
    if not part:
        return Words(f"Năm {year}", year)
    kind, number = part[0], part[-1]
    if kind == "Q":
        roman = ("I", "II", "III", "IV")[int(number) - 1]
        return Words(f"Quý {roman}/{year}", f"Quarter {number} of {year}")
    if kind == "H":
        half = ("đầu", "cuối")[int(number) - 1]
        return Words(f"6 tháng {half} năm {year}", f"Half {number} of {year}")
    return Words(f"Tháng {int(part)}/{year}", f"{month_name[int(part)]} {year}")
