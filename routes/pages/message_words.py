"""What pages call messages, their states and channels, in Vietnamese."""

from collections.abc import Mapping

from routes.pages.marking import marked as _

DONE: Mapping[str, str] = {
    "wording_kept": _("Đã lưu lời nhắn mới."),
    "wording_withdrawn": _("Đã bỏ lời nhắn chưa áp dụng."),
    "message_rules_kept": _("Đã lưu quy tắc gửi tin."),
    "opt_out_kept": _("Đã ghi nhận."),
    "head_kept": _("Đã lưu cách liên hệ người đứng đầu."),
}

CHANGE: Mapping[str, str] = {
    "wording_kept": _("Ghi lời nhắn"),
    "wording_withdrawn": _("Bỏ lời nhắn chưa áp dụng"),
    "message_rules_kept": _("Ghi giờ yên tĩnh, giới hạn tin"),
    "channel_kept": _("Ghi quy tắc kênh gửi tin"),
    "opted_out": _("Ghi người không nhận tin"),
    "opted_in": _("Ghi người nhận tin trở lại"),
    "office_head_kept": _("Ghi cách liên hệ người đứng đầu"),
}

CHANGE_DETAIL: Mapping[str, str] = {
    "message": _("tin"),
    "language": _("ngôn ngữ"),
    "version": _("phiên bản"),
    "quiet_from": _("yên tĩnh từ"),
    "quiet_until": _("yên tĩnh đến"),
    "daily_most": _("nhiều nhất mỗi ngày"),
    "channel": _("kênh"),
    "place": _("thứ tự"),
    "enabled": _("đang dùng"),
    "rate_per_minute": _("tin mỗi phút"),
    "patience_minutes": _("phút chờ kênh"),
    "price_dong": _("đơn giá"),
    "sender": _("tên người gửi"),
    "recipient": _("người nhận"),
}

FIELDS: Mapping[str, str] = {
    "subject": _("Tiêu đề thư điện tử"),
    "body": _("Nội dung thư điện tử"),
    "short": _("Tin nhắn SMS"),
    "zalo_template": _("Số mẫu đã được Zalo duyệt"),
    "zalo_facts": _("Dữ liệu mẫu Zalo cần"),
    "quiet_from": _("Yên tĩnh từ"),
    "quiet_until": _("Yên tĩnh đến"),
    "daily_most": _("Số tin nhiều nhất mỗi người mỗi ngày"),
    "enabled": _("Dùng kênh này"),
    "filer_email": _("Thư điện tử"),
    "filer_language": _("Tin nhắn bằng"),
    "place": _("Thứ tự"),
    "rate_per_minute": _("Tin mỗi phút"),
    "patience_minutes": _("Số phút chờ kênh"),
    "price_dong": _("Đơn giá (đồng)"),
    "sender": _("Tên người gửi"),
    "head_phone": _("Điện thoại"),
    "head_email": _("Thư điện tử"),
    "version": _("Phiên bản"),
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "message": {
        "accepted": _("Đã tiếp nhận hồ sơ, ngày hẹn trả"),
        "supplement_asked": _("Yêu cầu bổ sung"),
        "apology": _("Xin lỗi và hẹn lại ngày trả"),
        "result_ready": _("Đã có kết quả"),
        "result_sent": _("Kết quả đang được chuyển"),
        "failed_attempt": _("Chưa phát được, mời nhận tại bưu cục"),
        "collection_notice": _("Mời nhận tại bưu cục"),
        "delivered": _("Đã phát kết quả"),
        "due_soon_digest": _("Hồ sơ sắp đến hạn"),
        "office_reminder": _("Nhắc việc đơn vị"),
    },
    "message_state": {
        "waiting": _("chờ gửi"),
        "sending": _("đang gửi"),
        "sent": _("đã gửi"),
        "delivered": _("đã đến nơi"),
        "failed": _("không gửi được"),
        "given_up": _("đã quá lúc"),
        "withheld": _("giữ lại"),
    },
    "message_channel": {"zalo": "Zalo", "sms": "SMS", "email": _("Thư điện tử")},
    "message_language": {"vi": _("Tiếng Việt"), "en": _("Tiếng Anh")},
    "message_trouble": {
        "unreachable": _("Không kết nối được nhà cung cấp"),
        "timed_out": _("Nhà cung cấp không trả lời kịp"),
        "busy": _("Nhà cung cấp đang bận hoặc gặp lỗi"),
        "unreadable": _("Không hiểu câu trả lời"),
        "not_let_in": _("Nhà cung cấp không cho vào; xem lại địa chỉ và khóa"),
        "refused": _("Bị từ chối"),
        "undelivered": _("Không đến được người nhận"),
        "no_address": _("Không có điện thoại hay thư điện tử"),
        "opted_out": _("Người nhận không muốn nhận tin"),
        "taken_back": _("Việc báo đã được hoàn tác"),
        "sandbox": _("Đang thử nghiệm, người này không có trong danh sách"),
        "too_late": _("Đến lúc gửi được thì đã quá muộn"),
        "seal_broken": _("Không mở được: dữ liệu đã bị thay đổi"),
    },
    "message_outcome": {
        "taken": _("nhà cung cấp đã nhận"),
        "later": _("sẽ thử lại"),
        "refused": _("bị từ chối"),
        "delivered": _("đã đến nơi"),
        "undelivered": _("không đến nơi"),
    },
}
