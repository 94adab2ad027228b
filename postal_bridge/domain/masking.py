"""What may be shown of a person to someone who has not signed in, and the shape of phone numbers.

The public tracking page shows masked names and numbers only, so that a citizen recognises their
own dossier and a stranger learns nobody's name. Who may see the whole is decided elsewhere.
"""

import re
import unicodedata

#: Stars of a fixed number: the length of what they hide would tell something.
_HIDDEN = "***"
_SHOWN_DIGITS = 3
_SECOND_FACTOR_DIGITS = 4

_SEPARATORS = re.compile(r"[\s.\-()/]")
_DIGITS = re.compile(r"\+?[0-9]+")
#: "84" without a plus is the country's only before as many digits as a number of ours has.
_COUNTRY_CODE = re.compile(r"^(?:\+84|0084|84(?=[0-9]{9,10}$))0?")
_NATIONAL = re.compile(r"(?!00)[0-9]{9,11}")
#: Numbers of ours begin with the trunk zero, only the 1800 and 1900 services do not.
_ZERO_LOST = re.compile(r"[2-9][0-9]{8,9}")


def mask_name(name: str) -> str:
    """Mask a person's or body's name: "Nguyễn Văn An" becomes "N*** V*** A".

    Each word shows its first letter or digit, as it was written; every word but the last is
    followed by three stars, however long it was. Words without letters or digits are left out.
    """
    words = unicodedata.normalize("NFC", name).split()
    initials = [next(filter(str.isalnum, word), "") for word in words]
    *family, given = [initial for initial in initials if initial] or [""]
    return " ".join([*(initial + _HIDDEN for initial in family), given])


def mask_phone(text: str) -> str:
    """Mask a phone number: "0912345123" becomes "*******123"; "***" when it is no number."""
    phone = normalise_phone(text)
    if phone is None:
        return _HIDDEN
    return "*" * (len(phone) - _SHOWN_DIGITS) + phone[-_SHOWN_DIGITS:]


def last_four(text: str) -> str | None:
    """Return the last four digits of a phone number, or None when it is no number."""
    phone = normalise_phone(text)
    return None if phone is None else phone[-_SECOND_FACTOR_DIGITS:]


def normalise_phone(text: str) -> str | None:
    """Return a Vietnamese phone number as 9 to 11 digits, or None when it is none.

    The prefixes +84, 0084 and 84 become 0, and so does the 0 that spreadsheets drop from what they
    take for a quantity; spaces, dots, hyphens, slashes and brackets go. Numbers of other countries,
    written with + or 00, are None.
    """
    plain = _SEPARATORS.sub("", text)
    if not _DIGITS.fullmatch(plain):
        return None
    phone = _COUNTRY_CODE.sub("0", plain)
    if _ZERO_LOST.fullmatch(phone):
        phone = f"0{phone}"
    return phone if _NATIONAL.fullmatch(phone) else None


def without_address(text: str, address: str) -> str:
    """Return words of another party without the telephone number or e-mail address they are about.

    A number may stand there with the code of the country.
    """
    phone = normalise_phone(address)
    wanted = rf"(?:\+?84|0)?{phone[1:]}" if phone else re.escape(address)
    return re.sub(wanted, _HIDDEN, text, flags=re.IGNORECASE)


def mask_email(text: str) -> str:
    """Mask an e-mail address: "nguyen.an@thu.example" becomes "n***@thu.example"."""
    user, _, domain = text.rpartition("@")
    return f"{user[:1]}{_HIDDEN}@{domain}"
