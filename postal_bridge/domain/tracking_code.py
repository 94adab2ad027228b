"""The codes on things that travel, and the signed text that a label's QR holds.

Owns the UPU S10 identifier with its check digit, the ranges the post grants, our own bag codes,
the signature that lets whoever holds the keys know a forged label without asking anyone, and
`classify`, which tells what was scanned or typed. Which print of a label is the current one, and
which numbers of a range are used, are for others to say.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from operator import mul
from types import MappingProxyType
from typing import Self, TypeAlias

from postal_bridge.domain.code_refusals import (
    WRONG_CHECK_DIGIT,
    BadBagCode,
    BadCodeRange,
    BadTrackingCode,
    ForgedLabel,
    SerialOutsideRange,
    UnreadableCode,
    shown,
)
from postal_bridge.domain.dossier_code import DossierCode
from postal_bridge.domain.said import Said

SERIAL_MAX = 99_999_999
PRINT_NUMBER_MAX = 999_999
KEY_BYTES_MIN = 16
MAC_BYTES = 10

_LONGEST_READ = 512

_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
#: UPU S10: eleven less the remainder, where ten is written 0 and eleven 5.
_CHECK_DIGIT_OF_REMAINDER = (5, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1)

_TRACKING = re.compile(r"([A-Z]{2})([0-9]{8})([0-9])([A-Z]{2})")
_BAG = re.compile(r"BAG-([A-Z][0-9]{2})-([0-9]{8})([0-9])")
_PAYLOAD = re.compile(r"([0-9A-Z-]{13,17})\.([0-9A-Z]{1,4})\.([1-9][0-9]{0,5})\.([A-Z2-7]{16})")
_ADDRESS = re.compile(r"HTTPS?://[^/?#]+(?:/[^?#]*)?/Q/([^/?#]+)/?(?:[?#].*)?")
#: What ends so was meant as a dossier code; the rest of its grammar is DossierCode's.
_DOSSIER_END = re.compile(r"-[0-9]{6}-[0-9]{4,6}$")
#: What posts print under bars; nobody's code is as short as a digit or two.
_OUTSIDE = re.compile(r"[A-Z0-9][A-Z0-9./-]{3,39}")
_TWO_LETTERS = re.compile(r"[A-Z]{2}")
_CENTER_CODE = re.compile(r"[A-Z][0-9]{2}")
_KEY_ID = re.compile(r"[0-9A-Z]{1,4}")


def check_digit(serial: int) -> int:
    """Return the check digit of an eight-digit serial (UPU S10)."""
    if not 0 <= serial <= SERIAL_MAX:
        raise ValueError("a serial has at most eight digits")
    # The characters stand in for their digits: the weights sum to 44, so that the code of "0",
    # which every character carries on top, vanishes modulo 11.
    return _CHECK_DIGIT_OF_REMAINDER[sum(map(mul, _WEIGHTS, b"%08d" % serial)) % 11]


@dataclass(frozen=True, slots=True)
class TrackingCode:
    """A UPU S10 identifier: service indicator, serial, ISO 3166 country; 13 characters."""

    service: str
    serial: int
    country: str

    def __post_init__(self) -> None:
        if not (0 <= self.serial <= SERIAL_MAX and _both_two_letters(self.service, self.country)):
            raise ValueError("not the parts of an S10 identifier")

    def __str__(self) -> str:
        return f"{self.service}{self.serial:08d}{check_digit(self.serial)}{self.country}"

    @staticmethod
    def parse(text: str) -> "TrackingCode":
        """Read an identifier, also one typed with spaces or in small letters.

        Raises:
            BadTrackingCode: with the fact `reason`, "bad shape" or "wrong check digit".

        """
        match = _TRACKING.fullmatch(_compact(text))
        if match is None:
            raise BadTrackingCode(text=shown(text), reason=Said("bad shape"))
        return _checked_tracking_code(match)


@dataclass(frozen=True, slots=True)
class CodeRange:
    """Serials the post has granted, `first` to `last` inclusive; none is minted outside.

    Raises:
        BadCodeRange: when made of parts that are no range.

    """

    service: str
    first: int
    last: int
    country: str

    def __post_init__(self) -> None:
        whole = 0 <= self.first <= self.last <= SERIAL_MAX
        if not (whole and _both_two_letters(self.service, self.country)):
            raise BadCodeRange(serial_max=SERIAL_MAX)

    def contains(self, code: TrackingCode) -> bool:
        """Tell whether the post granted this identifier as part of the range."""
        return (
            code.service == self.service
            and code.country == self.country
            and self.first <= code.serial <= self.last
        )

    def code_at(self, serial: int) -> TrackingCode:
        """Return the identifier with this serial.

        Raises:
            SerialOutsideRange: when the range does not hold it.

        """
        if not self.first <= serial <= self.last:
            raise SerialOutsideRange(first=self.first, last=self.last)
        return TrackingCode(self.service, serial, self.country)


@dataclass(frozen=True, slots=True)
class BagCode:
    """A bag of our own, numbered by its centre: `BAG-H53-00000001` and the S10 check digit."""

    center_code: str
    serial: int

    def __post_init__(self) -> None:
        if not (0 <= self.serial <= SERIAL_MAX and _CENTER_CODE.fullmatch(self.center_code)):
            raise ValueError("not the parts of a bag code")

    def __str__(self) -> str:
        return f"BAG-{self.center_code}-{self.serial:08d}{check_digit(self.serial)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a bag code, also one typed with spaces or in small letters.

        Raises:
            BadBagCode: with the fact `reason`, "bad shape" or "wrong check digit".

        """
        match = _BAG.fullmatch(_compact(text))
        if match is None:
            raise BadBagCode(text=shown(text), reason=Said("bad shape"))
        center_code, digits, check = match.groups()
        serial = int(digits)
        if check_digit(serial) != int(check):
            raise BadBagCode(text=match[0], reason=WRONG_CHECK_DIGIT)
        return cls(center_code, serial)


@dataclass(frozen=True, slots=True)
class OutsideCode:
    """What somebody else calls a thing: in capitals, without white space, and nothing of ours."""

    text: str

    def __str__(self) -> str:
        return self.text

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return what somebody typed as such a code, or None when it can be none."""
        compact = _compact(text) if len(text) <= _LONGEST_READ else ""
        return cls(compact) if _OUTSIDE.fullmatch(compact) else None


#: What a label can be printed for.
LabelCode: TypeAlias = TrackingCode | BagCode


@dataclass(frozen=True, slots=True)
class QrPayload:
    """What a label's QR claims: `<code>.<key id>.<print number>.<mac>`; nothing is verified yet."""

    code: LabelCode
    key_id: str
    print_number: int
    mac: str

    def __str__(self) -> str:
        return f"{_signed_part(self.code, self.key_id, self.print_number)}.{self.mac}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the payload of a QR; the address around it is `classify`'s to take off.

        Raises:
            UnreadableCode: when it has another shape, or a wrong check digit.

        """
        match = _PAYLOAD.fullmatch(_compact(text))
        if match is None:
            raise UnreadableCode(text=shown(text))
        code_text, key_id, print_number, mac = match.groups()
        bag = code_text.startswith("BAG-")
        code = BagCode.parse(code_text) if bag else TrackingCode.parse(code_text)
        return cls(code, key_id, int(print_number), mac)


@dataclass(frozen=True, slots=True)
class SignedLabel:
    """What a label says whose signature was verified."""

    code: LabelCode
    key_id: str
    print_number: int


@dataclass(frozen=True, slots=True, repr=False)
class KeyRing:
    """The secrets that sign labels, by key id (1 to 4 of A-Z and 0-9); `current` signs new ones.

    Older keys stay in the ring for as long as labels signed with them are about.
    """

    keys: Mapping[str, bytes]
    current: str

    def __post_init__(self) -> None:
        if not all(_KEY_ID.fullmatch(key_id) for key_id in self.keys):
            raise ValueError("a key id is 1 to 4 of A-Z and 0-9")
        if any(len(key) < KEY_BYTES_MIN for key in self.keys.values()):
            raise ValueError(f"a key has at least {KEY_BYTES_MIN} bytes")
        if self.current not in self.keys:
            raise ValueError("the current key is not in the ring")
        # The ring keeps its own copy, so that nobody adds a key to it from outside.
        object.__setattr__(self, "keys", MappingProxyType(dict(self.keys)))

    def __repr__(self) -> str:
        return f"KeyRing(key_ids={sorted(self.keys)}, current={self.current!r})"


def sign_label(code: LabelCode, print_number: int, keys: KeyRing) -> str:
    """Return the payload for one print of a label; `print_number` counts from 1."""
    if not 1 <= print_number <= PRINT_NUMBER_MAX:
        raise ValueError(f"a print number lies between 1 and {PRINT_NUMBER_MAX}")
    signed = _signed_part(code, keys.current, print_number)
    return f"{signed}.{_mac(signed, keys.keys[keys.current])}"


def verify_label(payload: QrPayload | str, keys: KeyRing) -> SignedLabel:
    """Return what a label says, once its signature is found to be ours; needs no network.

    Raises:
        ForgedLabel: when the key is not in the ring or the signature does not fit.
        UnreadableCode: when a text is given that is no payload.

    """
    claim = QrPayload.parse(payload) if isinstance(payload, str) else payload
    key = keys.keys.get(claim.key_id)
    signed = _signed_part(claim.code, claim.key_id, claim.print_number)
    if key is None or not hmac.compare_digest(_mac(signed, key), claim.mac):
        raise ForgedLabel(code=str(claim.code))
    return SignedLabel(claim.code, claim.key_id, claim.print_number)


def classify(text: str) -> TrackingCode | BagCode | DossierCode | QrPayload:
    """Tell what a scanner read or a person typed.

    That is a label's address (`https://<any base>/q/<payload>`), its payload alone, a tracking
    code, a bag code or a dossier code; spaces and small letters do no harm.

    Raises:
        UnreadableCode: when it is none of them. A wrong check digit or a date that is none is
            told by the narrower BadTrackingCode, BadBagCode and BadDossierCode.

    """
    compact = _compact(text) if len(text) <= _LONGEST_READ else ""
    if match := _TRACKING.fullmatch(compact):
        return _checked_tracking_code(match)
    if address := _ADDRESS.fullmatch(compact):
        return QrPayload.parse(address[1])
    if _BAG.fullmatch(compact):
        return BagCode.parse(compact)
    if _DOSSIER_END.search(compact):
        return DossierCode.parse(compact)
    return QrPayload.parse(compact)


def _compact(text: str) -> str:
    """Return the text in capitals without white space; unchanged letters where not ASCII."""
    joined = "".join(text.split())
    # Some other letters, such as the long s, have ASCII capitals and would pass for another code.
    return joined.upper() if joined.isascii() else joined


def _checked_tracking_code(match: re.Match[str]) -> TrackingCode:
    service, digits, check, country = match.groups()
    serial = int(digits)
    if check_digit(serial) != int(check):
        raise BadTrackingCode(text=match[0], reason=WRONG_CHECK_DIGIT)
    return TrackingCode(service, serial, country)


def _both_two_letters(service: str, country: str) -> bool:
    return bool(_TWO_LETTERS.fullmatch(service) and _TWO_LETTERS.fullmatch(country))


def _signed_part(code: LabelCode, key_id: str, print_number: int) -> str:
    return f"{code}.{key_id}.{print_number}"


def _mac(signed: str, key: bytes) -> str:
    """Return the first 80 bits of HMAC-SHA256 as 16 characters of base32 (RFC 4648)."""
    digest = hmac.digest(key, signed.encode("ascii"), hashlib.sha256)
    return base64.b32encode(digest[:MAC_BYTES]).decode("ascii")
