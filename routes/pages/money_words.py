"""What the pages of accountants call the names of the API, in Vietnamese."""

from collections.abc import Mapping

from routes.pages.marking import marked as _

DONE: Mapping[str, str] = {
    "upload_kept": _("Đã nhận tệp. Xem thử dưới đây rồi lưu."),
    "upload_waiting": _("Đang lưu tệp. Có thể rời trang này; việc vẫn tiếp tục."),
    "job_called_off": _("Đã yêu cầu dừng việc này."),
    "run_asked": _("Đã bắt đầu đối soát. Có thể rời trang này; việc vẫn tiếp tục."),
    "differences_worked": _("Đã ghi việc xử lý chênh lệch."),
    "mapping_kept": _("Đã lưu cách hiểu các cột."),
    "receipts_allotted": _("Đã ghi quyển biên lai."),
    "receipt_voided": _("Đã hủy số biên lai."),
}

#: What is told of a change to what money is received with.
CHANGE_DETAIL: Mapping[str, str] = {
    "form_code": _("mẫu số"),
    "symbol": _("ký hiệu"),
    "collector": _("người được giao"),
}

FIELDS: Mapping[str, str] = {
    "allotted_on": _("Ngày giao"),
    "form_code": _("Mẫu số"),
    "number": _("Số biên lai"),
    "symbol": _("Ký hiệu"),
    "year": _("Năm sử dụng"),
    "file": _("Tệp"),
    "from": _("Từ ngày"),
    "to": _("Đến ngày"),
    "office": _("Bưu cục"),
    "action": _("Cách giải quyết"),
    "act": _("Việc cần làm"),
    "assignee": _("Người xử lý"),
    "due_on": _("Hạn xử lý"),
    "refunded_by": _("Bên hoàn tiền"),
    "proposal": _("Gợi ý"),
    "declared_dong": _("Tổng số tiền bưu điện báo"),
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "receipt_problem": {
        "unreadable": _("không đọc được số"),
        "outside": _("số không thuộc quyển nào giao cho người thu"),
        "ambiguous": _("nhiều quyển có số này, cần ghi cả ký hiệu"),
        "used": _("số đã dùng trước đó"),
        "void": _("số đã hủy trước đó"),
    },
    "money_stage": {
        "owed": _("Người dân còn nợ"),
        "pockets": _("Bưu tá đang giữ"),
        "post": _("Bưu điện đang giữ"),
        "sent": _("Đã chuyển, chưa ghi có"),
        "credited": _("Đã ghi có"),
        "disputed": _("Đang tranh chấp"),
    },
    "line_class": {
        "matched": _("Khớp"),
        "missing": _("Chưa chuyển"),
        "short": _("Chuyển thiếu"),
        "over": _("Chuyển thừa"),
        "duplicate": _("Chuyển trùng"),
        "unknown": _("Không rõ của ai"),
        "wrong_beneficiary": _("Sai tài khoản nhận"),
        "late": _("Chuyển muộn"),
        "kind_mismatch": _("Sai loại khoản thu"),
        "refunded_after": _("Đã hoàn lại cho dân"),
    },
    "job_state": {
        "held": _("Chờ xem và lưu"),
        "waiting": _("Chờ đến lượt"),
        "running": _("Đang làm"),
        "done": _("Xong"),
        "failed": _("Không thành công"),
        "cancelled": _("Đã dừng"),
    },
    "job_kind": {"upload": _("Lưu tệp"), "reconcile": _("Đối soát")},
    "statement_kind": {"post": _("Bảng kê của bưu điện"), "bank": _("Sao kê ngân hàng")},
    "difference_state": {
        "open": _("Mới"),
        "proposed": _("Chờ duyệt"),
        "resolved": _("Đã giải quyết"),
        "carried": _("Chuyển kỳ sau"),
        "vanished": _("Tự khớp"),
    },
    "settling": {
        "match": _("Ghép với khoản đã thu"),
        "split": _("Chia cho nhiều khoản đã thu"),
        "refund": _("Hoàn lại tiền"),
        "adjustment": _("Chấp nhận và điều chỉnh"),
        "carry_forward": _("Chuyển sang kỳ sau"),
    },
    "difference_step": {
        "opened": _("Phát hiện"),
        "assigned": _("Giao việc"),
        "commented": _("Ghi chú"),
        "proposed": _("Đề nghị"),
        "resolved": _("Giải quyết"),
        "carried": _("Chuyển kỳ sau"),
        "approved": _("Duyệt"),
        "rejected": _("Không duyệt"),
        "undone": _("Hoàn tác"),
        "vanished": _("Tự khớp"),
        "opened_again": _("Lại xuất hiện"),
        "attached": _("Thêm giấy tờ"),
    },
    "statement_field": {
        "booked_on": _("Ngày"),
        "value_on": _("Ngày hiệu lực"),
        "amount": _("Số tiền"),
        "credit": _("Ghi có"),
        "debit": _("Ghi nợ"),
        "direction": _("Ghi nợ hay ghi có"),
        "balance": _("Số dư"),
        "account": _("Số tài khoản"),
        "currency": _("Loại tiền"),
        "bank_reference": _("Mã giao dịch"),
        "end_to_end_id": _("Mã tham chiếu hai đầu"),
        "customer_reference": _("Tham chiếu của khách hàng"),
        "narration": _("Nội dung"),
        "counterparty_name": _("Tên bên chuyển"),
        "counterparty_account": _("Tài khoản bên chuyển"),
        "item_code": _("Mã bưu gửi"),
        "dossier_code": _("Mã hồ sơ"),
        "receipt_number": _("Số biên lai"),
        "kind": _("Loại khoản thu"),
        "beneficiary_account": _("Tài khoản thụ hưởng"),
        "beneficiary_agency": _("Cơ quan thụ hưởng"),
        "remittance_batch": _("Số bảng kê"),
    },
}
