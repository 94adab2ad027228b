"""VietQR: the text of a QR code by which any Vietnamese bank's app fills in a transfer.

Owns the format: EMVCo's merchant-presented code with the template of NAPAS for transfers to an
account. The text holds the beneficiary, an amount and a purpose, and nothing about who pays. How
it is drawn is decided elsewhere.
"""

import re
from dataclasses import dataclass

_NAPAS = "A000000727"
_TO_ACCOUNT = "QRIBFTTA"
_DONG = "704"  # ISO 4217
_VIETNAM = "VN"
_STATIC, _DYNAMIC = "11", "12"

#: Banks cut longer ones, or refuse them.
PURPOSE_CHARACTERS_MAX = 25
_AMOUNT_DIGITS_MAX = 13

_BANK = re.compile(r"[0-9]{6}")
_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}")
_PURPOSE = re.compile(r"[0-9A-Za-z .-]*")

_POLYNOMIAL, _TOP_BIT, _SIXTEEN_BITS = 0x1021, 0x8000, 0xFFFF


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """An account that money is sent to.

    `bank_number` is the six digits (BIN) by which NAPAS knows the bank; `holder` and
    `bank_name` are shown to people and stand in no code.
    """

    bank_number: str
    account: str
    holder: str
    bank_name: str = ""

    def __post_init__(self) -> None:
        if not _BANK.fullmatch(self.bank_number):
            raise ValueError("a bank is known by six digits")
        if not _ACCOUNT.fullmatch(self.account):
            raise ValueError("an account has 1 to 19 digits and letters")


def transfer_text(beneficiary: Beneficiary, amount_dong: int | None, purpose: str) -> str:
    """Return what the code of a transfer says; without an amount whoever pays types one.

    Raises:
        ValueError: the amount or the purpose cannot stand in such a code.

    """
    if amount_dong is not None and not 0 < amount_dong < 10**_AMOUNT_DIGITS_MAX:
        raise ValueError("an amount is positive and has at most 13 digits")
    if len(purpose) > PURPOSE_CHARACTERS_MAX or not _PURPOSE.fullmatch(purpose):
        raise ValueError("a purpose has at most 25 plain letters and digits")
    account = _field("00", beneficiary.bank_number) + _field("01", beneficiary.account)
    template = _field("00", _NAPAS) + _field("01", account) + _field("02", _TO_ACCOUNT)
    text = _field("00", "01")
    text += _field("01", _STATIC if amount_dong is None else _DYNAMIC)
    text += _field("38", template) + _field("53", _DONG)
    if amount_dong is not None:
        text += _field("54", str(amount_dong))
    text += _field("58", _VIETNAM)
    if purpose:
        text += _field("62", _field("08", purpose))
    # The check covers its own name and length.
    text += "6304"
    return f"{text}{checksum(text.encode('ascii')):04X}"


def purpose_of(dossier_code: str) -> str:
    """Return the purpose by which a payment is recognised: the code, or its end where it is long.

    The end holds the day and the number of that day, which set dossiers apart.
    """
    return dossier_code[-PURPOSE_CHARACTERS_MAX:].lstrip(".-")


def checksum(data: bytes) -> int:
    """Return the CRC-16/CCITT-FALSE of `data`."""
    remainder = _SIXTEEN_BITS
    for byte in data:
        remainder ^= byte << 8
        for _ in range(8):
            shifted = remainder << 1
            remainder = (shifted ^ _POLYNOMIAL if remainder & _TOP_BIT else shifted) & _SIXTEEN_BITS
    return remainder


def _field(name: str, value: str) -> str:
    return f"{name}{len(value):02}{value}"
