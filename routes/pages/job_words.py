"""What the pages of administrators call the jobs of the timetable, in Vietnamese."""

from collections.abc import Mapping

from routes.pages import carrier_words
from routes.pages.marking import marked as _

CHANGE = {
    "job_paused": _("Tạm dừng công việc tự động"),
    "job_resumed": _("Cho chạy lại công việc tự động"),
    "job_run_asked": _("Yêu cầu chạy công việc tự động"),
}

CHANGE_DETAIL = {
    "job": _("công việc"),
    "period": _("kỳ"),
    "reason": _("lý do"),
    "catches_up": _("chạy bù"),
}

DONE = {
    "job_run_asked": _("Đã xếp lượt chạy. Tiến trình nền sẽ nhận trong vài giây."),
    "job_paused": _("Đã tạm dừng. Lượt đang chạy, nếu có, vẫn chạy hết."),
    "job_resumed": _("Đã cho chạy lại; các kỳ bị lỡ đang được chạy bù."),
}

#: What the service speaks up about by itself, among the differences.
ALARMS: Mapping[str, str] = {
    "not_taken": _("Đã giao mà chưa ai nhận"),
    "lies_too_long": _("Nằm quá lâu"),
    "invite_again": _("Cần mời phát lần nữa"),
    "to_send_back": _("Cần chuyển hoàn"),
    "remittance_overdue": _("Tiền thu hộ chưa chuyển đúng kỳ"),
}

FIELDS: Mapping[str, str] = {"period": _("Kỳ")}

WORDS: Mapping[str, Mapping[str, str]] = {
    "job": {
        "incoming": _("Đọc những gì bên ngoài gọi báo"),
        "messages": _("Gửi tin nhắn"),
        "webhooks": _("Báo cho phần mềm khác"),
        "figures": _("Cộng số liệu báo cáo"),
        "receipts": _("Gửi dữ liệu biên lai"),
        "stories": _("Đi tiếp kịch bản thử nghiệm"),
        **carrier_words.JOBS,
        "portal": _("Báo và hỏi Cổng dịch vụ công"),
        "captures": _("Đọc sự kiện nhận được"),
        "tidy": _("Dọn dẹp phiên đăng nhập"),
        "reconcile": _("Đối soát hằng đêm"),
        "forget": _("Xóa thông tin cá nhân hết hạn lưu"),
        "close_month": _("Chốt số liệu tháng"),
        "alarms": _("Báo động việc đứng yên"),
        "apologies": _("Soạn văn bản xin lỗi"),
        "due_soon": _("Báo hồ sơ sắp đến hạn"),
        "remittances": _("Nhắc tiền chưa chuyển"),
    },
    "job_purpose": {
        "incoming": _("Đọc từng lượt gọi đến của bưu điện, cổng và nhà cung cấp, theo thứ tự đến."),
        "messages": _("Gửi tin cho người dân và các đơn vị, mỗi tin một lần, theo thứ tự."),
        "webhooks": _("Báo từng việc cho những phần mềm đã đăng ký webhook, theo thứ tự."),
        "figures": _("Cộng những thay đổi của hồ sơ vào số liệu theo ngày và tháng."),
        "receipts": _("Gửi từng biên lai và từng lần hủy tới nơi nhận cho cơ quan thuế."),
        "stories": _("Ở trung tâm thử nghiệm, đưa bưu gửi đi tiếp theo kịch bản đã định."),
        **carrier_words.JOB_PURPOSES,
        "portal": _(
            "Báo Cổng dịch vụ công quốc gia từng bước của hồ sơ, một lần, theo thứ tự; hỏi lại Cổng"
            " đang giữ gì."
        ),
        "captures": _("Đọc tệp sự kiện bên khác gửi tới và xét như lượt quét."),
        "reconcile": _(
            "Đối soát tiền của những ngày chưa khóa sổ tới hết hôm trước, như chạy bằng tay."
        ),
        "forget": _(
            "Hồ sơ kết thúc quá thời hạn lưu thì xóa tên, số điện thoại, địa chỉ, lời góp ý và ảnh"
            " bằng chứng; các bước và số liệu giữ nguyên."
        ),
        "close_month": _(
            "Đầu tháng ghi lại số liệu tổng hợp của tháng trước; dữ liệu đến sau không làm đổi."
        ),
        "alarms": _(
            "Báo thứ đã giao mà chưa ai nhận, nằm quá lâu ở bưu cục hay bưu tá, cần mời phát lần"
            " nữa hay chuyển hoàn; tự đóng khi đã có bước tiếp theo."
        ),
        "apologies": _(
            "Trước hạn một ngày làm việc, soạn sẵn văn bản xin lỗi cho hồ sơ chưa xong; cơ quan xem"
            " lại và ký."
        ),
        "due_soon": _(
            "Mỗi sáng làm việc nhắn người đứng đầu từng cơ quan những hồ sơ sắp đến hạn và quá hạn."
        ),
        "remittances": _(
            "Mỗi sáng làm việc nhắc bưu cục còn giữ tiền quá kỳ hợp đồng; tự đóng khi đã chuyển đủ."
        ),
        "tidy": _("Xóa phiên hết hạn, lần đếm cũ và câu trả lời đã lưu không còn dùng."),
    },
    "job_error": {
        "worker_lost": _("Tiến trình nền bị ngắt giữa chừng."),
        "deadline_passed": _("Chạy quá lâu."),
        "database_unavailable": _("Mất kết nối cơ sở dữ liệu."),
        "internal_error": _("Lỗi của hệ thống; chi tiết nằm trong nhật ký máy chủ."),
    },
    "job_count": {
        "folded": _("thay đổi đã cộng"),
        "sent": _("đã gửi"),
        "told": _("việc đã báo"),
        "lines": _("dòng"),
        "matched": _("khớp"),
        "differences": _("chênh lệch"),
        "not_taken": _("giao chưa nhận"),
        "lies_too_long": _("nằm quá lâu"),
        "invite_again": _("mời lần hai"),
        "to_send_back": _("chuyển hoàn"),
        "prepared": _("đã soạn"),
        "received": _("tiếp nhận"),
        "resolved": _("giải quyết"),
        "offices": _("bưu cục"),
        "dossiers": _("hồ sơ"),
        "consignments": _("bưu gửi"),
        "amount_dong": _("số đồng"),
        "not_credited": _("đợt chưa báo có"),
        "closed": _("tự đóng"),
        "departments": _("cơ quan"),
        "due": _("sắp đến hạn"),
        "overdue": _("quá hạn"),
        "understood": _("lượt gọi đã xem"),
        "begun": _("kịch bản bắt đầu"),
        "beats": _("bước kịch bản"),
        **carrier_words.JOB_COUNTS,
    },
}
