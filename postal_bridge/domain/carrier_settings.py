"""What has to be said of a carrier before anything is ordered: settings and secrets of each kind.

What a carrier has not published is a setting here, never a guess in an adapter.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from postal_bridge.domain.carrier import CarrierKind, Word
from postal_bridge.domain.public_address import may_be_asked
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said

_PLAIN = re.compile(r"[^\x00-\x1f\x7f]{1,300}")
_WHOLE = re.compile(r"[0-9]{1,9}")
_HEADER = re.compile(r"[A-Za-z0-9_-]{1,60}")
_SECRET = re.compile(r"[!-~]{1,4000}")
_PUBLIC_KEY = re.compile(r"-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----")
_CODE = re.compile(r"[^\s=]{1,40}")
STATUSES_MAX = 100
#: What a setting of a sort looks like, and what is said of one that does not.
_SHAPES = {
    "whole": (_WHOLE, Said("must be a whole number of at most nine digits")),
    "header": (_HEADER, Said("must be a name of letters, digits and hyphens")),
    "public_key": (_PUBLIC_KEY, Said("must be a public key in PEM")),
    "text": (_PLAIN, Said("must be one line of at most 300 characters")),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing to be said of a carrier: of which sort it is, and what holds where it is not."""

    name: str
    sort: str
    required: bool = False
    usual: str = ""
    choices: tuple[str, ...] = ()


def _yes_or_no(name: str, usual: str) -> Setting:
    return Setting(name, "choice", usual=usual, choices=("yes", "no"))


_NAMED_BY = ("dossier", "consignment")
#: For every kind: which other codes of theirs are known, and whether a delivery tells of its money.
_COMMON = (
    Setting("statuses", "statuses"),
    _yes_or_no("collected_as_ordered", "no"),
)
_AGENCY = (
    Setting("agency_phone", "text"),
    Setting("agency_email", "text"),
    Setting("agency_address", "text", required=True),
    Setting("agency_province", "whole", usual="0"),
    Setting("agency_district", "whole", usual="0"),
    Setting("citizen_province", "whole", usual="0"),
    Setting("citizen_district", "whole", usual="0"),
)

SETTINGS: Mapping[CarrierKind, tuple[Setting, ...]] = MappingProxyType(
    {
        CarrierKind.VNPOST_HCC: (
            Setting("order_url", "address", required=True),
            Setting("cancel_url", "address"),
            Setting("tracking_url", "address"),
            Setting("token_url", "address"),
            Setting("customer_code", "text", required=True),
            *_AGENCY,
            Setting("named_by", "choice", usual="dossier", choices=_NAMED_BY),
            _yes_or_no("send_item_code", "yes"),
            Setting("flag_config", "whole", usual="2"),
            Setting("token_field", "header", usual="token"),
            Setting("later_codes", "text"),
            Setting("tracking_method", "choice", usual="POST", choices=("POST", "GET")),
            Setting("page_size", "whole", usual="100"),
            Setting("overlap_minutes", "whole", usual="60"),
            Setting("moment_field", "header"),
            _yes_or_no("moment_from_id", "no"),
            *_COMMON,
        ),
        CarrierKind.VNPOST_CUSTOMER: (
            Setting("order_url", "address", required=True),
            Setting("cancel_url", "address"),
            Setting("find_url", "address"),
            Setting("token_header", "header", usual="h-token"),
            Setting("customer_code", "text"),
            Setting("service_name", "text", required=True),
            *_AGENCY,
            Setting("agency_ward", "whole", usual="0"),
            Setting("citizen_ward", "whole", usual="0"),
            Setting("weight_grams", "whole", usual="100"),
            Setting("named_by", "choice", usual="consignment", choices=_NAMED_BY),
            _yes_or_no("repeats_are_safe", "no"),
            Setting("report_public_key", "public_key"),
            Setting("report_signed", "choice", usual="Data", choices=("Data", "Data+SendDate")),
            Setting("report_hash", "choice", usual="sha256", choices=("sha256", "sha1")),
            Setting("amount_field", "header", usual="CodAmount"),
            *_COMMON,
        ),
        CarrierKind.FILES: (
            *_AGENCY[:3],
            Setting("named_by", "choice", usual="consignment", choices=_NAMED_BY),
            *_COMMON,
        ),
    }
)

#: What is sealed; each is told once and shown never again.
SECRETS: Mapping[CarrierKind, tuple[str, ...]] = MappingProxyType(
    {
        CarrierKind.VNPOST_HCC: ("access_token", "customer_key", "secret_key"),
        CarrierKind.VNPOST_CUSTOMER: ("token",),
        CarrierKind.FILES: (),
    }
)


def usual_setting(kind: CarrierKind, name: str) -> str:
    """Return what holds of a kind of carrier where a setting was left out."""
    return next((each.usual for each in SETTINGS[kind] if each.name == name), "")


def checked_settings(
    kind: CarrierKind, given: Mapping[str, str], private_hosts: Collection[str]
) -> dict[str, str]:
    """Return the settings that were given, without empty ones.

    Addresses are public, or at one of `private_hosts`.

    Raises:
        InvalidInput: with one problem for each that is unknown, missing or unfit.

    """
    known = {each.name: each for each in SETTINGS[kind]}
    problems = [_unknown("settings", name) for name in given if name not in known]
    kept: dict[str, str] = {}
    for setting in known.values():
        text = given.get(setting.name, "").strip()
        if text:
            kept[setting.name] = text
        problem = _problem_of(setting, text, private_hosts)
        if problem:
            problems.append(FieldProblem(f"settings.{setting.name}", "bad_setting", problem))
    if problems:
        raise InvalidInput(*problems)
    return kept


def checked_secrets(kind: CarrierKind, given: Mapping[str, str]) -> dict[str, str]:
    """Return the secrets that were given, without empty ones; raises as `checked_settings`."""
    problems = [_unknown("secrets", name) for name in given if name not in SECRETS[kind]]
    kept = {name: text.strip() for name, text in given.items() if text.strip()}
    for name, text in kept.items():
        if not _SECRET.fullmatch(text):
            detail = Said("must be letters, digits and signs of ASCII without spaces")
            problems.append(FieldProblem(f"secrets.{name}", "bad_secret", detail))
    if problems:
        raise InvalidInput(*problems)
    return kept


def _unknown(where: str, name: str) -> FieldProblem:
    shown = name if _HEADER.fullmatch(name) else "?"
    detail = Said("this kind of carrier has no such setting")
    return FieldProblem(f"{where}.{shown}", "unknown_setting", detail)


def _problem_of(setting: Setting, text: str, private_hosts: Collection[str]) -> Said | None:
    if not text:
        return Said("must be given") if setting.required else None
    if setting.sort == "address":
        return _problem_of_address(text, private_hosts)
    if setting.sort == "statuses":
        return _problem_of_statuses(text)
    if setting.sort == "choice":
        known = setting.choices
        return None if text in known else Said("must be one of {known}", known=known)
    shape, detail = _SHAPES[setting.sort]
    return None if shape.fullmatch(text) else detail


def _problem_of_address(text: str, private_hosts: Collection[str]) -> Said | None:
    try:
        parts = urlsplit(text)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname)
        has_secret = parts.username is not None or parts.password is not None
    except ValueError:
        fits, has_secret = False, False
    if not fits or not _PLAIN.fullmatch(text):
        return Said("must be an http or https address")
    if has_secret:
        return Said("an address is shown to everybody here, so it must hold no password")
    if not may_be_asked(text, private_hosts):
        return Said("must be public and https, or at a host that the operator names")
    return None


def _problem_of_statuses(text: str) -> Said | None:
    try:
        read_statuses(text)
    except ValueError:
        return Said(
            'must be lines such as "5 = failed"; the words are {known}', known=tuple(sorted(Word))
        )
    return None


def read_statuses(text: str) -> dict[str, Word]:
    """Return which of their codes is which of our words, from lines such as "5 = failed".

    Raises:
        ValueError: a line says something else.

    """
    found: dict[str, Word] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        code, equals, word = (part.strip() for part in line.partition("="))
        if not equals or not _CODE.fullmatch(code) or len(found) == STATUSES_MAX:
            raise ValueError("no code and word")
        found[code] = Word(word)
    return found
