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
#: What tells the fact that an entry books.
SOURCES = {
    "collection": "Khoản thu",
    "obligation": "Khoản phải nộp",
    "remittance": "Đợt chuyển tiền",
    "settlement": "Kiểm đếm tiền mặt",
    "statement": "Sao kê ngân hàng",
    "credit_group": "Ghép báo có",
    "bank_line": "Dòng sao kê",
    "difference": "Chênh lệch",
    "refund": "Hoàn phí",
}
#: Why an entry was made, by the first word of its reason.
REASONS = {
    "collected": "Thu tiền",
    "taken_back": "Hoàn tác",
    "owed": "Phát sinh phải nộp",
    "cancelled": "Hủy khoản phải nộp",
    "handed_in": "Nộp tiền mặt",
    "set_off": "Bù trừ cùng loại",
    "given_back": "Hoàn tiền nộp thừa",
    "refund_cancelled": "Hủy việc hoàn tiền",
    "sent": "Bưu điện chuyển tiền",
    "covers": "Khớp bảng kê",
    "falls": "Bỏ khớp bảng kê",
    "stated": "Theo sao kê",
    "credited": "Ngân hàng ghi có",
    "follows": "Ghi có theo lần đối soát sau",
    "undone": "Hoàn tác giải thích sao kê",
    "recognised": "Nhận ra khoản nộp",
    "explained": "Giải thích dòng sao kê",
    "match": "Ghép với khoản đã thu",
    "split": "Chia cho nhiều khoản đã thu",
    "refund": "Hoàn lại tiền",
    "adjustment": "Chấp nhận và điều chỉnh",
    "carry_forward": "Chuyển kỳ sau",
    "undo": "Hoàn tác việc giải quyết",
    "fallen": "Việc giải quyết hết căn cứ",
}


def reason_in_words(reason: str) -> str:
    """Return why an entry was made; which run or step it was is left out."""
    word = reason.partition(" ")[0]
    # Books outlive the words for them: a sheet with a code in it is better than none.
    return REASONS.get(word, word)


def grouped(amount_dong: int) -> str:
    """Write an amount as it is printed in Việt Nam: 5.592.145.403."""
    return f"{amount_dong:,}".replace(",", ".")
