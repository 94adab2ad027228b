"""What pages call the national portal, what it is told and what does not fit, in Vietnamese."""

from collections.abc import Mapping

from routes.pages.marking import marked as _

DONE: Mapping[str, str] = {
    "portal_tried_again": _("Đã xếp lại để gửi Cổng ngay."),
    "portal_settled": _("Đã ghi cách xử lý."),
    "portal_list_wanted": _("Sẽ đọc lại danh mục của Cổng trong vài phút."),
    "portal_asked": _("Đang hỏi lại Cổng; kết quả có trong vài phút."),
    "portal_account_kept": _("Đã lưu tài khoản Cổng."),
}

CHANGE: Mapping[str, str] = {
    "portal_account_kept": _("Ghi tài khoản Cổng dịch vụ công"),
    "portal_tried_again": _("Gửi lại Cổng dịch vụ công"),
    "portal_telling_settled": _("Xử lý bước chưa báo được Cổng"),
    "portal_finding_settled": _("Xử lý điều lệch từ Cổng"),
    "portal_asked": _("Hỏi lại Cổng trạng thái hồ sơ"),
    "portal_list_wanted": _("Đọc lại danh mục thủ tục của Cổng"),
}

CHANGE_DETAIL: Mapping[str, str] = {
    "host": _("máy chủ"),
    "unit_code": _("mã đơn vị"),
    "tells": _("báo những hồ sơ"),
    "dossier": _("hồ sơ"),
    "tellings": _("số bước"),
    "dossiers": _("số hồ sơ"),
    "status": _("trạng thái"),
    "finding": _("điều lệch"),
}

FIELDS: Mapping[str, str] = {
    "login_address": _("Địa chỉ đăng nhập"),
    "portal_login": _("Tài khoản Cổng cấp"),
    "portal_password": _("Mật khẩu Cổng cấp"),
    "unit_code": _("Mã đơn vị (madonvi)"),
    "tells": _("Báo những hồ sơ"),
    "fee_code": _("LoaiPhiLePhi của phí"),
    "charge_code": _("LoaiPhiLePhi của lệ phí"),
    "before_code": _("HinhThucThu khi thu trước"),
    "after_code": _("HinhThucThu khi thu sau"),
    "absent_code": _("Mã lỗi khi Cổng không giữ hồ sơ"),
    "session_code": _("Mã lỗi khi hết phiên"),
    "later_codes": _("Mã lỗi tự hết"),
    "since_field": _("Tên trường từ lúc"),
    "until_field": _("Tên trường đến lúc"),
    "address_field": _("Tên trường địa chỉ"),
    "term_field": _("Tên trường thời hạn"),
    "ask_hours": _("Hỏi lại sau số giờ"),
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "portal_tells": {
        "postal": _("Hồ sơ qua bưu chính công ích"),
        "all": _("Mọi hồ sơ của Trung tâm"),
    },
    "portal_state": {
        "waiting": _("chờ báo"),
        "telling": _("đang báo"),
        "sent": _("Cổng đã nhận"),
        "refused": _("Cổng từ chối"),
        "settled": _("đã xử lý bằng tay"),
        "needless": _("không cần báo"),
    },
    "portal_trouble": {
        "unreachable": _("Không kết nối được Cổng"),
        "timed_out": _("Cổng không trả lời kịp"),
        "busy": _("Cổng đang bận hoặc gặp lỗi"),
        "unreadable": _("Không hiểu câu trả lời của Cổng"),
        "not_let_in": _("Cổng không cho vào; xem lại địa chỉ và tài khoản"),
        "refused": _("Cổng từ chối"),
        "seal_broken": _("Không mở được số liên hệ đã niêm phong"),
    },
    "portal_finding": {
        "unknown_dossier": _("Ở đây không có hồ sơ này"),
        "unknown_status": _("Trạng thái của Cổng chưa ai biết"),
        "does_not_fit": _("Trạng thái của Cổng không theo sau trạng thái ở đây"),
        "both_changed": _("Hai bên cùng đổi, không khớp nhau"),
        "overtaken": _("Cổng từng báo trạng thái này, nay đã khác"),
        "not_held": _("Cổng không còn giữ hồ sơ này"),
        "unanswered": _("Cổng từ chối trả lời về hồ sơ này"),
    },
    "portal_difference": {
        "missing_here": _("Ở đây chưa có"),
        "missing_there": _("Ở Cổng chưa có"),
        "other_name": _("Khác tên"),
        "other_term": _("Khác thời hạn"),
    },
    "portal_reason": {
        "says_too_little": _("Cổng không nói thủ tục nào hoặc nộp bằng cách nào"),
        "not_by_post": _("Không nộp qua bưu chính công ích"),
        "begun_elsewhere": _("Đã được nơi khác tiếp nhận"),
        "name_missing": _("Thiếu tên người nộp"),
        "phone_missing": _("Thiếu số điện thoại người nộp"),
        "address_missing": _("Thiếu địa chỉ người nộp"),
        "unknown_procedure": _("Danh mục ở đây không có thủ tục này"),
        "several_procedures": _("Danh mục ở đây có vài thủ tục mang mã này"),
        "required": _("Danh mục không nêu cơ quan giải quyết"),
        "bad_dossier_code": _("Mã hồ sơ không đúng dạng"),
        "result_on_its_way": _("Kết quả đang trên đường bưu chính"),
        "other": _("Không nhận được; xem mã trong API"),
    },
}
