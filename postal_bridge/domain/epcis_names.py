"""How things, offices, dossiers and events are called in EPCIS, and what such a name means here.

Owns the URIs and the identities of events. We hold no prefix of GS1 unless an installation has
one, so that names are addresses below a base of our own; with a prefix, consignments and bags bear
GS1 Digital Link names. A tracking code (UPU S10) is the same all over the world, so it is known
again at the end of whatever address others put it into.
"""

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote
from uuid import UUID

from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.tracking_code import BagCode, OutsideCode, TrackingCode

_DIGITAL_LINK = "https://id.gs1.org"
#: GS1 application identifiers of a consignment (GINC) and of a thing that is used again (GIAI).
_CONSIGNMENT_KEY, _BAG_KEY = "401", "8004"
_URN = "urn:uuid:"
_CUTS = re.compile(r"[/:.?#=&;]")

# What an event's identity holds, in bits: UUIDs of version 8 leave 122 to whoever makes them.
_CENTER_BITS, _SEQUENCE_BITS, _THING_BITS, _CHECK_BITS = 15, 20, 48, 39
_VERSION, _VARIANT = 8, 0b10
_SERIAL_BITS, _LETTERS_BITS = 27, 10
_ALPHABET = 26


@dataclass(frozen=True, slots=True)
class LogPlace:
    """Where an event stands: in which centre's log, of which thing, as which entry."""

    center_id: int
    code: str
    sequence: int


@dataclass(frozen=True, slots=True)
class EpcisNames:
    """The names that one installation gives; `base` has no slash at its end."""

    base: str
    gs1_prefix: str | None = None

    def thing(self, code: str) -> str:
        """Return what a consignment or a bag is called."""
        if self.gs1_prefix:
            key = _BAG_KEY if code.startswith("BAG-") else _CONSIGNMENT_KEY
            return f"{_DIGITAL_LINK}/{key}/{self.gs1_prefix}{code}"
        return f"{self.base}/id/{code}"

    def office(self, code: str) -> str:
        """Return what an office is called, as a place and as a party."""
        return f"{self.base}/offices/{quote(code, safe='')}"

    def dossier(self, code: str) -> str:
        """Return what a dossier is called, as the business that a thing travels for."""
        return f"{self.base}/dossiers/{quote(code, safe='')}"

    def word(self, text: str) -> str:
        """Return the name of a word of our own, such as "disp/lost"."""
        return f"{self.base}/voc/{text}"

    @property
    def vocabulary(self) -> str:
        """What the names of our own words begin with."""
        return f"{self.base}/voc/"

    def thing_named(self, uri: str) -> str | None:
        """Return the code of the consignment or bag that a name means, or None for another's."""
        last = self._end(uri)
        for kind in (TrackingCode, BagCode):
            try:
                return str(kind.parse(last))
            except Refusal:
                continue
        return None

    def outside_code(self, uri: str) -> str | None:
        """Return the code at the end of a name, which may be a carrier's, or None where is none."""
        code = OutsideCode.read(self._end(uri))
        return str(code) if code else None

    def office_named(self, uri: str) -> str | None:
        """Return the code of the office that a name of ours means."""
        prefix = f"{self.base}/offices/"
        return unquote(uri.removeprefix(prefix)) if uri.startswith(prefix) else None

    def _end(self, uri: str) -> str:
        last = _CUTS.split(unquote(uri))[-1]
        if self.gs1_prefix and uri.startswith(f"{_DIGITAL_LINK}/"):
            return last.removeprefix(self.gs1_prefix)
        return last


def event_id(place: LogPlace) -> str:
    """Return the identity of a logged event: a UUID that says where it stands, always the same."""
    packed = place.center_id
    packed = packed << _SEQUENCE_BITS | place.sequence
    packed = packed << _THING_BITS | _packed_thing(place.code)
    packed = packed << _CHECK_BITS | _check(place)
    # 48 bits, the version, 12 bits, the variant, 62 bits (RFC 9562).
    high, middle, low = packed >> 74, packed >> 62 & 0xFFF, packed & (1 << 62) - 1
    value = high << 80 | _VERSION << 76 | middle << 64 | _VARIANT << 62 | low
    return f"{_URN}{UUID(int=value)}"


def place_of_event(identity: str) -> LogPlace | None:
    """Return where the event of an identity stands, or None when we did not make it."""
    try:
        value = UUID(identity.removeprefix(_URN)).int
    except ValueError:
        return None
    packed = value >> 80 << 74 | (value >> 64 & 0xFFF) << 62 | value & (1 << 62) - 1
    thing = packed >> _CHECK_BITS & (1 << _THING_BITS) - 1
    entry = packed >> _CHECK_BITS + _THING_BITS
    code = _unpacked_thing(thing)
    if code is None:
        return None
    center_id, sequence = entry >> _SEQUENCE_BITS, entry & (1 << _SEQUENCE_BITS) - 1
    place = LogPlace(center_id, code, sequence)
    # Whatever differs in one bit is another event, or none.
    return place if event_id(place) == f"{_URN}{UUID(int=value)}" else None


def _check(place: LogPlace) -> int:
    said = f"{place.center_id}\0{place.code}\0{place.sequence}"
    return int.from_bytes(hashlib.sha256(said.encode()).digest()) >> 256 - _CHECK_BITS


def _packed_thing(code: str) -> int:
    """Return a code as 48 bits, of which the first tells a bag from a consignment."""
    if code.startswith("BAG-"):
        bag = BagCode.parse(code)
        center = (ord(bag.center_code[0]) - ord("A")) * 100 + int(bag.center_code[1:])
        return 1 << _THING_BITS - 1 | center << _SERIAL_BITS | bag.serial
    parsed = TrackingCode.parse(code)
    service, country = _packed_letters(parsed.service), _packed_letters(parsed.country)
    return (service << _LETTERS_BITS | country) << _SERIAL_BITS | parsed.serial


def _unpacked_thing(packed: int) -> str | None:
    serial, named = packed & (1 << _SERIAL_BITS) - 1, packed >> _SERIAL_BITS
    try:
        if packed >> _THING_BITS - 1:
            center = named & (1 << 2 * _LETTERS_BITS) - 1
            return str(BagCode(f"{chr(ord('A') + center // 100)}{center % 100:02}", serial))
        letters = (1 << _LETTERS_BITS) - 1
        service, country = (_letters(each) for each in (named >> _LETTERS_BITS, named & letters))
        return str(TrackingCode(service, serial, country))
    except ValueError:
        return None


def _packed_letters(two: str) -> int:
    first, second = (ord(letter) - ord("A") for letter in two)
    return first * _ALPHABET + second


def _letters(packed: int) -> str:
    return "".join(chr(ord("A") + part) for part in divmod(packed, _ALPHABET))
