"""What pages call webhooks and what becomes of what they are told, in Vietnamese."""

from collections.abc import Mapping

from routes.pages.marking import marked as _

CHANGE: Mapping[str, str] = {
    "webhook_added": _("Thêm webhook"),
    "webhook_changed": _("Sửa webhook"),
    "webhook_enabled": _("Bật lại webhook"),
    "webhook_disabled": _("Tắt webhook"),
    "webhook_removed": _("Xóa webhook"),
    "webhook_rotated": _("Đổi khóa webhook"),
    "webhook_replayed": _("Cho báo lại qua webhook"),
}

CHANGE_DETAIL: Mapping[str, str] = {
    "webhook": "webhook",
    "event": _("việc"),
    "begins_at": _("từ lúc"),
    "ends_at": _("đến lúc"),
    "url": _("máy nhận"),
    "url_before": _("máy nhận trước đó"),
    "kinds": _("loại việc"),
    "kinds_before": _("loại việc trước đó"),
    "description": _("để làm gì"),
}

DONE: Mapping[str, str] = {
    "webhook_changed": _("Đã sửa webhook."),
    "webhook_enabled": _("Đã bật lại webhook."),
    "webhook_disabled": _("Đã tắt webhook."),
    "webhook_removed": _("Đã xóa webhook."),
    "webhook_queued": _("Đã xếp vào hàng chờ báo."),
}

FIELDS: Mapping[str, str] = {
    "url": _("Địa chỉ nhận (https)"),
    "kinds": _("Loại việc được báo"),
    "description": _("Để làm gì"),
    "begins_at": _("Từ lúc"),
    "ends_at": _("Đến lúc"),
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "webhook_disabled": {
        "by_hand": _("tắt bằng tay"),
        "failing": _("bên nhận không nhận nhiều ngày liền"),
        "gone": _("bên nhận trả lời không còn dùng (410)"),
    },
    "webhook_delivery": {
        "waiting": _("chờ báo"),
        "delivered": _("đã báo"),
        "failed": _("không báo được"),
    },
    "webhook_trouble": {
        "unreachable": _("không kết nối được"),
        "timed_out": _("không trả lời kịp"),
        "refused": _("không được phép kết nối"),
    },
}
