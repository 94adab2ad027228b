"""What pages call office hours and whoever is waited for, in Vietnamese."""

from collections.abc import Mapping

from routes.pages.marking import marked as _

DONE: Mapping[str, str] = {
    "office_hours_kept": _("Đã lưu giờ làm việc."),
    "office_hours_withdrawn": _("Đã bỏ giờ làm việc chưa áp dụng."),
    "forwarding_hour_kept": _("Đã lưu giờ chốt chuyển."),
    "forwarding_hour_withdrawn": _("Đã bỏ giờ chốt chưa áp dụng."),
    "transit_norms_kept": _("Đã lưu chỉ tiêu thời gian."),
    "transit_norms_withdrawn": _("Đã bỏ chỉ tiêu chưa áp dụng."),
    "zone_kept": _("Đã lưu khu vực của đơn vị."),
    "bundle_filed": _("Đã tiếp nhận cả bộ hồ sơ."),
    "part_added": _("Đã lập phần tiếp theo. In nhãn, dán lên, rồi bàn giao."),
    "screen_added": _("Đã thêm màn hình. Mở liên kết trên máy tính bảng của quầy."),
    "screen_removed": _("Đã bỏ màn hình."),
    "shown_on_screen": _("Đã mời đánh giá trên màn hình."),
}

#: What people call the fields of forms.
FIELDS: Mapping[str, str] = {
    "opens_at": _("Mở cửa"),
    "lunch_from": _("Nghỉ trưa từ"),
    "lunch_until": _("Nghỉ trưa đến"),
    "closes_at": _("Đóng cửa"),
    "zone": _("Khu vực"),
    "contact": _("Liên hệ khi vướng mắc"),
    "dossiers": _("Các hồ sơ"),
    "together": _("Gửi cùng bộ hồ sơ"),
    "further_dossiers": _("Các hồ sơ đi cùng"),
    "part_of": _("Phần trước"),
    "screen_id": _("Màn hình đánh giá"),
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "holder": {
        "citizen": _("người dân"),
        "center": _("Trung tâm"),
        "department": _("cơ quan giải quyết"),
        "post": _("bưu điện"),
    },
    "scope": {
        "within_district": _("Nội khu vực"),
        "between_districts": _("Liên khu vực trong tỉnh"),
        "between_cities": _("Giữa các thành phố lớn"),
        "inter_province": _("Liên tỉnh khác"),
    },
    "term_unit": {
        "working_days": _("ngày làm việc"),
        "calendar_days": _("ngày"),
        "working_hours": _("giờ làm việc"),
    },
}
