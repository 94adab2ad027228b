"""What papers about money call things in Vietnamese; shared by minutes and spreadsheets."""

KINDS = {
    "fee": "Phí",
    "charge": "Lệ phí",
    "tax": "Thuế",
    "fine": "Tiền phạt",
    "postage": "Cước",
    "unstated": "Chưa phân loại",
}
ACCOUNTS = {
    "citizen_receivable": "Phải thu người nộp",
    "courier_cash": "Tiền mặt bưu tá giữ",
    "post_payable": "Bưu điện phải chuyển",
    "in_transit": "Tiền đang chuyển",
    "agency_account": "Tài khoản cơ quan thu",
    "treasury": "Kho bạc Nhà nước",
    "agency_due": "Phải trả cơ quan thu",
    "postage": "Cước bưu chính",
    "suspense": "Chờ xử lý",
}
CLASSES = {
    "missing": "Đã thu, chưa chuyển",
    "short": "Chuyển thiếu",
    "over": "Chuyển thừa",
    "duplicate": "Chuyển trùng",
    "unknown": "Không rõ khoản thu",
    "wrong_beneficiary": "Sai tài khoản thụ hưởng",
    "late": "Chuyển chậm",
    "kind_mismatch": "Sai loại tiền",
    "refunded_after": "Đã hoàn người nộp",
}
STATES = {
    "open": "Đang mở",
    "proposed": "Chờ duyệt",
    "resolved": "Đã xử lý",
    "carried": "Chuyển kỳ sau",
}


def grouped(amount_dong: int) -> str:
    """Write an amount as it is printed in Việt Nam: 5.592.145.403."""
    return f"{amount_dong:,}".replace(",", ".")
