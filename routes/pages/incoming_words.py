"""What pages call the calls of other parties and what becomes of them, in Vietnamese."""

from collections.abc import Mapping

from routes.pages.marking import marked as _

CHANGE: Mapping[str, str] = {
    "incoming_way_chosen": _("Chọn cách xác minh bên gọi đến"),
    "incoming_secret_added": _("Thêm khóa của bên gọi đến"),
    "incoming_secret_ended": _("Bỏ khóa của bên gọi đến"),
    "incoming_opened": _("Mở nội dung lượt gọi đến"),
    "incoming_understood_again": _("Cho đọc lại lượt gọi đến"),
    "incoming_settled": _("Đóng lượt gọi đến"),
}

CHANGE_DETAIL: Mapping[str, str] = {
    "party": _("bên gọi"),
    "way": _("cách xác minh"),
    "header": _("tiêu đề chứa khóa"),
    "tolerance_seconds": _("lệch giờ cho phép (giây)"),
    "secret": _("số khóa"),
    "call": _("lượt gọi"),
}

DONE: Mapping[str, str] = {
    "understood_again": _("Đã xếp lại vào hàng chờ đọc."),
    "call_settled": _("Đã đóng lượt gọi."),
    "way_chosen": _("Đã lưu cách xác minh."),
    "secret_added": _("Đã thêm khóa."),
    "secret_ended": _("Khóa đã hết giá trị."),
}

FIELDS: Mapping[str, str] = {
    "way": _("Cách xác minh"),
    "header_name": _("Tiêu đề chứa khóa"),
    "tolerance_seconds": _("Lệch giờ cho phép (giây)"),
    "secret": _("Khóa bên kia đưa"),
    "overlap_hours": _("Khóa cũ còn dùng thêm (giờ)"),
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "incoming_state": {
        "waiting": _("chờ đọc"),
        "understood": _("đã đọc"),
        "not_understood": _("không hiểu"),
        "apart": _("trùng mã, khác nội dung"),
        "settled": _("đã đóng"),
    },
    #: What sources say became of their calls, and why it was nothing.
    "incoming_outcome": {
        "delivery_noted": _("đã ghi kết quả gửi tin"),
        "report_kept": _("đã ghi báo cáo của đơn vị vận chuyển"),
        "to_be_asked": _("sẽ hỏi lại Cổng"),
    },
    "incoming_trouble": {
        "no_carrier": _("chưa khai đơn vị vận chuyển này"),
        "our_error": _("lỗi của hệ thống"),
        "too_slow": _("xử lý quá lâu"),
        "unreadable": _("không đọc được nội dung"),
        "unknown_message": _("không có tin này"),
    },
    "incoming_way": {
        "signed": _("Chữ ký (Standard Webhooks)"),
        "key": _("Khóa trong tiêu đề"),
        "own": _("Cách riêng của bên này"),
    },
}
