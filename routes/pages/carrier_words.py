"""What the pages call carriers, what is ordered of them and what they tell, in Vietnamese."""

from routes.pages.marking import marked as _

CHANGE = {
    "carrier_kept": _("Ghi cách kết nối đơn vị vận chuyển"),
    "carrier_paused": _("Tạm ngừng gửi đơn cho đơn vị vận chuyển"),
    "carrier_resumed": _("Gửi đơn trở lại cho đơn vị vận chuyển"),
    "carrier_leg_kept": _("Ghi đơn vị vận chuyển theo chiều"),
    "carrier_leg_corrected": _("Sửa đơn vị vận chuyển chưa áp dụng"),
    "carrier_leg_withdrawn": _("Bỏ đơn vị vận chuyển chưa áp dụng"),
    "carrier_ordered": _("Đặt đơn vận chuyển"),
    "carrier_order_tried_again": _("Gửi lại đơn vận chuyển"),
    "carrier_order_cancelled": _("Hủy đơn vận chuyển"),
    "carrier_order_settled": _("Tự xử lý đơn vận chuyển"),
    "carrier_report_heard_again": _("Đọc lại tin báo vận chuyển"),
    "carrier_report_settled": _("Xử lý tin báo vận chuyển"),
}

CHANGE_DETAIL = {
    "carrier": _("đơn vị vận chuyển"),
    "carrier_kind": _("cách kết nối"),
    "changed": _("mục đổi"),
    "secrets": _("khóa đổi"),
    "leg": _("chiều"),
    "report": _("tin báo"),
}

FIELDS = {
    "leg": _("Chiều"),
    "carrier": _("Đơn vị vận chuyển"),
    "pull_minutes": _("Hỏi hành trình mỗi (phút)"),
}

JOBS = {
    "carrier_orders": _("Gửi đơn cho đơn vị vận chuyển"),
    "carrier_tracking": _("Nghe tin từ đơn vị vận chuyển"),
}

JOB_PURPOSES = {
    "carrier_orders": _(
        "Gửi từng đơn đi nhận hay đi phát một lần, và hủy đơn khi có người yêu cầu."
    ),
    "carrier_tracking": _("Hỏi hành trình đến lượt, rồi ghi những gì đơn vị vận chuyển đã báo."),
}

JOB_COUNTS = {
    "taken_back": _("đơn không cần nữa, đang rút lại"),
    "ordered": _("đơn đã gửi"),
    "cancelled": _("đơn đã hủy"),
    "told": _("tin báo nhận được"),
    "applied": _("tin báo đã ghi"),
    "for_people": _("tin báo chờ người xem"),
}

DONE = {
    "carrier_kept": _("Đã lưu cách kết nối; mã lạ đã báo được đọc lại."),
    "carrier_paused": _("Đã tạm ngừng gửi đơn."),
    "carrier_resumed": _("Đã gửi đơn trở lại."),
    "carrier_leg_kept": _("Đã ghi ai vận chuyển."),
    "carrier_leg_withdrawn": _("Đã bỏ."),
    "carrier_try_again": _("Đã xếp lại vào hàng chờ gửi."),
    "carrier_cancel": _("Đã ghi việc hủy đơn."),
    "carrier_settle": _("Đã ghi: đơn do người xử lý."),
    "carrier_hear_again": _("Tin báo sẽ được đọc lại trong một phút."),
    "carrier_settle_report": _("Đã ghi việc xử lý tin báo."),
}

WORDS = {
    "carrier_kind": {
        "vnpost_hcc": _("VNPost, đơn của Trung tâm hành chính công"),
        "vnpost_customer": _("VNPost, cổng khách hàng"),
        "files": _("Bằng tệp trong thư mục"),
    },
    "order_kind": {"pickup": _("đi nhận"), "delivery": _("đi phát")},
    "order_state": {
        "wanted": _("chờ gửi"),
        "sent": _("đã gửi, chưa rõ"),
        "accepted": _("đã nhận đơn"),
        "refused": _("bị từ chối"),
        "cancel_wanted": _("đang hủy"),
        "cancelled": _("đã hủy"),
        "settled": _("người xử lý"),
    },
    "order_reason": {
        "needless": _("không còn cần đến"),
        "amount_changed": _("số phải thu đã đổi, đặt lại đơn khác"),
    },
    "report_state": {
        "waiting": _("chờ đọc"),
        "unknown_code": _("mã lạ"),
        "unknown_order": _("đơn lạ"),
        "differs": _("không khớp"),
        "unreadable": _("không đọc được"),
    },
    "carrier_trouble": {
        "unreachable": _("không kết nối được"),
        "timed_out": _("không trả lời kịp"),
        "busy": _("bên kia đang bận"),
        "unreadable": _("trả lời không hiểu được"),
        "not_let_in": _("không cho vào, xem lại khóa"),
        "refused": _("bên kia từ chối"),
        "not_allowed": _("địa chỉ nằm trong mạng riêng, quản trị máy chủ chưa cho phép"),
        "amount_changed": _("số phải thu đã đổi sau khi đặt"),
        "unsure": _("không rõ đơn đã tới chưa: hãy xem bên cổng của họ"),
        "no_citizen": _("chưa biết người gửi, người nhận"),
    },
    "report_trouble": {
        "no_amount": _("không nói số tiền đã thu"),
        "amount_differs": _("số tiền không khớp"),
        "bad_line": _("dòng sai"),
        "no_columns": _("thiếu cột"),
        "no_utf8": _("không phải UTF-8"),
        "too_long": _("tệp quá dài"),
        "not_whole": _("tệp dở dang, chưa hết dòng cuối"),
        "no_file": _("không phải tệp CSV thường, không được đọc"),
        "unreadable": _("không hiểu được"),
    },
    "carrier_fact": {
        "collected": _("Đã thu của người dân"),
        "with_post": _("Bưu điện đang giữ"),
        "paid_out": _("Đã trả cho cơ quan"),
    },
    "setting_choice": {
        "yes": _("có"),
        "no": _("không"),
        "dossier": _("mã hồ sơ"),
        "consignment": _("mã bưu gửi"),
        "POST": "POST",
        "GET": "GET",
        "Data": "Data",
        "Data+SendDate": "Data + SendDate",
        "sha256": "SHA-256",
        "sha1": "SHA-1",
    },
    "carrier_setting": {
        "order_url": _("Địa chỉ đặt đơn"),
        "cancel_url": _("Địa chỉ hủy đơn"),
        "tracking_url": _("Địa chỉ hỏi hành trình"),
        "token_url": _("Địa chỉ lấy mã truy cập"),
        "find_url": _("Địa chỉ tìm đơn"),
        "token_field": _("Tên trường của mã truy cập"),
        "token_header": _("Tên header của khóa"),
        "customer_code": _("Mã khách hàng"),
        "service_name": _("Dịch vụ"),
        "agency_phone": _("Điện thoại của Trung tâm"),
        "agency_email": _("Thư điện tử của Trung tâm"),
        "agency_address": _("Địa chỉ của Trung tâm"),
        "agency_province": _("Mã tỉnh của Trung tâm"),
        "agency_district": _("Mã huyện của Trung tâm"),
        "agency_ward": _("Mã xã của Trung tâm"),
        "citizen_province": _("Mã tỉnh của người dân"),
        "citizen_district": _("Mã huyện của người dân"),
        "citizen_ward": _("Mã xã của người dân"),
        "weight_grams": _("Khối lượng (gam)"),
        "named_by": _("Gọi đơn bằng"),
        "send_item_code": _("Gửi kèm mã bưu gửi"),
        "flag_config": "FlagConfig",
        "later_codes": _("Mã trả lời nghĩa là thử lại sau"),
        "tracking_method": _("Cách hỏi hành trình"),
        "page_size": _("Số dòng mỗi lần hỏi"),
        "overlap_minutes": _("Hỏi lại phần đã nghe (phút)"),
        "moment_field": _("Tên trường thời điểm"),
        "moment_from_id": _("Lấy thời điểm từ số của dòng"),
        "repeats_are_safe": _("Gửi lại cùng mã đơn vẫn là một đơn"),
        "amount_field": _("Tên trường số tiền đã thu"),
        "report_public_key": _("Khóa công khai của chữ ký"),
        "report_signed": _("Phần được ký"),
        "report_hash": _("Hàm băm của chữ ký"),
        "statuses": _("Mã của họ là từ nào của ta"),
        "collected_as_ordered": _("Phát xong là đã thu đủ"),
        "access_token": _("Mã truy cập"),
        "customer_key": _("Khóa khách hàng"),
        "secret_key": _("Khóa bí mật"),
        "token": _("Khóa"),
    },
}
