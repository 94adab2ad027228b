"""What a delegated receipt states (NĐ 254/2026/NĐ-CP Đ23, Đ25): built here, sent elsewhere.

The agency that delegates is the collector in law. The post that collects for it is named with its
address, and no signature of the agency is needed. The post's own price is on no receipt.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from postal_bridge.domain.fees import MoneyKind
from postal_bridge.domain.number_words import dong_in_words


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two that a receipt names; what nobody has told of it is None."""

    name: str
    tax_code: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What is known of the money that a receipt was given for; a spoilt form was for none."""

    number: int
    symbol: str | None
    form_code: str | None
    dossier_code: str | None
    day: date
    amount_dong: int
    kinds: tuple[tuple[MoneyKind, int], ...]
    agency: Party | None
    delegate: Party
    void_reason: str | None


def receipt_content(facts: ReceiptFacts) -> dict[str, Any]:
    """Return the content of a receipt, its amount in figures and in words."""
    kinds = [(kind, amount) for kind, amount in facts.kinds if kind is not MoneyKind.POSTAGE]
    postage_dong = sum(amount for kind, amount in facts.kinds if kind is MoneyKind.POSTAGE)
    amount_dong = facts.amount_dong - postage_dong
    return {
        "form_code": facts.form_code,
        "symbol": facts.symbol,
        "number": facts.number,
        "day": facts.day.isoformat(),
        "dossier_code": facts.dossier_code,
        "agency": _party(facts.agency) if facts.agency else None,
        "delegate": _party(facts.delegate),
        "lines": [{"kind": kind.value, "amount_dong": amount} for kind, amount in kinds],
        "amount_dong": amount_dong,
        "amount_in_words": dong_in_words(amount_dong),
        "void_reason": facts.void_reason,
    }


def _party(party: Party) -> dict[str, str | None]:
    return {"name": party.name, "tax_code": party.tax_code, "address": party.address}
