"""What the pages call the papers of dossiers, and what became of a paper, in Vietnamese."""

from collections.abc import Mapping

from routes.pages.marking import marked as _

WORDS: Mapping[str, Mapping[str, str]] = {
    "paper": {
        "receipt-appointment": _("Giấy tiếp nhận và hẹn trả"),
        "supplement-request": _("Phiếu yêu cầu bổ sung"),
        "refusal-notice": _("Phiếu từ chối"),
        "apology-extension": _("Văn bản xin lỗi"),
        "stop-notice": _("Thông báo dừng giải quyết"),
        "process-control-sheet": _("Phiếu kiểm soát"),
        "dossier-register": _("Sổ theo dõi hồ sơ"),
        "result-receipt": _("Giấy biên nhận trả kết quả"),
    },
    "paper_fate": {
        "present": _("có mặt"),
        "returned": _("đã trả lại"),
        "withdrawn": _("đã thu lại"),
    },
}
