"""VietQR: the text of a QR code by which any Vietnamese bank's app fills in a transfer.

Owns the format, written and read: EMVCo's merchant-presented code with the template of NAPAS for
transfers to an account. The text holds the beneficiary, an amount and a purpose, and nothing about
who pays. How it is drawn is decided elsewhere; `web/src/scanner/vietqr.ts` writes the same on a
device without a network.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

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
_AMOUNT = re.compile(r"[1-9][0-9]{0,12}")
_HEADER = re.compile(r"[0-9]{4}")

#: What must stand in a code, what may, and what EMVCo lets shops add that no transfer needs: a
#: trade (52), a name (59), a town (60) and its postcode (61).
_NEEDED = frozenset({"00", "01", "38", "53", "58", "63"})
_ALLOWED = _NEEDED | {"52", "54", "59", "60", "61", "62"}
_PROVIDER_NEEDED = frozenset({"00", "01", "02"})
_ACCOUNT_NEEDED = frozenset({"00", "01"})
#: Numbers of a bill, a shop, a till and the like; the eighth is the purpose.
_NOTES_ALLOWED = frozenset(f"{number:02}" for number in range(1, 10))
_CHECK_CHARACTERS = 4

_POLYNOMIAL, _TOP_BIT, _SIXTEEN_BITS = 0x1021, 0x8000, 0xFFFF


class Payee(StrEnum):
    """Who is paid: the centre by whoever owes it a fee, the post by whoever pays on delivery."""

    CENTER = "center"
    POST = "post"


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


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a code says: to whom, how much unless whoever pays types it, and for what."""

    beneficiary: Beneficiary
    amount_dong: int | None
    purpose: str


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


def read_transfer(text: str) -> Transfer:
    """Return the transfer that a code describes, the inverse of `transfer_text`.

    The holder of the account is not in a code, so that of the beneficiary is empty. What EMVCo
    allows beside and a transfer does not need is passed over.

    Raises:
        ValueError: the text is no code of a transfer in đồng to an account, or is damaged.

    """
    if not text.isascii():
        raise ValueError("a code holds plain characters only")
    fields = _fields(text, _NEEDED, _ALLOWED)
    if next(iter(fields)) != "00" or not text[:-_CHECK_CHARACTERS].endswith("6304"):
        raise ValueError("a code begins with its version and ends with its check")
    if fields["63"] != f"{checksum(text[:-_CHECK_CHARACTERS].encode('ascii')):04X}":
        raise ValueError("the check does not fit: the code was misread or changed")
    plain = {"00": ("01",), "01": (_STATIC, _DYNAMIC), "53": (_DONG,), "58": (_VIETNAM,)}
    for name, known in plain.items():
        if fields[name] not in known:
            raise ValueError(f"field {name} is none of a transfer in đồng")
    if "54" in fields and not _AMOUNT.fullmatch(fields["54"]):
        raise ValueError("an amount is whole đồng, positive, of at most 13 digits")
    notes = _fields(fields.get("62", ""), frozenset(), _NOTES_ALLOWED)
    purpose = notes.get("08", "")
    if len(purpose) > PURPOSE_CHARACTERS_MAX or not _PURPOSE.fullmatch(purpose):
        raise ValueError("a purpose has at most 25 plain letters and digits")
    amount_dong = int(fields["54"]) if "54" in fields else None
    return Transfer(_beneficiary_of(fields["38"]), amount_dong, purpose)


def purpose_of(reference: str) -> str:
    """Return the purpose by which a payment is recognised: the code, or its end where it is long.

    The end holds the day and the number of that day, which set dossiers apart. Banks carry plain
    letters only, so what is not is left out.
    """
    parted = unicodedata.normalize("NFD", reference.replace("Đ", "D").replace("đ", "d"))
    plain = re.sub(r"[^0-9A-Za-z .-]", "", parted)
    return plain[-PURPOSE_CHARACTERS_MAX:].lstrip(" .-")


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


def _beneficiary_of(provider: str) -> Beneficiary:
    template = _fields(provider, _PROVIDER_NEEDED, _PROVIDER_NEEDED)
    if (template["00"], template["02"]) != (_NAPAS, _TO_ACCOUNT):
        raise ValueError("the code is not of NAPAS, or pays to a card")
    account = _fields(template["01"], _ACCOUNT_NEEDED, _ACCOUNT_NEEDED)
    return Beneficiary(account["00"], account["01"], "")


def _fields(text: str, needed: frozenset[str], allowed: frozenset[str]) -> Mapping[str, str]:
    """Return the fields of a text, each of which says its name, its length and its value."""
    found: dict[str, str] = {}
    place = 0
    while place < len(text):
        header = text[place : place + 4]
        if not _HEADER.fullmatch(header):
            raise ValueError("a field begins with two digits of name and two of length")
        name, length = header[:2], int(header[2:])
        value = text[place + 4 : place + 4 + length]
        if length == 0 or len(value) != length:
            raise ValueError(f"field {name} is not as long as it says")
        if name in found or name not in allowed:
            raise ValueError(f"field {name} stands twice, or where it does not belong")
        found[name] = value
        place += 4 + length
    if needed - found.keys():
        raise ValueError(f"fields are missing: {', '.join(sorted(needed - found.keys()))}")
    return found
