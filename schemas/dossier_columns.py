"""The columns of a file of dossiers: their headings in both languages and how their cells read.

Owns the names that contract and one-stop software give to columns and to what stands in them.
Walking the file and what the values of a line must have to do with one another is `dossier_file`'s.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import lru_cache, partial
from typing import Final
from zoneinfo import ZoneInfo

from postal_bridge.domain.code_refusals import BadDossierCode
from postal_bridge.domain.dossier import ReceivedVia, ReturnedVia, Satisfaction
from postal_bridge.domain.dossier_code import DossierCode
from postal_bridge.domain.masking import normalise_phone
from postal_bridge.domain.said import Said
from schemas.cells import BadCell, amount_of, choice_of, day_of, moment_of, text_of, written
from schemas.table import Cell

Reader = Callable[[Cell], object]

REQUIRED: Final = ("code", "procedure_code", "department_code", "received_via", "received_at")
PERSONAL: Final = frozenset({"filer_name", "filer_phone", "filer_address"})

LONGEST: Final[Mapping[str, int]] = {
    "procedure_code": 60,
    "procedure_name": 1000,
    "department_code": 30,
    "department_name": 300,
    "filer_name": 300,
    "filer_phone": 60,
    "filer_address": 1000,
}
"""How many characters the texts may have."""

_CELLS_KEPT: Final = 4096
_DEPARTMENT_CODE: Final = re.compile("[A-Z0-9][A-Z0-9._-]{0,29}")

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("code", "ma ho so", "so ho so", "ma so ho so"),
    "procedure_code": (
        "procedure code",
        "ma thu tuc",
        "ma thu tuc hanh chinh",
        "ma tthc",
    ),
    "procedure_name": (
        "procedure name",
        "ten thu tuc",
        "ten thu tuc hanh chinh",
        "ten tthc",
        "thu tuc",
        "thu tuc hanh chinh",
    ),
    "department_code": (
        "department code",
        "ma don vi",
        "ma don vi xu ly",
        "ma co quan",
        "ma co quan xu ly",
    ),
    "department_name": (
        "department name",
        "don vi",
        "don vi xu ly",
        "don vi giai quyet",
        "ten don vi",
        "co quan",
        "co quan xu ly",
        "co quan giai quyet",
        "co quan thuc hien",
        "ten co quan",
    ),
    "received_via": (
        "received via",
        "kenh tiep nhan",
        "kenh thuc hien",
        "kenh nop",
        "hinh thuc nop",
        "hinh thuc nop ho so",
        "hinh thuc tiep nhan",
    ),
    "received_at": (
        "received at",
        "ngay tiep nhan",
        "ngay tiep nhan ho so",
        "ngay nhan",
        "ngay nhan ho so",
        "thoi gian tiep nhan",
    ),
    "due_on": (
        "due on",
        "ngay hen tra",
        "ngay hen tra ket qua",
        "ngay hen",
        "han tra",
        "han tra ket qua",
        "han xu ly",
    ),
    "resolved_on": (
        "resolved on",
        "ngay co ket qua",
        "ngay hoan thanh",
        "ngay ket thuc xu ly",
        "ngay xu ly xong",
    ),
    "returned_on": ("returned on", "ngay tra ket qua", "ngay tra"),
    "returned_via": (
        "returned via",
        "hinh thuc tra",
        "hinh thuc tra ket qua",
        "hinh thuc nhan",
        "hinh thuc nhan ket qua",
        "kenh tra ket qua",
    ),
    "filer_name": (
        "filer name",
        "nguoi nop",
        "nguoi nop ho so",
        "ten nguoi nop",
        "ho ten nguoi nop",
        "ho ten",
        "ho va ten",
    ),
    "filer_phone": (
        "filer phone",
        "so dien thoai",
        "so dien thoai nguoi nop",
        "dien thoai",
        "dien thoai lien he",
        "so dt",
        "sdt",
    ),
    "filer_address": ("filer address", "dia chi", "dia chi nguoi nop", "dia chi lien he"),
    "fee_dong": ("fee dong", "le phi", "phi", "phi le phi", "tong phi le phi"),
    "collected_by_post_dong": (
        "collected by post dong",
        "so tien buu dien thu ho",
        "so tien thu ho",
        "tien thu ho",
        "buu dien thu ho",
    ),
    "collected_on": ("collected on", "ngay thu", "ngay thu ho", "ngay thu tien"),
    "satisfaction": (
        "satisfaction",
        "danh gia",
        "ket qua danh gia",
        "muc do hai long",
        "muc hai long",
    ),
}
"""Each column's headings as `cells.fold_heading` gives them."""

SECOND_CHOICE: Final = {
    "chu ho so": "filer_name",
    "ten chu ho so": "filer_name",
    "ho ten chu ho so": "filer_name",
}
"""Headings that count only where a file has no better: an owner stands in for an unnamed filer."""

COLUMN_OF: Final = {
    heading: column for column, headings in HEADINGS.items() for heading in headings
}

_RECEIVED_VIA: Final = {
    "direct": ReceivedVia.DIRECT,
    "truc tiep": ReceivedVia.DIRECT,
    "nop truc tiep": ReceivedVia.DIRECT,
    "online": ReceivedVia.ONLINE,
    "truc tuyen": ReceivedVia.ONLINE,
    "nop truc tuyen": ReceivedVia.ONLINE,
    "postal": ReceivedVia.POSTAL,
    "buu chinh": ReceivedVia.POSTAL,
    "buu chinh bcci": ReceivedVia.POSTAL,
    "buu chinh cong ich": ReceivedVia.POSTAL,
    "bcci": ReceivedVia.POSTAL,
    "buu dien": ReceivedVia.POSTAL,
    "qua buu chinh": ReceivedVia.POSTAL,
    "qua buu dien": ReceivedVia.POSTAL,
    "qua dich vu bcci": ReceivedVia.POSTAL,
}
_RETURNED_VIA: Final = {
    "counter": ReturnedVia.COUNTER,
    "tai quay": ReturnedVia.COUNTER,
    "truc tiep": ReturnedVia.COUNTER,
    **{
        written_as: ReturnedVia(via)
        for written_as, via in _RECEIVED_VIA.items()
        if via is not ReceivedVia.DIRECT
    },
}
_SATISFACTION: Final = {
    "very satisfied": Satisfaction.VERY_SATISFIED,
    "rat hai long": Satisfaction.VERY_SATISFIED,
    "satisfied": Satisfaction.SATISFIED,
    "hai long": Satisfaction.SATISFIED,
    "dissatisfied": Satisfaction.DISSATISFIED,
    "khong hai long": Satisfaction.DISSATISFIED,
}


def readers(zone: ZoneInfo) -> dict[str, Reader]:
    """Return how the cells of each column are read; times are local in `zone`.

    Columns that repeat their cells are remembered, which is most of the speed of a large file.
    """
    days = _repeated(partial(day_of, zone=zone))
    return {
        "code": _code_of,
        "procedure_code": _repeated(_text("procedure_code")),
        "procedure_name": _repeated(_text("procedure_name")),
        "department_code": _repeated(_department_code_of),
        "department_name": _repeated(_text("department_name")),
        "received_via": _chosen(
            _RECEIVED_VIA, Said("must be one of {received_via}", received_via=_values(ReceivedVia))
        ),
        "received_at": partial(moment_of, zone=zone),
        "due_on": days,
        "resolved_on": days,
        "returned_on": days,
        "returned_via": _chosen(
            _RETURNED_VIA, Said("must be one of {returned_via}", returned_via=_values(ReturnedVia))
        ),
        "filer_name": _text("filer_name"),
        "filer_phone": _phone_of,
        "filer_address": _text("filer_address"),
        "fee_dong": amount_of,
        "collected_by_post_dong": amount_of,
        "collected_on": days,
        "satisfaction": _chosen(
            _SATISFACTION, Said("must be one of {satisfaction}", satisfaction=_values(Satisfaction))
        ),
    }


def _repeated(reader: Reader) -> Reader:
    return lru_cache(_CELLS_KEPT)(reader)


def _text(column: str) -> Reader:
    return partial(text_of, most_characters=LONGEST[column])


def _values(words: type[StrEnum]) -> tuple[str, ...]:
    return tuple(word.value for word in words)


def _chosen(choices: Mapping[str, StrEnum], otherwise: Said) -> Reader:
    return _repeated(partial(choice_of, choices=choices, otherwise=otherwise))


def _code_of(cell: Cell) -> str:
    try:
        return DossierCode.parse(written(cell)).text
    except BadDossierCode as refusal:
        reason = refusal.facts["reason"]
        raise BadCell(Said("is not a dossier code: {reason}", reason=reason)) from refusal


def _department_code_of(cell: Cell) -> str:
    code = text_of(cell, LONGEST["department_code"]).upper()
    if not _DEPARTMENT_CODE.fullmatch(code):
        raise BadCell(
            Said("is not the code of an office: 1 to 30 of A-Z, 0-9, dot, hyphen, underscore")
        )
    return code


def _phone_of(cell: Cell) -> str:
    phone = normalise_phone(text_of(cell, LONGEST["filer_phone"]))
    if phone is None:
        raise BadCell(Said("is not a telephone number of 9 to 11 digits"))
    return phone
