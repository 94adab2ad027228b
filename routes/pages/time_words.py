"""What pages call office hours and whoever is waited for, in Vietnamese."""

from collections.abc import Mapping

from routes.pages.marking import marked as _

DONE: Mapping[str, str] = {
    "office_hours_kept": _("Đã lưu giờ làm việc."),
    "office_hours_withdrawn": _("Đã bỏ giờ làm việc chưa áp dụng."),
}

#: What people call the fields of forms.
FIELDS: Mapping[str, str] = {
    "opens_at": _("Mở cửa"),
    "lunch_from": _("Nghỉ trưa từ"),
    "lunch_until": _("Nghỉ trưa đến"),
    "closes_at": _("Đóng cửa"),
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "holder": {
        "citizen": _("người dân"),
        "center": _("Trung tâm"),
        "department": _("cơ quan giải quyết"),
        "post": _("bưu điện"),
    },
}
