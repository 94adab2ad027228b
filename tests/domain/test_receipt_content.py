"""What a delegated receipt states."""

from datetime import date

from postal_bridge.domain.fees import MoneyKind
from postal_bridge.domain.receipt_content import Party, ReceiptFacts, receipt_content

FACTS = ReceiptFacts(
    number=123,
    symbol="AB/26T",
    form_code="01BLP2-001",
    dossier_code="H53.14-260313-0001",
    day=date(2026, 3, 13),
    amount_dong=65_000,
    kinds=((MoneyKind.CHARGE, 10_000), (MoneyKind.FEE, 20_000), (MoneyKind.POSTAGE, 35_000)),
    agency=Party("Sở Nội vụ", "5300000001", "1 đường Ví Dụ"),
    delegate=Party("Quầy bưu chính", None, None),
    void_reason=None,
)


def test_both_parties_and_the_kinds_are_stated_without_the_posts_own_price() -> None:
    assert receipt_content(FACTS) == {
        "form_code": "01BLP2-001",
        "symbol": "AB/26T",
        "number": 123,
        "day": "2026-03-13",
        "dossier_code": "H53.14-260313-0001",
        "agency": {"name": "Sở Nội vụ", "tax_code": "5300000001", "address": "1 đường Ví Dụ"},
        "delegate": {"name": "Quầy bưu chính", "tax_code": None, "address": None},
        "lines": [
            {"kind": "charge", "amount_dong": 10_000},
            {"kind": "fee", "amount_dong": 20_000},
        ],
        "amount_dong": 30_000,
        "amount_in_words": "ba mươi nghìn đồng",
        "void_reason": None,
    }
